"""What a server in production refuses to start with."""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error

from wane_clinic.environment import NOT_SECRET, Environment, Mode, Tls

SECRET_CHARACTERS: Final = 50
NO_SECRET: Final = f"WANE_CLINIC_SECRET is missing or shorter than {SECRET_CHARACTERS} characters."
MAKE_A_SECRET: Final = 'Set it to what `python -c "import secrets; print(secrets.token_urlsafe(60))"` prints.'
CHOOSE_TLS: Final = "Set WANE_CLINIC_TLS to proxy (a proxy before us) or ourselves (serve --cert and --key)."
NAME_HOSTS: Final = "Set it to the names under which the clinic is reached."


def refuse(**_: Any) -> Sequence[CheckMessage]:
    """Every offence, each with what to do; none outside production."""
    environment: Environment = settings.ENVIRONMENT
    return offences(environment) if environment.mode is Mode.PRODUCTION else []


def offences(environment: Environment) -> list[CheckMessage]:
    """What is unsafe in an environment."""
    secret, hosts = environment.secret, environment.hosts
    found = [
        (
            "E001",
            not environment.has_second_factor,
            "The second factor is off.",
            "Leave WANE_CLINIC_SECOND_FACTOR unset.",
        ),
        ("E002", environment.is_debugging, "Debugging is on: error pages show patients.", "Unset WANE_CLINIC_DEBUG."),
        ("E003", len(secret) < SECRET_CHARACTERS or secret == NOT_SECRET, NO_SECRET, MAKE_A_SECRET),
        ("E004", environment.tls is Tls.NOBODY, "Nobody encrypts the connection: plain HTTP is refused.", CHOOSE_TLS),
        ("E005", not hosts or "*" in hosts, "WANE_CLINIC_HOSTS names no host, or any.", NAME_HOSTS),
    ]
    return [Error(words, hint=hint, id=f"wane_clinic.{number}") for number, is_wrong, words, hint in found if is_wrong]
