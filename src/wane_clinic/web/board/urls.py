"""Routes of the board."""

from django.urls import path

from wane_clinic.web.board import views

urlpatterns = [
    path("", views.board, name="board"),
    path("cards/", views.board_cards, name="board-cards"),
]
