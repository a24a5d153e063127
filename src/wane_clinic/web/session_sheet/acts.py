"""What each form of the sheet does: one action, or two where a set holds signs and ratings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from wane_clinic.actions.checks import answer_leaving
from wane_clinic.actions.doses import record_dose
from wane_clinic.actions.effects import record_rescue_drug, record_side_effect
from wane_clinic.actions.entries import derived
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.notes import write_note
from wane_clinic.actions.ratings import record_rating
from wane_clinic.actions.sessions import (
    cancel_session,
    check_ready,
    close_session,
    confirm_order,
    prepare_session,
    start_session,
    watch_again,
    watch_session,
)
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.care.current import leaving_gaps, standing
from wane_clinic.care.models import DoseEvent, DoseKind, Session, SessionEvent
from wane_clinic.web.entry_forms import EntryForm
from wane_clinic.web.session_sheet import forms
from wane_clinic.web.session_sheet.entry_lines import RATING
from wane_clinic.web.session_sheet.opened import opened, pump_of
from wane_clinic.web.session_sheet.strip import ask_before_closing

Said = Mapping[str, Any]
How = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A form and what it does."""

    form: type[EntryForm]
    do: Callable[[Session, Said, How], object]


def _set(session: Session, said: Said, how: How) -> None:
    signs = {name: said[name] for name in forms.SIGNS}
    ratings = {name: said[name] for name in forms.RATINGS}
    has_signs = any(value is not None for value in signs.values())
    if has_signs:
        record_vitals(session=session, **signs, **how)
    if any(value is not None for value in ratings.values()):
        key = derived(how["client_key"], RATING) if has_signs else how["client_key"]
        record_rating(session=session, **ratings, **{**how, "client_key": key})


def _start(session: Session, said: Said, how: How) -> None:
    if said["bolus_mg"] is not None:
        start_session(session=session, bolus_mg=said["bolus_mg"], **how)
        return
    rate = said["rate_ml_h"]
    start_session(session=session, rate_ml_h=rate, rate_mg_h=round(rate * said["bag_mg_ml"], 6), **how)


def _rate(session: Session, said: Said, how: How) -> None:
    """The strength of the bag is the one of the last rate, unless another was typed; sent again, it is as before."""
    sent = DoseEvent.objects.filter(client_key=how["client_key"]).first()
    rate_mg_h = _rate_mg_h(session, said, how) if sent is None else sent.rate_mg_h
    record_dose(session=session, kind=DoseKind.RATE, rate_ml_h=said["rate_ml_h"], rate_mg_h=rate_mg_h, **how)


def _rate_mg_h(session: Session, said: Said, how: How) -> float:
    bag: float | None = said["bag_mg_ml"]
    if bag is None:
        before = standing(DoseEvent.objects.filter(session=session, happened_at__lte=how["happened_at"]))
        bag = pump_of(tuple(before)).bag_mg_ml
    if bag is None:
        raise ActionError("The strength of the bag is not on record; enter it in mg/mL.")
    return float(round(said["rate_ml_h"] * bag, 6))


def _pump(kind: DoseKind) -> Callable[[Session, Said, How], object]:
    return lambda session, said, how: record_dose(session=session, kind=kind, words=said["words"], **how)


def _effect(session: Session, said: Said, how: How) -> None:
    fields = {name: said[name] for name in ("effect", "severity", "is_serious", "words")}
    record_side_effect(session=session, **fields, **how)


def _rescue(session: Session, said: Said, how: How) -> None:
    fields = {name: said[name] for name in ("drug", "dose_mg", "route", "words")}
    record_rescue_drug(session=session, **fields, **how)


def _leaving(session: Session, said: Said, how: How) -> None:
    because = said["because"] if said["answer"] == "not_done" else ""
    answer_leaving(session=session, item=said["item"], not_done_because=because, **how)


def _close(session: Session, said: Said, how: How) -> None:
    """Early, or with a set that is late, somebody says why; the checklist decides all the same."""
    why, is_known = said["reason"].strip(), SessionEvent.objects.filter(client_key=how["client_key"]).exists()
    if not why and not is_known and not leaving_gaps(session):
        asked = ask_before_closing(opened(session, who=how["by"], now=how["happened_at"]))
        if asked:
            raise ActionError(f"Not closed: {asked}. Say why the patient leaves now.")
    close_session(session=session, reason=why, **how)


def _note(session: Session, said: Said, how: How) -> None:
    write_note(patient=session.patient, course=session.course, session=session, text=said["text"], **how)


NOTE: Final = Act(form=forms.NoteForm, do=_note)
CLOSE: Final = Act(form=forms.CloseForm, do=_close)
ORDER: Final = Act(form=forms.StepForm, do=lambda session, _, how: confirm_order(session=session, **how))
ACTS: Final[Mapping[str, Act]] = {
    "set": Act(form=forms.SetForm, do=_set),
    "effect": Act(form=forms.EffectForm, do=_effect),
    "rescue": Act(form=forms.RescueForm, do=_rescue),
    "chair": Act(
        form=forms.ChairForm,
        do=lambda session, said, how: prepare_session(session=session, chair=said["chair"], **how),
    ),
    "start": Act(form=forms.StartForm, do=_start),
    "rate": Act(form=forms.RateForm, do=_rate),
    "pause": Act(form=forms.PumpForm, do=_pump(DoseKind.PAUSE)),
    "resume": Act(form=forms.PumpForm, do=_pump(DoseKind.RESUME)),
    "stop": Act(
        form=forms.StopForm,
        do=lambda session, said, how: watch_session(session=session, total_mg=said["total_mg"], **how),
    ),
    "ready": Act(form=forms.StepForm, do=lambda session, _, how: check_ready(session=session, **how)),
    "again": Act(
        form=forms.AgainForm,
        do=lambda session, said, how: watch_again(session=session, reason=said["reason"], **how),
    ),
    "leaving": Act(form=forms.LeavingForm, do=_leaving),
    "cancel": Act(
        form=forms.ReasonForm,
        do=lambda session, said, how: cancel_session(session=session, reason=said["reason"], **how),
    ),
}
"""What an address records, by its last word."""
