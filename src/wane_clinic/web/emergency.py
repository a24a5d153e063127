"""Breaking the glass: a reason, a time, and the owner is told."""

from datetime import timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wane_clinic.actions.emergency import break_glass
from wane_clinic.actions.errors import ActionError
from wane_clinic.people.permissions import Permission
from wane_clinic.web.done import status_of
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires

MINUTES: Final = [("15", "15 minutes"), ("30", "30 minutes"), ("60", "an hour")]


class EmergencyForm(forms.Form):
    """Why, and for how long."""

    reason = forms.CharField(label="Why this cannot wait", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    minutes = forms.ChoiceField(label="For how long", choices=MINUTES)


@requires(Permission.BREAK_GLASS)
def emergency(request: HttpRequest) -> HttpResponse:
    """The form, and the opening."""
    by = here(request)
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lasting = timedelta(minutes=int(form.cleaned_data["minutes"]))
        try:
            break_glass(by=by, at=now(), reason=form.cleaned_data["reason"], lasting=lasting)
        except ActionError as error:
            form.add_error(None, str(error))
        else:
            return redirect("patients")  # by name now; the banner says until when
    return render(request, "lock/emergency.html", {"form": form}, status=status_of(form))
