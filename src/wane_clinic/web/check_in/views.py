"""The check-in. A link that is wrong, used, expired or foreign is answered with the same page: it tells nothing.

No cookie and no token against forged forms is asked for: whoever posts needs the link's own 128 bits, and a phone that
refuses cookies can still answer.
"""

import uuid
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.surveys import answer_link, link_of
from wane_clinic.care.models import Score, SurveyLink
from wane_clinic.care.terminology import questionnaire
from wane_clinic.people.settled import current
from wane_clinic.web.check_in.forms import AnswerForm
from wane_clinic.web.check_in.help import help_of
from wane_clinic.web.check_in.tries import count_wrong, is_over
from wane_clinic.web.check_in.values import MOST_WORDED, answered_values, steps_of
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import open_to_anybody


@open_to_anybody
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """The questions, or what follows the answers."""
    if is_over(request):
        return _closed(request, HTTPStatus.TOO_MANY_REQUESTS)
    if request.method == "POST":
        return _answer(request, token)
    return _questions(request, token, form=None, words="")


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    words = "" if form.is_valid() else form.sentence
    if not words:
        said = form.cleaned_data
        try:
            score = answer_link(
                token=token, items=form.items, happened_at=said["happened_at"], entered_at=now(),
                client_key=said["client_key"],
            )  # fmt: skip
        except ActionError as error:
            words = str(error)
        else:
            return _thanks(request, score, said["client_key"])
    return _questions(request, token, form=form, words=words)


def _questions(request: HttpRequest, token: str, *, form: AnswerForm | None, words: str) -> HttpResponse:
    """The questions, with what was wrong of an answer; for a link that cannot be answered, the plain page."""
    try:
        link: SurveyLink = link_of(token, at=now())
    except ActionError:
        count_wrong(request)
        return _closed(request, HTTPStatus.NOT_FOUND)
    asked = questionnaire(link.questionnaire)
    given = () if form is None else form.items
    shown = {
        "asked": asked, "words": words, "client_key": uuid.uuid4(), "happened_at": now().isoformat(),
        "steps": steps_of(asked, given=given), "is_scale": len(asked.options) > MOST_WORDED,
    }  # fmt: skip
    return _page(request, "check_in/questions.html", shown, HTTPStatus.UNPROCESSABLE_ENTITY if words else HTTPStatus.OK)


def _thanks(request: HttpRequest, score: Score, client_key: uuid.UUID) -> HttpResponse:
    response = _page(request, "check_in/thanks.html", {"answered": answered_values(score, at=now())}, HTTPStatus.OK)
    response.headers["Wane-Entry"] = str(client_key)
    return response


def _closed(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    return _page(request, "check_in/closed.html", {"is_over": status is HTTPStatus.TOO_MANY_REQUESTS}, status)


def _page(request: HttpRequest, template: str, shown: dict[str, object], status: HTTPStatus) -> HttpResponse:
    settled = current()
    response = render(request, template, shown | {"clinic": settled.name, "help": help_of(settled)}, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
