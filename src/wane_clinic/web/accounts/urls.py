"""Those of allauth's pages that a clinic uses, each with what it needs; signing up and e-mail are not among them."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from wane_clinic.web.accounts.own import own, own_pin, share
from wane_clinic.web.requires import logged_in_only, open_to_anybody


@open_to_anybody
def closed(request: HttpRequest, **_: object) -> HttpResponse:
    """An address that allauth asks for by name and this clinic does not have."""
    raise Http404


urlpatterns = [
    path("login/", open_to_anybody(account.login), name="account_login"),
    path("logout/", open_to_anybody(account.logout), name="account_logout"),
    path("inactive/", open_to_anybody(account.account_inactive), name="account_inactive"),
    path("second-factor/", open_to_anybody(mfa.authenticate), name="mfa_authenticate"),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("password/reset/", closed, name="account_reset_password"),
    path("password/set/", closed, name="account_set_password"),
    path("reauthenticate/", logged_in_only(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", logged_in_only(account.password_change), name="account_change_password"),
    path("", own, name="own"),
    path("shared/", share, name="own_shared"),
    path("pin/", own_pin, name="own_pin"),
    path("factors/", logged_in_only(mfa.index), name="mfa_index"),
    path("factors/reauthenticate/", logged_in_only(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("factors/totp/activate/", logged_in_only(totp.activate_totp), name="mfa_activate_totp"),
    path("factors/totp/deactivate/", logged_in_only(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("factors/codes/", logged_in_only(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "factors/codes/generate/", logged_in_only(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "factors/codes/download/", logged_in_only(recovery.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("factors/keys/", logged_in_only(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("factors/keys/add/", logged_in_only(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "factors/keys/reauthenticate/",
        logged_in_only(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("factors/keys/<int:pk>/remove/", logged_in_only(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("factors/keys/<int:pk>/edit/", logged_in_only(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
]
