"""Routes of planned checks."""

from django.urls import path

from wane_clinic.web.checks import views

urlpatterns = [
    path("<uuid:patient_id>/check/", views.answer, name="check-answer"),
    path("<uuid:patient_id>/check/<uuid:followed_id>/", views.correct, name="check-correct"),
]
