"""An order in words, and whether a prescriber has still to confirm it: as board and sheet show it."""

from typing import Final
from zoneinfo import ZoneInfo

from wane_clinic.care.models import Session, SessionVersion, State

SAME_BAG: Final = 0.01
"""How far the strength of a bag may lie off by rounding."""
OVER: Final = 1.05
"""How much of an order a pump may give by its tolerance, and a late tap on Stop by its minute."""
TO_CONFIRM: Final = "Order to be confirmed by a prescriber"
BEFORE: Final = (State.PLANNED, State.PREP)
"""States in which an order can still be confirmed."""


def is_to_confirm(session: Session) -> bool:
    """Whether nothing may be given yet, for no prescriber has ordered it."""
    return session.ordered_by_id is None and session.state in BEFORE


def order_of(session: Session | SessionVersion) -> str:
    """Drug, dose, route, duration and the weight that the dose was meant for."""
    over = f" over {_number(session.duration_min)} min" if session.duration_min else ", given at once"
    bag = f" from a bag of {_number(session.bag_mg_ml)} mg/mL" if session.bag_mg_ml else ""
    return f"{session.drug} {_number(session.dose_mg)} mg {session.route}{over}{bag}, {_number(session.weight_kg)} kg"


def other_bag(session: Session, bag_mg_ml: float | None) -> str:
    """Words where the pump was started with another bag than was planned, so that dose and rate are not as ordered."""
    planned = session.bag_mg_ml
    if planned is None or bag_mg_ml is None or abs(bag_mg_ml - planned) <= SAME_BAG * planned:
        return ""
    return f"Another bag than planned: {_number(bag_mg_ml)} mg/mL instead of {_number(planned)}"


def over_order(session: Session, given_mg: float) -> str:
    """Words where more is recorded as given than a pump's own tolerance explains: a slip of typing, or too much."""
    if given_mg <= session.dose_mg * OVER:
        return ""
    return f"Over the order: {given_mg:.1f} of {_number(session.dose_mg)} mg recorded as given"


def ordered_words(session: Session, zone: ZoneInfo) -> str:
    """Who ordered it and when, or that somebody must; empty where a session without an order was called off."""
    if session.ordered_by is None or session.ordered_at is None:
        return TO_CONFIRM if is_to_confirm(session) else ""
    at = session.ordered_at.astimezone(zone)
    return f"{_verb(session)} by {session.ordered_by.full_name}, {at:%d %b %H:%M}"


def order_entry(session: Session, zone: ZoneInfo) -> str:
    """The order as a line of the entries; its day, for a session is often ordered days before it."""
    if session.ordered_at is None:
        return ""
    return f"{_verb(session)}: {order_of(session)} ({session.ordered_at.astimezone(zone):%d %b %Y})"


def _verb(session: Session) -> str:
    return "Ordered" if session.ordered_by_id == session.entered_by_id else "Order confirmed"


def _number(value: float) -> str:
    return f"{value:.4g}"
