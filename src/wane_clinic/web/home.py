"""The first page of each role."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wane_clinic.people.permissions import Permission
from wane_clinic.people.roles import Role
from wane_clinic.web.context import address_of
from wane_clinic.web.people_here import clinician_of
from wane_clinic.web.requires import requires

FIRST_PAGE: Final[dict[Role, str]] = {
    Role.OWNER: "owner",
    Role.PRESCRIBER: "patients",
    Role.NURSE: "board",
    Role.FRONT_DESK: "schedule",
    Role.RESEARCHER: "research",
    Role.AUDITOR: "audit",
}


@requires(Permission.HOME)
def home(request: HttpRequest) -> HttpResponse:
    """To the page where the work of a role begins."""
    clinician = clinician_of(request)
    first = address_of(FIRST_PAGE[Role(clinician.role)]) if clinician else None
    return redirect(first) if first else render(request, "home.html")
