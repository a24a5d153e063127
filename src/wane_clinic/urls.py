"""Every route of the clinic."""

from django.urls import include, path

from wane_clinic.web import audit, failures, lock
from wane_clinic.web.emergency import emergency
from wane_clinic.web.home import home
from wane_clinic.web.schedule.feed import calendar

urlpatterns = [
    path("", home, name="home"),
    path("account/", include("wane_clinic.web.accounts.urls")),
    path("lock/", lock.lock, name="lock"),
    path("unlock/", lock.unlock, name="unlock"),
    path("unlock/page/", lock.unlock_page, name="unlock-page"),
    path("emergency/", emergency, name="emergency"),
    path("board/", include("wane_clinic.web.board.urls")),
    path("session/", include("wane_clinic.web.session_sheet.urls")),
    path("", include("wane_clinic.web.corrections.urls")),
    path("plan/", include("wane_clinic.web.plan_session.urls")),
    path("check-in/", include("wane_clinic.web.check_in.urls")),
    path("check-ins/", include("wane_clinic.web.send_check_in.urls")),
    path("alerts/", include("wane_clinic.web.alerts.urls")),
    path("intake/", include("wane_clinic.web.intake.urls")),
    path("hand-outs/", include("wane_clinic.web.hand_outs.urls")),
    path("clinic/", include("wane_clinic.web.owner.urls")),
    path("patients/", include("wane_clinic.web.patients.urls")),
    path("patients/", include("wane_clinic.web.patient.urls")),
    path("patients/", include("wane_clinic.web.course.urls")),
    path("patients/", include("wane_clinic.web.scores.urls")),
    path("patients/", include("wane_clinic.web.relapses.urls")),
    path("patients/", include("wane_clinic.web.checks.urls")),
    path("patients/", include("wane_clinic.web.facts.urls")),
    path("patients/", include("wane_clinic.web.details.urls")),
    path("patients/", include("wane_clinic.web.courses.urls")),
    path("schedule/", include("wane_clinic.web.schedule.urls")),
    path("calendar/<str:token>.ics", calendar, name="calendar"),
    path("evidence/", include("wane_clinic.web.evidence.urls")),
    path("score-card/", include("wane_clinic.web.score_card.urls")),
    path("audit/", audit.audit, name="audit"),
    path("audit/verify/", audit.verify, name="audit-verify"),
]
handler400, handler403 = failures.bad_request, failures.refused
handler404, handler500 = failures.not_found, failures.broken
