"""HTML elements as a tree that escapes every text when it is written; standard library only."""

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:%|ng/mL|ng·h/mL|mg|mL|min|h|kg|y|mmHg|cm)(?![a-z]))")
REFERENCE = re.compile(r"url\(#([^)]+)\)")


def element(tag: str, *content: "ET.Element | str | None", **attributes: str) -> ET.Element:
    """One element; in attribute names a trailing `_` is dropped (`class_`) and `_` becomes `-`; None is skipped."""
    made = ET.Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    last: ET.Element | None = None
    for part in content:
        if isinstance(part, ET.Element):
            made.append(part)
            last = part
        elif part is not None and last is None:
            made.text = (made.text or "") + part
        elif part is not None and last is not None:
            last.tail = (last.tail or "") + part
    return made


def table(
    heads: Iterable[str | ET.Element],
    rows: Iterable[Iterable[str | ET.Element]],
    *,
    caption: str,
    numeric: frozenset[int] = frozenset(),
) -> ET.Element:
    """A table whose first column names the row; columns in `numeric` end flush right."""

    def cell(tag: str, i: int, content: str | ET.Element, **attributes: str) -> ET.Element:
        if i in numeric:
            attributes["class_"] = "number"
        return element(tag, content, **attributes)

    head = element("tr", *(cell("th", i, text, scope="col") for i, text in enumerate(heads)))
    body = [
        element("tr", *(cell("td" if i else "th", i, c, **({} if i else {"scope": "row"})) for i, c in enumerate(row)))
        for row in rows
    ]
    shown = element("table", element("caption", caption), element("thead", head), element("tbody", *body))
    return element("div", shown, class_="scroll", tabindex="0", role="region", aria_label=caption)


def kept_together(sentence: str) -> str:
    """The sentence with spaces that do not break between a number and its unit."""
    return NUMBER_AND_UNIT.sub("\u00a0", sentence)


def inline_svg(svg: str, *, label: str, prefix: str) -> ET.Element:
    """An SVG text as an element that may stand in a page: names without namespace, ids with `prefix`, one label.

    Raises:
        xml.etree.ElementTree.ParseError: the text is not well-formed.
    """
    root = ET.fromstring(svg)
    for node in root.iter():
        node.tag = node.tag.rsplit("}", 1)[-1]
        for name in list(node.attrib):
            value = node.attrib.pop(name)
            if name.startswith("aria-") or name == "role":
                continue
            value = f"{prefix}{value}" if name == "id" else REFERENCE.sub(rf"url(#{prefix}\1)", value)
            node.set(name.rsplit("}", 1)[-1], value)
    root.set("role", "img")
    root.set("aria-label", label)
    return root


def written(page: ET.Element) -> str:
    """The page as HTML text."""
    return "<!DOCTYPE html>\n" + ET.tostring(page, encoding="unicode", method="html") + "\n"
