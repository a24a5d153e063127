"""From where a request comes, for the audit: address, route and a mark of its session; no path: links are secret."""

import hashlib
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from wane_clinic.audit.subjects import place
from wane_clinic.web.clock import look

Next = Callable[[HttpRequest], HttpResponse]
Address = IPv4Address | IPv6Address
LONGEST: Final = 1000
"""Characters of what was forwarded, from its end: some twenty proxies."""


def address_of(request: HttpRequest) -> str:
    """The address that asks. What a proxy forwarded is read from its end: only those who are trusted are believed.

    Each proxy adds the address that asked it, so the last one that is no proxy of ours is the visitor; whatever stands
    before it, the visitor may have made up. A word that is no address ends the reading at the proxy that passed it on.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    hops = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))[-LONGEST:].split(",") if settings.TRUSTED_PROXIES else []
    while hops and _is_trusted(found):
        hop = _address(hops.pop())
        if hop is None:
            break
        found = str(hop)
    return found


def _is_trusted(said: str) -> bool:
    address = _address(said)
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


def _address(said: str) -> Address | None:
    """An address; one of IPv4 that is written as one of IPv6 is the same."""
    try:
        found = ip_address(said.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def place_of(request: HttpRequest) -> str:
    """Address, route and the session's mark, a hash: whoever reads the audit cannot take a session over."""
    key = request.session.session_key or ""
    mark = hashlib.sha256(key.encode()).hexdigest()[:12] if key else "none"
    match = request.resolver_match
    return f"{address_of(request)} /{match.route if match else ''} session {mark}"


@final
class NotePlace:
    """Middleware that lets every event of a request know from where it came."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the place set while it is made."""
        token = place.set(place_of(request))
        try:
            look()
            return self.get_response(request)
        finally:
            place.reset(token)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """The route is known now."""
        place.set(place_of(request))
