"""What an owner fills in."""

from typing import Any, ClassVar

from django import forms

from wane_clinic.actions.settings import WEEKDAYS
from wane_clinic.people.models import ClinicSettings
from wane_clinic.people.roles import CHOICES

VITALS = [
    ("systolic_mmhg", "Systolic pressure (mmHg)"),
    ("diastolic_mmhg", "Diastolic pressure (mmHg)"),
    ("pulse_per_min", "Pulse (/min)"),
    ("spo2_pct", "Oxygen saturation (%)"),
    ("resp_per_min", "Breaths (/min)"),
    ("moaas", "MOAA/S"),
    ("dissociation", "Dissociation (0 to 10)"),
]
INSTRUMENTS = ("phq9", "gad7", "pcl5", "pain_nrs", "peg", "madrs")


class PersonForm(forms.Form):
    """A new account."""

    username = forms.CharField(label="Log in name", max_length=60, help_text="small letters, as j.merow")
    full_name = forms.CharField(label="Name", max_length=120)
    role = forms.ChoiceField(label="Role", choices=[("", "choose"), *CHOICES])
    password = forms.CharField(
        label="First password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="at least 12 characters; they change it at their first log in",
    )


class RoleForm(forms.Form):
    """Another role, with a reason."""

    role = forms.ChoiceField(label="Role", choices=CHOICES)
    reason = forms.CharField(label="Reason", max_length=300)


class PasswordForm(forms.Form):
    """A password for somebody who forgot theirs."""

    password = forms.CharField(
        label="New password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="they choose another at their next log in",
    )
    reason = forms.CharField(label="Reason", max_length=300)


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label="Reason", max_length=300)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """The clinic's settings, each relapse line as a field of its own."""

    weekdays = forms.MultipleChoiceField(
        label="Clinic days", choices=[(day, day.title()) for day in WEEKDAYS], widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label="Reason for the change", max_length=300, required=False)

    class Meta:
        model = ClinicSettings
        fields: ClassVar = [
            "name", "zone", "phone", "weekdays", "opens_at", "closes_at",
            "chairs", "idle_min", "shared_idle_min", "risk", "driving_h",
            "leave_floor_min", "retention_years", "session_cost", "coverage", "currency", "survey_often_days",
            "survey_first_days", "survey_then_days", "link_days", "crisis_text",
        ]  # fmt: skip
        labels: ClassVar = {
            "opens_at": "Visits begin from (hour, 0 to 23)",
            "closes_at": "and before (hour, 1 to 24)",
            "idle_min": "Screen locks after (min)",
            "shared_idle_min": "On shared tablets after (min)",
            "risk": "Accepted chance of relapse before the next session (0.2 is 1 in 5)",
            "driving_h": "No driving for (h)",
            "leave_floor_min": "Nobody leaves before (min)",
            "survey_often_days": "Check-in due every (days)",
            "survey_first_days": "so often for the first (days after a session)",
            "survey_then_days": "and after that every (days)",
            "link_days": "A check-in link can be answered for (days)",
            "crisis_text": "Whom to call in a crisis, as patients read it",
            "retention_years": "Records and audit are kept for at least (years); nothing is ever removed here",
            "coverage": "Share of the cost that is covered (0 to 1)",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = self.instance.relapse_lines
        for name in INSTRUMENTS:
            label = f"Relapse line, {name.upper().replace('_', ' ')}"
            hint = "points; empty: the published line of each course's condition"
            line = forms.FloatField(label=label, required=False, initial=lines.get(name), min_value=0, help_text=hint)
            self.fields[f"line_{name}"] = line

    def changes(self) -> dict[str, object]:
        """What was filled in, by setting."""
        lines = {name: self.cleaned_data[f"line_{name}"] for name in INSTRUMENTS}
        kept = {name: line for name, line in self.instance.relapse_lines.items() if name not in INSTRUMENTS}
        drawn = kept | {name: line for name, line in lines.items() if line is not None}
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"relapse_lines": drawn}


class ThresholdForm(forms.Form):
    """Lines of one vital sign, their source, and the owner's password as signature."""

    vital = forms.ChoiceField(label="Vital sign", choices=VITALS)
    low_red = forms.FloatField(label="Low red", required=False)
    low_amber = forms.FloatField(label="Low amber", required=False)
    high_amber = forms.FloatField(label="High amber", required=False)
    high_red = forms.FloatField(label="High red", required=False)
    citation = forms.CharField(label="Source", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    password = forms.CharField(label="Your password, as signature", widget=forms.PasswordInput)
