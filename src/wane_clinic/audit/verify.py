"""Reading the chain from its start: is every event the one that was written, in its place, with none cut out?"""

from dataclasses import dataclass
from typing import TypeAlias

from wane_clinic.audit.chain import START, hash_of
from wane_clinic.audit.models import AuditEvent, AuditHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The chain holds."""

    n_events: int
    hash: str
    """Of the last event; written down elsewhere, it shows even a chain that was computed anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The chain does not hold from this event on."""

    seq: int
    why: str


Verdict: TypeAlias = Verified | Broken
HASHED = (
    "seq", "at", "action", "actor_id", "actor", "subject_kind", "subject_id", "patient", "why", "where", "detail_json",
    "prev_hash",
)  # fmt: skip


def verify_audit(*, using: str = "default") -> Verdict:
    """Every event against its hash, the one before and the head; of the clinic, or of a copy that was opened."""
    before, seq = START, 0
    for event in AuditEvent.objects.using(using).order_by("seq").iterator(chunk_size=2000):
        if event.seq != seq + 1:
            return Broken(seq=seq + 1, why=f"Event {seq + 1} is missing: {event.seq} follows {seq}.")
        seq = event.seq
        if event.prev_hash != before:
            return Broken(seq=seq, why=f"Event {seq} does not hold the hash of the event before.")
        if hash_of({name: getattr(event, name) for name in HASHED}) != event.hash:
            return Broken(seq=seq, why=f"Event {seq} was changed after it was written.")
        before = event.hash
    return _at_the_head(seq=seq, last=before, using=using)


def _at_the_head(*, seq: int, last: str, using: str) -> Verdict:
    head = AuditHead.objects.using(using).filter(id=1).first() or AuditHead(seq=0, hash=START)
    if head.seq > seq:
        return Broken(seq=seq + 1, why=f"The chain ends at {seq}, but {head.seq} events were written.")
    if (head.seq, head.hash) != (seq, last):
        return Broken(seq=seq, why="The head of the chain was changed: it names another last event.")
    return Verified(n_events=seq, hash=last)
