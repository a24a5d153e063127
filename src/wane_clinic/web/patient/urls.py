"""Routes of one patient."""

from django.urls import path

from wane_clinic.web.patient import releasing, views, why

urlpatterns = [
    path("<uuid:patient_id>/", views.patient, name="patient"),
    path("<uuid:patient_id>/forecast/refresh/", views.refresh, name="forecast-refresh"),
    path("<uuid:patient_id>/forecast/release/", releasing.release, name="forecast-release"),
    path("<uuid:patient_id>/forecast/withdraw/", releasing.withdraw, name="forecast-withdraw"),
    path("<uuid:patient_id>/note/", views.note, name="patient-note"),
    path("<uuid:patient_id>/why/<slug:number>/", why.why, name="why"),
]
