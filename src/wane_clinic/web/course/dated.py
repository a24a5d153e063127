"""What dated a proposed session, in words: the schedule, a fixed rule, or the forecast."""

from typing import Final

from wane_clinic.bridge.computed import Json
from wane_clinic.web.times import percent

NAMES: Final = {
    "accepted risk": "By the accepted risk", "bad days": "By the fewest bad days", "ladder": "By the ladder of scores",
    "schedule": "By the schedule", "printed spacing": "By the printed spacing",
}  # fmt: skip
DATED: Final = {
    "schedule": "by the printed schedule of the course",
    "printed spacing": "by the printed spacing, not by the forecast",
    "ladder": "by the ladder of scores, a fixed rule: sooner after a high score, later after a low one",
    "earliest allowed": "as soon as the spacing allows",
    "bad days": "by the forecast: the fewest bad days that are expected",
}
FORECAST: Final = frozenset({"accepted risk", "bad days"})
"""Rules that date a session by the forecast."""
UNSHOWN: Final = (
    "Dated by the forecast, which has not shown skill at this clinic: "
    "it is not the proposed date, and booking it needs a reason."
)


def name_of(dating: str) -> str:
    """The name of an option."""
    return NAMES.get(dating, dating.capitalize())


def dated_words(answer: Json) -> str:
    """What dated the proposed session; empty where none is proposed."""
    chosen = next((one for one in answer["next_session"] if one["is_chosen"]), None)
    if chosen is None:
        return ""
    return f"The proposed one is dated {DATED.get(chosen['dating']) or _by_risk(chosen, answer['asked']['risk'])}."


def _by_risk(chosen: Json, accepted: float) -> str:
    """A day moved for spacing may lie past the risk that was accepted: then the sentence says so."""
    said = percent(accepted)
    if chosen["risk_before"] is not None and chosen["risk_before"] <= accepted:
        return f"by the forecast: it keeps the expected chance of relapse before it within {said}"
    return f"by the forecast, later than the accepted chance of relapse of {said}: its own chance stands beside it"
