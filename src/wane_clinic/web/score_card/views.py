"""The clinic's own hit rate: what its clock judged last, in counts, a figure and tables."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.score_cards import judge_now
from wane_clinic.bridge.gate import held_counts, opened
from wane_clinic.care.current import score_card_of_clinic
from wane_clinic.people.permissions import Permission
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import key_of, new_key
from wane_clinic.web.score_card.values import (
    beforehand_rows,
    calibration_chart,
    coverage_rows,
    group_rows,
    line_rows,
    skill_rows,
)
from wane_clinic.web.times import clinic_zone, when_words


@requires(Permission.SEE_SCORE_CARD)
def score_card(request: HttpRequest) -> HttpResponse:
    """The newest card."""
    card = score_card_of_clinic()
    can_judge = Permission.PLAN in here(request).may
    shown: dict[str, object] = {"card": card, "gate": opened(card), "key": new_key(), "can_judge": can_judge}
    if card is not None:
        answer = card.answer
        shown |= {
            "answer": answer, "held": held_counts(answer["scores"]), "held_days": held_counts(answer["durations"]),
            "coverage": coverage_rows(answer), "skills": skill_rows(answer), "lines": line_rows(answer),
            "groups": group_rows(answer), "chart": calibration_chart(answer), "beforehand": beforehand_rows(answer),
            "made": when_words(card.happened_at, clinic_zone(), now=now()),
            "made_by": "the clinic's clock" if card.entered_by is None else card.entered_by.full_name,
        }  # fmt: skip
    return render(request, "score_card/score_card.html", shown)


@require_POST
@requires(Permission.PLAN)
def judge(request: HttpRequest) -> HttpResponse:
    """Judge anew, because somebody asks for it."""
    try:
        judge_now(by=here(request), now=now(), client_key=key_of(request))
    except ActionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Judged from what is on record now.", extra_tags="done")
    return redirect("score-card")
