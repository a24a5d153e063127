"""Code in the pages runs as it stands there."""

import re
from pathlib import Path

import pytest

from tests.repository.tracked import ROOT, files_ending

PRINTED = re.compile(r"^```python\n(.*?)^```\n+(?:^```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [name for name in files_ending(".md") if "how-to" in name.parts or "tutorials" in name.parts]
WITH_CODE = [name for name in PAGES if BLOCK.search((ROOT / name).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", [page for page in WITH_CODE if "tutorials" not in page.parts], ids=str)
def test_the_python_of_a_page_runs_from_top_to_bottom(page: Path) -> None:
    program = "\n".join(BLOCK.findall((ROOT / page).read_text(encoding="utf-8")))

    names: dict[str, object] = {}
    exec(compile(program, str(page), "exec"), names)

    assert "wane" in program


@pytest.mark.parametrize("page", [page for page in WITH_CODE if "tutorials" in page.parts], ids=str)
def test_a_tutorial_prints_what_it_shows(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for program, shown in PRINTED.findall((ROOT / page).read_text(encoding="utf-8")):
        exec(compile(program, str(page), "exec"), names)
        printed = capsys.readouterr().out
        assert printed == shown or not shown
