"""Planning a session: what is asked in, the plan out; and booking it into a chair."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from wane_clinic.actions.errors import ActionError
from wane_clinic.bridge.asked_plan import plan_asked
from wane_clinic.bridge.computed import Computed, NotComputedError
from wane_clinic.care.models import State
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.done import answered
from wane_clinic.web.drawings.plan_overlay import plan_overlay, plan_table, trace_sources
from wane_clinic.web.people_here import now
from wane_clinic.web.plan_session.about import About, about_of, started
from wane_clinic.web.plan_session.booking import Place, book
from wane_clinic.web.plan_session.forms import PlanForm, PrepareForm
from wane_clinic.web.plan_session.values import curves, shown
from wane_clinic.web.requires import here, requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN, seen="plan")
def plan(request: HttpRequest) -> HttpResponse:
    """The page; without an order it asks for one. What is typed about somebody who is named comes in the body alone."""
    if request.method == "POST":
        return _page(request, about_of(request.POST), PlanForm(request.POST), None)
    about = about_of(request.GET)
    if about.patient is None:
        form = PlanForm(request.GET if "dose" in request.GET else None, initial=started(about))
        return _page(request, about, form, None)
    if len(request.GET) > 1:
        return redirect(about.address)
    return _page(request, about, PlanForm(initial=started(about)), None)


@require_POST
@requires(Permission.PLAN, seen="plan")
def prepare(request: HttpRequest) -> HttpResponse:
    """Book it; what is wrong is said beside the form, which keeps what was typed."""
    about, form, place = about_of(request.POST), PlanForm(request.POST), PrepareForm(request.POST)
    if about.course is None or not form.is_valid() or not place.is_valid():
        return _page(request, about, form, place)
    try:
        computed = plan_asked(form.asked(**about.asked), now=now())
        if form.asks_back((computed,)):
            return _page(request, about, form, place)
        made = book(
            course=about.course, old=about.session, plan=computed, words=order_words(form), place=placed(place),
            by=here(request), at=now(),
        )  # fmt: skip
    except (ActionError, NotComputedError) as error:
        place.add_error(None, str(error))
        return _page(request, about, form, place)
    messages.success(request, "Prepared: the order and its plan are on record.")
    return redirect("session", session_id=made.public_id)


def order_words(form: PlanForm) -> str:
    """The order as it was typed."""
    said = form.cleaned_data
    parts = [said["dose"], f"over {said['over']}" if said["over"] else "", f"bag {said['bag']}" if said["bag"] else ""]
    return ", ".join(part for part in parts if part)


def placed(place: PrepareForm) -> Place:
    """When and where; a time of day is the clinic's."""
    said, zone = place.cleaned_data, ZoneInfo(current().zone)
    try:
        asked_at = datetime.fromisoformat(said["asked_at"])
        planned_for = said["planned_for"].replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ActionError("The time of this form cannot be read; load the page again.") from None
    if asked_at.tzinfo is None:
        raise ActionError("The time of this form came without its zone; load the page again.")
    if not now() - timedelta(hours=12) <= planned_for <= now() + timedelta(days=400):
        raise ActionError("The session must lie between today and a year from now; check the day.")
    return Place(chair=said["chair"], planned_for=planned_for, client_key=said["client_key"], asked_at=asked_at)


def _page(request: HttpRequest, about: About, form: PlanForm, place: PrepareForm | None) -> HttpResponse:
    settled, at = current(), now()
    local = at.astimezone(ZoneInfo(settled.zone))
    found: dict[str, Any] = {"form": form, "about": about, "can_book": about.course is not None}
    if form.is_bound and form.is_valid():
        found |= _computed(form, about, at)
    if about.session is not None and about.session.state != State.PLANNED:
        found["can_book"] = False
    found["place"] = place or PrepareForm(
        initial={
            "client_key": uuid.uuid4(), "asked_at": at.isoformat(), "planned_for": f"{local:%Y-%m-%dT%H:%M}",
            "chair": about.session.chair if about.session and about.session.chair else 1,
        }
    )  # fmt: skip
    is_wrong = form.is_bound and ("shown" not in found or (place is not None and not place.is_valid()))
    return render(request, "plan/page.html", found, status=answered(is_refused=is_wrong))


def _computed(form: PlanForm, about: About, at: datetime) -> dict[str, Any]:
    try:
        first = plan_asked(form.asked(**about.asked), now=at)
        asked = form.compared(**about.asked)
        second: Computed | None = None if asked is None else plan_asked(asked, now=at)
    except NotComputedError as error:
        return {"refusal": str(error)}
    plans = (first,) if second is None else (first, second)
    if question := form.asks_back(plans):
        return {"question": question}
    drawn, beside = curves(first), None if second is None else curves(second)
    title = drawn.name if beside is None else f"{drawn.name}; dashed: {beside.name}"
    chart = {
        "source": "#plan-spec", "title": f"Expected, bands of 50 and 90 % of people: {title}",
        "columns": ("What", "Highest", "When"), "rows": plan_table(drawn),
    }  # fmt: skip
    return {
        "shown": shown(first, second), "spec": plan_overlay(drawn, beside), "chart": chart, "second": beside,
        "traces": trace_sources(drawn, beside),
    }  # fmt: skip
