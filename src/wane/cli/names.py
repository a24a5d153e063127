"""Names from people: one of a closed list, by its own name or a common synonym, or an error that offers the nearest."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from wane.errors import UnknownNameError, UnsupportedError
from wane.models.regimen import Drug, Route
from wane.plan.vocabulary import CLOSE
from wane.units import shown

Name = TypeVar("Name", bound=StrEnum)

DRUGS: Final[Mapping[str, str]] = {
    "s-ketamine": "esketamine", "s ketamine": "esketamine", "(s)-ketamine": "esketamine", "spravato": "esketamine",
    "racemic ketamine": "ketamine", "ketalar": "ketamine", "r,s-ketamine": "ketamine",
}  # fmt: skip
ROUTES: Final[Mapping[str, str]] = {
    "intravenous": "iv", "intramuscular": "im", "subcutaneous": "sc",
    "nasal": "intranasal", "nasal spray": "intranasal", "in": "intranasal",
    "po": "oral", "by mouth": "oral", "sl": "sublingual",
}  # fmt: skip
SEXES: Final[Mapping[str, str]] = {"f": "female", "m": "male", "woman": "female", "man": "male"}
SITES: Final[Mapping[str, str]] = {"vein": "venous", "artery": "arterial"}
NONE: Final[Mapping[str, str]] = {}
WITHOUT_MODEL: Final[Mapping[type[StrEnum], frozenset[str]]] = {
    Route: frozenset(
        (
            "rectal", "epidural", "caudal", "intrathecal", "inhaled", "inhalation", "nebulised", "nebulized", "topical",
            "transdermal", "buccal", "vaginal", "intraosseous", "intra-articular", "intraperitoneal",
        )
    ),
    Drug: frozenset(("arketamine", "r-ketamine", "r ketamine", "(r)-ketamine", "norketamine", "hydroxynorketamine")),
}  # fmt: skip
"""Known, and given to people, but no model of them is shipped."""


def resolve(text: str, kind: type[Name], what: str, synonyms: Mapping[str, str] = NONE) -> Name:
    """The member of `kind` that `text` names; UnknownNameError lists what exists and offers the nearest.

    UnsupportedError for what is known and has no model: a near name would be a wrong one.
    """
    name = " ".join(text[:80].casefold().replace("_", " ").split())
    name = synonyms.get(name, name)
    for member in kind:
        if member.value == name:
            return member
    known = [member.value for member in kind]
    if name in WITHOUT_MODEL.get(kind, ()):
        raise UnsupportedError(
            f'{what} "{shown(text)}" is known, but no model of it is shipped; one of {", ".join(known)} is needed.'
        )
    raise UnknownNameError(
        f'{what} "{shown(text)}" is not known; one of {", ".join(known)} is needed{nearest(name, known, synonyms)}'
    )


def nearest(name: str, known: list[str], synonyms: Mapping[str, str] = NONE) -> str:
    """The words `: did you mean "x"?` for the closest known name, or a general way out."""
    import difflib

    close = difflib.get_close_matches(name, [*known, *synonyms], n=1, cutoff=CLOSE)
    return f': did you mean "{synonyms.get(close[0], close[0])}"?' if close else ": give one of these."
