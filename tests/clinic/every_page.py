"""Every route asked by somebody who may, with the ids of a real patient: what reads text is then reached."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.test import Client

from tests.clinic.real_ids import RealIds
from tests.clinic.routes import Route, all_routes
from tests.clinic.who_may import WHO_MAY
from wane_clinic.people.roles import Role

NAME = re.compile(r"<(?:input|select|textarea)[^>]* name=\"([^\"]+)\"")
IN_QUERIES = "patient session course check due instrument week view page own entries_id was next token do day"
NOT_ASKED = {"account_logout", "lock", "score-card", "score-card-judge"}
"""What would end the session that asks; and what reads no text, and would judge anew whether forecasts are shown."""
NOTHING_THERE = {
    "account_signup", "account_email", "account_reset_password", "account_set_password", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes", "calendar",
}  # fmt: skip
"""What answers 404 whatever is sent: allauth's closed ways, factors that nobody has set up, a calendar of nobody's."""
Browser = Callable[[Role], Client]


def asked_as(route: Route) -> Role:
    """A prescriber where one may, else an owner."""
    return Role.PRESCRIBER if "prescriber" in WHO_MAY.get(route.name, {"prescriber"}) else Role.OWNER


def asked() -> list[Route]:
    """Routes that are asked."""
    return [route for route in all_routes() if route.name not in NOT_ASKED]


def every_page(browser: Browser, real: RealIds) -> dict[str, Any]:
    """What each answers to GET."""
    return {one.name: browser(asked_as(one)).get(real.address(one), real.query(one)) for one in asked()}


def field_names(pages: Iterable[Any]) -> set[str]:
    """What their forms ask for, and what queries say."""
    found = {name for page in pages for name in NAME.findall(page.content.decode())} | set(IN_QUERIES.split())
    assert len(found) > 80, "the fields of the forms were found"
    return found
