"""`wane score-card`: one card whoever computes it; text, JSON, picture and PDF of it."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.factories.cohort import write_cohort
from tests.factories.patient import score, session, text_of
from wane.cli import run
from wane.report import score_card_json

SCHEMA = json.loads(score_card_json.SCHEMA_FILE.read_text())


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cohort(tmp_path_factory.mktemp("cohort") / "people.parquet", 22)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


def test_the_card_is_the_same_for_any_workers_and_keeps_its_work(
    cohort: Path, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["score-card", str(cohort), "--json", "--workers", "2", "--keep", str(work)]) == 0
    first = capsys.readouterr().out
    next((work / "score-card").glob("block-0000001-*")).unlink()
    assert run(["score-card", str(cohort), "--json", "--workers", "1", "--keep", str(work)]) == 0
    told = capsys.readouterr()

    assert told.out == first
    assert told.err == "score card: 2 blocks, 1 of them from before.\n"
    found = json.loads(first)
    jsonschema.validate(found, SCHEMA)
    assert found["people"] == 22
    assert {group["kind"] for group in found["subgroups"]} >= {"sex", "sessions", "response", "days_ahead"}


def test_text_picture_and_pdf_say_the_verdict(
    cohort: Path, work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from pypdf import PdfReader

    svg, png, spec, pdf = (tmp_path / f"card.{ending}" for ending in ("svg", "png", "json", "pdf"))
    keep = ["--keep", str(work)]
    assert run(["score-card", str(cohort), *keep, "--figure", str(svg), "--pdf", str(pdf)]) == 0
    text = capsys.readouterr().out
    assert run(["score-card", str(cohort), *keep, "--figure", str(png)]) == 0
    assert run(["score-card", str(cohort), *keep, "--figure", str(spec)]) == 0

    assert "VERDICT\n" in text
    assert "90 % intervals must hold 85 to 95 % of scores" in text
    assert max(len(line) for line in text.splitlines()) <= 100
    assert svg.read_text().startswith("<svg")
    assert png.read_bytes()[:4] == b"\x89PNG"
    assert "vconcat" in json.loads(spec.read_text())
    words = " ".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "Score card of relief forecasts: PHQ-9 in depression" in words
    assert "90 % held" in words


def test_few_people_get_no_verdict_and_those_left_out_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [score(0, 18), session(0), score(7, 12), session(7), score(14, 9), score(21, 12)]
    (tmp_path / "a.csv").write_text(text_of(rows))
    (tmp_path / "b.csv").write_text(text_of(rows[:1]))

    assert run(["score-card", str(tmp_path)]) == 0

    text = capsys.readouterr().out
    assert "No verdict: 1 people" in text
    assert "b: No session is recorded." in text


def test_a_learned_prior_is_judged_on_the_people_it_is_for(
    cohort: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prior = tmp_path / "p.yaml"
    assert run(["learn", str(cohort), "--out", str(prior), "--workers", "1"]) == 0
    capsys.readouterr()

    assert run(["score-card", str(cohort), "--prior", str(prior), "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["provenance"]["priors"][0].startswith("depression__phq9.learned.")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["absent"], 14, "is not there"),
        (["COHORT", "--instrument", "MADRS"], 13, "None of 22 people"),
        (["COHORT", "--figure", "x.gif"], 14, "must end in"),
    ],
)
def test_refusals_are_one_sentence(
    cohort: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    assert run(["score-card", *(str(cohort) if word == "COHORT" else word for word in arguments)]) == code

    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("name", ["learn", "sums", "score-card"])
def test_the_schemas_are_printed_and_are_schemas(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", name]) == 0

    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))
