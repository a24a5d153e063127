"""What is decided about a proposed session."""

from datetime import datetime
from typing import Any

from django import forms

from wane_clinic.web.course.values import Choice

REASON_MAX = 300


class BookForm(forms.Form):
    """One of the dates that the page showed, and why it is another than the proposed one."""

    plan = forms.UUIDField(widget=forms.HiddenInput)
    at = forms.ChoiceField(label="Clinic day")
    reason = forms.CharField(label="Reason", max_length=REASON_MAX, required=False, strip=True)

    def __init__(self, *args: Any, days: tuple[Choice, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = forms.ChoiceField(
            label="Clinic day",
            choices=[(one.at.isoformat(), one.words) for one in days],
            error_messages={"invalid_choice": "This is no date of the plan; choose one of the list."},
        )

    @property
    def to(self) -> datetime:
        """The date that was chosen."""
        return datetime.fromisoformat(self.cleaned_data["at"])


class RefuseForm(forms.Form):
    """Why none of the dates is taken."""

    plan = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason", max_length=REASON_MAX, strip=True,
        error_messages={"required": "Say why none of the dates is taken."},
    )  # fmt: skip
