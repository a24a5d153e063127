"""Routes of the score card."""

from django.urls import path

from wane_clinic.web.score_card import views

urlpatterns = [
    path("", views.score_card, name="score-card"),
    path("judge/", views.judge, name="score-card-judge"),
]
