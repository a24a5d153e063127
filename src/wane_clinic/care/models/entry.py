"""An entry: one row that somebody made, at one time about another, never overwritten."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Final, NoReturn

from django.db import models
from django.db.models import F, Q

from wane_clinic.people.models import Clinician
from wane_clinic.people.privacy import privacy

SAFE: Final = "id public_id client_key content happened_at entered_at entered_by amends is_void "
"""What every entry declares as safe, before its own fields."""


class OverwrittenError(TypeError):
    """Code tried to overwrite or remove an entry; it amends it instead, by `wane_clinic.actions`."""


class Entry(models.Model):
    """One row. A correction is a new row that `amends` this one; a void one takes it back.

    `client_key` is made where the entry is typed, so that the same entry sent twice is one row; `content` is the hash
    of what was sent with it. `entered_by` is empty only where a patient answered by a check-in link. `MOVES` names the
    few columns that an action may still fill in, such as the state of a session; `VERSIONED` those that it may correct,
    once a version keeps what stood.
    """

    MOVES: ClassVar[frozenset[str]] = frozenset()
    VERSIONED: ClassVar[frozenset[str]] = frozenset()

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_key = models.UUIDField(unique=True, editable=False)
    content = models.CharField(max_length=64, editable=False)
    happened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, null=True, related_name="+")
    amends = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="amendment")
    amend_reason = models.TextField(blank=True, default="")
    is_void = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.public_id}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """A new row, or the columns of `MOVES` and `VERSIONED` of an old one; nothing else."""
        free = self.MOVES | self.VERSIONED
        if self.pk is not None and (update_fields is None or not set(update_fields) <= free):
            raise OverwrittenError(f"{self._meta.label} {self.pk} is on record; amend it.")
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *_: object, **__: object) -> NoReturn:
        """An entry is never removed."""
        raise OverwrittenError(f"{self._meta.label} {self.pk} is on record; void it by an amendment.")

    @property
    def earlier_id(self) -> int | None:
        """The key of the row that this one amends."""
        found: int | None = getattr(self, "amends_id")  # noqa: B009  # an abstract model has no column yet
        return found

    @property
    def minutes_late(self) -> float:
        """[min] between what happened and its entry."""
        return (self.entered_at - self.happened_at).total_seconds() / 60.0


def entry_rules(noun: str) -> list[models.BaseConstraint]:
    """What holds for every entry of a table."""
    return [
        models.CheckConstraint(
            name=f"{noun}_amended_with_reason",
            condition=Q(amends__isnull=True, amend_reason="", is_void=False)
            | Q(amends__isnull=False) & ~Q(amend_reason=""),
        ),
        models.CheckConstraint(name=f"{noun}_amends_another", condition=Q(amends__isnull=True) | ~Q(amends=F("id"))),
        models.CheckConstraint(name=f"{noun}_has_content", condition=~Q(content="")),
    ]


def staff_rules(noun: str) -> list[models.BaseConstraint]:
    """What holds for every entry that only staff make."""
    by_staff = models.CheckConstraint(name=f"{noun}_entered_by_staff", condition=Q(entered_by__isnull=False))
    return [*entry_rules(noun), by_staff]


def within(field: str, low: float, high: float) -> Q:
    """Between two bounds, or not said."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": low, f"{field}__lte": high})


def one_of(name: str, field: str, words: Iterable[str]) -> models.CheckConstraint:
    """The field is one of the known words."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [str(word) for word in words]}))


def choices(words: Iterable[str]) -> list[tuple[str, str]]:
    """Words as Django wants its choices."""
    return [(str(word), str(word).replace("_", " ")) for word in words]


def entry_privacy(*, safe: str = "", free_text: str = "", identifies: str = "") -> Any:
    """`privacy` of an entry: its own fields, beside those of every entry."""
    return privacy(safe=SAFE + safe, free_text="amend_reason " + free_text, identifies=identifies)
