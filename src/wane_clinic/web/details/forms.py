"""The details of a patient as they stand; what differs is changed, with a reason."""

from typing import Any, Final

from django import forms

from wane_clinic.people.models import Patient
from wane_clinic.people.models.patient import Sex

DETAILS: Final = (
    "given_name", "family_name", "birth_date", "sex", "phone", "email", "address", "emergency_contact",
    "emergency_phone",
)  # fmt: skip


class DetailsForm(forms.Form):
    """Who somebody is and how to reach them."""

    given_name = forms.CharField(label="Given name", max_length=80)
    family_name = forms.CharField(label="Family name", max_length=80)
    birth_date = forms.DateField(
        label="Date of birth", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "A date of birth such as 1980-05-31 is needed."},
    )  # fmt: skip
    sex = forms.ChoiceField(label="Sex", choices=[(one.value, one.value) for one in Sex])
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    address = forms.CharField(label="Address", max_length=240, required=False)
    emergency_contact = forms.CharField(label="Emergency contact", max_length=120, required=False)
    emergency_phone = forms.CharField(label="Their phone", max_length=40, required=False)
    reason = forms.CharField(
        label="Why it is changed", max_length=400, strip=True, error_messages={"required": "Say why it is changed."}
    )

    def __init__(self, patient: Patient, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(patient, name) for name in DETAILS})
        self.label_suffix = ""
        self.patient = patient

    @property
    def changes(self) -> dict[str, object]:
        """What was typed otherwise than it stood."""
        return {
            name: self.cleaned_data[name] for name in DETAILS if self.cleaned_data[name] != getattr(self.patient, name)
        }
