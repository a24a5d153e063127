"""Routes of facts after the first visit."""

from django.urls import path

from wane_clinic.web.facts import views

urlpatterns = [
    path("<uuid:patient_id>/fact/<slug:fact>/", views.enter, name="fact-enter"),
    path("<uuid:patient_id>/record/<slug:kind>/<uuid:entry_id>/", views.correct, name="record-correct"),
]
