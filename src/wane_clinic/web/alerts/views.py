"""The inbox, the banner, and what the owner sees over time."""

import uuid
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from wane_clinic.actions.alerts import acknowledge_alert
from wane_clinic.actions.errors import ActionError
from wane_clinic.care.current import open_alerts
from wane_clinic.care.models import Alert
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.alerts.forms import AcknowledgeForm
from wane_clinic.web.alerts.values import shown, told
from wane_clinic.web.alerts.waiting import mine, waiting_alerts
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires

LAST: Final = 20
OVER_TIME: Final = 200


@require_GET
@requires(Permission.ANSWER_ALERTS, seen="alert")
def inbox(request: HttpRequest) -> HttpResponse:
    """Open alerts to whoever reads, those to others, and the last ones that were acknowledged."""
    return _inbox(request, refused={})


@require_POST
@requires(Permission.ANSWER_ALERTS, seen="alert")
def acknowledge(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Somebody has seen it and says what was done."""
    alert = get_object_or_404(Alert, public_id=alert_id)
    form = AcknowledgeForm(request.POST, auto_id=f"id_{alert_id}_%s")
    if not form.is_valid():
        return _inbox(request, refused={alert_id: form})
    at = now()
    try:
        acknowledge_alert(
            alert=alert, by=here(request), happened_at=at, entered_at=at, client_key=form.cleaned_data["client_key"],
            words=form.cleaned_data["words"],
        )  # fmt: skip
    except ActionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Acknowledged. It is in the record with your name and the time.")
    return redirect("alerts")


@require_GET
@requires(Permission.ANSWER_ALERTS)
def banner(request: HttpRequest) -> HttpResponse:
    """The banner alone, for pages that stay open."""
    waiting = waiting_alerts(here(request), at=now())
    return render(request, "parts/alert_banner.html", {"waiting_alerts": waiting})


@require_GET
@requires(Permission.RUN_CLINIC)
def over_time(request: HttpRequest) -> HttpResponse:
    """Whom each alert was for and how long it waited: no name of a patient, no score."""
    rows = Alert.objects.select_related("to", "acknowledged_by").order_by("-happened_at")[:OVER_TIME]
    found = told(rows, zone=ZoneInfo(current().zone), at=now())
    return render(request, "alerts/over_time.html", {"rows": found, "n_open": sum(row.is_open for row in found)})


def _inbox(request: HttpRequest, *, refused: dict[uuid.UUID, AcknowledgeForm]) -> HttpResponse:
    reader, zone = here(request), ZoneInfo(current().zone)
    to_me = mine(reader)
    others = open_alerts().exclude(pk__in=to_me.values("pk"))
    done = Alert.objects.filter(acknowledged_at__isnull=False).select_related("score__patient", "to", "acknowledged_by")
    page = {
        "mine": shown(to_me, zone=zone, reader=reader, refused=refused),
        "others": shown(others, zone=zone, reader=reader, refused=refused),
        "done": shown(done.order_by("-acknowledged_at")[:LAST], zone=zone, reader=reader, refused={}),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "alerts/inbox.html", page, status=status)
