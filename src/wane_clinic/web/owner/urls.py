"""Routes of the owner."""

from django.urls import path

from wane_clinic.web.owner import views

urlpatterns = [
    path("", views.overview, name="owner"),
    path("people/add/", views.add_person, name="owner-add-person"),
    path("people/<int:clinician_id>/", views.person, name="owner-person"),
    path("people/<int:clinician_id>/disable/", views.disable, name="owner-disable"),
    path("settings/", views.settings, name="owner-settings"),
    path("thresholds/", views.thresholds, name="owner-thresholds"),
    path("emergencies/<int:emergency_id>/", views.acknowledge, name="owner-acknowledge"),
]
