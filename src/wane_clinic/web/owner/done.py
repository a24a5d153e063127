"""A form and the action behind it."""

from collections.abc import Callable
from typing import Final

from django import forms

from wane_clinic.actions.errors import ActionError

UNPROCESSABLE: Final = 422


def done(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form was filled in rightly and the action took place; what was refused stands on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except ActionError as error:
        form.add_error(None, str(error))
        return False
    return True


def status_of(form: forms.BaseForm) -> int:
    """422 for a form that was sent and refused."""
    return UNPROCESSABLE if form.is_bound and form.errors else 200
