"""How the fields of an intake are read: quantities with their unit, one thing a line, yes or no or not asked."""

from typing import Any, Final

from django import forms

from wane_clinic.bridge.computed import NotComputedError
from wane_clinic.bridge.intake import Question
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import ALLOWED, Permission

YES_OR_NO: Final = [("", "Not asked"), ("yes", "Yes"), ("no", "No")]
MOST_WEEKS: Final = 6000


def lines_of(label: str, hint: str) -> forms.CharField:
    """A field of one thing a line."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=False, max_length=2000, help_text=hint, widget=area)


def answering() -> Any:
    """Clinicians whom an alert may name."""
    roles = [role.value for role, may in ALLOWED.items() if Permission.ANSWER_ALERTS in may]
    return Clinician.objects.filter(is_active=True, role__in=roles).order_by("full_name")


def lines(text: str) -> list[str]:
    """Lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def field_of(question: Question) -> forms.Field:
    """The field of one question."""
    if question.is_number:
        return forms.FloatField(label=question.words, required=False, min_value=0, max_value=MOST_WEEKS)
    return forms.ChoiceField(label=question.words, choices=YES_OR_NO, required=False, widget=forms.RadioSelect)


def within(read: Any, text: str, low: float, high: float, unit: str) -> float:
    """A quantity in its range, read with its unit."""
    try:
        value = float(read(text))
    except NotComputedError as error:
        raise forms.ValidationError(str(error)) from None
    if not low <= value <= high:
        raise forms.ValidationError(
            f"{text} is {value:.0f} {unit}; from {low:g} to {high:g} {unit} can be: check the number and its unit."
        )
    return round(value, 2)
