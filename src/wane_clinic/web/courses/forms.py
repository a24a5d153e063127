"""What is asked when a course opens, enters a phase or closes."""

from typing import Any

from django import forms

from wane_clinic.bridge.intake import treated_for
from wane_clinic.care.models import Phase
from wane_clinic.care.terminology import questionnaires
from wane_clinic.people.models import Clinician
from wane_clinic.web.happened_form import HappenedForm
from wane_clinic.web.intake.reading import answering

MOST_WORDS = 1000


class OpenForm(HappenedForm):
    """A new course: for what, by which scale, and whom its alerts reach."""

    condition = forms.ChoiceField(label="Treated for", choices=treated_for)
    instrument = forms.ChoiceField(
        label="Score to follow", choices=[(one.value, asked.name) for one, asked in questionnaires().items()]
    )
    lead = forms.ModelChoiceField(
        label="Item 9 above zero reaches", queryset=Clinician.objects.none(), empty_label="choose",
        error_messages={"invalid_choice": "Choose somebody who works here and answers alerts."},
    )  # fmt: skip
    goals = forms.CharField(
        label="Goals", max_length=MOST_WORDS, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = self.fields["lead"]
        assert isinstance(lead, forms.ModelChoiceField)
        lead.queryset = answering()


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
