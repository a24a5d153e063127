"""The forms of the sheet: each names its unit, fills in nothing, and says in one sentence what is wrong."""

from typing import Any, Final

from django import forms

from wane_clinic.care.models import Effect, Leaving, Severity
from wane_clinic.web.entry_forms import EntryForm, amount, whole

SIGNS: Final = ("systolic_mmhg", "diastolic_mmhg", "pulse_per_min", "spo2_pct", "resp_per_min")
RATINGS: Final = ("moaas", "dissociation")
MOST_WORDS = 2000


class SetForm(EntryForm):
    """Vital signs and ratings in one go; what was not taken stays out."""

    systolic_mmhg = whole("Systolic", 40, 300, "mmHg")
    diastolic_mmhg = whole("Diastolic", 20, 200, "mmHg")
    pulse_per_min = whole("Pulse", 20, 250, "a minute")
    spo2_pct = whole("SpO\u2082", 40, 100, "%")
    resp_per_min = whole("Breaths", 2, 80, "a minute")
    moaas = whole("MOAA/S", 0, 5)
    dissociation = whole("Dissociation", 0, 10)

    def clean(self) -> dict[str, Any]:
        """At least one value, and a pressure whole."""
        said = super().clean() or {}
        if self.errors:
            return said
        if all(said.get(name) is None for name in (*SIGNS, *RATINGS)):
            raise forms.ValidationError("Nothing was typed; enter at least one value.")
        if (said.get("systolic_mmhg") is None) != (said.get("diastolic_mmhg") is None):
            raise forms.ValidationError("A pressure has two numbers; enter systolic and diastolic.")
        return said


class EffectForm(EntryForm):
    """A side effect and how bad it is."""

    effect = forms.ChoiceField(label="Side effect", choices=[(one.value, one.value) for one in Effect])
    severity = forms.ChoiceField(label="Severity", choices=[(one.value, one.value) for one in Severity])
    is_serious = forms.BooleanField(required=False)
    words = forms.CharField(label="Words", required=False, max_length=MOST_WORDS)


class RescueForm(EntryForm):
    """A drug given beside the course's own."""

    drug = forms.CharField(label="Drug", max_length=60)
    dose_mg = amount("Dose", 5000, "mg")
    route = forms.ChoiceField(
        label="Route", choices=[(one, one) for one in ("iv", "im", "oral", "sublingual", "nasal")]
    )
    words = forms.CharField(label="Words", required=False, max_length=MOST_WORDS)


class NoteForm(EntryForm):
    """Words."""

    text = forms.CharField(label="The note", max_length=4000)


class ChairForm(EntryForm):
    """Where the patient sat down."""

    chair = forms.IntegerField(
        label="Chair", min_value=1, max_value=40,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid", "required"), "Choose one of the chairs."),
    )  # fmt: skip


class StartForm(EntryForm):
    """What the pump was set to, or what was given at once."""

    rate_ml_h = amount("Rate on the pump", 2000, "mL/h", required=False)
    bag_mg_ml = amount("Strength of the bag", 100, "mg/mL", required=False)
    bolus_mg = amount("Dose", 2000, "mg", required=False)

    def clean(self) -> dict[str, Any]:
        """A rate with the strength of its bag, or a dose."""
        said = super().clean() or {}
        rate, bag, bolus = (said.get(name) for name in ("rate_ml_h", "bag_mg_ml", "bolus_mg"))
        if not self.errors and (bolus is None) == (rate is None or bag is None):
            raise forms.ValidationError("Enter the rate in mL/h with the strength of the bag in mg/mL.")
        return said


class RateForm(EntryForm):
    """Another rate; the bag only where it was changed."""

    rate_ml_h = amount("Rate on the pump", 2000, "mL/h")
    bag_mg_ml = amount("Strength of the bag", 100, "mg/mL", required=False)


class PumpForm(EntryForm):
    """A pause or a resumption, in words where there are any."""

    words = forms.CharField(label="Words", required=False, max_length=240)


class StopForm(EntryForm):
    """The end of dosing, with what the pump says was given."""

    total_mg = amount("Given in all", 2000, "mg", required=False)


class StepForm(EntryForm):
    """A step with nothing to say."""


class ReasonForm(EntryForm):
    """A step that needs a reason."""

    reason = forms.CharField(
        label="Reason", max_length=MOST_WORDS, error_messages={"required": "Say why the session does not take place."}
    )


class CloseForm(EntryForm):
    """The end of a session; the reason is asked for where it is early or a set is late."""

    reason = forms.CharField(label="Reason", required=False, max_length=MOST_WORDS)


class AgainForm(EntryForm):
    """Back to the watch, and why."""

    reason = forms.CharField(
        label="Reason", max_length=MOST_WORDS, error_messages={"required": "Say why the patient is watched again."}
    )


class LeavingForm(EntryForm):
    """One line of the checklist: done, or why not."""

    item = forms.ChoiceField(label="Line", choices=[(one.value, one.value) for one in Leaving])
    answer = forms.ChoiceField(label="Answer", choices=[("done", "done"), ("not_done", "not done")])
    because = forms.CharField(label="Because", required=False, max_length=MOST_WORDS)

    def clean(self) -> dict[str, Any]:
        """Not done needs a reason."""
        said = super().clean() or {}
        if said.get("answer") == "not_done" and not said.get("because"):
            raise forms.ValidationError("Say why it was not done.")
        return said


class UndoForm(EntryForm):
    """Which rows of one line are taken back."""

    entries_id = forms.CharField(label="Entry", max_length=400)
