"""What is asked of a plan. Where nobody is named, all of it stands in the address: it can be sent and opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from wane_clinic.bridge.asked_plan import Asked, Regimen, doubt_of
from wane_clinic.bridge.computed import Computed
from wane_clinic.care.models import Drug, Route
from wane_clinic.people.models import Patient

ROUTES: Final = {
    Route.IV: "by vein", Route.IM: "into muscle", Route.SC: "under the skin", Route.INTRANASAL: "by nose",
    Route.ORAL: "by mouth", Route.SUBLINGUAL: "under the tongue",
}  # fmt: skip
A_QUANTITY: Final = 40


def quantity(label: str, example: str, *, required: bool = False) -> forms.CharField:
    """A number with its unit, as typed."""
    told = {"required": f"{label} is needed, with its unit, as in {example}."}
    widget = forms.TextInput(attrs={"placeholder": f"as in {example}", "autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=A_QUANTITY, widget=widget, error_messages=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked back before a plan is shown: the order as it was understood, and why it is asked."""

    meant: str
    sentences: tuple[str, ...]


class PlanForm(forms.Form):
    """Who, what, how fast; and a second order to compare with."""

    weight = quantity("Weight", "82 kg", required=True)
    age = quantity("Age", "44 years")
    bp = quantity("BP before", "128/78")
    drug = forms.ChoiceField(label="Drug", choices=[(one.value, one.value) for one in Drug])
    route = forms.ChoiceField(label="Route", choices=[(one.value, words) for one, words in ROUTES.items()])
    dose = quantity("Dose", "0.5 mg/kg", required=True)
    over = quantity("Over", "40 min")
    bag = quantity("Bag", "1 mg/mL")
    route2 = forms.ChoiceField(
        label="Second route", required=False,
        choices=[("", "as above"), *((one.value, words) for one, words in ROUTES.items())],
    )  # fmt: skip
    dose2 = quantity("Second dose", "0.5 mg/kg")
    over2 = quantity("Second over", "60 min")
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)
    session = forms.UUIDField(required=False, widget=forms.HiddenInput)
    meant = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean(self) -> dict[str, Any]:
        """IV needs its time, other routes have none."""
        said = super().clean() or {}
        if said.get("route") == Route.IV and not said.get("over") and "over" not in self.errors:
            self.add_error("over", 'An IV dose needs its time, as in "40 min", or the word bolus.')
        if said.get("route2") == Route.IV and said.get("dose2") and not said.get("over2"):
            self.add_error("over2", 'An IV dose needs its time, as in "60 min", or the word bolus.')
        return said

    def asks_back(self, plans: Sequence[Computed]) -> Question | None:
        """The question about a dose far from what was studied, until this very order was said to be meant."""
        doubts = [doubt for plan in plans if (doubt := doubt_of(plan)) is not None]
        if {doubt.order for doubt in doubts} <= set(self.cleaned_data["meant"].split("; ")):
            return None
        return Question(
            meant="; ".join(doubt.order for doubt in doubts),
            sentences=tuple(one for doubt in doubts for one in doubt.sentences),
        )

    def asked(self, *, patient: Patient | None, condition: str, session_number: int) -> Asked:
        """The first order."""
        return self._asked("", self.cleaned_data["route"], patient, condition, session_number)

    def compared(self, *, patient: Patient | None, condition: str, session_number: int) -> Asked | None:
        """The second order, where there is one."""
        said = self.cleaned_data
        route = said["route2"] or (said["route"] if said["dose2"] else "")
        if not route or not (said["dose2"] or said["route2"]):
            return None
        return self._asked("2", route, patient, condition, session_number)

    def _asked(self, place: str, route: str, patient: Patient | None, condition: str, number: int) -> Asked:
        said = self.cleaned_data
        is_iv = route == Route.IV
        over = said[f"over{place}"] or said["over"]
        return Asked(
            weight=said["weight"],
            age=said["age"] or None,
            bp=said["bp"] or None,
            regimen=Regimen(
                drug=said["drug"],
                route=route,
                dose=said[f"dose{place}"] or said["dose"],
                over=over if is_iv else None,
                bag=(said["bag"] or None) if is_iv else None,
            ),
            patient=patient,
            condition=condition,
            session_number=number,
        )


class PrepareForm(forms.Form):
    """When and where a planned order is given."""

    chair = forms.IntegerField(label="Chair", min_value=1, max_value=40)
    planned_for = forms.DateTimeField(
        label="When, clinic's time",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "A day and a time are needed, as in 2026-03-02T10:30."},
    )  # fmt: skip
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    asked_at = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
