"""One's own account and its PIN."""

from datetime import timedelta
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wane_clinic.actions.credentials import set_pin
from wane_clinic.actions.errors import ActionError
from wane_clinic.people.permissions import Permission
from wane_clinic.web.done import status_of
from wane_clinic.web.lock import SHARED
from wane_clinic.web.people_here import clinician_of, now
from wane_clinic.web.requires import requires

SHARED_FOR: Final = timedelta(days=365)
"""A tablet stays shared this long after it was said; nobody is told by it who they are."""


@requires(Permission.HOME)
def own(request: HttpRequest) -> HttpResponse:
    """One's own account: log out, PIN, password, second factor."""
    return render(request, "home.html", {"is_shared": SHARED in request.COOKIES})


@require_POST
@requires(Permission.HOME)
def share(request: HttpRequest) -> HttpResponse:
    """Say that several people use this device, or that one does: a shared screen closes sooner."""
    response = redirect("own")
    if request.POST.get("is_shared") == "yes":
        response.set_cookie(SHARED, "1", max_age=SHARED_FOR, httponly=True, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(SHARED, samesite="Lax")
    return response


class PinForm(forms.Form):
    """A new PIN, and the password once more."""

    pin = forms.CharField(label="New PIN", help_text="6 to 12 digits", widget=forms.PasswordInput, max_length=12)
    password = forms.CharField(label="Your password", widget=forms.PasswordInput)


@requires(Permission.HOME)
def own_pin(request: HttpRequest) -> HttpResponse:
    """Choose the PIN that unlocks one's session on this device."""
    clinician = clinician_of(request)
    form = PinForm(request.POST or None)
    if clinician is not None and request.method == "POST" and form.is_valid():
        if not clinician.check_password(form.cleaned_data["password"]):
            form.add_error("password", "That is not your password.")
        else:
            try:
                set_pin(by=clinician, at=now(), pin=form.cleaned_data["pin"])
            except ActionError as error:
                form.add_error("pin", str(error))
            else:
                messages.success(
                    request, "Your PIN is set. It unlocks a session where you logged in, and nothing else."
                )
                return redirect("home")
    return render(request, "account/pin.html", {"form": form}, status=status_of(form))
