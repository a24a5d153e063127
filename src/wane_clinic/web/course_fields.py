"""What a form asks of a course: for what, by which scale, whom its alerts reach; at intake, opening and correction."""

from django import forms

from wane_clinic.bridge.intake import treated_for
from wane_clinic.care.terminology import questionnaires
from wane_clinic.web.intake.reading import answering


def condition_field() -> forms.ChoiceField:
    """What is treated."""
    return forms.ChoiceField(label="Treated for", choices=treated_for)


def instrument_field() -> forms.ChoiceField:
    """The scale that the course is followed by."""
    names = [(one.value, asked.name) for one, asked in questionnaires().items()]
    return forms.ChoiceField(label="Score to follow", choices=names)


def lead_field() -> forms.ModelChoiceField:  # type: ignore[type-arg]  # no generic at run time
    """Who answers for it; asked of the database when a form is shown, not here."""
    return forms.ModelChoiceField(
        label="Item 9 above zero reaches", queryset=answering(), empty_label="choose",
        error_messages={"invalid_choice": "Choose somebody who works here and answers alerts."},
    )  # fmt: skip
