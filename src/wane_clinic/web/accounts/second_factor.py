"""A second factor for everybody, where the server asks for it."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest

from wane_clinic.people.models import Clinician

CHECKED: Final = "has_second_factor"


def lacks_second_factor(request: HttpRequest, clinician: Clinician) -> bool:
    """Whether somebody has to set one up before anything else; looked up once a session."""
    if not settings.HAS_SECOND_FACTOR or request.session.get(CHECKED) == clinician.pk:
        return False
    from allauth.mfa.utils import is_mfa_enabled

    if not is_mfa_enabled(clinician):
        return True
    request.session[CHECKED] = clinician.pk
    return False
