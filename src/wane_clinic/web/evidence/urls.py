"""Routes of evidence."""

from django.urls import path

from wane_clinic.web.evidence import views

urlpatterns = [path("<str:evidence_id>", views.evidence, name="evidence")]
