"""Routes of relapses."""

from django.urls import path

from wane_clinic.web.relapses import views

urlpatterns = [
    path("<uuid:patient_id>/relapse/", views.enter, name="relapse-enter"),
    path("<uuid:patient_id>/relapse/<uuid:relapse_id>/", views.correct, name="relapse-correct"),
]
