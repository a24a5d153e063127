"""What a form of a course's record asks beside its own fields: when it happened, by the clinic's clock."""

from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms

SPAN_WORDS = "A day of this century is needed, as in 2026-03-02; check the year."


class HappenedForm(forms.Form):
    """Day and time; `happened_at` is both in UTC once the form is valid."""

    day = forms.DateField(
        label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), "A day is needed, as in 2026-03-02."),
    )  # fmt: skip
    time = forms.TimeField(
        label="Time, clinic's clock", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=dict.fromkeys(("required", "invalid"), "A time is needed, as in 14:05."),
    )  # fmt: skip

    def __init__(self, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.label_suffix = zone, ""

    def clean_day(self) -> Any:
        """A day that a calendar of every zone has."""
        day = self.cleaned_data["day"]
        if not 1900 < day.year < 2200:
            raise forms.ValidationError(SPAN_WORDS)
        return day

    @property
    def happened_at(self) -> datetime:
        """When it happened, in UTC."""
        said = self.cleaned_data
        return datetime.combine(said["day"], said["time"].replace(tzinfo=None), tzinfo=self.zone).astimezone(UTC)


def started(at: datetime, zone: tzinfo) -> dict[str, Any]:
    """Day and time as a form shows them."""
    local = at.astimezone(zone)
    return {"day": local.date(), "time": local.time().replace(second=0, microsecond=0)}


def moved(form: HappenedForm, *, from_: datetime) -> datetime | None:
    """The time that was typed, or None where it is the one that was shown."""
    shown = started(from_, form.zone)
    same = all(form.cleaned_data[name] == shown[name] for name in shown)
    return None if same else form.happened_at


def why_field() -> forms.CharField:
    """Why something on record is corrected or taken back."""
    return forms.CharField(
        label="Why it is corrected", max_length=400, strip=True,
        error_messages={"required": "Say why it is corrected."},
    )  # fmt: skip
