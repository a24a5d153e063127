"""Looking for a patient."""

from django import forms


class SearchForm(forms.Form):
    """A part of a name. It is sent in the body, so that no name stands in an address or a log."""

    name = forms.CharField(label="Name", max_length=80, required=False, strip=True)
