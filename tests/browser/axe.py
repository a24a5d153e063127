"""What axe-core finds grave on a page, and whether the page is wider than its screen."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Final, Literal, cast

from playwright.sync_api import Page

GRAVE: Final = {"serious", "critical"}
LOOKS: Final[tuple[tuple[Literal["light", "dark"], int], ...]] = (("light", 1280), ("dark", 1280), ("dark", 390))
"""Colours at one width, and the layout of a phone."""
TABLET: Final = 820
"""Between them only the width of the page is looked at."""
RUN: Final = "axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations)"


def grave(page: Page) -> list[str]:
    """The findings on the page as it stands, each with the first element that it is about."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(RUN)
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in found if one["impact"] in GRAVE]


def is_too_wide(page: Page) -> bool:
    """Whether it scrolls sideways."""
    return cast("bool", page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def looks(page: Page) -> Iterator[str]:
    """What is grave in each look, without loading the page again."""
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{scheme} {width}: {one}" for one in grave(page))
        if is_too_wide(page):
            yield f"{scheme} {width}: scrolls sideways"
    page.set_viewport_size({"width": TABLET, "height": 900})
    if is_too_wide(page):
        yield f"{TABLET}: scrolls sideways"
