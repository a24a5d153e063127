"""Wrong links: an address that tries many is answered no more for a while."""

import hashlib
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

from wane_clinic.web.place import address_of

AT_MOST: Final = 20
WITHIN_S: Final = 600


def is_over(request: HttpRequest) -> bool:
    """Whether this address has tried too many wrong links lately."""
    return int(cache.get(_key(request), 0)) >= AT_MOST


def count_wrong(request: HttpRequest) -> None:
    """One more wrong link."""
    key = _key(request)
    if not cache.add(key, 1, timeout=WITHIN_S):
        cache.incr(key)


def _key(request: HttpRequest) -> str:
    return f"check-in-{hashlib.sha256(address_of(request).encode()).hexdigest()[:24]}"
