"""The parts of one patient's page, from the records of a course."""

from datetime import datetime, tzinfo
from typing import Any, Final

from wane_clinic.bridge.checks import checks_of
from wane_clinic.bridge.course import phase_words
from wane_clinic.bridge.gate import Gate, Opened, opened
from wane_clinic.bridge.score_lines import score_lines
from wane_clinic.bridge.shown import Band, bands, well_curve
from wane_clinic.bridge.validated import Part, validated
from wane_clinic.bridge.words import conditions
from wane_clinic.care.allergies import allergy_words
from wane_clinic.care.current import course_plan_of, score_card_of_clinic, stand
from wane_clinic.care.models import Course, FactKind, IntakeFact, State, StoredForecast
from wane_clinic.web.context import address_of
from wane_clinic.web.evidence.values import hit_rate
from wane_clinic.web.patient.charts import Past, scale_of, scores_chart, well_chart
from wane_clinic.web.patient.forecast import forecast_panel
from wane_clinic.web.patient.history import Told, cut, instrument_name, told
from wane_clinic.web.patient.records import Records, Visit, records_of
from wane_clinic.web.times import clinic_zone, day_words, when_words

SHOWN_AT_FIRST: Final = 8
ROUTES: Final = {"iv": "IV", "im": "IM", "sc": "SC"}


def patient_page(course: Course, *, own: str, now: datetime) -> dict[str, Any]:
    """What the template shows of a course; `own` is "own" or "prior"."""
    records, zone, card = records_of(course, now=now), clinic_zone(), score_card_of_clinic()
    gate = opened(card)
    stored, other = (records.used, records.left_out) if own == "own" else (records.left_out, records.used)
    here, there = (_bands(one, course, gate, now) for one in (stored, other))
    past = Past(
        course=course, scores=records.standing_scores, missed=records.missed, sessions=records.given,
        relapses=tuple(one.happened_at for one in stand(records.relapses)),
    )  # fmt: skip
    first = next((one.total for one in past.scores if one.instrument == course.instrument), None)
    lines = score_lines(course.instrument, entry=first)
    entries = told(records.lines, zone, patient=course.patient)
    newest, older = cut(entries, SHOWN_AT_FIRST)
    shown: dict[str, Any] = {
        "course_words": course_words(course),
        "phase": phase_words(_phase(records), _planned_phase(course)), "gate": gate, "hit_rate": hit_rate(card),
        "alerts": records.alerts, "is_stale": records.is_stale, "newest": newest, "older": older,
        "corrected": sum(1 for line in records.scores if line.earlier), "visits": visit_rows(records.visits, now=now),
        "findings": (), "panel": None,
        "validated": validated(Part.RELIEF), "checks": checks_of(course, records.checks, now=now, zone=zone),
        "query": f"?course={course.public_id}", "booking": records.booked,
        "chart": scores_chart(
            past, here, today=now, line=_line(stored, course),
            booster=None if records.booked is None else records.booked.proposed_for, lines=lines,
        ),
        "score_lines": lines,
        "standing": standing_words(records, zone),
    }  # fmt: skip
    if stored is not None:
        panel = forecast_panel(stored, today=now, gate=gate, bands=here, other=there)
        curve = () if gate.gate is Gate.SILENT else well_curve(stored.answer, today=now)
        shown |= {"panel": panel, "findings": panel.findings, "instrument": instrument_name(course.instrument)}
        shown["well_chart"] = well_chart(curve, event=panel.event) if curve else None
    return shown


def _bands(stored: StoredForecast | None, course: Course, gate: Opened, now: datetime) -> tuple[Band, ...]:
    if stored is None or gate.gate is Gate.SILENT:
        return ()
    return bands(stored.answer, today=now, gate=gate, highest=scale_of(course.instrument).highest)


def _line(stored: StoredForecast | None, course: Course) -> float | None:
    if stored is not None:
        return float(stored.answer["asked"]["relapse_line"])
    return course.relapse_line


def standing_words(records: Records, zone: tzinfo) -> str:
    """Allergies, medicines and the newest weight, in a line that stands beside the name."""
    facts = [one.row for one in records.others if isinstance(one.row, IntakeFact) and not one.row.is_void]
    facts.sort(key=lambda one: (one.happened_at, one.pk))
    said = {kind: [one.name or one.words for one in facts if one.kind == kind] for kind in FactKind}
    takes = ", ".join(dict.fromkeys(said[FactKind.MEDICINE])) or (
        "none" if said[FactKind.NOTHING_TAKEN] else "not asked"
    )
    weights = [one for one in facts if one.kind == FactKind.WEIGHT and one.value is not None]
    weight = f"{weights[-1].value:g} kg ({day_words(weights[-1].happened_at, zone)})" if weights else "none on record"
    return f"{allergy_words(said[FactKind.ALLERGY])} · medicines: {takes} · weight: {weight}"


def _planned_phase(course: Course) -> str | None:
    plan = course_plan_of(course)
    return None if plan is None else str(plan.answer["phase"])


def _phase(records: Records) -> str:
    phases = [
        line.row for line in records.others if line.row._meta.model_name == "phasechange" and not line.row.is_void
    ]
    last = max(phases, key=lambda one: (one.happened_at, one.pk), default=None)
    return "" if last is None else str(last.phase)


def course_words(course: Course) -> str:
    """`depression, PHQ-9`."""
    return f"{conditions().get(course.condition, course.condition)}, {instrument_name(course.instrument)}"


def visit_rows(visits: tuple[Visit, ...], *, now: datetime) -> list[dict[str, str]]:
    """Sessions as rows: number, when, what, state, and the address of the run sheet where there is one."""
    zone = clinic_zone()
    has_sheet = address_of("board") is not None
    return [
        {
            "number": str(one.session.number),
            "when": when_words(one.begun or one.session.planned_for, zone, now=now),
            "what": dose_words(one),
            "state": one.session.state.replace("_", " "),
            "is_off": "yes" if one.session.state == State.CANCELLED else "",
            "sheet": _sheet(one) if has_sheet else "",
        }
        for one in visits
    ]


def dose_words(visit: Visit) -> str:
    """`ketamine 35.5 mg IV over 40 min`."""
    one = visit.session
    over = "" if one.duration_min is None else f" over {one.duration_min:g} min"
    return f"{one.drug} {one.dose_mg:g} mg {ROUTES.get(one.route, one.route)}{over}"


def _sheet(visit: Visit) -> str:
    from django.urls import NoReverseMatch, reverse

    try:
        return reverse("session", args=[visit.session.public_id])
    except NoReverseMatch:
        return ""


__all__ = ["Told", "course_words", "dose_words", "patient_page", "visit_rows"]
