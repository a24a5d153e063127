"""Routes of sending check-ins."""

from django.urls import path

from wane_clinic.web.send_check_in import views

urlpatterns = [
    path("", views.due, name="check-ins"),
    path("link/", views.make, name="check-in-link"),
    path("hand-over/", views.hand_over, name="check-in-hand-over"),
]
