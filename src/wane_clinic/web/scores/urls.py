"""Routes of scores by hand."""

from django.urls import path

from wane_clinic.web.scores import views

urlpatterns = [
    path("<uuid:patient_id>/score/", views.enter, name="score-enter"),
    path("<uuid:patient_id>/score/<uuid:score_id>/", views.correct, name="score-correct"),
]
