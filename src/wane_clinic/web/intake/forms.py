"""What is asked at the first visit."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from django import forms

from wane_clinic.bridge.intake import height_cm, questions, weight_kg
from wane_clinic.care.allergies import NONE_KNOWN
from wane_clinic.care.models import FactKind, IntakeFact
from wane_clinic.people.models.patient import Sex
from wane_clinic.web.course_fields import condition_field, instrument_field, lead_field
from wane_clinic.web.intake.reading import field_of, lines, lines_of, within

LEAST_KG, MOST_KG = 20.0, 400.0
LEAST_CM, MOST_CM = 80.0, 250.0
AGAIN: Final = "This page is old; load it again."
A_LINE: Final = 120


class IntakeForm(forms.Form):
    """Everything of one first visit. What is not answered stays not known."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), AGAIN))
    begun_at = forms.CharField(
        widget=forms.HiddenInput, max_length=64, error_messages=dict.fromkeys(("required", "max_length"), AGAIN)
    )
    given_name = forms.CharField(label="Given name", max_length=80)
    family_name = forms.CharField(label="Family name", max_length=80)
    birth_date = forms.DateField(
        label="Date of birth", widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "A date of birth such as 1980-05-31 is needed."},
    )  # fmt: skip
    sex = forms.ChoiceField(label="Sex", choices=[(one.value, one.value) for one in Sex], initial=Sex.UNKNOWN.value)
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    emergency_contact = forms.CharField(label="Emergency contact", max_length=120, required=False)
    emergency_phone = forms.CharField(label="Their phone", max_length=40, required=False)
    condition = condition_field()
    instrument = instrument_field()
    lead = lead_field()
    duration = forms.CharField(label="How long", max_length=200, required=False, help_text="as in: since spring 2024")
    severity = forms.CharField(label="How bad", max_length=400, required=False, help_text="in the patient's words")
    earlier = lines_of("Earlier treatments", "one a line: what, how long, what it did")
    weight = forms.CharField(label="Weight", max_length=40, help_text="with its unit: 82 kg or 181 lb")
    height = forms.CharField(
        label="Height", max_length=40, required=False, help_text="with its unit: 178 cm or 5 ft 10 in"
    )
    medicines = lines_of("Medicines", "one a line; what is not listed is not known")
    takes_nothing = forms.BooleanField(label="Takes no medicine", required=False)
    allergies = lines_of("Allergies", "one a line")
    has_no_allergy = forms.BooleanField(label="No allergy known", required=False)
    goals = forms.CharField(label="Goals", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_new_person = forms.BooleanField(label="This is another person of the same name and day of birth", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for question in questions():
            self.fields[f"fact_{question.name}"] = field_of(question)

    def asked(self) -> Iterator[forms.BoundField]:
        """The questions of the rules."""
        return (self[f"fact_{question.name}"] for question in questions())

    def clean_begun_at(self) -> datetime:
        """When the form was opened, in UTC: the same form sent twice is one intake."""
        try:
            found = datetime.fromisoformat(self.cleaned_data["begun_at"])
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise forms.ValidationError(AGAIN)

    def clean_weight(self) -> float:
        """[kg]"""
        return within(weight_kg, self.cleaned_data["weight"], LEAST_KG, MOST_KG, "kg")

    def clean_height(self) -> float | None:
        """[cm]"""
        text = self.cleaned_data["height"]
        return within(height_cm, text, LEAST_CM, MOST_CM, "cm") if text else None

    def clean(self) -> dict[str, Any]:
        """Medicines and none of them do not go together; a line is one thing."""
        said = super().clean() or {}
        if said.get("takes_nothing") and said.get("medicines"):
            self.add_error("takes_nothing", "Medicines are listed and none is ticked; only one can hold.")
        if said.get("has_no_allergy") and said.get("allergies"):
            self.add_error("has_no_allergy", "Allergies are listed and none is ticked; only one can hold.")
        for name in ("earlier", "medicines", "allergies"):
            longest = max((len(line) for line in lines(said.get(name, ""))), default=0)
            if longest > A_LINE:
                self.add_error(name, f"A line of {longest} characters came; up to {A_LINE} fit: one thing a line.")
        return said

    def facts(self) -> list[IntakeFact]:
        """What was said, as facts that are not saved yet."""
        said = self.cleaned_data
        found = [IntakeFact(kind=FactKind.WEIGHT, value=said["weight"])]
        if said["height"] is not None:
            found.append(IntakeFact(kind=FactKind.HEIGHT, value=said["height"]))
        for name, kind in (("duration", FactKind.DURATION), ("severity", FactKind.SEVERITY), ("goals", FactKind.GOAL)):
            if said[name].strip():
                found.append(IntakeFact(kind=kind, words=said[name].strip()))
        found += [IntakeFact(kind=FactKind.EARLIER_TREATMENT, words=line) for line in lines(said["earlier"])]
        found += [IntakeFact(kind=FactKind.ALLERGY, words=line) for line in lines(said["allergies"])]
        found += [IntakeFact(kind=FactKind.MEDICINE, name=line) for line in lines(said["medicines"])]
        if said["has_no_allergy"]:
            found.append(IntakeFact(kind=FactKind.ALLERGY, name=NONE_KNOWN))
        if said["takes_nothing"]:
            found.append(IntakeFact(kind=FactKind.NOTHING_TAKEN))
        return found + [IntakeFact(kind=FactKind.HISTORY, name=text) for text in self._answers()]

    def _answers(self) -> Iterator[str]:
        for question in questions():
            answer = self.cleaned_data[f"fact_{question.name}"]
            if question.is_number and answer is not None:
                yield f"{question.name}={answer:g}"
            elif answer in ("yes", "no"):
                yield question.name if answer == "yes" else f"no {question.name}"
