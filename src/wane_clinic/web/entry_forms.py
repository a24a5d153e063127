"""What every entry that comes through the queue brings: its key, the time of the tap, perhaps an earlier time typed."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms

CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
DAY: Final = timedelta(days=1)
OVER_MIDNIGHT: Final = timedelta(hours=4)
"""How far back a time of yesterday may lie: a session over midnight, and no slip of the day's own hours."""


class Moment(forms.CharField):
    """A time with its zone, as a browser writes it."""

    def clean(self, value: Any) -> Any:
        """In UTC; a time without its zone is refused, never guessed."""
        text = super().clean(value)
        try:
            found = datetime.fromisoformat(text)
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise forms.ValidationError("The time of the tap cannot be read; reload the page and enter it again.")


class EntryForm(forms.Form):
    """The base of every entry. `happened_clock` is the clinic's time of day, where it happened before the tap."""

    client_key = forms.UUIDField(
        error_messages=dict.fromkeys(("required", "invalid"), "This entry came without its key; reload the page.")
    )
    happened_at = Moment(
        max_length=64, error_messages={"required": "This entry came without its time; reload the page."}
    )
    happened_clock = forms.CharField(required=False)

    def clean_happened_clock(self) -> str:
        """Empty, or HH:MM."""
        text = str(self.cleaned_data["happened_clock"]).strip()
        if text and not CLOCK.fullmatch(text):
            raise forms.ValidationError(f"A time such as 14:05 is needed; {text[:20]} came.")
        return text

    def how(self, *, by: Any, entered_at: datetime, zone: ZoneInfo) -> dict[str, Any]:
        """Who, when and the key, as actions take them."""
        tapped: datetime = self.cleaned_data["happened_at"]
        typed: str = self.cleaned_data["happened_clock"]
        key: uuid.UUID = self.cleaned_data["client_key"]
        happened = earlier(typed, before=tapped, zone=zone) if typed else tapped
        return {"by": by, "happened_at": happened, "entered_at": entered_at, "client_key": key}


def earlier(typed: str, *, before: datetime, zone: ZoneInfo) -> datetime:
    """The last time that the clinic's clock showed this before the tap; further back than a night's session it is of
    today and has not come yet, which whoever takes the entry refuses.
    """
    hour, minute = (int(part) for part in typed.split(":"))
    local = before.astimezone(zone)
    found = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    is_yesterday = found > local and local - (found - DAY) <= OVER_MIDNIGHT
    return (found - DAY if is_yesterday else found).astimezone(UTC)


def whole(label: str, low: int, high: int, unit: str = "") -> forms.IntegerField:
    """A whole number that may be left out, with a sentence for each slip."""
    between = f"{label} must lie between {low} and {high} {unit}".rstrip()
    words = f"{between}; check the number and its unit."
    bounds = words.replace("%", "%%")  # Django fills these in as a format
    told = {"min_value": bounds, "max_value": bounds, "invalid": f"{between}, as a whole number without a unit."}
    shown = unit or f"{low} to {high}"
    return forms.IntegerField(
        label=label, required=False, min_value=low, max_value=high, error_messages=told, help_text=shown
    )


def amount(label: str, high: float, unit: str, *, required: bool = True) -> forms.FloatField:
    """A number above 0, with a sentence for each slip."""
    words = f"{label} must lie above 0 and up to {high:g} {unit}; check the number and its unit."
    told = {
        "min_value": words, "max_value": words, "required": f"{label} is needed, in {unit}.",
        "invalid": f"{label} is a number in {unit}, with a point and without the unit.",
    }  # fmt: skip
    return forms.FloatField(
        label=label, required=required, min_value=0.001, max_value=high, error_messages=told, help_text=unit
    )


def sentence_of(form: forms.Form) -> str:
    """The first thing that is wrong, in one sentence: ours as it is, Django's after the name of its field."""
    for name, errors in form.errors.as_data().items():
        field, told = form.fields.get(name), str(form.errors[name][0])
        if field is None or not field.label or told.startswith(str(field.label)) or _is_ours(field, errors[0]):
            return told
        return f"{field.label}: {told}"
    return "This entry cannot be read; reload the page."


def _is_ours(field: forms.Field, error: forms.ValidationError) -> bool:
    """Whether a form of ours wrote the sentence, which then names what it is about."""
    defaults: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        defaults |= getattr(kind, "default_error_messages", {})
    code = error.code or ""
    return not code or (code in field.error_messages and field.error_messages[code] != defaults.get(code))
