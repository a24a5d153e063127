"""Correcting and undoing: the rows of one line, the form that shows them as they stand, the actions that amend them."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeGuard, cast

from django import forms
from django.db.models import QuerySet

from wane_clinic.actions.amend import amend, undo, void
from wane_clinic.actions.entries import derived
from wane_clinic.actions.errors import NOTHING_DIFFERS, ActionError
from wane_clinic.actions.stepping_back import move_step, step_of, take_back_step, undo_step
from wane_clinic.care.current import standing
from wane_clinic.care.models import (
    DoseEvent,
    DoseKind,
    Effect,
    Entry,
    LeavingItem,
    Note,
    Outcome,
    QuickRating,
    RescueDrug,
    Session,
    SessionEvent,
    Severity,
    SideEffect,
    State,
    VitalSigns,
)
from wane_clinic.web.entry_forms import EntryForm, amount
from wane_clinic.web.session_sheet.forms import MOST_WORDS, RATINGS, SIGNS, SetForm

KINDS: Final[Mapping[str, type[Entry]]] = {
    str(kind._meta.model_name): kind
    for kind in (VitalSigns, QuickRating, DoseEvent, SideEffect, RescueDrug, Note, LeavingItem, SessionEvent)
}
MOST_ROWS: Final = 2
BAG: Final = "bag_mg_ml"
"""The strength of the bag stands for the rate of the drug: no column, but what a nurse reads on the bag."""
How = dict[str, Any]


def words(label: str) -> forms.CharField:
    """Text that may be empty."""
    return forms.CharField(label=label, required=False, max_length=MOST_WORDS)


def _rates(dose: DoseEvent) -> dict[str, forms.Field]:
    if dose.kind == DoseKind.BOLUS:
        return {"dose_mg": amount("Dose", 2000, "mg")}
    if dose.kind == DoseKind.STOP:
        return {"total_mg": amount("Given in all", 2000, "mg", required=False)}
    if dose.kind == DoseKind.PAUSE:
        return {}
    if dose.rate_ml_h is not None:  # the rate of the drug follows: two rates typed apart would be another bag
        return {"rate_ml_h": amount("Rate on the pump", 2000, "mL/h"), BAG: amount("Strength of the bag", 100, "mg/mL")}
    return {"rate_mg_h": amount("Rate of the drug", 5000, "mg/h", required=dose.kind != DoseKind.RESUME)}


def fields_of(entry: Entry) -> dict[str, forms.Field]:
    """What may be corrected of a row."""
    match entry:
        case VitalSigns():
            return {name: SetForm.base_fields[name] for name in SIGNS}
        case QuickRating():
            return {name: SetForm.base_fields[name] for name in RATINGS}
        case DoseEvent():
            return {**_rates(entry), "words": words("Words")}
        case SideEffect():
            effects = [(one.value, one.value.replace("_", " ")) for one in Effect]
            severities = [(one.value, one.value) for one in Severity]
            return {
                "effect": forms.ChoiceField(label="Side effect", choices=effects),
                "severity": forms.ChoiceField(label="Severity", choices=severities),
                "words": words("Words"),
            }
        case RescueDrug():
            drug = forms.CharField(label="Drug", max_length=60)
            return {"drug": drug, "dose_mg": amount("Dose", 5000, "mg"), "words": words("Words")}
        case Note():
            return {"text": forms.CharField(label="The note", max_length=4000, widget=forms.Textarea)}
        case LeavingItem():
            outcomes = [(Outcome.DONE.value, "done"), (Outcome.NOT_DONE.value, "not done")]
            return {"outcome": forms.ChoiceField(label="Answer", choices=outcomes), "because": words("Because")}
        case SessionEvent():
            return {}
        case _:
            raise ActionError("This cannot be corrected here.")


class CorrectionForm(EntryForm):
    """The fields of the rows as they stand, a reason, and whether they are taken back whole."""

    entries_id = forms.CharField(max_length=400, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why it is corrected", max_length=400, error_messages={"required": "Say why it is corrected."}
    )
    is_taken_back = forms.BooleanField(label="Take it back whole", required=False)

    def __init__(self, rows: Sequence[Entry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for row in rows:
            self.fields.update(fields_of(row))
            for name in fields_of(row):
                self.fields[name].initial = getattr(row, name)


def rows_of(session: Session, keys: str) -> tuple[Entry, ...]:
    """The rows that a line names; ActionError where one is of another session, or nothing."""
    named = keys.split()
    found = [_row(session, key) for key in named[:MOST_ROWS]]
    if not named or len(named) > MOST_ROWS or None in found:
        raise ActionError("This entry is not of this session; load the page again.")
    return tuple(cast("list[Entry]", found))


def _row(session: Session, key: str) -> Entry | None:
    kind, _, name = key.partition(".")
    try:
        public_id = uuid.UUID(name)
    except ValueError:
        return None
    if kind not in KINDS:
        return None
    rows: QuerySet[Entry] = KINDS[kind]._base_manager.filter(public_id=public_id)
    if kind == "sessionevent":
        rows = rows.filter(state=State.WATCH)  # type: ignore[misc]  # the other steps have no line to correct
    found = rows.filter(session=session)  # type: ignore[misc]  # each of KINDS has one
    return found.select_related("entered_by").first()


def correct(rows: Sequence[Entry], said: Mapping[str, Any], how: How, *, typed_clock: str) -> None:
    """Amend what differs; nothing differing is said, since a correction that changes nothing is a slip."""
    who = {"by": how["by"], "entered_at": how["entered_at"], "reason": said["reason"]}
    if said["is_taken_back"]:
        _take_back(rows, who, how)
        return
    moved = how["happened_at"] if typed_clock else None
    changes = [_changes(row, said) for row in rows]
    if not any(changes) and moved is None:
        raise ActionError(NOTHING_DIFFERS)
    for place, (row, change) in enumerate(zip(rows, changes, strict=True)):
        if change or moved is not None:
            if moved is not None and isinstance(row, DoseEvent):
                move_step(dose=row, to=moved, client_key=derived(_key(how, place), "step"), **who)
            amend(entry=row, changes=change, happened_at=moved, client_key=_key(how, place), **who)


def _changes(row: Entry, said: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that were typed otherwise than they stand."""
    typed = {name: said[name] for name in fields_of(row)}
    if isinstance(row, DoseEvent) and BAG in typed:
        bag = typed.pop(BAG)
        is_same = bag == row.bag_mg_ml and typed["rate_ml_h"] == row.rate_ml_h
        typed["rate_mg_h"] = row.rate_mg_h if is_same else round(typed["rate_ml_h"] * bag, 6)
    return {name: value for name, value in typed.items() if value != getattr(row, name)}


def _take_back(rows: Sequence[Entry], who: Mapping[str, Any], how: How) -> None:
    for place, row in enumerate(rows):
        _needs_nothing_after(row)
        if _is_step(row, _key(how, place)):
            take_back_step(session=row.session, client_key=_key(how, place), **who)
        else:
            void(entry=row, client_key=_key(how, place), **who)


def take_back_at_once(rows: Sequence[Entry], how: How) -> None:
    """Undo every row of a line within 10 s."""
    for place, row in enumerate(rows):
        who = {"by": how["by"], "entered_at": how["entered_at"], "client_key": _key(how, place)}
        _needs_nothing_after(row)
        if _is_step(row, _key(how, place)):
            undo_step(session=row.session, **who)
        else:
            undo(entry=row, **who)


def _needs_nothing_after(row: Entry) -> None:
    """ActionError for a pause that was ended since: taken back alone it would leave a resumption of nothing."""
    if not isinstance(row, DoseEvent) or row.kind != DoseKind.PAUSE:
        return
    later = standing(DoseEvent.objects.filter(session=row.session_id, happened_at__gte=row.happened_at, pk__gt=row.pk))
    if later.filter(kind=DoseKind.RESUME).exists():
        raise ActionError("The infusion was resumed since; take that back first, then the pause.")


def _is_step(row: Entry, key: uuid.UUID) -> TypeGuard[DoseEvent | SessionEvent]:
    """Whether the session itself goes back with this row; sent again, it is told by the key."""
    if isinstance(row, LeavingItem):
        raise ActionError("This is a line of the checklist: correct it, it cannot be taken back.")
    if isinstance(row, SessionEvent):
        return True
    if not isinstance(row, DoseEvent):
        return False
    return SessionEvent.objects.filter(client_key=key).exists() or step_of(row) is not None


def _key(how: How, place: int) -> uuid.UUID:
    key: uuid.UUID = how["client_key"]
    return key if place == 0 else derived(key, f"row {place}")
