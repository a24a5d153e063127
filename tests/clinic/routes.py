"""Every route of the clinic, found by walking its URLs, with an address for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

NAMED = {
    "int": 999_999,
    "uuid": "00000000-0000-4000-8000-000000000000",
    "str": "nobody",
    "slug": "nobody",
    "path": "nobody",
}
"""What fills a route's gaps: nobody and nothing that is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route: its name, its view, an address that it answers with nobody's ids, and what its gaps are called."""

    name: str
    view: Any
    address: str
    gaps: tuple[str, ...]

    def filled(self, ids: dict[str, Any]) -> str:
        """The address with these ids in its gaps."""
        return reverse(self.name, kwargs={name: ids[name] for name in self.gaps})


def walked(patterns: Any, gaps: dict[str, Any]) -> Iterator[tuple[URLPattern, dict[str, Any]]]:
    for each in patterns:
        found = gaps | dict(each.pattern.converters)
        if isinstance(each, URLResolver):
            yield from walked(each.url_patterns, found)
        else:
            yield each, found


def filled(gaps: dict[str, Any]) -> dict[str, Any]:
    kinds = {
        name: type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for name, converter in gaps.items()
    }
    return {name: NAMED.get(kind, "nobody") for name, kind in kinds.items()}


def all_routes() -> list[Route]:
    found = [(str(pattern.name), pattern, filled(gaps)) for pattern, gaps in walked(get_resolver().url_patterns, {})]
    return [
        Route(name=name, view=pattern.callback, address=reverse(name, kwargs=gaps), gaps=tuple(gaps))
        for name, pattern, gaps in found
    ]
