"""What is written on a patient's page."""

from django import forms


class NoteForm(forms.Form):
    """Words about the course."""

    text = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, strip=True)


class ReleaseForm(forms.Form):
    """Which forecast was looked at when it was released."""

    forecast = forms.UUIDField()
