"""AU-1, AC-8: what a guarded view records when somebody looks, or is refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from wane_clinic.actions.emergency import break_glass
from wane_clinic.audit.models import AuditEvent
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission
from wane_clinic.people.roles import Role
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires

pytestmark = pytest.mark.django_db
People = Callable[[Role], Clinician]
ID = "00000000-0000-4000-8000-000000000001"


@requires(Permission.SEE_CLINICAL)
def page(request: HttpRequest, patient_id: str) -> HttpResponse:
    return HttpResponse("a patient", status=int(request.GET.get("status", "200")))


@requires(Permission.SEE_BOARD)
def board(request: HttpRequest) -> HttpResponse:
    return HttpResponse(here(request).full_name)


def asked(clinician: Clinician, *, query: str = "", **headers: str) -> HttpRequest:
    request = RequestFactory().get(f"/{query}", headers=headers)
    request.user = clinician
    request.session = {}  # type: ignore[assignment]  # nothing asks it more than a dict can answer
    return request


def viewed() -> list[tuple[str, str, str]]:
    return list(AuditEvent.objects.filter(action="view").order_by("seq").values_list("actor", "patient", "why"))


def test_au_1_a_page_of_a_patient_is_recorded_with_who_saw_it(person: People) -> None:
    page(asked(person(Role.NURSE)), patient_id=ID)

    assert viewed() == [("nurse", ID, "")]


def test_au_1_no_header_keeps_a_page_out_of_the_audit(person: People) -> None:
    for headers in ({"hx-request": "true"}, {"hx-boosted": "true"}, {"x-requested-with": "XMLHttpRequest"}):
        page(asked(person(Role.NURSE), **headers), patient_id=ID)

    assert viewed() == [("nurse", ID, "")] * 3


def test_a_page_that_was_not_shown_is_not_recorded(person: People) -> None:
    page(asked(person(Role.NURSE), query="?status=404"), patient_id=ID)
    page(asked(person(Role.NURSE), query="?status=302"), patient_id=ID)

    assert viewed() == []


def test_au_1_a_form_that_comes_back_with_the_patient_around_it_is_recorded(person: People) -> None:
    page(asked(person(Role.NURSE), query="?status=422"), patient_id=ID)

    assert viewed() == [("nurse", ID, "")]


def test_au_1_being_refused_is_recorded(person: People) -> None:
    with pytest.raises(PermissionDenied):
        page(asked(person(Role.FRONT_DESK)), patient_id=ID)

    event = AuditEvent.objects.get()
    assert (event.action, event.subject_id) == ("refused", "see_clinical")


def test_ac_8_each_page_of_an_emergency_is_recorded_with_its_reason(person: People) -> None:
    owner = person(Role.OWNER)
    break_glass(by=owner, at=now(), reason="Nobody else is in the house", lasting=timedelta(minutes=15))

    page(asked(owner), patient_id=ID)
    board(asked(owner))

    assert viewed() == [("owner", ID, "Nobody else is in the house"), ("owner", "", "Nobody else is in the house")]
