"""A score entered by hand, and a score corrected: what is wrong is said beside the form, which keeps what was typed."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.scores import record_score
from wane_clinic.care.models import Course, Score
from wane_clinic.care.terminology import Questionnaire, questionnaire, questionnaires
from wane_clinic.people.permissions import Permission
from wane_clinic.web.course_entries import STALE, became, corrected
from wane_clinic.web.done import done, status_of
from wane_clinic.web.happened_form import started
from wane_clinic.web.patient.chosen import course_of, entry_of, to_patient
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import key_of, new_key
from wane_clinic.web.scores.forms import CorrectScoreForm, ScoreForm
from wane_clinic.web.times import clinic_zone


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SCORE, seen="patient")
def enter(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """A new score; `instrument` in the address says of what."""
    course = course_of(patient_id, request.GET.get("course", ""))
    asked, zone = _asked(request.GET.get("instrument") or course.instrument), clinic_zone()
    form = ScoreForm(asked, request.POST or None, zone=zone, initial=started(now(), zone))

    def record() -> None:
        said = form.cleaned_data
        score = record_score(
            course=course, instrument=asked.instrument, items=form.items, total=said["total"],
            item9=said.get("item9"), answered_by=said["answered_by"], by=here(request),
            happened_at=form.happened_at, entered_at=now(), client_key=key_of(request),
        )  # fmt: skip
        messages.success(request, f"Recorded: {asked.name} {score.total:g}. {told_of(score)}", extra_tags="done")

    if done(form, record):
        return to_patient(course)
    return _page(request, course, asked, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SCORE, seen="patient")
def correct(request: HttpRequest, patient_id: uuid.UUID, score_id: uuid.UUID) -> HttpResponse:
    """A score on record, corrected or taken back; what stood stays, struck through."""
    score = entry_of(Score, patient_id, score_id)
    asked = questionnaire(score.instrument)
    form = CorrectScoreForm(asked, score, request.POST or None, zone=clinic_zone())

    def change() -> None:
        said = form.cleaned_data
        counted = {"total": said["total"], "item9": said.get("item9")} if score.items is None else {"items": form.items}
        row = corrected(request, score, form, {"answered_by": said["answered_by"]} | counted)
        messages.success(request, f"{became(row)} {told_of(row)}", extra_tags="done")

    if done(form, change):
        return to_patient(score.course)
    return _page(request, score.course, asked, form, score=score)


def told_of(score: Score) -> str:
    """Who was told of item 9, and what became of the forecast."""
    alert = score.alerts.select_related("to").first()
    if alert is None or score.is_void:
        return STALE
    return f"Item 9 is above zero: {alert.to.full_name} has an alert. {STALE}"


def _asked(said: str) -> Questionnaire:
    try:
        return questionnaire(said)
    except ValueError:
        raise Http404 from None


def _page(
    request: HttpRequest, course: Course, asked: Questionnaire, form: ScoreForm, *, score: Score | None = None
) -> HttpResponse:
    shown = {
        "patient": course.patient, "course": course, "asked": asked, "form": form, "key": new_key(), "score": score,
        "all": questionnaires().values(), "address": request.get_full_path(),
        "is_amended": score is not None and Score.objects.filter(amends=score).exists(),
    }  # fmt: skip
    return render(request, "scores/score.html", shown, status=status_of(form))
