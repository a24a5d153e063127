"""Every route of the clinic."""

from django.urls import include, path

from wane_clinic.web import audit, failures, lock
from wane_clinic.web.emergency import emergency
from wane_clinic.web.home import home

urlpatterns = [
    path("", home, name="home"),
    path("account/", include("wane_clinic.web.accounts.urls")),
    path("lock/", lock.lock, name="lock"),
    path("unlock/", lock.unlock, name="unlock"),
    path("unlock/page/", lock.unlock_page, name="unlock-page"),
    path("emergency/", emergency, name="emergency"),
    path("check-in/", include("wane_clinic.web.check_in.urls")),
    path("check-ins/", include("wane_clinic.web.send_check_in.urls")),
    path("alerts/", include("wane_clinic.web.alerts.urls")),
    path("intake/", include("wane_clinic.web.intake.urls")),
    path("hand-outs/", include("wane_clinic.web.hand_outs.urls")),
    path("clinic/", include("wane_clinic.web.owner.urls")),
    path("audit/", audit.audit, name="audit"),
    path("audit/verify/", audit.verify, name="audit-verify"),
]
handler400, handler403 = failures.bad_request, failures.refused
handler404, handler500 = failures.not_found, failures.broken
