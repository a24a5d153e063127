"""A form and the action behind it."""

from collections.abc import Callable
from http import HTTPStatus

from django import forms

from wane_clinic.actions.errors import ActionError


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


def status_of(form: forms.BaseForm) -> HTTPStatus:
    """422 for a form that was sent and refused."""
    return answered(is_refused=form.is_bound and bool(form.errors))


def answered(*, is_refused: bool) -> HTTPStatus:
    """The status of a page that says what was refused, or of one that refused nothing."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
