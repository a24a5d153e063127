"""Django's cache in the clinic's own database, as JSON: what one process of the server keeps, every other one knows.

Few things stand here, and each for correctness, none for speed: when a form was first sent, how many links were wrong,
which code was used. Django's own cache of databases keeps pickles, which would run as code whatever somebody writes
into that table, and counts in two steps, between which another process counts too.
"""

from datetime import UTC, datetime
from typing import Any, Final, cast, final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import transaction
from django.db.models import Q, QuerySet

FOR_A_WHILE: Final = cast("float", DEFAULT_TIMEOUT)
"""Django's mark for "the usual time", which its types call a number."""


@final
class KeptInDatabase(BaseCache):
    """Rows of `Kept`. A row that has expired is as good as none; each new one sweeps those away."""

    def __init__(self, _: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: object = None, version: int | None = None) -> Any:
        """The value, or the default."""
        row = _alive(self._named(key, version)).first()
        return default if row is None else row.value

    def add(self, key: str, value: object, timeout: float | None = FOR_A_WHILE, version: int | None = None) -> bool:
        """Whether nobody had kept anything under this key: of two at once, one alone is told so."""
        with transaction.atomic():
            _sweep()
            kept = {"value": value, "expires": self._expires(timeout)}
            _, is_new = _kept().get_or_create(key=self._name(key, version), defaults=kept)
        return bool(is_new)

    def set(self, key: str, value: object, timeout: float | None = FOR_A_WHILE, version: int | None = None) -> None:
        """Keep this from now on."""
        with transaction.atomic():
            _sweep()
            kept = {"value": value, "expires": self._expires(timeout)}
            _kept().update_or_create(key=self._name(key, version), defaults=kept)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """The count after this one; two at once are two."""
        with transaction.atomic():
            row = _alive(self._named(key, version)).select_for_update().first()
            if row is None:
                raise ValueError(f"Nothing is kept under {key!r}.")
            row.value = int(row.value) + delta
            row.save(update_fields=["value"])
        return int(row.value)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget it; whether there was anything."""
        return bool(self._named(key, version).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        _kept().all().delete()

    def _name(self, key: str, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _named(self, key: str, version: int | None) -> QuerySet[Any]:
        found: QuerySet[Any] = _kept().filter(key=self._name(key, version))
        return found

    def _expires(self, timeout: float | None) -> datetime | None:
        at = self.get_backend_timeout(timeout)
        return None if at is None else datetime.fromtimestamp(at, UTC)


def _kept() -> Any:
    from wane_clinic.web.models import Kept  # the registry of models is not ready when Django looks for its caches

    return Kept.objects


def _alive(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(Q(expires__isnull=True) | Q(expires__gt=datetime.now(UTC)))


def _sweep() -> None:
    _kept().filter(expires__lte=datetime.now(UTC)).delete()
