"""The route of the sheets."""

from django.urls import path

from wane_clinic.web.hand_outs import views

urlpatterns = [path("<uuid:patient_id>/<slug:sheet>/", views.hand_out, name="hand-out")]
