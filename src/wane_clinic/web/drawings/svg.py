"""Elements of an SVG without inline style or script: a strict content policy lets them through."""

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

Element = ET.Element

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, *children: Element, **attributes: str | float) -> Element:
    """One element; `class_` becomes class and `_` in a name becomes `-`, except in viewBox and its like."""
    made = ET.Element(name, {_attribute(key): _written(value) for key, value in attributes.items()})
    made.extend(children)
    return made


def text(words: str, *, x: float, y: float, anchor: str = "start", **attributes: str | float) -> Element:
    """Words with their baseline at (x, y)."""
    made = element("text", x=x, y=y, text_anchor=anchor, **attributes)
    made.text = printable(words)
    return made


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> Element:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def titled(made: Element, words: str) -> Element:
    """The element with a title as its first child: read aloud, and shown on hover."""
    title = ET.Element("title")
    title.text = printable(words)
    made.insert(0, title)
    return made


def path(points: Iterable[tuple[float, float]]) -> str:
    """Straight pieces through the points, as the `d` of a path."""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def picture(
    *children: Element, width: float, height: float, title: str, description: str, id_: str, class_: str
) -> Element:
    """A whole drawing with its name and its description for those who do not see it."""
    heading, details = ET.Element("title", id=f"{id_}-title"), ET.Element("desc", id=f"{id_}-desc")
    heading.text, details.text = printable(title), printable(description)
    return element(
        "svg",
        heading,
        details,
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{id_}-title {id_}-desc",
        id=id_,
        class_=class_,
    )


def written(drawing: Element) -> str:
    """The drawing as text that stands in a page."""
    return ET.tostring(drawing, encoding="unicode")


def printable(words: str) -> str:
    """The words without the characters that XML cannot hold."""
    return NOT_XML.sub("\ufffd", words)


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _written(value: str | float) -> str:
    return printable(value) if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
