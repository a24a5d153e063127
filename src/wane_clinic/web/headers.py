"""Headers that tell a browser what a page may load: our own files, and nothing from elsewhere."""

from typing import Final

from django.http import HttpRequest, HttpResponse

from wane_clinic.web.place import Next

POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",  # the QR of a second factor
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def content_policy(get_response: Next) -> Next:
    """Every answer with the policy; pages of people are kept in no cache."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answered
