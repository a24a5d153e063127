"""How allauth behaves here: nobody signs up by themselves, and wrong tries close an account for a while."""

from typing import Any, NoReturn, final

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from wane_clinic.audit.actions import AuditAction
from wane_clinic.web.accounts.tries import account_of, is_locked_out, record_wrong_try
from wane_clinic.web.people_here import now
from wane_clinic.web.place import address_of


@final
class ClinicAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The clinic's accounts."""

    def is_open_for_signup(self, _: HttpRequest) -> bool:
        """An owner makes accounts."""
        return False

    def pre_authenticate(self, _: HttpRequest, **credentials: Any) -> None:
        """Refused while the account is closed, even with the right password."""
        if is_locked_out(account=account_of(str(credentials.get("username", ""))), at=now()):
            _refuse()

    def authentication_failed(self, _: HttpRequest, **credentials: Any) -> None:
        """One wrong try more."""
        account = account_of(str(credentials.get("username", "")))
        record_wrong_try(account=account, at=now(), action=AuditAction.LOGIN_FAILED)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom the limit of log ins counts: the same address as the audit's."""
        return address_of(request)

    def add_message(self, *_: Any, **__: Any) -> None:
        """None: a page says what it did itself."""


def _refuse() -> NoReturn:
    raise ValidationError("Five wrong tries: this account is closed for up to 15 minutes. The owner sees it.")
