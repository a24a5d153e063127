"""What CDS-1 asks, of the plan of a session."""

from typing import Final

from wane_clinic.bridge.computed import Computed
from wane_clinic.bridge.validated import Part, validated
from wane_clinic.web.statements import INPUTS, LIMITS, METHOD, RESULTS, SIX, SOURCES, USE, Statement

BEGINS: Final = (
    (USE, ("Intended use",)), (INPUTS, ("Inputs used",)), (METHOD, ("Method", "Bands hold", "Dissociation counts")),
    (SOURCES, ("Who was studied",)), (RESULTS, ("How well this predicts",)),
)  # fmt: skip
"""How the sentences of a plan begin; what begins otherwise is a limit."""
RECOVERY: Final = (
    "Recovery is drawn as the three shares of people that the model's answer holds, joined by straight lines; what is "
    "between them is not computed. The plan's own earliest time is never before it."
)


def statements(plan: Computed) -> tuple[Statement, ...]:
    """All six, each with what the plan says of it."""
    said: dict[str, list[str]] = {name: [] for name in SIX}
    for sentence in plan.answer["limits"]:
        said[_name_of(sentence)].append(sentence)
    said[RESULTS] = [f"On published values that were never fitted: {validated(Part.SESSION)}"]
    said[LIMITS] += [RECOVERY, *plan.answer["provenance"]["notes"]]
    models = tuple(plan.answer["provenance"]["models"])
    return tuple(
        Statement(name=name, sentences=tuple(sentences), evidence=models if name == SOURCES else ())
        for name, sentences in said.items()
    )


def _name_of(sentence: str) -> str:
    return next((name for name, beginnings in BEGINS if sentence.startswith(beginnings)), LIMITS)
