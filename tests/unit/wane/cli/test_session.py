"""`wane session` as a user meets it: the answer, the files, and one sentence where there is none."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from wane.cli import run
from wane.report.as_json import SCHEMA_FILE

INFUSION = {"--drug": "ketamine", "--route": "iv", "--dose": "0.5 mg/kg", "--over": "40 min", "--weight": "70 kg"}
STEPS = Path(__file__).parents[4] / "examples" / "steps.csv"
Object = dict[str, object]


def typed(changes: dict[str, str | None] | None = None) -> list[str]:
    """The infusion's options with some changed, added, or (None) left out."""
    options = INFUSION | (changes or {})
    return ["session", *(word for name, value in options.items() if value is not None for word in (name, value))]


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> Object:
    """What `--json` prints."""
    assert run([*arguments, "--json"]) == 0
    shown: Object = json.loads(capsys.readouterr().out)
    return shown


def summary_of(shown: Object) -> dict[str, Object]:
    """Summary items by id."""
    items = shown["summary"]
    assert isinstance(items, list)
    return {item["id"]: item for item in items}


@pytest.fixture(scope="module")
def process() -> subprocess.CompletedProcess[str]:
    """The whole command, once, as a process of its own."""
    listed = (
        "import sys; from wane.cli import run; code = run(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    return subprocess.run([sys.executable, "-c", listed, *typed()], capture_output=True, text=True, check=False)


def test_the_command_prints_a_plan(process: subprocess.CompletedProcess[str]) -> None:
    assert process.returncode == 0
    assert "35 mg" in process.stdout
    assert "ng/mL" in process.stdout


@pytest.mark.parametrize("package", ["scipy", "polars", "altair", "vl_convert", "typst", "pint", "rich"])
def test_a_session_starts_without_what_it_does_not_need(
    process: subprocess.CompletedProcess[str], package: str
) -> None:
    assert package not in process.stderr.split()


def test_the_json_is_what_the_schema_says(capsys: pytest.CaptureFixture[str]) -> None:
    shown = answered(
        capsys, *typed({"--at": "20 min,40 min,2 h", "--below": "5 ng/mL", "--bp": "128/78", "--age": "45"})
    )
    jsonschema.validate(shown, json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    wanted = {
        "cmax.ketamine.venous", "cmax.s_ketamine.venous", "cmax.r_ketamine.venous", "tmax.ketamine.venous",
        "auc.ketamine.venous", "half_life.ketamine", "below.ketamine.1_ng_ml", "below.ketamine.5_ng_ml",
        "concentration.ketamine.venous@20", "concentration.norketamine.venous@120",
        "dissociation.peak", "dissociation.resolved", "systolic_rise.peak", "diastolic_rise.peak",
        "readiness.model", "readiness.plan", "driving.hours",
    }  # fmt: skip
    assert wanted <= set(summary_of(shown))


def test_the_same_seed_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for seed in ("7", "7", "8"):
        assert run([*typed({"--seed": seed}), "--json"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert printed[0] != printed[2]


def test_pounds_and_kilograms_are_one_weight(capsys: pytest.CaptureFixture[str]) -> None:
    in_kg = summary_of(answered(capsys, *typed({"--weight": "69.85322498 kg"})))
    in_lb = summary_of(answered(capsys, *typed({"--weight": "154 lb"})))
    assert in_kg["cmax.ketamine.venous"] == in_lb["cmax.ketamine.venous"]


def test_steps_that_make_the_same_infusion_give_the_same_numbers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("start_min,end_min,rate_mg_kg_h\n0,40,0.75\n")
    whole = summary_of(answered(capsys, *typed()))
    steps = summary_of(answered(capsys, *typed({"--dose": None, "--over": None, "--steps": str(path)})))
    assert whole["cmax.ketamine.venous"]["value"] == pytest.approx(steps["cmax.ketamine.venous"]["value"])
    assert run(typed({"--dose": None, "--over": None, "--steps": str(STEPS)})) == 0


def test_what_is_said_of_the_person_reaches_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    shown = answered(capsys, *typed({"--history": "aneurysm", "--taking": "clarithromycin,diazepam"}))
    findings = shown["findings"]
    assert isinstance(findings, list)
    assert any("neurysm" in finding["sentence"] for finding in findings)
    assert shown["missing_facts"]


def test_a_bag_gives_pump_steps_and_its_salt_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    bag = {"--bag-concentration": "1 mg/mL", "--vial": "50 mg/mL"}
    shown = answered(capsys, *typed({"--dose": "35 mg hydrochloride", **bag}))
    plan = shown["plan"]
    assert isinstance(plan, dict)
    assert plan["total_mg"] == pytest.approx(35.0)
    assert plan["total_base_mg"] == pytest.approx(30.35, abs=0.01)
    (step,) = plan["pump_steps"]
    assert step["rate_ml_h"] == pytest.approx(52.5)


def test_a_comparison_stands_beside_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    shown = answered(capsys, *typed({"--compare": "0.5 mg/kg over 60 min"}))
    other = shown["compared"]
    assert isinstance(other, dict)
    peaks = [summary_of(answer)["cmax.ketamine.venous"]["value"] for answer in (shown, other)]
    assert isinstance(peaks[0], float)
    assert isinstance(peaks[1], float)
    assert peaks[1] < peaks[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"--drug": "esketamine", "--route": "intranasal", "--dose": "84 mg", "--over": None},
        {"--drug": "esketamine", "--dose": "0.2 mg/kg", "--site": "arterial"},
        {"--route": "im", "--over": None},
        {"--route": "sc", "--over": None},
        {"--route": "oral", "--over": None, "--dose": "1 mg/kg"},
        {"--route": "sublingual", "--over": None, "--dose": "25 mg"},
        {"--route": "intranasal", "--over": None, "--dose": "50 mg"},
        {"--drug": "esketamine", "--route": "sublingual", "--over": None, "--dose": "50 mg"},
        {"--over": "bolus", "--dose": "0.3 mg/kg"},
        {"--weight": "25 kg", "--age": "8"},
    ],
)
def test_every_route_is_answered(capsys: pytest.CaptureFixture[str], changes: dict[str, str | None]) -> None:
    assert run(typed(changes)) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"--weight": "70"}, 10, "without a unit"),
        ({"--weight": "70 cm"}, 10, "kg or lb"),
        ({"--dose": "0,5 mg/kg"}, 10, "comma"),
        ({"--dose": "0.5"}, 10, "without a unit"),
        ({"--dose": None}, 10, "No dose"),
        ({"--over": None}, 10, "--over bolus"),
        ({"--vial": "50 mg/mL"}, 15, "--bag-concentration"),
        ({"--fact": "aneurysm=maybe"}, 10, "yes or no"),
        ({"--weight": "350 kg"}, 11, "pounds"),
        ({"--weight": "15 kg"}, 11, "20 to 300 kg"),
        ({"--dose": "-35 mg"}, 11, "negative"),
        ({"--dose": "35 mg/kg"}, 11, "35 mg meant"),
        ({"--dose": "700 mg"}, 11, "no one was given more"),
        ({"--dose": "1e300 mg"}, 11, "beyond any use"),
        ({"--over": "0 min"}, 11, "above zero"),
        ({"--drug": "esketamine", "--route": "intranasal", "--dose": "70 mg", "--over": None}, 11, "28, 56, 84"),
        ({"--bp": "78/128"}, 11, "systolic"),
        ({"--drug": "ketamin"}, 12, 'did you mean "ketamine"'),
        ({"--route": "intravenus"}, 12, 'did you mean "iv"'),
        ({"--site": "capillary"}, 12, "venous, arterial"),
        ({"--sex": "x"}, 12, "female, male"),
        ({"--taking": "clarithromycine"}, 12, "clarithromycin"),
        ({"--history": "anuerysm"}, 12, "aneurysm"),
        ({"--fact": "nonsense=1"}, 12, "nonsense"),
        ({"--steps": "absent.csv", "--dose": None, "--over": None}, 14, "cannot be read"),
        ({"--figure": "plan.bmp"}, 14, ".png"),
        ({"--figure": "absent/plan.svg"}, 14, "does not exist"),
        ({"--pdf": "plan.txt"}, 14, ".pdf"),
        ({"--route": "im"}, 15, "only an IV dose"),
        ({"--steps": "steps.csv"}, 15, "--over"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_a_code(
    capsys: pytest.CaptureFixture[str], changes: dict[str, str | None], code: int, says: str
) -> None:
    assert run(typed(changes)) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("wane: ")
    assert printed.err.count("\n") == 1
    assert says in printed.err


def test_overlapping_rates_name_their_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("start,end,rate\n0 min,20 min,20 mg/h\n10 min,30 min,20 mg/h\n")
    assert run(typed({"--dose": None, "--over": None, "--steps": str(path)})) == 15
    assert "Line 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--weigth", "70 kg"], ["--seed", "many"], ["--people", "10"], ["--session-number", "0"]]
)
def test_the_parsers_own_errors_exit_with_two(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run([*typed(), *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("wane: ")
    assert printed.err.count("\n") == 1
    assert 'see "wane session --help".' in printed.err


def test_files_hold_the_same_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        name: str(tmp_path / name)
        for name in ("plan.svg", "plan.png", "plan.html", "plan.json", "plan.csv", "plan.pdf")
    }
    for name, path in files.items():
        assert run([*typed(), "--pdf" if name.endswith("pdf") else "--figure", path]) == 0
    assert "<svg" in Path(files["plan.svg"]).read_text()
    assert Path(files["plan.png"]).read_bytes().startswith(b"\x89PNG")
    assert "<html" in Path(files["plan.html"]).read_text()
    assert "vega-lite" in json.loads(Path(files["plan.json"]).read_text())["$schema"]
    assert Path(files["plan.csv"]).read_text().startswith("ordered,quantity,unit,site,level,minute,median")
    assert Path(files["plan.pdf"]).read_bytes().startswith(b"%PDF")
    assert {path.name for path in tmp_path.iterdir()} == set(files)
    assert capsys.readouterr().err == ""


def test_a_dose_that_is_refused_leaves_no_file(tmp_path: Path) -> None:
    assert run([*typed({"--dose": "700 mg"}), "--figure", str(tmp_path / "plan.svg")]) == 11
    assert list(tmp_path.iterdir()) == []
