"""Entries as the queue sends them: 200 with their key, or one sentence that keeps them where they were typed."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wane_clinic.actions.errors import ActionError
from wane_clinic.care.models import Session
from wane_clinic.people.settled import current
from wane_clinic.web.entry_forms import EntryForm, sentence_of
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here
from wane_clinic.web.session_sheet.acts import Act
from wane_clinic.web.session_sheet.correction import CorrectionForm, correct, rows_of, take_back_at_once
from wane_clinic.web.session_sheet.entry_lines import entry_lines
from wane_clinic.web.session_sheet.forms import UndoForm
from wane_clinic.web.session_sheet.opened import opened_for_entries

ENTRY = "Wane-Entry"


def take(request: HttpRequest, session: Session, act: Act) -> HttpResponse:
    """One entry of the sheet."""
    return _taken(request, session, act.form(request.POST), lambda said, how: act.do(session, said, how))


def take_back(request: HttpRequest, session: Session) -> HttpResponse:
    """Undo one line."""
    form = UndoForm(request.POST)
    return _taken(
        request, session, form, lambda said, how: take_back_at_once(rows_of(session, said["entries_id"]), how)
    )


def take_correction(request: HttpRequest, session: Session) -> HttpResponse:
    """Correct one line."""
    try:
        rows = rows_of(session, request.POST.get("entries_id", ""))
    except ActionError as error:
        return refused(str(error))
    form = CorrectionForm(rows, request.POST)
    shown = _clock_of(rows[0].happened_at)

    def do(said: dict[str, Any], how: dict[str, Any]) -> None:
        typed = said["happened_clock"] if said["happened_clock"] != shown else ""
        correct(rows, said, how, typed_clock=typed)

    return _taken(request, session, form, do)


def _clock_of(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(current().zone)):%H:%M}"


def _taken(
    request: HttpRequest,
    session: Session,
    form: EntryForm,
    do: Callable[[dict[str, Any], dict[str, Any]], object],
) -> HttpResponse:
    if not form.is_valid():
        return refused(sentence_of(form))
    at = now()
    how = form.how(by=here(request), entered_at=at, zone=ZoneInfo(current().zone))
    try:
        with transaction.atomic():
            do(form.cleaned_data, how)
    except ActionError as error:
        return refused(str(error))
    return _entries(request, session, form.cleaned_data["client_key"])


def _entries(request: HttpRequest, session: Session, key: uuid.UUID) -> HttpResponse:
    session.refresh_from_db()
    shown = {"session": session, "entries": entry_lines(opened_for_entries(session, who=here(request), now=now()))}
    response = render(request, "session/entries.html", shown)
    response.headers[ENTRY] = str(key)
    return response


def refused(sentence: str) -> HttpResponse:
    """What is wrong, in one sentence."""
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")


def no_such() -> HttpResponse:
    """A session that is not there."""
    words = "There is no such session here; go back to the chairs and open it again."
    return HttpResponse(words, status=404, content_type="text/plain; charset=utf-8")
