"""One fact a form, each read with its unit or chosen from the rules' own questions; and one row to be corrected."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, ClassVar, Final

from django import forms

from wane_clinic.bridge.intake import height_cm, questions, weight_kg
from wane_clinic.care.allergies import NONE_KNOWN
from wane_clinic.care.models import Consent, ConsentState, Entry, FactKind, IntakeFact, Note
from wane_clinic.web.happened_form import HappenedForm, started, why_field
from wane_clinic.web.intake.forms import LEAST_CM, LEAST_KG, MOST_CM, MOST_KG
from wane_clinic.web.intake.reading import MOST_WEEKS, within

A_LINE: Final = 120
FAR: Final = 0.1
"""Share of the last weight by which a new one may differ before it is asked about."""
MOST_WORDS: Final = 2000


class FactForm(HappenedForm):
    """Since when it holds, and what `told` says of it in the columns of a fact; `last` is the newest of its kind."""

    kind: ClassVar[FactKind]

    def __init__(self, *args: Any, last: IntakeFact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last
        self.order_fields(
            [*(name for name in self.fields if name not in HappenedForm.base_fields), *HappenedForm.base_fields]
        )

    @property
    def told(self) -> dict[str, Any]:
        """Kind, and name, value or words."""
        raise NotImplementedError


class WeightForm(FactForm):
    """A weight as it was typed, with its unit."""

    kind = FactKind.WEIGHT
    weight = forms.CharField(label="Weight", max_length=40, help_text="with its unit: 82 kg or 181 lb")
    is_right = forms.BooleanField(label="It was weighed again, and is right", required=False)

    def clean_weight(self) -> float:
        """[kg]"""
        return within(weight_kg, self.cleaned_data["weight"], LEAST_KG, MOST_KG, "kg")

    def clean(self) -> dict[str, Any]:
        """A weight far from the last one is asked about once: pounds for kilograms are a factor of two."""
        said = super().clean() or {}
        last, new = self.last, said.get("weight")
        if last is None or last.value is None or new is None or said.get("is_right"):
            return said
        if abs(new / last.value - 1.0) > FAR:
            on = f"{last.happened_at.astimezone(self.zone):%-d %b %Y}"
            words = (
                f"{new:g} kg, and {last.value:g} kg on {on}: check the number and its unit, and tick if it is right."
            )
            self.add_error("weight", words)
        return said

    @property
    def told(self) -> dict[str, Any]:
        """The weight in kg."""
        return {"kind": self.kind, "value": self.cleaned_data["weight"]}


class HeightForm(FactForm):
    """A height as it was typed, with its unit."""

    kind = FactKind.HEIGHT
    height = forms.CharField(label="Height", max_length=40, help_text="with its unit: 178 cm or 5 ft 10 in")

    def clean_height(self) -> float:
        """[cm]"""
        return within(height_cm, self.cleaned_data["height"], LEAST_CM, MOST_CM, "cm")

    @property
    def told(self) -> dict[str, Any]:
        """The height in cm."""
        return {"kind": self.kind, "value": self.cleaned_data["height"]}


class MedicineForm(FactForm):
    """One medicine."""

    kind = FactKind.MEDICINE
    name = forms.CharField(
        label="Medicine", max_length=A_LINE, strip=True,
        help_text="one; a medicine that was stopped is taken back in the list of records, with the reason",
    )  # fmt: skip

    @property
    def told(self) -> dict[str, Any]:
        """The name as it was typed."""
        return {"kind": self.kind, "name": self.cleaned_data["name"]}


class AllergyForm(FactForm):
    """One allergy, or that somebody asked and none is known."""

    kind = FactKind.ALLERGY
    allergy = forms.CharField(label="Allergy", max_length=A_LINE, required=False, strip=True)
    is_none = forms.BooleanField(label="Asked; none is known", required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said = super().clean() or {}
        if bool(said.get("allergy")) == bool(said.get("is_none")):
            self.add_error("allergy", "Write one allergy, or tick that none is known; one of the two.")
        return said

    @property
    def told(self) -> dict[str, Any]:
        """The patient's words, or the word for none."""
        said = self.cleaned_data
        return {"kind": self.kind, "name": NONE_KNOWN} if said["is_none"] else {
            "kind": self.kind, "words": said["allergy"]
        }  # fmt: skip


class HistoryForm(FactForm):
    """The answer to one question of the rules; the newest answer holds."""

    kind = FactKind.HISTORY
    question = forms.ChoiceField(label="Question")
    answer = forms.ChoiceField(
        label="Answer", choices=[("", "choose"), ("yes", "yes"), ("no", "no")], required=False,
        help_text="for a question that asks for weeks, leave this and fill in the weeks",
    )  # fmt: skip
    weeks = forms.FloatField(label="Weeks since", required=False, min_value=0, max_value=MOST_WEEKS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question = self.fields["question"]
        assert isinstance(question, forms.ChoiceField)
        question.choices = [("", "choose"), *((one.name, one.words) for one in questions())]

    def clean(self) -> dict[str, Any]:
        """Weeks where the question asks for them, yes or no elsewhere."""
        said = super().clean() or {}
        if not said.get("question") or self.errors:
            return said
        if self._asks_for_weeks(said["question"]) and (said.get("weeks") is None or said.get("answer")):
            self.add_error("weeks", "This question asks for weeks: fill them in and leave yes and no.")
        if not self._asks_for_weeks(said["question"]) and (not said.get("answer") or said.get("weeks") is not None):
            self.add_error("answer", "Answer yes or no, and leave the weeks empty.")
        return said

    @property
    def told(self) -> dict[str, Any]:
        """The answer in the words of the rules."""
        said = self.cleaned_data
        name, answer = said["question"], said["answer"]
        shown = f"{name}={said['weeks']:g}" if self._asks_for_weeks(name) else name if answer == "yes" else f"no {name}"
        return {"kind": self.kind, "name": shown}

    @staticmethod
    def _asks_for_weeks(name: str) -> bool:
        return any(one.name == name and one.is_number for one in questions())


class TreatmentForm(FactForm):
    """An earlier treatment."""

    kind = FactKind.EARLIER_TREATMENT
    words = forms.CharField(label="Treatment", max_length=A_LINE, strip=True, help_text="what, how long, what it did")

    @property
    def told(self) -> dict[str, Any]:
        """The words."""
        return {"kind": self.kind, "words": self.cleaned_data["words"]}


FACTS: Final[Mapping[str, tuple[str, type[FactForm]]]] = {
    "weight": ("Weight", WeightForm), "medicine": ("Medicine", MedicineForm), "allergy": ("Allergy", AllergyForm),
    "history": ("History and contraindication", HistoryForm), "height": ("Height", HeightForm),
    "treatment": ("Earlier treatment", TreatmentForm),
}  # fmt: skip
"""Title and form of each fact that a page takes, by the last word of its address."""

Record = Note | Consent | IntakeFact
CORRECTED: Final[Mapping[str, type[Record]]] = {
    "note": Note, "consent": Consent, "fact": IntakeFact,
}  # fmt: skip
"""What is corrected here, by the word in its address."""
TAKEN_BACK_ONLY: Final = (FactKind.HISTORY, FactKind.CONDITION, FactKind.NOTHING_TAKEN)
"""Facts in the words of the rules: a wrong one is taken back, and the right answer entered anew."""


class CorrectRecordForm(HappenedForm):
    """A note, a consent or a fact as it stands, to be corrected or taken back."""

    reason = why_field()
    is_taken_back = forms.BooleanField(
        label="Take it back whole: it is not so, no longer so, or another patient's", required=False
    )

    def __init__(self, row: Entry, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, zone=zone, initial=started(row.happened_at, zone), **kwargs)
        self.own = tuple(fields_of(row))
        for name, field in fields_of(row).items():
            field.initial = getattr(row, name)
            self.fields[name] = field
        self.order_fields([*self.own, "day", "time", "reason", "is_taken_back"])

    @property
    def told(self) -> dict[str, Any]:
        """The columns of the row as they were typed."""
        return {name: self.cleaned_data[name] for name in self.own}


def fields_of(row: Entry) -> dict[str, forms.Field]:
    """What may be corrected of a row."""
    text = forms.Textarea(attrs={"rows": 4})
    match row:
        case Note():
            return {"text": forms.CharField(label="The note", max_length=4000, strip=True, widget=text)}
        case Consent():
            states = [(one.value, f"Consent is {one.value}") for one in ConsentState]
            return {
                "state": forms.ChoiceField(label="The patient's decision", choices=states),
                "words": forms.CharField(label="In words", max_length=MOST_WORDS, required=False, widget=text),
            }
        case IntakeFact(kind=FactKind.WEIGHT):
            return {"value": _measure("Weight, kg", LEAST_KG, MOST_KG)}
        case IntakeFact(kind=FactKind.HEIGHT):
            return {"value": _measure("Height, cm", LEAST_CM, MOST_CM)}
        case IntakeFact() if row.kind in TAKEN_BACK_ONLY:
            return {}
        case IntakeFact(name=""):
            return {"words": forms.CharField(label="In words", max_length=MOST_WORDS, strip=True, widget=text)}
        case _:
            return {"name": forms.CharField(label="Name", max_length=A_LINE, strip=True)}


def _measure(label: str, low: float, high: float) -> forms.FloatField:
    words = f"{label}: a number from {low:g} to {high:g} is needed; check it and its unit."
    return forms.FloatField(
        label=label, min_value=low, max_value=high,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "required"), words),
    )  # fmt: skip
