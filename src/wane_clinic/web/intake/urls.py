"""Routes of the intake."""

from django.urls import path

from wane_clinic.web.intake import consent, views

urlpatterns = [
    path("", views.intake, name="intake"),
    path("<uuid:patient_id>/", consent.consent, name="intake-consent"),
]
