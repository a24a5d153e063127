"""Code in the pages runs as it stands there."""

import re

import pytest

from tests.repository.tracked import ROOT, files_ending

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [name for name in files_ending(".md") if "how-to" in name.parts or "tutorials" in name.parts]
WITH_CODE = [name for name in PAGES if BLOCK.search((ROOT / name).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", WITH_CODE, ids=str)
def test_the_python_of_a_page_runs_from_top_to_bottom(page: object) -> None:
    program = "\n".join(BLOCK.findall((ROOT / str(page)).read_text(encoding="utf-8")))

    names: dict[str, object] = {}
    exec(compile(program, str(page), "exec"), names)

    assert "wane" in names
