"""The audit as a page: who did what, by patient, person and day, and whether the chain holds."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.models import AuditEvent
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import Subject
from wane_clinic.audit.verify import Verdict, Verified, verify_audit
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.audit_words import choices, lines_of
from wane_clinic.web.done import status_of
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires

A_PAGE: Final = 50


class AuditFilter(forms.Form):
    """Which events."""

    patient = forms.UUIDField(label="Patient id", required=False)
    actor = forms.CharField(label="Log in name", max_length=60, required=False)
    day = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[MinValueValidator(date(1970, 1, 2)), MaxValueValidator(date(9000, 1, 1))],
    )
    action = forms.ChoiceField(label="Action", choices=choices, required=False)


@requires(Permission.SEE_AUDIT, seen="audit")
def audit(request: HttpRequest) -> HttpResponse:
    """Events, the latest first."""
    return _page(request, None)


@require_POST
@requires(Permission.SEE_AUDIT)
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole chain."""
    verdict = verify_audit()
    holds = isinstance(verdict, Verified)
    record(
        action=AuditAction.VERIFY,
        by=here(request),
        at=now(),
        subject=Subject(kind="audit", id=""),
        detail={"holds": holds},
    )
    return _page(request, verdict)


def filtered(form: AuditFilter) -> QuerySet[AuditEvent]:
    """The events that a filter asks for; none where it cannot be read."""
    events = AuditEvent.objects.all()
    if not form.is_valid():
        return events.none()
    said = form.cleaned_data
    if said["patient"]:
        events = events.filter(patient=str(said["patient"]))
    if said["actor"]:
        events = events.filter(actor=said["actor"])
    if said["action"]:
        events = events.filter(action=said["action"])
    if said["day"]:
        begins = datetime.combine(said["day"], time(), tzinfo=ZoneInfo(current().zone)).astimezone(UTC)
        events = events.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    return events


def _page(request: HttpRequest, verdict: Verdict | None) -> HttpResponse:
    form = AuditFilter(request.GET)
    page = Paginator(filtered(form), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    shown = {
        "form": form,
        "page": page,
        "lines": lines_of(list(page)),
        "verdict": verdict,
        "holds": isinstance(verdict, Verified),
        "query": query.urlencode(),
    }
    return render(request, "audit/audit.html", shown, status=status_of(form))
