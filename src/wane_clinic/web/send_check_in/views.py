"""Who is due, and a link for one of them: its address is seen once, by whoever makes it; then its hash is kept."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.surveys import MadeLink, link_of, make_link
from wane_clinic.care.models import Course
from wane_clinic.care.terminology import questionnaire
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.check_in.help import help_of
from wane_clinic.web.lock import close_screen
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.send_check_in.forms import ANSWERABLE, LinkForm
from wane_clinic.web.send_check_in.values import rows

A_PAGE: Final = 50
ON_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
GONE: Final = "This link was made before; its address is shown once only. Make a new one."


@require_GET
@requires(Permission.SEND_CHECK_IN, seen="check-ins")
def due(request: HttpRequest) -> HttpResponse:
    """Every open course: due, answered, missed, link sent."""
    courses = Course.objects.filter(closed_at__isnull=True).select_related("patient")
    found = rows(courses, settled=current(), at=now())
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "n_due": sum(row.is_due for row in found), "choices": ANSWERABLE}
    return render(request, "send_check_in/due.html", shown)


@require_POST
@requires(Permission.SEND_CHECK_IN)
def make(request: HttpRequest) -> HttpResponse:
    """A new link, with its QR code."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.sentence)
        return redirect("check-ins")
    said, at, settled = form.cleaned_data, now(), current()
    course = get_object_or_404(Course.objects.select_related("patient"), public_id=said["course"])
    try:
        made = make_link(
            course=course, questionnaire_id=said["questionnaire"], expires_at=at + timedelta(days=settled.link_days),
            by=here(request), happened_at=at, entered_at=at, client_key=said["client_key"],
        )  # fmt: skip
    except ActionError:
        return _gone(request)
    return _made(request, made, course) if made.token else _gone(request)


@require_POST
@requires(Permission.SEND_CHECK_IN)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Give this device to the patient: the screen of whoever is logged in closes first, then the check-in opens."""
    token = request.POST.get("token", "")
    try:
        link_of(token, at=now())
    except ActionError as error:
        messages.error(request, str(error))
        return redirect("check-ins")
    close_screen(request, here(request), why="handed over for a check-in")
    return redirect("check-in", token=token)


def _made(request: HttpRequest, made: MadeLink, course: Course) -> HttpResponse:
    settled = current()
    address = request.build_absolute_uri(reverse("check-in", kwargs={"token": made.token}))
    until = made.link.expires_at.astimezone(ZoneInfo(settled.zone))
    shown = {
        "course": course, "asked": questionnaire(made.link.questionnaire), "address": address, "token": made.token,
        "until": f"{until:%-d %B %Y, %H:%M}", "help": help_of(settled), "clinic": settled.name,
        # a drawing of an address that we made
        "qr": mark_safe(segno.make(address, error="m").svg_inline(scale=6, border=1, omitsize=True)),
        "is_only_here": request.get_host().rsplit(":", 1)[0] in ON_THIS_MACHINE,
    }  # fmt: skip
    return render(request, "send_check_in/made.html", shown, status=HTTPStatus.CREATED)


def _gone(request: HttpRequest) -> HttpResponse:
    messages.error(request, GONE)
    return redirect("check-ins")
