"""What the charts of the clinic share: their theme, their dark counterpart and the layers they are made of.

A width of "figure" is set by charts.js to the room of the figure; `usermeta.dark` maps each colour to its counterpart.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from wane.report import theme

Spec = dict[str, object]
Row = Mapping[str, float | str | None]

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
LAYOUT: Final = theme.WIDE
Y_ROOM: Final = 42
"""Room in px for the labels of every panel, so that their time axes lie under each other."""
AXIS_X: Final = {"labelOverlap": "greedy", "labelSeparation": 6}
"""A phone's narrow axis leaves labels out where they would touch."""
ORDER: Final = "place"
"""Joins the points of a line in the order of its rows, so that steps stand upright."""


def stack(panels: Sequence[Spec], *, description: str, room: int = 76) -> Spec:
    """Panels above each other under one theme; `room` in px is kept for axes and names beside them."""
    return {
        "$schema": SCHEMA,
        "description": description,
        "vconcat": list(panels),
        "config": {
            **theme.config(LAYOUT),
            "background": "transparent",
            "axisY": {"minExtent": Y_ROOM},
            "axisX": AXIS_X,
        },
        "usermeta": {"dark": theme.DARK, "room": room},
    }


def panel(layers: Sequence[Spec], *, title: str, height: int) -> Spec:
    """Layers over each other with a name."""
    return {"title": {"text": title, "fontSize": 12}, "width": "figure", "height": height, "layer": list(layers)}


def band(rows: Sequence[Row], low: str, high: str, *, x: Spec, y: Spec, colour: str, opacity: float) -> Spec:
    """The room between two quantiles."""
    return {
        "data": {"values": [dict(row) for row in rows]},
        "mark": {"type": "area", "color": colour, "opacity": opacity, "line": False},
        "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}},
    }


def curve(rows: Sequence[Row], field: str, *, x: Spec, y: Spec, colour: str, dash: Sequence[float] = ()) -> Spec:
    """A line through the rows."""
    mark: Spec = {"type": "line", "color": colour, "strokeWidth": theme.LINE_WIDTH}
    if dash:
        mark |= {"strokeDash": list(dash), "strokeWidth": theme.COMPARED_WIDTH}
    return {
        "data": {"values": [{**row, ORDER: place} for place, row in enumerate(rows)]},
        "mark": mark,
        "encoding": {"x": x, "y": {**y, "field": field}, "order": {"field": ORDER, "type": "quantitative"}},
    }


def edge_words(levels: Sequence[tuple[float, str]], *, y: Spec) -> Spec:
    """Names of levels right of the panel, each at its height."""
    mark: Spec = {"type": "text", "align": "left", "dx": 5, "color": theme.MUTED, "fontSize": 11, "clip": False}
    return {
        "data": {"values": [{"value": value, "words": words} for value, words in levels]},
        "mark": mark,
        "encoding": {
            "y": {**y, "field": "value"},
            "x": {"value": "width"},
            "text": {"field": "words", "type": "nominal"},
        },
    }


def rule(value: float, words: str, *, y: Spec, colour: str, dash: Sequence[float] = theme.DASH) -> Spec:
    """A line across the panel with its name at the left edge."""
    data = {"values": [{"value": value, "words": words}]}
    at: Spec = {**y, "field": "value"}
    return {
        "data": data,
        "layer": [
            {"mark": {"type": "rule", "color": colour, "strokeDash": list(dash)}, "encoding": {"y": at}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "dy": -6, "color": colour, "fontSize": 11},
                "encoding": {"y": at, "x": {"value": 0}, "text": {"field": "words", "type": "nominal"}},
            },
        ],
    }


def hovered(rows: Sequence[Row], field: str, *, x: Spec, y: Spec) -> Spec:
    """Places that say their `words` under the pointer; nothing is seen of them otherwise."""
    mark: Spec = {"type": "point", "filled": True, "size": 160, "opacity": 0}
    at = {**y, "field": field}
    return marks(rows, mark, x=x, y=at, tooltip={"field": "words", "type": "nominal"})


def marks(rows: Sequence[Row], mark: Spec, *, x: Spec, y: Spec, **more: Spec) -> Spec:
    """Points of one kind; `more` are further channels."""
    return {"data": {"values": [dict(row) for row in rows]}, "mark": mark, "encoding": {"x": x, "y": y, **more}}
