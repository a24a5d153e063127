"""Reading Pharmpy's objects, stood for by plain ones of the shape that its documentation gives them."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from wane.cli import run
from wane.errors import FileFormatError, UnsupportedError
from wane.evidence.foreign import pharmpy_reading
from wane.evidence.foreign.pharmpy_reading import foreign_model, read_control_stream

ASKED = ["--alias", "mine_2026", "--drug", "esketamine", "--analyte", "s_ketamine", "--route", "iv", "--site", "venous",
         "--source", "our own", "--link", "https://example.org/"]  # fmt: skip


@dataclass
class Compartment:
    """As `pharmpy.model.Compartment`."""

    name: str
    doses: tuple[object, ...] = ()
    input: str = "0"
    lag_time: str = "0"
    bioavailability: str = "1"


@dataclass
class System:
    """As `pharmpy.model.CompartmentalSystem`."""

    compartments: dict[str, Compartment]
    flows: list[tuple[str, str | None, str]]

    @property
    def compartment_names(self) -> list[str]:
        return list(self.compartments)

    def find_compartment(self, name: str) -> Compartment:
        return self.compartments[name]

    def get_compartment_outflows(self, one: Compartment) -> list[tuple[object, str]]:
        outside = SimpleNamespace()
        return [
            (self.compartments.get(to or "", outside), rate) for source, to, rate in self.flows if source == one.name
        ]


@dataclass
class Distributions(list[object]):
    """As `pharmpy.model.RandomVariables`."""

    parameter_names: list[str] = field(default_factory=list)


def of(pairs: dict[str, str]) -> Distributions:
    """Distributions of one variable each, by the name of its variance."""
    found = Distributions(parameter_names=list(pairs.values()))
    found.extend(SimpleNamespace(names=(name,), variance=variance) for name, variance in pairs.items())
    return found


def pharmpys(doses: tuple[object, ...] = (), code: str = "") -> SimpleNamespace:
    """A Pharmpy model of one compartment."""
    inits = {"POP_CL": 90.0, "POP_V": 70.0, "IIV_CL": 0.04, "IIV_V": 0.0, "SIGMA": 0.02}
    statements = SimpleNamespace(
        ode_system=System({"CENTRAL": Compartment("CENTRAL", doses or (SimpleNamespace(amount="AMT"),))},
                          [("CENTRAL", None, "CL/V")]),
        before_odes=[SimpleNamespace(symbol="CL", expression="POP_CL*exp(ETA_CL)"),
                     SimpleNamespace(symbol="V", expression="POP_V*exp(ETA_V)")],
        after_odes=[SimpleNamespace(symbol="Y", expression="1000*A_CENTRAL(t)/V*(1 + EPS_1)")],
    )  # fmt: skip
    return SimpleNamespace(
        name="run7", description="Ours", code=code, statements=statements,
        parameters=Parameters(inits), dependent_variables={"Y": 1},
        datainfo=SimpleNamespace(names=["ID", "TIME", "DV"]),
        random_variables=SimpleNamespace(
            etas=of({"ETA_CL": "IIV_CL", "ETA_V": "IIV_V"}), epsilons=of({"EPS_1": "SIGMA"})
        ),
    )  # fmt: skip


class Parameters(list[object]):
    """As `pharmpy.model.Parameters`."""

    def __init__(self, inits: dict[str, float]) -> None:
        super().__init__(SimpleNamespace(name=name, fix=name == "POP_V") for name in inits)
        self.inits = inits


def install(monkeypatch: pytest.MonkeyPatch, model: object, results: object = None) -> None:
    """Put a Pharmpy in place that reads this model."""

    def read(path: Path) -> object:
        if model is None:
            raise KeyError("70")
        return model

    for name, words in {"pharmpy": {}, "pharmpy.modeling": {"read_model": read},
                        "pharmpy.tools": {"read_modelfit_results": lambda path: results}}.items():  # fmt: skip
        made = ModuleType(name)
        for word, what in words.items():
            setattr(made, word, what)
        monkeypatch.setitem(sys.modules, name, made)


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    path = tmp_path / "run7.ctl"
    path.write_text("$PROBLEM ours")
    return path


def test_results_beside_the_control_stream_replace_where_it_begins(
    monkeypatch: pytest.MonkeyPatch, stream: Path
) -> None:
    stream.with_suffix(".ext").write_text("")
    results = SimpleNamespace(
        parameter_estimates={"POP_CL": 80.0, "IIV_CL": 0.09},
        relative_standard_errors={"POP_CL": 0.057, "IIV_CL": float("nan")},
    )
    install(monkeypatch, pharmpys(), results)

    model = read_control_stream(stream)

    assert (model.thetas["POP_CL"].value, model.thetas["POP_CL"].rse_pct) == (80.0, pytest.approx(5.7))
    assert (model.thetas["POP_V"].is_fixed, model.thetas["POP_V"].rse_pct) == (True, None)
    assert model.covariances == {("ETA_CL", "ETA_CL"): 0.09, ("ETA_V", "ETA_V"): 0.0}
    assert model.is_estimated


def test_the_command_writes_a_file_that_predicts(
    monkeypatch: pytest.MonkeyPatch, stream: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, pharmpys())
    mine, events = tmp_path / "mine.yaml", tmp_path / "events.csv"
    events.write_text("ID,TIME,AMT,EVID,DV,WT\n1,0,35,1,.,70\n1,1,.,0,.,70\n")

    assert run(["evidence", "import-model", str(stream), "--out", str(mine), *ASKED]) == 0
    assert run(["concentrations", str(events), "--model", str(mine)]) == 0

    printed = capsys.readouterr().out.splitlines()[-1]
    assert float(printed.split(",")[6]) == pytest.approx(500.0 * 2.718281828 ** (-90.0 / 70.0), rel=1e-6)


def test_without_pharmpy_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, stream: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pharmpy", None)
    monkeypatch.setitem(sys.modules, "pharmpy.modeling", None)

    assert run(["evidence", "import-model", str(stream), "--out", str(tmp_path / "mine.yaml"), *ASKED]) == 13

    assert capsys.readouterr().err == f"wane: {pharmpy_reading.INSTALL}\n"
    assert not (tmp_path / "mine.yaml").exists()


def test_a_stream_that_pharmpy_cannot_read_is_one_sentence(monkeypatch: pytest.MonkeyPatch, stream: Path) -> None:
    install(monkeypatch, None)

    with pytest.raises(FileFormatError, match=r"run7\.ctl cannot be read by Pharmpy \('70'\)"):
        read_control_stream(stream)
    with pytest.raises(FileFormatError, match="check its name"):
        read_control_stream(stream.with_name("run8.ctl"))


def test_a_model_without_compartments_is_refused() -> None:
    model = pharmpys()
    model.statements.ode_system = None

    with pytest.raises(UnsupportedError, match="run7 has no compartments"):
        foreign_model(model)


def test_how_long_a_dose_takes_is_the_datas_or_the_models() -> None:
    by_data = SimpleNamespace(amount="AMT", duration=None, rate="RATE")
    lasting, at_rate = SimpleNamespace(amount="AMT", duration="D1"), SimpleNamespace(amount="AMT", rate="R1")

    read = foreign_model(pharmpys((by_data, lasting, at_rate)))

    assert read.compartments[0].doses == (None, "D1", "(AMT)/(R1)")


def test_an_amount_named_by_number_is_refused_where_pharmpy_numbers_anew() -> None:
    code = "$MODEL COMP=(DEPOT) COMPARTMENT=(CENTRAL)\n$ERROR\nY = A(1)/V"

    with pytest.raises(UnsupportedError, match="numbers its compartments CENTRAL instead of DEPOT, CENTRAL"):
        foreign_model(pharmpys(code=code))


@pytest.mark.parametrize(
    ("asked", "words", "code"),
    [
        (["--time", "d"], 'The times came in "d"; h or min is needed.', 12),
        (["--analyte", "s_ketamine,"], "NAME=COMPARTMENT,... with each name once is needed.", 14),
        (["--route", "iv=A,iv=B"], "NAME=COMPARTMENT,... with each name once is needed.", 14),
    ],
)
def test_what_is_mistyped_is_one_sentence(
    stream: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], words: str, code: int
) -> None:
    kept = [word for pair in zip(ASKED[::2], ASKED[1::2], strict=True) if pair[0] != asked[0] for word in pair]

    assert run(["evidence", "import-model", str(stream), "--out", str(tmp_path / "mine.yaml"), *kept, *asked]) == code

    assert words in capsys.readouterr().err
