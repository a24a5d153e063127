"""The route of a patient's details."""

from django.urls import path

from wane_clinic.web.details import views

urlpatterns = [path("<uuid:patient_id>/details/", views.details, name="patient-details")]
