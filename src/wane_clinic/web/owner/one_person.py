"""One account: its role, its password and second factor, whether it is open."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wane_clinic.actions.credentials import give_password, remove_factors
from wane_clinic.actions.people import disable_clinician, enable_clinician, give_role
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission
from wane_clinic.people.roles import Role
from wane_clinic.web.done import answered, done
from wane_clinic.web.owner.forms import PasswordForm, ReasonForm, RoleForm
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires


@requires(Permission.RUN_CLINIC)
def person(request: HttpRequest, clinician_id: int) -> HttpResponse:
    """The account, with a form for each thing that an owner does to it."""
    return _page(request, get_object_or_404(Clinician, pk=clinician_id), {})


@require_POST
@requires(Permission.RUN_CLINIC)
def change_role(request: HttpRequest, clinician_id: int) -> HttpResponse:
    """Another role."""

    def give(row: Clinician, said: dict[str, str]) -> None:
        give_role(person=row, role=Role(said["role"]), by=here(request), at=now(), reason=said["reason"])

    return _change(request, clinician_id, name="role", form=RoleForm(request.POST), act=give)


@require_POST
@requires(Permission.RUN_CLINIC)
def change_password(request: HttpRequest, clinician_id: int) -> HttpResponse:
    """A password for somebody who forgot theirs."""

    def give(row: Clinician, said: dict[str, str]) -> None:
        give_password(person=row, password=said["password"], by=here(request), at=now(), reason=said["reason"])

    return _change(request, clinician_id, name="password", form=PasswordForm(request.POST), act=give)


@require_POST
@requires(Permission.RUN_CLINIC)
def drop_factors(request: HttpRequest, clinician_id: int) -> HttpResponse:
    """A second factor that was lost."""

    def drop(row: Clinician, said: dict[str, str]) -> None:
        remove_factors(person=row, by=here(request), at=now(), reason=said["reason"])

    return _change(request, clinician_id, name="factors", form=ReasonForm(request.POST), act=drop)


@require_POST
@requires(Permission.RUN_CLINIC)
def disable(request: HttpRequest, clinician_id: int) -> HttpResponse:
    """Close an account, or open it again."""

    def turn(row: Clinician, said: dict[str, str]) -> None:
        act = disable_clinician if row.is_active else enable_clinician
        act(person=row, by=here(request), at=now(), reason=said["reason"])

    return _change(request, clinician_id, name="open", form=ReasonForm(request.POST), act=turn)


def _change(
    request: HttpRequest,
    clinician_id: int,
    *,
    name: str,
    form: forms.Form,
    act: Callable[[Clinician, dict[str, str]], None],
) -> HttpResponse:
    row = get_object_or_404(Clinician, pk=clinician_id)
    if done(form, lambda: act(row, form.cleaned_data)):
        messages.success(request, f"{row.full_name}: changed, and in force from now on.")
        return redirect("owner")
    return _page(request, row, {name: form})


def _page(request: HttpRequest, row: Clinician, refused: dict[str, forms.Form]) -> HttpResponse:
    shown = {
        "row": row,
        "role_form": RoleForm(initial={"role": row.role}),
        "password_form": PasswordForm(),
        "factors_form": ReasonForm(),
        "open_form": ReasonForm(),
    } | {f"{name}_form": form for name, form in refused.items()}
    return render(request, "owner/person.html", shown, status=answered(is_refused=bool(refused)))
