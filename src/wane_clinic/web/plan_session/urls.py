"""Routes of planning a session."""

from django.urls import path

from wane_clinic.web.plan_session import views

urlpatterns = [
    path("", views.plan, name="plan-session"),
    path("prepare/", views.prepare, name="plan-prepare"),
]
