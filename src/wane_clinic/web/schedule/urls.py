"""Routes of the schedule."""

from django.urls import path

from wane_clinic.web.schedule import feed, proposal, views

urlpatterns = [
    path("", views.schedule, name="schedule"),
    path("feed/", feed.own_feed, name="schedule-feed"),
    path("proposal/<uuid:booking_id>/", proposal.proposal, name="schedule-proposal"),
    path("<uuid:session_id>/move/", views.move, name="schedule-move"),
    path("<uuid:session_id>/cancel/", views.cancel, name="schedule-cancel"),
]
