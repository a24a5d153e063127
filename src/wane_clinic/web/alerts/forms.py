"""Acknowledging an alert."""

from django import forms


class AcknowledgeForm(forms.Form):
    """What was done; nothing is acknowledged without a word."""

    client_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "This page is old; load it again."),
    )
    words = forms.CharField(
        label="What was done",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "as in: called at 14:05, no plan, seen tomorrow 9:00"}),
        error_messages={"required": "Say what was done; then it can be acknowledged."},
    )
