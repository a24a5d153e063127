"""Routes of a course's plan."""

from django.urls import path

from wane_clinic.web.course import views

urlpatterns = [
    path("<uuid:patient_id>/plan/", views.course, name="course"),
    path("<uuid:patient_id>/plan/refresh/", views.refresh, name="course-refresh"),
    path("<uuid:patient_id>/plan/book/", views.book, name="course-book"),
    path("<uuid:patient_id>/plan/propose/", views.propose, name="course-propose"),
    path("<uuid:patient_id>/plan/refuse/", views.refuse, name="course-refuse"),
]
