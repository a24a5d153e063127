"""One piece of evidence: the same content in the drawer and as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wane_clinic.bridge.computed import NotComputedError
from wane_clinic.bridge.evidence import evidence_card
from wane_clinic.care.current import score_card_of_clinic
from wane_clinic.people.permissions import Permission
from wane_clinic.web.evidence.values import evidence_page
from wane_clinic.web.requires import requires

NOT_FOUND = 404


@requires(Permission.SEE_EVIDENCE)
def evidence(request: HttpRequest, evidence_id: str) -> HttpResponse:
    """The card of an id; near ids where there is none."""
    try:
        card = evidence_card(evidence_id)
    except NotComputedError as error:
        return render(request, "evidence/none.html", {"sentence": str(error)[:600]}, status=NOT_FOUND)
    return render(request, "evidence/evidence.html", {"page": evidence_page(card, score_card_of_clinic())})
