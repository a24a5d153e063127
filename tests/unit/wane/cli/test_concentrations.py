"""`wane concentrations`: an event table in, the same table with predictions out; one's own model through the gate."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy.integrate import solve_ivp

from wane.cli import run
from wane.evidence.reading import DATA
from wane.models.event_reading import read_events

OWN = yaml.safe_load((DATA / "pk" / "otto_2021.yaml").read_text(encoding="utf-8"))
TABLE = """ID,TIME,AMT,RATE,EVID,CMT,DV,ADDL,II,WT
1,0,20,30,1,1,.,2,24,70
1,0.5,.,.,0,1,.,.,.,70
1,1,.,.,0,1,.,.,.,70
1,30,.,.,0,1,.,.,.,70
2,0,20,0,1,1,.,0,0,95
2,2,.,.,0,1,.,.,.,95
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text(TABLE)
    return path


def values(text: str) -> list[float]:
    return [one.value for person in read_events(text) for one in person.observations if one.value is not None]


def test_predictions_are_those_of_an_ode_solver(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["concentrations", str(table), "--model", "otto_2021"]) == 0
    out = capsys.readouterr().out
    p = {name: block["value"] for name, block in OWN["parameters"].items()}

    def change(t: float, x: np.ndarray) -> list[float]:
        rate = 30.0 if any(s <= t < s + 2.0 / 3.0 for s in (0.0, 24.0, 48.0)) else 0.0
        c, one, two = x
        flows = (p["Q1"] / p["V1"] * c - p["Q1"] / p["Vp1"] * one, p["Q2"] / p["V1"] * c - p["Q2"] / p["Vp2"] * two)
        return [rate - p["CL"] / p["V1"] * c - sum(flows), *flows]

    solved = solve_ivp(change, (0.0, 30.0), [0.0] * 3, t_eval=[0.5, 1.0, 30.0], rtol=1e-9, atol=1e-9, max_step=0.05)

    assert values(out)[:3] == pytest.approx(1000.0 * solved.y[0] / p["V1"], rel=2e-4)
    assert [len(person.events) for person in read_events(out)] == [4, 2]


def test_a_model_of_ones_own_takes_the_place_of_a_shipped_one(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = table.with_name("mine.yaml")
    text = (DATA / "pk" / "otto_2021.yaml").read_text(encoding="utf-8")
    own.write_text(text)
    assert run(["concentrations", str(table), "--model", "otto_2021"]) == 0
    shipped = capsys.readouterr().out
    assert run(["concentrations", str(table), "--model", str(own), "--out", str(table.with_name("o.csv"))]) == 0

    assert table.with_name("o.csv").read_text() == shipped


def test_a_seed_draws_people(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = []
    for seed in ("1", "1", "2"):
        assert run(["concentrations", str(table), "--model", "otto_2021", "--seed", seed]) == 0
        drawn.append(values(capsys.readouterr().out))

    assert drawn[0] == drawn[1] != drawn[2]


def broken(change: str) -> str:
    """The shipped file with one thing changed."""
    fields = yaml.safe_load(yaml.safe_dump(OWN, sort_keys=False))
    match change:
        case "unknown state":
            fields["flows"][0]["to"] = "nowhere"
        case "no source":
            del fields["parameters"]["V1"]["where"]
        case "wrong unit":
            fields["parameters"]["V1"]["unit"] = "furlong"
        case _:
            fields["flows"][0]["rate"] = "__import__('os').system('true')"
    return str(yaml.safe_dump(fields, sort_keys=False))


@pytest.mark.parametrize("change", ["unknown state", "no source", "wrong unit", "code"])
def test_the_gate_judges_a_model_of_ones_own(table: Path, capsys: pytest.CaptureFixture[str], change: str) -> None:
    own = table.with_name("mine.yaml")
    own.write_text(broken(change))

    assert run(["concentrations", str(table), "--model", str(own)]) == 20
    said = capsys.readouterr().err.strip()
    assert "evidence gate" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "model", "code", "words"),
    [
        (TABLE, "otto_2020", 12, "did you mean"),
        (TABLE, "absent.yaml", 14, "cannot be read"),
        (TABLE.replace("1,1,.", "1,9,."), "otto_2021", 13, "compartment 9"),
        (TABLE.replace(",WT", ",HT"), "otto_2021", 14, "has no WT"),
        ("ID,TIME,WT\n1,0,70\n", "otto_2021", 13, "no dose"),
        ("ID,TIME\n1,x\n", "otto_2021", 14, "TIME"),
    ],
)
def test_a_fault_is_one_sentence_and_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, model: str, code: int, words: str
) -> None:
    path = tmp_path / "events.csv"
    path.write_text(text)

    assert run(["concentrations", str(path), "--model", model]) == code
    said = capsys.readouterr().err.strip()
    assert words in said
    assert "\n" not in said


def test_a_broken_yaml_names_its_line(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = table.with_name("mine.yaml")
    own.write_text("id: [")

    assert run(["concentrations", str(table), "--model", str(own)]) == 14
    assert "line" in capsys.readouterr().err
