"""What the figures of the studies share: the project's theme, values as charts, text. Read in grey as in colour."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wane.report.figures import with_counted_ids
from wane.report.theme import PAGE, config

if TYPE_CHECKING:
    import altair as alt

Value = Mapping[str, object]
PANEL_WIDTH: Final = 300


def data(values: Sequence[Value]) -> "alt.Chart":
    """A chart of values that it holds itself."""
    import altair as alt

    return alt.Chart(alt.InlineData(values=[dict(value) for value in values]))


def write_figure(chart: "alt.TopLevelMixin", path: Path) -> None:
    """Write the figure as SVG, in the project's theme."""
    import vl_convert

    spec = chart.to_dict() | {"config": config(PAGE)}
    path.write_text(with_counted_ids(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])) + "\n", encoding="utf-8")
