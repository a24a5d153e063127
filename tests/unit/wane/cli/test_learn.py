"""`wane learn`: from files to a prior that a forecast takes, alone or pooled, whoever computes."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.factories.cohort import PUBLISHED, write_cohort
from wane.cli import run
from wane.cli.prior_file import read_prior
from wane.errors import FileFormatError
from wane.evidence.reading import DATA
from wane.forecast.learning import prior_digest
from wane.models.relief_prior import load_relief_prior
from wane.report import learn_json

EXAMPLE = Path(__file__).parents[4] / "examples" / "patient.csv"


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cohort(tmp_path_factory.mktemp("cohort") / "people.parquet", 24)


@pytest.fixture(scope="module")
def own_sums(cohort: Path) -> Path:
    path = cohort.with_name("in-sums.json")
    assert run(["learn", str(cohort), "--write-sums", str(path)]) == 0
    return path


def test_the_prior_that_is_written_is_read_back_and_forecast_with(
    cohort: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ours.yaml"

    assert run(["learn", str(cohort), "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, json.loads(learn_json.SCHEMA_FILE.read_text()))
    prior = read_prior(out)

    assert told["people"] == 24
    assert told["has_converged"]
    assert told["provenance"]["prior"] == {"id": prior.id, "digest": prior_digest(prior)}
    assert told["provenance"]["published"]["digest"] == prior_digest(PUBLISHED)
    learned = yaml.safe_load(out.read_text())["learned"]
    assert (learned["people"], learned["prior_worth_people"]) == (24, 30.0)
    assert prior.untreated.mean > PUBLISHED.untreated.mean  # the example clinic's people are iller

    assert run(["forecast", str(EXAMPLE), "--zone", "Europe/London", "--prior", str(out), "--json"]) == 0
    forecast = json.loads(capsys.readouterr().out)
    assert forecast["basis"]["prior"] == prior.id
    assert len(forecast["basis"]["studies"]) > 5  # those of the published prior that it moved from


def test_workers_and_a_stopped_run_change_nothing(cohort: Path, tmp_path: Path) -> None:
    outs = [tmp_path / f"{name}.yaml" for name in "abc"]
    keep = ["--keep", str(tmp_path / "work")]

    assert run(["learn", str(cohort), "--out", str(outs[0]), "--workers", "1"]) == 0
    assert run(["learn", str(cohort), "--out", str(outs[1]), "--workers", "2", *keep]) == 0
    first_block = next((tmp_path / "work" / "step-02").glob("block-*"))
    first_block.unlink()  # as if the run had stopped in its second step
    untouched = next((tmp_path / "work" / "step-01").glob("block-*")).stat().st_mtime_ns
    assert run(["learn", str(cohort), "--out", str(outs[2]), "--workers", "1", *keep]) == 0

    assert outs[0].read_bytes() == outs[1].read_bytes() == outs[2].read_bytes()
    assert next((tmp_path / "work" / "step-01").glob("block-*")).stat().st_mtime_ns == untouched


def test_pooling_the_sums_of_parts_is_one_step_from_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import polars as pl

    whole = write_cohort(tmp_path / "all.parquet", 24)
    table, parts = pl.read_parquet(whole), list[Path]()
    names = sorted(table["person"].unique())
    for part, own in (("a", names[:12]), ("b", names[12:])):
        path = tmp_path / f"{part}.parquet"
        table.filter(pl.col("person").is_in(own)).write_parquet(path)
        parts.append(tmp_path / f"{part}.json")
        assert run(["learn", str(path), "--write-sums", str(parts[-1])]) == 0
    assert run(["learn", str(whole), "--write-sums", str(tmp_path / "whole.json")]) == 0
    capsys.readouterr()
    outs = [tmp_path / f"{name}.yaml" for name in ("pooled", "whole", "mixed")]

    assert run(["learn", "--sums", str(parts[0]), "--sums", str(parts[1]), "--out", str(outs[0])]) == 0
    assert "pooled from 2 clinics" in capsys.readouterr().out
    assert run(["learn", "--sums", str(tmp_path / "whole.json"), "--out", str(outs[1])]) == 0
    assert run(["learn", str(tmp_path / "a.parquet"), "--sums", str(parts[1]), "--out", str(outs[2])]) == 0

    values = [learn_json.learned_values(read_prior(path)) for path in outs]
    assert values[0] == pytest.approx(values[1], rel=1e-6)
    assert values[2] == pytest.approx(values[1], rel=1e-6)
    text = parts[0].read_text()
    jsonschema.validate(json.loads(text), json.loads(learn_json.SUMS_SCHEMA_FILE.read_text()))
    assert "fictional" not in text
    assert "2025" not in text  # no name and no date leaves the clinic


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 14, "Nobody to learn from"),
        (["COHORT", "--out", "x.txt"], 14, "must end in .yaml"),
        (["COHORT", "--write-sums", "s.json", "--out", "x.yaml"], 15, "--write-sums writes"),
        (["--sums", "absent.json"], 14, "cannot be read"),
        (["--sums", "EXAMPLE"], 14, "no JSON"),
        (["COHORT", "--condition", "acute pain"], 13, "is not forecast"),
        (["COHORT", "--instrument", "MADRS"], 13, "None of 24 people"),
        (["COHORT", "--prior", "EXAMPLE"], 14, "prior file"),
        (["COHORT", "--workers", "1", "--cluster", "local"], 15, "leave one out"),
        (["COHORT", "--sums", "SUMS"], 15, "same people"),
        (["--sums", "SUMS", "--sums", "SUMS"], 15, "same people"),
        (["--sums", "SUMS", "--instrument", "MADRS"], 15, "of phq9"),
        (["--sums", "SUMS", "--condition", "ptsd"], 15, "of depression"),
        (["--sums", "OTHER"], 15, "different priors"),
        (["--sums", "BROKEN"], 14, "not whole"),
        (["SMALL", "--out", "x.yaml"], 13, "9 people can be used; 10"),
        (["SMALL", "--write-sums", "s.json"], 13, "9 people can be used; 10"),
    ],
)
def test_refusals_are_one_sentence_and_write_nothing(
    cohort: Path,
    own_sums: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    sums, other, broken = own_sums, tmp_path / "in-other.json", tmp_path / "in-broken.json"
    fields = json.loads(sums.read_text())
    other.write_text(json.dumps(fields | {"prior": {"id": "x", "digest": "y"}}))
    broken.write_text(json.dumps({name: value for name, value in fields.items() if name != "prior"}))
    small = write_cohort(tmp_path / "small.parquet", 9) if "SMALL" in arguments else tmp_path
    places = {
        "COHORT": cohort, "EXAMPLE": EXAMPLE, "SUMS": sums, "OTHER": other, "BROKEN": broken, "SMALL": small,
        "x.yaml": tmp_path / "x.yaml", "s.json": tmp_path / "s.json", "x.txt": tmp_path / "x.txt",
    }  # fmt: skip
    capsys.readouterr()

    assert run(["learn", *(str(places.get(word, word)) for word in arguments)]) == code

    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert not (tmp_path / "x.yaml").exists()
    assert not (tmp_path / "s.json").exists()


@pytest.mark.parametrize(
    "text",
    ["", "a: [", "- 1", "id: x\n", "\xff", "id: x\ncondition: depression\nparameters: {log_h0_mean: {value: a}}\n"],
)
def test_what_is_no_prior_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(FileFormatError, match=r"p\.yaml"):
        read_prior(path)


def test_a_prior_out_of_range_or_absent_or_huge_is_refused(tmp_path: Path) -> None:
    whole = (DATA / "relief" / "depression__phq9.yaml").read_text()
    (tmp_path / "p.yaml").write_text(whole.replace("pi: {value: 0.5", "pi: {value: 1.5"))
    (tmp_path / "h.yaml").write_text("#" * 300_000)

    for name, words in (("p.yaml", "pi inside 0 and 1"), ("h.yaml", "300000 bytes"), ("absent.yaml", "No such file")):
        with pytest.raises(FileFormatError, match=words):
            read_prior(tmp_path / name)


def test_a_published_prior_can_be_given_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes((DATA / "relief" / "depression__phq9.yaml").read_bytes())

    assert read_prior(path) == load_relief_prior("depression__phq9")
