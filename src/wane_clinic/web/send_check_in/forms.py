"""What staff say when they make a link."""

from django import forms

from wane_clinic.care.terminology import questionnaires

ANSWERABLE = [(one.value, asked.name) for one, asked in questionnaires().items() if asked.may_be_answered]
AGAIN = "This page is old; load it again."


class LinkForm(forms.Form):
    """For which course, which questionnaire, and the key of the request."""

    course = forms.UUIDField(error_messages=dict.fromkeys(("required", "invalid"), AGAIN))
    client_key = forms.UUIDField(error_messages=dict.fromkeys(("required", "invalid"), AGAIN))
    questionnaire = forms.ChoiceField(
        choices=ANSWERABLE,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a questionnaire of the list."),
    )

    @property
    def sentence(self) -> str:
        """The first thing that is wrong."""
        return next((str(words[0]) for words in self.errors.values()), "")
