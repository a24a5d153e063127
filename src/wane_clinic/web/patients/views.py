"""The list: those who reach or treat patients see names, others initials; an open emergency shows names as well."""

from typing import Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wane_clinic.people.models import Patient
from wane_clinic.people.permissions import Permission
from wane_clinic.web.patients.forms import SearchForm
from wane_clinic.web.patients.values import Sight, rows_of
from wane_clinic.web.people_here import may, now
from wane_clinic.web.requires import here, requires

A_PAGE: Final = 50
MOST_PAGES: Final = 1000


@require_http_methods(["GET", "POST"])
@requires(Permission.SEE_PATIENTS, seen="patients")
def patients(request: HttpRequest) -> HttpResponse:
    """All patients, fifty a page, or those whose name holds what was typed."""
    by, form = here(request), SearchForm(request.POST or None)
    scores = may(clinician=by, permission=Permission.SEE_CLINICAL, at=now())
    sight = Sight(names=scores or Permission.EDIT_PATIENTS in by.may, scores=scores)
    name = form.cleaned_data["name"] if sight.names and form.is_bound and form.is_valid() else ""
    page = _page(request.GET.get("page", ""))
    found = list(_named(name)[(page - 1) * A_PAGE : page * A_PAGE + 1])
    shown = {
        "form": form, "name": name, "sees_names": sight.names, "sees_scores": sight.scores, "page": page,
        "rows": rows_of(found[:A_PAGE], now=now(), sight=sight),
        "next_page": page + 1 if len(found) > A_PAGE and not name else None,
        "is_cut": bool(name) and len(found) > A_PAGE,
    }  # fmt: skip
    return render(request, "patients/patients.html", shown)


def _named(name: str) -> QuerySet[Patient]:
    """Every word of the name stands in a given or a family name."""
    found = Patient.objects.all()
    for word in name.replace("\x00", " ").split():
        found = found.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    return found.order_by("family_name", "given_name", "id")


def _page(said: str) -> int:
    return min(max(int(said), 1), MOST_PAGES) if said.isascii() and said.isdigit() and len(said) < 6 else 1
