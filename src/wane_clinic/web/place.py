"""From where a request comes, for the audit: address, route and a mark of its session; no path: links are secret."""

import hashlib
from collections.abc import Callable
from typing import final

from django.http import HttpRequest, HttpResponse

from wane_clinic.audit.subjects import place
from wane_clinic.web.clock import look

Next = Callable[[HttpRequest], HttpResponse]


def place_of(request: HttpRequest) -> str:
    """Address, route and the session's mark, a hash: whoever reads the audit cannot take a session over."""
    key = request.session.session_key or ""
    mark = hashlib.sha256(key.encode()).hexdigest()[:12] if key else "none"
    match = request.resolver_match
    return f"{request.META.get('REMOTE_ADDR', '')} /{match.route if match else ''} session {mark}"


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
