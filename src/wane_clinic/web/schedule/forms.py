"""Moving and cancelling a booked session."""

from datetime import datetime, tzinfo

from django import forms

REASON_MAX = 300


class MoveForm(forms.Form):
    """Another day and time, by the clinic's clock, and why."""

    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    reason = forms.CharField(label="Reason", max_length=REASON_MAX, strip=True)

    def to(self, zone: tzinfo) -> datetime:
        """The time that was typed, in the clinic's zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"].replace(tzinfo=None), tzinfo=zone)


class CancelForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(label="Reason", max_length=REASON_MAX, strip=True)


class TakeForm(forms.Form):
    """One of the proposed dates, and why where it is not the first."""

    at = forms.CharField(max_length=64)
    reason = forms.CharField(label="Reason", max_length=REASON_MAX, required=False, strip=True)


class RefuseForm(forms.Form):
    """Why none of the dates is taken."""

    reason = forms.CharField(
        label="Why none of them", max_length=REASON_MAX, strip=True,
        error_messages={"required": "Say why none of the dates is taken."},
    )  # fmt: skip
