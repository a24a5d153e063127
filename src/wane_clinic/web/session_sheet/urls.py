"""Routes of the session sheet."""

from django.urls import path

from wane_clinic.web.session_sheet import views

urlpatterns = [
    path("<uuid:session_id>/", views.sheet, name="session"),
    path("<uuid:session_id>/live/", views.sheet_live, name="session-live"),
    path("<uuid:session_id>/print/", views.sheet_print, name="session-print"),
    path("<uuid:session_id>/record/<slug:what>/", views.record, name="session-record"),
    path("<uuid:session_id>/note/", views.note, name="session-note"),
    path("<uuid:session_id>/order/", views.order, name="session-order"),
    path("<uuid:session_id>/undo/", views.undo, name="session-undo"),
    path("<uuid:session_id>/correct/", views.correct, name="session-correct"),
    path("<uuid:session_id>/close/", views.close, name="session-close"),
]
