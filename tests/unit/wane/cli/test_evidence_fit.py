"""`wane evidence fit acute` writes the result, the table and the picture."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from wane.cli.evidence_fit import app
from wane.evidence.reading import load_yaml
from wane.fit import problem as problems
from wane.models.acute_parameters import ACUTE_FILE, load_acute


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A problem with one parameter left to estimate, so that the command is quick."""
    whole = problems.acute_problem()
    held = dict(whole.held) | {n: getattr(load_acute(), n) for n in whole.priors if n != "ke0_per_h"}
    one = replace(whole, priors={"ke0_per_h": whole.priors["ke0_per_h"]}, held=held)
    monkeypatch.setattr(problems, "acute_problem", lambda: one)


@pytest.mark.usefixtures("small")
def test_the_command_writes_data_table_and_picture(tmp_path: Path) -> None:
    out, table, figure = tmp_path / "acute.yaml", tmp_path / "fit.csv", tmp_path / "fit.svg"
    done = CliRunner().invoke(app, ["acute", "--out", str(out), "--table", str(table), "--figure", str(figure)])
    assert done.exit_code == 0, done.output
    assert "Shipped form" in done.output
    found, stored = yaml.safe_load(out.read_text(encoding="utf-8")), load_yaml(ACUTE_FILE)
    assert set(found) == set(stored)
    assert found["rows_sha256"] == stored["rows_sha256"]
    assert found["subcutaneous"] == stored["subcutaneous"]
    assert found["parameters"]["ke0_per_h"]["value"] == pytest.approx(load_acute().ke0_per_h, rel=0.1)
    assert len(table.read_text(encoding="utf-8").splitlines()) == 1 + len(problems.acute_problem().readings)
    assert figure.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.usefixtures("small")
def test_without_files_only_the_result_is_written(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["acute", "--out", str(tmp_path / "acute.yaml")])
    assert done.exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["acute.yaml"]
