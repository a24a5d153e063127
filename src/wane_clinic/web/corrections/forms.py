"""A session and a course as they stand, to be corrected; each number names its unit."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from wane_clinic.bridge.intake import treated_for
from wane_clinic.care.models import Course, Drug, Entry, Session
from wane_clinic.web.course_fields import condition_field, instrument_field, lead_field
from wane_clinic.web.entry_forms import amount
from wane_clinic.web.happened_form import why_field
from wane_clinic.web.plan_session.forms import ROUTES

HEAVIEST_KG: Final = 400
ORDER: Final = ("drug", "route", "dose_mg", "duration_min", "weight_kg", "bag_mg_ml")


class Corrected(forms.Form):
    """The base of both: what stands is shown, what differs is the correction."""

    reason = why_field()

    def __init__(self, row: Session | Course, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            if name != "reason":
                value = getattr(row, name)
                field.initial = f"{value:g}" if isinstance(value, float) else value

    def changes_from(self, stood: Entry) -> dict[str, Any]:
        """What was typed otherwise than it stood: the row, or its version where this very form was sent before."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return {name: value for name, value in said.items() if _plain(value) != _plain(getattr(stood, name))}


def _plain(value: object) -> object:
    """A text without the ends of lines that a browser writes."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class ChairForm(Corrected):
    """The chair alone, for whoever prescribes nothing."""

    chair = forms.IntegerField(
        label="Chair", required=False, min_value=1, max_value=40,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), "A chair is a whole number from 1 to 40."),
    )  # fmt: skip
    field_order: Sequence[str] | None = ("chair", "reason")


class SessionForm(ChairForm):
    """Order and chair, for a prescriber."""

    drug = forms.ChoiceField(label="Drug", choices=[(one.value, one.value) for one in Drug])
    route = forms.ChoiceField(label="Route", choices=[(one.value, words) for one, words in ROUTES.items()])
    dose_mg = amount("Dose", 2000, "mg")
    duration_min = amount("Over", 6000, "min", required=False)
    weight_kg = amount("Weight", HEAVIEST_KG, "kg")
    bag_mg_ml = amount("Strength of the bag", 100, "mg/mL", required=False)
    field_order: Sequence[str] | None = (*ORDER, "chair", "reason")


class CourseForm(Corrected):
    """What a course is for, by which scale, line and risk, whom its alerts reach, and its goals."""

    condition = condition_field()
    instrument = instrument_field()
    relapse_line = amount("Relapse line", 80, "points", required=False)
    risk = forms.FloatField(
        label="Accepted risk, 0.01 to 0.9", required=False, min_value=0.01, max_value=0.9,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "The accepted risk is a chance from 0.01 to 0.9, as in 0.2."
        ),
    )  # fmt: skip
    lead = lead_field()
    goals = forms.CharField(
        label="Goals", max_length=1000, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("condition", "instrument", "relapse_line", "risk", "lead", "goals", "reason")

    def __init__(self, row: Course, *args: Any, **kwargs: Any) -> None:
        super().__init__(row, *args, **kwargs)
        condition = self.fields["condition"]
        assert isinstance(condition, forms.ChoiceField)
        if row.condition not in dict(treated_for()):
            condition.choices = [(row.condition, row.condition), *treated_for()]
