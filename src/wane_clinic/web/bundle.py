"""The script that draws charts, built from the installed vl-convert wheel: no download, no build step."""

from pathlib import Path
from typing import Final

NAME: Final = "wane/vega-bundle.js"
"""Its name among the static files."""


def build_bundle() -> str:
    """Vega, Vega-Lite, Vega-Embed and the interpreter that evaluates expressions without `eval`."""
    import vl_convert

    return str(vl_convert.javascript_bundle("window.waneEmbed = vegaEmbed;"))


def write_bundle(folder: Path) -> Path:
    """The bundle as a static file below the folder; written whole or not at all, and only where it differs."""
    target = folder / NAME
    script = build_bundle()
    if not target.is_file() or target.read_text(encoding="utf-8") != script:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(".part")
        unfinished.write_text(script, encoding="utf-8")
        unfinished.replace(target)
    return target
