"""Glance: the first screen of a plan, what a nurse in a hurry must find."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from wane.models.regimen import MINUTES_PER_HOUR, Regimen, Route
from wane.plan.series import SessionSpan, last_session, session_minutes_of
from wane.plan.session_plan import Finding, MissingFact, MonitoringPoint, PumpStep, SessionPlan, SummaryItem, Verdict
from wane.report.sources import without_ids
from wane.report.wording import (
    NO_REASON,
    NOT_KNOWN,
    amount_words,
    counted,
    item_sentence,
    minutes_words,
)
from wane.units import decimal_minutes

PEAK_ANALYTES: Final = ("ketamine", "s_ketamine")
RESOLVED: Final = "dissociation.resolved"
EFFECTS: Final = {
    "dissociation.peak": "peak dissociation",
    RESOLVED: "dissociation back within 2 points",
    "systolic_rise.peak": "peak underlying systolic rise",
    "systolic_rise.reading": "highest systolic rise on the cuff",
}
OF_LAST_SESSION: Final = frozenset({"readiness.model", "readiness.plan", RESOLVED})
NAMES_LENGTH: Final = 170
"""Characters of names on the first screen: with the words around them they fill three lines at most."""
NO_BAG: Final = "in mL/h: not known without the bag's concentration (--bag-concentration)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One thing a nurse in a hurry must find: a word, then lines."""

    word: str
    lines: tuple[str, ...]
    verdict: Verdict | None = None


def glance_of(plan: SessionPlan) -> tuple[Glance, ...]:
    """Findings first, then dose, rate, checks, leaving, driving, what to expect."""
    return (
        *_finding_glance(plan),
        Glance(word="Give", lines=(give_words(plan),)),
        *([Glance(word="Pump", lines=tuple(_pump_lines(plan)))] if plan.pump_steps else []),
        Glance(word="Check", lines=tuple(_checks(plan))),
        Glance(word="Leave", lines=(_leave_line(plan),)),
        Glance(word="Drive", lines=(plan.leaving.driving_sentence,)),
        Glance(word="Expect", lines=tuple(_expected_lines(_of_last_session(plan)))),
    )


def headline(summary: Sequence[SummaryItem]) -> str:
    """The expected peak in one sentence, the interval first; why not, where it is withheld."""
    items = {item.id: item for item in summary}
    peak = _headline_peak(summary)
    if peak is None:
        return f"Expected peak {NOT_KNOWN}."
    _, analyte, site = peak.id.split(".")
    if peak.value is None:
        return f"Expected peak {item_sentence(peak).removesuffix('.')}."
    at = items.get(f"tmax.{analyte}.{site}")
    when = f", at {item_sentence(at)}" if at is not None and at.value is not None else ""
    return f"Expected peak {item_sentence(peak)}, {peak.label.partition(', ')[2]}{when}."


def give_words(plan: SessionPlan) -> str:
    """The amount as ordered, in free base where that differs, and how it goes in."""
    total = f"{amount_words(plan.total_mg, 'mg')} in all"
    if abs(plan.total_mg - plan.total_base_mg) >= 1e-6 * plan.total_mg:
        total += f", as labelled ({amount_words(plan.total_base_mg, 'mg')} free base)"
    return f"{total}: {_how(plan)}"


def bolus_words(plan: SessionPlan) -> tuple[str, ...]:
    """What is pushed by hand beside the pump: `10 mg bolus by hand at 0 min`."""
    ordered = plan.total_mg / plan.total_base_mg
    return tuple(
        f"{amount_words(dose.dose_mg * ordered, 'mg')} bolus by hand at "
        f"{decimal_minutes(dose.start_h * MINUTES_PER_HOUR)} min"
        for dose in plan.regimen.administrations
        if dose.route is Route.IV and dose.is_bolus
    )


def session_words(plan: SessionPlan) -> str:
    """What minutes are counted from: the start, or the start of the last session of a series."""
    last = last_session(plan.regimen)
    if last.count == 1:
        return "the start"
    return (
        f"the start of the last session ({last.number} of {last.count}, {last.start_h / 24.0:.3g} days after the first)"
    )


def of_session(item: SummaryItem, last: SessionSpan) -> SummaryItem:
    """A time of leaving, in a series counted from the start of the last session, which the label names."""
    if last.count == 1 or item.id not in OF_LAST_SESSION or item.value is None:
        return item
    low, value, high = (
        None if number is None else session_minutes_of(last, number) for number in (item.low90, item.value, item.high90)
    )
    return replace(item, label=f"{item.label}, session {last.number}", value=value, low90=low, high90=high)


def pump_rate_words(step: PumpStep) -> str:
    """`123.4 mL/h`, every digit that is set on the pump; `not known` where no bag was given."""
    return NOT_KNOWN if step.rate_ml_h is None else f"{step.rate_ml_h:.6g} mL/h"


def drug_rate_words(step: PumpStep) -> str:
    """`52.39 mg/h`: one digit more than amounts have, for it is set on a pump or worked out from."""
    return f"{step.rate_mg_h:.4g} mg/h"


def _how(plan: SessionPlan) -> str:
    doses = plan.regimen.administrations
    sessions = last_session(plan.regimen).count
    if sessions > 1:
        return f"{counted(sessions, 'session')}, minutes from the start of the first"
    if len(plan.pump_steps) == 1 and len(doses) == 1:
        [step] = plan.pump_steps
        return f"{drug_rate_words(step)} for {decimal_minutes(step.end_min - step.start_min)} min"
    if plan.pump_steps:
        running = f"{counted(len(plan.pump_steps), 'step')} over {_minutes(plan.regimen)} min"
        return ", then ".join((*bolus_words(plan), running)) if bolus_words(plan) else running
    if len(doses) == 1:
        return f"at once, {_ROUTE_WORDS[doses[0].route]}"
    amounts = {round(dose.dose_mg, 6) for dose in doses}
    apart = {
        round((later.start_h - earlier.start_h) * MINUTES_PER_HOUR, 3)
        for earlier, later in zip(doses, doses[1:], strict=False)
    }
    if plan.regimen.routes == {Route.INTRANASAL} and len(amounts) == len(apart) == 1:
        return (
            f"{len(doses)} devices of {amount_words(amounts.pop(), 'mg')}, {decimal_minutes(apart.pop())} minutes apart"
        )
    return counted(len(doses), "dose")


_ROUTE_WORDS: Final = {
    Route.IV: "into the vein",
    Route.IM: "into the muscle",
    Route.SC: "under the skin",
    Route.INTRANASAL: "into the nose",
    Route.ORAL: "by mouth",
    Route.SUBLINGUAL: "under the tongue",
}


def _minutes(regimen: Regimen) -> str:
    return decimal_minutes((regimen.end_h - regimen.start_h) * MINUTES_PER_HOUR)


def _effect_line(item: SummaryItem) -> str:
    ending = "; 0 is a person never above" if item.id == RESOLVED and item.low90 == 0.0 else ""
    return f"{EFFECTS[item.id]} {item_sentence(item)}{ending}"


def _headline_peak(summary: Sequence[SummaryItem]) -> SummaryItem | None:
    """The peak of total ketamine, else of S-ketamine, else the first peak."""
    peaks = {item.id.split(".")[1]: item for item in summary if item.id.startswith("cmax.")}
    known = [analyte for analyte in PEAK_ANALYTES if analyte in peaks and peaks[analyte].value is not None]
    return peaks[known[0]] if known else next(iter(peaks.values()), None)


def _finding_glance(plan: SessionPlan) -> Iterator[Glance]:
    """Every hold in full; cautions and unknown facts as a count with the first names."""
    holds = [f for f in plan.findings if f.verdict is Verdict.HOLD]
    if holds:
        yield Glance(word="Hold", lines=tuple(f.sentence for f in holds), verdict=Verdict.HOLD)
    cautions = [f for f in plan.findings if f.verdict is Verdict.CAUTION]
    if cautions:
        yield Glance(word="Caution", lines=(_caution_words(cautions),), verdict=Verdict.CAUTION)
    if plan.missing_facts:
        yield Glance(word="Not known", lines=(_unknown_words(plan.missing_facts),))


def _caution_words(findings: Sequence[Finding]) -> str:
    names = _first_names([f.head for f in findings if f.head])
    return f"{counted(len(findings), 'finding')}, below, to read before giving" + (f": {names}" if names else "")


def _unknown_words(facts: Sequence[MissingFact]) -> str:
    names = [fact.head or fact.name.replace("_", " ") for fact in facts]
    return f"{counted(len(facts), 'fact')} that rules ask for: {_first_names(names)}"


def _first_names(names: Sequence[str]) -> str:
    """As many names as a hurried reader is given, and how many more there are; what is not known comes after."""
    each = list(dict.fromkeys(name if name[1:2].isupper() else name[:1].lower() + name[1:] for name in names))
    shown: list[str] = []
    for name in each:
        if shown and sum(len(one) + 2 for one in (*shown, name)) > NAMES_LENGTH:
            break
        shown.append(name)
    more = len(each) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")


def _pump_lines(plan: SessionPlan) -> Iterator[str]:
    for step in plan.pump_steps:
        rate = drug_rate_words(step) if step.rate_ml_h is None else pump_rate_words(step)
        given = amount_words(step.cumulative_mg, "mg")
        by = "by pump" if bolus_words(plan) else "given"
        start, end = decimal_minutes(step.start_min), decimal_minutes(step.end_min)
        yield f"{rate} from {start} to {end} min ({given} {by} by then)"
    yield from (f"beside the pump: {bolus}" for bolus in bolus_words(plan))
    if plan.bag is None:
        yield NO_BAG


def _checks(plan: SessionPlan) -> Iterable[str]:
    """Monitoring with equal duties on one line: `15, 30, 45 min: blood pressure`."""
    last = last_session(plan.regimen)
    by_duty: dict[str, list[float]] = {}
    for point in session_points(plan):
        by_duty.setdefault(point.what, []).append(session_minutes_of(last, point.minute))
    for what, minutes in by_duty.items():
        yield f"{', '.join(f'{math.ceil(m - 1e-9)}' for m in minutes)} min: {what}"
    if last.count > 1:
        yield f"The same at each of the {last.count} sessions, in minutes from its start."


def session_points(plan: SessionPlan) -> tuple[MonitoringPoint, ...]:
    """The monitoring of the last session; every session of a series has the same."""
    last = last_session(plan.regimen)
    return tuple(point for point in plan.monitoring if session_minutes_of(last, point.minute) >= -1e-6)


def _leave_line(plan: SessionPlan) -> str:
    """The earliest time to leave, and what decided it."""
    when = minutes_words(session_minutes_of(last_session(plan.regimen), plan.leaving.shown_min))
    by = without_ids(plan.leaving.decided_by)
    return f"earliest expected {when} after {session_words(plan)}, by {by}; a person decides"


def _of_last_session(plan: SessionPlan) -> tuple[SummaryItem, ...]:
    last = last_session(plan.regimen)
    return tuple(of_session(item, last) for item in plan.summary)


def _expected_lines(summary: Sequence[SummaryItem]) -> Iterator[str]:
    """The headline and the three effects a nurse watches for; what is withheld for one reason shares a line."""
    peak = _headline_peak(summary)
    effects = [item for item in summary if item.id in EFFECTS]
    if peak is not None and peak.value is not None:
        yield headline(summary).removeprefix("Expected ").removesuffix(".")
    yield from (_effect_line(item) for item in effects if item.value is not None)
    withheld: dict[str, list[str]] = {}
    if peak is not None and peak.value is None:
        withheld.setdefault(peak.reason or NO_REASON, []).append("peak concentration")
    for item in effects:
        if item.value is None:
            withheld.setdefault(item.reason or NO_REASON, []).append(EFFECTS[item.id])
    for reason, names in withheld.items():
        yield f"{', '.join(names)}: {NOT_KNOWN}. {reason}"
