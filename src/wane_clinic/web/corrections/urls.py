"""Routes of corrections of what other rows point to."""

from django.urls import path

from wane_clinic.web.corrections import views

urlpatterns = [
    path("session/<uuid:session_id>/amend/", views.session, name="session-amend"),
    path("patients/<uuid:patient_id>/course/amend/", views.course, name="course-amend"),
]
