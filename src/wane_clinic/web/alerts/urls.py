"""Routes of alerts."""

from django.urls import path

from wane_clinic.web.alerts import views

urlpatterns = [
    path("", views.inbox, name="alerts"),
    path("banner/", views.banner, name="alerts-banner"),
    path("over-time/", views.over_time, name="alerts-over-time"),
    path("<uuid:alert_id>/acknowledge/", views.acknowledge, name="alert-acknowledge"),
]
