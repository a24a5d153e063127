"""Routes of the list of patients."""

from django.urls import path

from wane_clinic.web.patients import views

urlpatterns = [path("", views.patients, name="patients")]
