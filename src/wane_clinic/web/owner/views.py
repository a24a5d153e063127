"""The owner's pages. Each change is an action; what it refuses is said beside the form, which keeps what was typed."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wane_clinic.actions.emergency import acknowledge_emergency
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.people import create_clinician
from wane_clinic.actions.settings import Lines, change_settings, sign_threshold
from wane_clinic.people.models import Clinician, EmergencyAccess, Threshold
from wane_clinic.people.permissions import Permission
from wane_clinic.people.roles import Role
from wane_clinic.people.settled import current
from wane_clinic.web.done import done, status_of
from wane_clinic.web.owner.forms import VITALS, PersonForm, SettingsForm, ThresholdForm
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires


@requires(Permission.RUN_CLINIC)
def overview(request: HttpRequest) -> HttpResponse:
    """Accounts, and emergencies that wait for an owner."""
    return _people_page(request, PersonForm())


@require_POST
@requires(Permission.RUN_CLINIC)
def add_person(request: HttpRequest) -> HttpResponse:
    """A new account."""
    form = PersonForm(request.POST)

    def add() -> None:
        said = form.cleaned_data
        create_clinician(
            by=here(request), at=now(), username=said["username"], full_name=said["full_name"], role=Role(said["role"]),
            password=said["password"],
        )  # fmt: skip

    if done(form, add):
        messages.success(request, f"{form.cleaned_data['full_name']} can log in now.")
        return redirect("owner")
    return _people_page(request, form)


@requires(Permission.RUN_CLINIC)
def settings(request: HttpRequest) -> HttpResponse:
    """What the clinic has settled."""
    form = SettingsForm(request.POST or None, instance=copy(current()))  # a form writes into its instance

    def change() -> None:
        change_settings(changes=form.changes(), by=here(request), at=now(), reason=form.cleaned_data["reason"])

    if request.method == "POST" and done(form, change):
        messages.success(request, "Settings changed.")
        return redirect("owner-settings")
    return render(request, "owner/settings.html", {"form": form}, status=status_of(form))


@requires(Permission.SIGN_THRESHOLDS)
def thresholds(request: HttpRequest) -> HttpResponse:
    """Lines in force, the ones before, and a form to sign new ones."""
    form = ThresholdForm(request.POST or None)

    def sign() -> None:
        said = form.cleaned_data
        owner = here(request)
        if not owner.check_password(said["password"]):
            raise ActionError("That is not your password: nothing was signed.")
        lines = Lines(**{name: said[name] for name in ("low_red", "low_amber", "high_amber", "high_red")})
        sign_threshold(vital=said["vital"], lines=lines, citation=said["citation"], by=owner, at=now())

    if request.method == "POST" and done(form, sign):
        messages.success(request, "Signed, and in force from now on.")
        return redirect("owner-thresholds")
    names = dict(VITALS)
    rows = [(row, names.get(row.vital, row.vital)) for row in Threshold.objects.select_related("signed_by")]
    return render(request, "owner/thresholds.html", {"form": form, "rows": rows}, status=status_of(form))


@require_POST
@requires(Permission.RUN_CLINIC)
def acknowledge(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """An owner has read why somebody broke the glass."""
    access = get_object_or_404(EmergencyAccess, pk=emergency_id)
    try:
        acknowledge_emergency(access=access, by=here(request), at=now())
    except ActionError as error:
        messages.error(request, str(error))
    return redirect("owner")


def _people_page(request: HttpRequest, form: PersonForm) -> HttpResponse:
    people = Clinician.objects.order_by("-is_active", "full_name")
    emergencies = EmergencyAccess.objects.select_related("clinician", "acknowledged_by")[:50]
    shown = {"form": form, "people": people, "emergencies": emergencies}
    return render(request, "owner/people.html", shown, status=status_of(form))
