"""The chain: one row an event, and the head that the next event holds on to."""

import json
from typing import Any, ClassVar, NoReturn, cast

from django.db import models

from wane_clinic.audit.chain import Detail


class AuditError(TypeError):
    """Somebody tried to change or remove an audit event."""


class AuditEvents(models.QuerySet["AuditEvent"]):
    """Reads events; every way to change them in bulk is closed."""

    def update(self, **_: object) -> NoReturn:
        """Closed."""
        raise AuditError("An audit event is never changed: record a new one.")

    def delete(self) -> NoReturn:
        """Closed."""
        raise AuditError("An audit event is never deleted.")

    def bulk_update(self, *_: object, **__: object) -> NoReturn:
        """Closed."""
        raise AuditError("An audit event is never changed: record a new one.")

    def bulk_create(self, *_: object, **__: object) -> NoReturn:
        """Closed: each event needs the hash of the one before."""
        raise AuditError("Audit events are recorded one after another, by `record`.")


class AuditEvent(models.Model):
    """Who did what, to what, when, why and from where; with the hash of the event before and of itself."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    patient = models.CharField(max_length=36, blank=True)
    """Public id of the patient whom it is about, or empty."""
    why = models.TextField(blank=True)
    where = models.CharField(max_length=300, blank=True)
    detail_json = models.TextField()
    """Text, so that what was hashed is what is stored, on every database."""
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditEvents.as_manager()

    class Meta:
        ordering: ClassVar = ["-seq"]
        indexes: ClassVar = [
            models.Index(fields=["patient", "seq"], name="audit_by_patient"),
            models.Index(fields=["actor", "seq"], name="audit_by_actor"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"Audit event {self.seq}"

    @property
    def detail(self) -> Detail:
        """What was changed, by name."""
        return cast("Detail", json.loads(self.detail_json))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Added once, never saved again."""
        if not self._state.adding:
            raise AuditError("An audit event is never changed: record a new one.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_: object, **__: object) -> NoReturn:
        """Closed."""
        raise AuditError("An audit event is never deleted.")


class AuditHead(models.Model):
    """Where the chain ends: one row, locked while an event is added; it shows when the last events are cut off."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="audit_has_one_head", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"Audit head at {self.seq}"
