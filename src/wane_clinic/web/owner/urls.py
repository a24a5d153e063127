"""Routes of the owner."""

from django.urls import path

from wane_clinic.web.owner import one_person, views

urlpatterns = [
    path("", views.overview, name="owner"),
    path("people/add/", views.add_person, name="owner-add-person"),
    path("people/<int:clinician_id>/", one_person.person, name="owner-person"),
    path("people/<int:clinician_id>/role/", one_person.change_role, name="owner-role"),
    path("people/<int:clinician_id>/password/", one_person.change_password, name="owner-password"),
    path("people/<int:clinician_id>/factors/", one_person.drop_factors, name="owner-factors"),
    path("people/<int:clinician_id>/disable/", one_person.disable, name="owner-disable"),
    path("settings/", views.settings, name="owner-settings"),
    path("thresholds/", views.thresholds, name="owner-thresholds"),
    path("emergencies/<int:emergency_id>/", views.acknowledge, name="owner-acknowledge"),
]
