"""The route of a check-in."""

from django.urls import path

from wane_clinic.web.check_in import views

urlpatterns = [path("<str:token>/", views.check_in, name="check-in")]
