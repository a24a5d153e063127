"""The checklist before leaving: each line done, or not done and why; it alone closes a session."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from wane_clinic.care.leaving import LEAVING
from wane_clinic.care.models import Leaving, Outcome, State
from wane_clinic.web.session_sheet.entry_lines import clock
from wane_clinic.web.session_sheet.opened import Opened
from wane_clinic.web.session_sheet.strip import pressure_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line, what was seen last beside it; `answer` is empty while it is open."""

    item: str
    words: str
    seen: str
    answer: str
    is_done: bool
    by: str
    correct_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """All lines, and how many are open."""

    checks: tuple[Check, ...]
    is_shown: bool
    can_answer: bool

    @property
    def n_open(self) -> int:
        """Lines without an answer."""
        return sum(1 for check in self.checks if not check.answer)

    @property
    def is_complete(self) -> bool:
        """Whether the session can be closed."""
        return self.n_open == 0


def checklist(opened: Opened) -> Checklist:
    """The checklist of a session."""
    state = opened.session.state
    return Checklist(
        checks=tuple(_checks(opened)),
        is_shown=state in (State.WATCH, State.READY_CHECK, State.CLOSED),
        can_answer=state == State.READY_CHECK,
    )


def _checks(opened: Opened) -> Iterator[Check]:
    answered = {line.row.item: line.row for line in opened.sheet.leaving if not line.row.is_void}
    correct = reverse("session-correct", args=[opened.session.public_id])
    for item in Leaving:
        row, seen = answered.get(item.value), pressure_words(opened) if item is Leaving.PRESSURE_SETTLED else ""
        if row is None:
            yield Check(
                item=item.value, words=LEAVING[item], seen=seen, answer="", is_done=False, by="", correct_url=""
            )  # fmt: skip
            continue
        who = row.entered_by.initials if row.entered_by else ""
        yield Check(
            item=item.value,
            words=LEAVING[item],
            seen=seen,
            answer="done" if row.outcome == Outcome.DONE else f"not done, because {row.because}",
            is_done=row.outcome == Outcome.DONE,
            by=f"{who} {clock(row.happened_at, opened.zone)}",
            correct_url=f"{correct}?entries_id=leavingitem.{row.public_id}",
        )
