"""Entries of a course from a form of its own: one corrected, and what is said once it was."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from django.http import HttpRequest

from wane_clinic.actions.amend import amend, void
from wane_clinic.actions.errors import NOTHING_DIFFERS, ActionError
from wane_clinic.care.models import Entry
from wane_clinic.web.happened_form import HappenedForm, moved
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here
from wane_clinic.web.said import key_of

E = TypeVar("E", bound=Entry)
STALE: Final = "The forecast is out of date until the clinic's clock, or somebody, makes it anew."


def corrected(request: HttpRequest, entry: E, form: HappenedForm, typed: Mapping[str, Any]) -> E:
    """What stands now: taken back whole, or amended in what was typed otherwise; ActionError where nothing was."""
    who: dict[str, Any] = {
        "by": here(request), "entered_at": now(), "client_key": key_of(request), "reason": form.cleaned_data["reason"],
    }  # fmt: skip
    if form.cleaned_data["is_taken_back"]:
        return void(entry=entry, **who)
    changes = {name: value for name, value in typed.items() if value != getattr(entry, name)}
    at = moved(form, from_=entry.happened_at)
    if not changes and at is None:
        raise ActionError(NOTHING_DIFFERS)
    return amend(entry=entry, changes=changes, happened_at=at, **who)


def became(row: Entry) -> str:
    """What a correction did."""
    return f"{'Taken back' if row.is_void else 'Corrected'}; what stood stays visible."
