"""What is written on a patient's page."""

from django import forms


class NoteForm(forms.Form):
    """Words about the course."""

    text = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, strip=True)


class WithdrawForm(forms.Form):
    """Which forecast the patient no longer sees, and why."""

    forecast = forms.UUIDField()
    reason = forms.CharField(
        label="Reason", max_length=300, strip=True, error_messages={"required": "Say why the forecast is withdrawn."}
    )


class ReleaseForm(forms.Form):
    """Which forecast was looked at when it was released."""

    forecast = forms.UUIDField()
