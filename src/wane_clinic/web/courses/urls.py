"""Routes of opening, moving and closing a course."""

from django.urls import path

from wane_clinic.web.courses import views

urlpatterns = [
    path("<uuid:patient_id>/course/open/", views.open_, name="course-open"),
    path("<uuid:patient_id>/course/phase/", views.phase, name="course-phase"),
    path("<uuid:patient_id>/course/close/", views.close, name="course-close"),
]
