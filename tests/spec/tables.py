"""Reading the tables of the specification."""

from pathlib import Path

HERE = Path(__file__).parent


def rows(name: str) -> list[tuple[str, ...]]:
    """The cells of every row of every Markdown table in one file, without heads and rules."""
    lines = [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    heads = {i - 1 for i, row in enumerate(cells) if set("".join(row)) <= set("-")}
    return [row for i, row in enumerate(cells) if i not in heads and not set("".join(row)) <= set("-")]
