"""Pages of what went wrong, in plain words, without a word of what was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wane_clinic.web.requires import open_to_anybody


@open_to_anybody
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


@open_to_anybody
def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


@open_to_anybody
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


@open_to_anybody
def broken(request: HttpRequest) -> HttpResponse:
    """500. It asks the database nothing: that may be what broke."""
    return render(None, "500.html", status=500)


@open_to_anybody
def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the page is from another log in, or from elsewhere."""
    if request.headers.get("HX-Request") or request.headers.get("X-CSRFToken"):
        words = "This page is from before the last log in. Reload it: what you typed is kept."
        return HttpResponse(words, status=403, content_type="text/plain")
    return render(request, "403.html", {"is_stale": True}, status=403)
