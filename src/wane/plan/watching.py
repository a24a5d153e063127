"""Watching: monitoring times, stop list, leave checklist and advice for later, from rules and clinic settings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from wane.evidence.reading import load_register
from wane.models.regimen import MINUTES_PER_HOUR, Regimen, Route
from wane.plan.clinic import setting_id, settings
from wane.plan.rules import Domain, Rule, load_rules, reaches
from wane.plan.scope import Session, is_written_for
from wane.plan.series import sessions_of
from wane.plan.session_plan import MonitoringPoint
from wane.plan.vocabulary import vocabulary

DURING_INTERVAL, AFTER_INTERVAL, NASAL_CHECK, SC_WATCH = "KR051", "KR052", "KR047", "KR053"
_LASTS_LONG_H: Final = 12.0
_HOURLY: Final = 60.0


def monitoring(regimen: Regimen, shown_min: float) -> tuple[MonitoringPoint, ...]:
    """What to look at and when, in each session from before dosing until the earliest time to leave, with its rule.

    `shown_min` is the earliest time to leave the last session; the stay after dosing is the same in every session.
    """
    spans = sessions_of(regimen)
    stay_min = shown_min - (spans[-1].end_h - regimen.start_h) * MINUTES_PER_HOUR
    points: list[MonitoringPoint] = []
    for span in spans:
        first_min = (span.start_h - regimen.start_h) * MINUTES_PER_HOUR
        leave_min = (span.end_h - span.start_h) * MINUTES_PER_HOUR + stay_min
        one = _of_one_session(replace(regimen, administrations=span.administrations), leave_min)
        points.extend(replace(point, minute=first_min + point.minute) for point in one)
    return tuple(points)


def _of_one_session(regimen: Regimen, shown_min: float) -> tuple[MonitoringPoint, ...]:
    """The points of one session, in minutes from its start."""
    words = cast(Mapping[str, str], load_register("clinic")["monitoring"])
    end_min = (regimen.end_h - regimen.start_h) * MINUTES_PER_HOUR
    points = {0.0: MonitoringPoint(minute=0.0, what=words["before"], source=setting_id("monitoring"))}
    readings = [*_while_running(end_min), *_after(regimen, end_min, shown_min)]
    for minute, source in readings:
        points.setdefault(round(minute, 3), MonitoringPoint(minute=minute, what=words["reading"], source=source))
    if end_min > 0.0:
        points[round(end_min, 3)] = MonitoringPoint(minute=end_min, what=words["end"], source=setting_id("monitoring"))
    points[round(shown_min, 3)] = MonitoringPoint(
        minute=shown_min, what=words["leave"], source=setting_id("monitoring")
    )
    return tuple(points[minute] for minute in sorted(points))


def _while_running(end_min: float) -> Iterator[tuple[float, str]]:
    """Readings during dosing: the published interval for infusions; every hour where one lasts a day."""
    interval = _HOURLY if end_min > _LASTS_LONG_H * MINUTES_PER_HOUR else _threshold(DURING_INTERVAL)
    for i in range(1, int(end_min / interval - 1e-9) + 1):
        yield i * interval, DURING_INTERVAL


def _after(regimen: Regimen, end_min: float, shown_min: float) -> Iterator[tuple[float, str]]:
    """Readings after dosing, until the earliest time to leave and no shorter than a route's published watch."""
    is_iv = Route.IV in regimen.routes
    interval = _threshold(AFTER_INTERVAL) if is_iv else settings()["reading_after_dosing"].value
    source = AFTER_INTERVAL if is_iv else setting_id("reading_after_dosing")
    if Route.INTRANASAL in regimen.routes:
        yield end_min + _threshold(NASAL_CHECK), NASAL_CHECK
    until = shown_min
    if Route.SC in regimen.routes:
        until = max(until, end_min + _threshold(SC_WATCH))
        yield end_min + _threshold(SC_WATCH), SC_WATCH
    for i in range(1, int((until - end_min) / interval - 1e-9) + 1):
        yield end_min + i * interval, source


def stop_list(session: Session) -> tuple[str, ...]:
    """Signs on which dosing is stopped and help called; every stop rule counts for every route."""
    return tuple(rule_line(rule, session) for rule in _of(Domain.STOP))


def watch_list(session: Session) -> tuple[str, ...]:
    """What rules ask for while a session runs."""
    return tuple(rule_line(rule, session) for rule in _of(Domain.DURING) if reaches(rule, session))


def checklist(session: Session) -> tuple[str, ...]:
    """What must hold before the person leaves; a clinician ticks it, never the model."""
    return tuple(rule_line(rule, session) for rule in _of(Domain.DISCHARGE) if reaches(rule, session))


def after_list(session: Session) -> tuple[str, ...]:
    """What rules say of the hours and days after a session; driving and unplanned use are said elsewhere."""
    said = set(cast(Sequence[str], load_register("clinic")["said_elsewhere"]))
    wanted = (rule for rule in _of(Domain.AFTER) if reaches(rule, session) and rule.id not in said)
    return tuple(rule_line(rule, session) for rule in wanted)


def longterm_list(session: Session) -> tuple[str, ...]:
    """What rules say of a course of many sessions."""
    return tuple(rule_line(rule, session) for rule in _of(Domain.LONGTERM) if reaches(rule, session))


def _of(*domains: Domain) -> Iterable[Rule]:
    return (rule for rule in load_rules() if rule.domain in domains)


def rule_line(rule: Rule, session: Session) -> str:
    """One line of a list: the head, why, where from, and how surely it was read."""
    origin = "" if is_written_for(rule.scope, session) else f", written for {rule.scope.text}"
    threshold = f"{rule.threshold:g}" if isinstance(rule.threshold, float) else str(rule.threshold)
    read = f", {rule.confidence.replace('_', ' ')}" + ("" if rule.is_checked else ", not re-checked")
    head = vocabulary().facts[rule.fact].line.format(threshold=threshold)
    return f"{head}: {rule.rationale} ({rule.id}{origin}{read})"


def _threshold(rule_id: str) -> float:
    return float(next(rule for rule in load_rules() if rule.id == rule_id).threshold)
