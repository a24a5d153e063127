"""What CDS-1 asks, of the plan of a course."""

from typing import Final

from wane_clinic.bridge.validated import Part, validated
from wane_clinic.bridge.why import MODEL
from wane_clinic.care.models import StoredCoursePlan
from wane_clinic.web.statements import INPUTS, LIMITS, METHOD, RESULTS, SOURCES, USE, Statement

INTENDED: Final = (
    "Decision support for a clinician who plans a course. It informs and a clinician decides; it is not for patients, "
    "not for emergencies, and it books nothing."
)
DATES: Final = (
    "An induction is dated by its printed schedule. After it, the forecast dates the next session once it has shown "
    "its skill at this clinic, and until then the ladder of scores; where neither has an answer, the printed spacing."
)
SPACED: Final = "Each session and each check names its own beside it; a forecast rests on these models:"


def statements(plan: StoredCoursePlan, *, hit_rate: str) -> tuple[Statement, ...]:
    """All six; `hit_rate` is how the forecasts did at this clinic."""
    answer = plan.answer
    basis = answer["forecast"].get("basis") or f"No forecast: {answer['forecast']['withheld'] or 'not enough data.'}"
    order = f"Order: {answer['asked']['ordered']}. Schedule: {answer['asked']['schedule_title']}."
    results = (f"On published rows that were never fitted: {validated(Part.RELIEF)}", hit_rate)
    return (
        Statement(name=USE, sentences=(INTENDED,)),
        Statement(name=INPUTS, sentences=(basis, order, *_missing(plan))),
        Statement(name=METHOD, sentences=(DATES, MODEL)),
        Statement(name=SOURCES, sentences=(SPACED,), evidence=tuple(plan.models_used)),
        Statement(name=RESULTS, sentences=results),
        Statement(name=LIMITS, sentences=tuple(answer["limits"])),
    )


def _missing(plan: StoredCoursePlan) -> tuple[str, ...]:
    count, strange = len(plan.answer["missing_facts"]), plan.inputs["person"]["not_understood"]
    asked = f"{count} questions of the rules are not answered." if count else "Every question of the rules is answered."
    return (asked, *([f"Words that no register knows, and no rule saw: {', '.join(strange)}."] if strange else ()))
