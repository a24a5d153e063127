"""What is asked when a course opens, enters a phase or closes."""

from django import forms

from wane_clinic.care.models import Phase
from wane_clinic.web.course_fields import condition_field, instrument_field, lead_field
from wane_clinic.web.happened_form import HappenedForm

MOST_WORDS = 1000


class OpenForm(HappenedForm):
    """A new course: for what, by which scale, and whom its alerts reach."""

    condition = condition_field()
    instrument = instrument_field()
    lead = lead_field()
    goals = forms.CharField(
        label="Goals", max_length=MOST_WORDS, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )


class PhaseForm(HappenedForm):
    """The phase that a course enters, and why."""

    phase = forms.ChoiceField(label="Phase", choices=[("", "choose"), *((one.value, one.value) for one in Phase)])
    why = forms.CharField(label="Why", max_length=MOST_WORDS, strip=True, error_messages={"required": "Say why."})


class CloseForm(HappenedForm):
    """Why a course ends."""

    reason = forms.CharField(
        label="Why the course ends", max_length=MOST_WORDS, strip=True,
        error_messages={"required": "Say why the course ends."},
    )  # fmt: skip
