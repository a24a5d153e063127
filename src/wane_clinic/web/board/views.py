"""The chair board: a page, and the part of it that asks again every 10 s."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wane_clinic.care.models import Session, State
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.board.values import cards
from wane_clinic.web.order_words import TO_CONFIRM
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import requires


@requires(Permission.SEE_BOARD, seen="board")
def board(request: HttpRequest) -> HttpResponse:
    """Every chair, and who is expected today."""
    return render(request, "board/page.html", _shown(now()))


@requires(Permission.SEE_BOARD, part_of="board")
def board_cards(request: HttpRequest) -> HttpResponse:
    """The same without its frame."""
    return render(request, "board/cards.html", _shown(now()))


def _shown(at: datetime) -> dict[str, Any]:
    settled = current()
    zone = ZoneInfo(settled.zone)
    midnight = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    expected = Session.objects.filter(
        state=State.PLANNED, planned_for__gte=midnight, planned_for__lt=midnight + timedelta(days=1)
    )
    return {
        "board": cards(settled, now=at),
        "expected": expected.select_related("patient").order_by("planned_for")[:40],
        "zone": zone,
        "to_confirm": TO_CONFIRM,
    }
