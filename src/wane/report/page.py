"""Page: one session plan in words, section by section; text, HTML and PDF only lay it out."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wane.plan.session_plan import Finding, MonitoringPoint, PumpStep, SessionPlan, SummaryItem, Verdict
from wane.report.evidence_words import describe
from wane.report.sources import Citation, Describe, cite, marks, without_ids
from wane.report.wording import (
    INTENDED_USE,
    NAMES_AT_A_GLANCE,
    NO_REASON,
    NOT_KNOWN,
    VERDICT_WORDS,
    amount_words,
    capitalised,
    confidence_words,
    counted,
    interval_words,
    item_sentence,
    median_words,
    minutes_words,
    person_words,
    unit_words,
    whole_minutes,
)

GLANCE_SUMMARY = {
    "dissociation.peak": "peak dissociation",
    "dissociation.resolved": "dissociation back within 2 points",
    "systolic_rise.peak": "peak systolic rise",
}
COMPUTED = "computed"
"""The confidence of a finding that is arithmetic on the order itself: there is no source to re-check."""
PEAK_ANALYTES = ("ketamine", "s_ketamine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One thing a nurse in a hurry must find: a word, then lines."""

    word: str
    lines: tuple[str, ...]
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One number of the summary, in words; `compared` is the other plan's interval and median, empty without one."""

    id: str
    label: str
    interval: str
    median: str
    unit: str
    marks: tuple[int, ...]
    reason: str | None
    compared: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding in words."""

    id: str
    sentence: str
    basis: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """Findings of one verdict."""

    verdict: Verdict
    title: str
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything the page of one plan says; all text plain and unescaped."""

    title: str
    person: tuple[str, ...]
    headline: str
    compared_with: str | None
    glance: tuple[Glance, ...]
    summary: tuple[SummaryRow, ...]
    reasons: tuple[tuple[str, str], ...]
    findings: tuple[FindingGroup, ...]
    missing: tuple[tuple[str, str], ...]
    bag: str | None
    pump: tuple[tuple[str, str, str, str], ...]
    monitoring: tuple[tuple[str, str, tuple[int, ...]], ...]
    watch: tuple[str, ...]
    stop: tuple[str, ...]
    leaving: tuple[str, ...]
    checklist: tuple[str, ...]
    aftercare: tuple[str, ...]
    longterm: tuple[str, ...]
    limits: tuple[str, ...]
    citations: tuple[Citation, ...]
    provenance: str
    intended_use: str = INTENDED_USE


def page_of(plan: SessionPlan, *, compare: SessionPlan | None = None, describe: Describe = describe) -> Page:
    """The page of `plan`; `compare` is a second regimen for the same person, shown beside the first in the summary."""
    citations = cite(plan, describe)
    return Page(
        title=capitalised(plan.ordered),
        person=person_words(plan.covariates),
        headline=headline(plan.summary),
        compared_with=capitalised(compare.ordered) if compare else None,
        glance=_glance(plan),
        summary=_summary_rows(plan.summary, compare, citations),
        reasons=_reasons(plan.summary),
        findings=_finding_groups(plan.findings, citations),
        missing=tuple((fact.question, _asked_by(fact.rules)) for fact in plan.missing_facts),
        bag=_bag_words(plan),
        pump=tuple(_pump_row(step) for step in plan.pump_steps),
        monitoring=tuple((whole_minutes(p.minute), p.what, marks((p.source,), citations)) for p in plan.monitoring),
        watch=plan.watch_list,
        stop=plan.stop_list,
        leaving=_leaving_words(plan, citations),
        checklist=plan.leaving.checklist,
        aftercare=plan.aftercare,
        longterm=plan.longterm,
        limits=_limits(plan),
        citations=tuple(citations.values()),
        provenance=_provenance_words(plan),
    )


def headline(summary: Sequence[SummaryItem]) -> str:
    """The expected peak in one sentence, the interval first; why not, where it is withheld."""
    items = {item.id: item for item in summary}
    peak = _headline_peak(summary)
    if peak is None:
        return "Expected peak " + NOT_KNOWN + "."
    _, analyte, site = peak.id.split(".")
    if peak.value is None:
        return f"Expected peak {item_sentence(peak)}."
    at = items.get(f"tmax.{analyte}.{site}")
    when = f", at {item_sentence(at)}" if at is not None and at.value is not None else ""
    return f"Expected peak {item_sentence(peak)}, {site}{when}."


def _headline_peak(summary: Sequence[SummaryItem]) -> SummaryItem | None:
    """The peak of total ketamine, else of S-ketamine, else the first peak."""
    peaks = {item.id.split(".")[1]: item for item in summary if item.id.startswith("cmax.")}
    known = [analyte for analyte in PEAK_ANALYTES if analyte in peaks and peaks[analyte].value is not None]
    return peaks[known[0]] if known else next(iter(peaks.values()), None)


def _glance(plan: SessionPlan) -> tuple[Glance, ...]:
    """Findings first, then dose, rate, checks, leaving, driving, what to expect."""
    return (
        *_finding_glance(plan),
        Glance(word="Give", lines=(_dose_words(plan),)),
        *([Glance(word="Pump", lines=tuple(_step_words(step) for step in plan.pump_steps))] if plan.pump_steps else []),
        Glance(word="Check", lines=tuple(_checks(plan.monitoring))),
        Glance(word="Leave", lines=(_leave_line(plan),)),
        Glance(word="Drive", lines=(plan.leaving.driving_sentence,)),
        Glance(word="Expect", lines=_expected_lines(plan.summary)),
    )


def _finding_glance(plan: SessionPlan) -> Iterable[Glance]:
    """Every hold in full; cautions and unknown facts as a count with their names."""
    holds = [f for f in plan.findings if f.verdict is Verdict.HOLD]
    if holds:
        yield Glance(word="Hold", lines=tuple(f.sentence for f in holds), verdict=Verdict.HOLD)
    cautions = [f for f in plan.findings if f.verdict is Verdict.CAUTION]
    if cautions:
        line = f"{counted(len(cautions), 'finding')}, below: read before giving"
        yield Glance(word="Caution", lines=(line,), verdict=Verdict.CAUTION)
    if plan.missing_facts:
        yield Glance(word="Not known", lines=(_unknown_words([fact.name for fact in plan.missing_facts]),))


def _unknown_words(facts: Sequence[str]) -> str:
    """How many facts are not known, and the first by name."""
    names = [fact.replace("_", " ") for fact in facts[:NAMES_AT_A_GLANCE]]
    more = len(facts) - len(names)
    rest = f" and {more} more, below" if more else ""
    return f"{counted(len(facts), 'fact')} that rules ask for: {', '.join(names)}{rest}"


def _dose_words(plan: SessionPlan) -> str:
    """The amount as ordered, and in free base where that differs."""
    total = amount_words(plan.total_mg, "mg")
    if abs(plan.total_mg - plan.total_base_mg) < 1e-6 * plan.total_mg:
        return f"{total} in all"
    return f"{total} in all, as labelled ({amount_words(plan.total_base_mg, 'mg')} free base)"


def _step_words(step: PumpStep) -> str:
    """One pump setting in a line."""
    rate, given = amount_words(step.rate_ml_h, "mL/h"), amount_words(step.cumulative_mg, "mg")
    return f"{rate} from {step.start_min:g} to {step.end_min:g} min ({given} given by then)"


def _pump_row(step: PumpStep) -> tuple[str, str, str, str]:
    """From–to, mL/h, mg/h, mg given by the end of the step."""
    return (
        f"{step.start_min:g}–{step.end_min:g} min",
        amount_words(step.rate_ml_h, "mL/h"),
        amount_words(step.rate_mg_h, "mg/h"),
        amount_words(step.cumulative_mg, "mg"),
    )


def _bag_words(plan: SessionPlan) -> str | None:
    """What is drawn up, in one sentence."""
    if plan.bag is None:
        return None
    bag = plan.bag
    drawn = f"{amount_words(bag.vial_volume_ml, 'mL')} of {amount_words(bag.vial_strength_mg_ml, 'mg/mL')}"
    made = f"{amount_words(bag.volume_ml, 'mL')} at {amount_words(bag.concentration_mg_ml, 'mg/mL')}"
    return f"Draw up {drawn}; the bag then holds {made}, as labelled."


def _checks(points: Sequence[MonitoringPoint]) -> Iterable[str]:
    """Monitoring with equal duties on one line: `15, 30, 45 min: blood pressure`."""
    by_duty: dict[str, list[float]] = {}
    for point in points:
        by_duty.setdefault(point.what, []).append(point.minute)
    for what, minutes in by_duty.items():
        yield f"{', '.join(f'{math.ceil(m - 1e-9)}' for m in minutes)} min: {what}"


def _leave_line(plan: SessionPlan) -> str:
    """The earliest time to leave, and what decided it."""
    when = minutes_words(plan.leaving.shown_min)
    return f"earliest expected {when} after the start, by {without_ids(plan.leaving.decided_by)}; a person decides"


def _expected_lines(summary: Sequence[SummaryItem]) -> tuple[str, ...]:
    """The headline and the three effects a nurse watches for."""
    effects = [f"{GLANCE_SUMMARY[i.id]} {item_sentence(i)}" for i in summary if i.id in GLANCE_SUMMARY]
    return (headline(summary).removeprefix("Expected ").removesuffix("."), *effects)


def _summary_rows(
    summary: Sequence[SummaryItem], compare: SessionPlan | None, citations: Mapping[str, Citation]
) -> tuple[SummaryRow, ...]:
    """One row a number that either plan has, beside the same number of the other plan."""
    others = {item.id: item for item in compare.summary if item.value is not None} if compare else {}
    return tuple(
        _summary_row(item, others.get(item.id), citations, is_compared=compare is not None)
        for item in summary
        if item.value is not None or item.id in others
    )


def _reasons(summary: Sequence[SummaryItem]) -> tuple[tuple[str, str], ...]:
    """Why numbers are withheld: the labels that share a reason, then the reason."""
    labels: dict[str, list[str]] = {}
    for item in summary:
        if item.value is None:
            labels.setdefault(item.reason or NO_REASON, []).append(item.label)
    return tuple((f"{capitalised(NOT_KNOWN)}: {'; '.join(names)}", reason) for reason, names in labels.items())


def _summary_row(
    item: SummaryItem, other: SummaryItem | None, citations: Mapping[str, Citation], *, is_compared: bool
) -> SummaryRow:
    """One number in words."""
    compared = (interval_words(other), median_words(other)) if other else (NOT_KNOWN, NOT_KNOWN)
    return SummaryRow(
        id=item.id,
        label=item.label,
        interval=interval_words(item),
        median=median_words(item),
        unit=unit_words(item.unit),
        marks=marks(item.evidence, citations),
        reason=item.reason,
        compared=compared if is_compared else None,
    )


def _finding_groups(findings: Sequence[Finding], citations: Mapping[str, Citation]) -> tuple[FindingGroup, ...]:
    """Hold, caution, proceed with a note: in this order, empty groups left out."""
    groups = (
        FindingGroup(
            verdict=verdict,
            title=VERDICT_WORDS[verdict],
            lines=tuple(_finding_line(f, citations) for f in findings if f.verdict is verdict),
        )
        for verdict in (Verdict.HOLD, Verdict.CAUTION, Verdict.PROCEED)
    )
    return tuple(group for group in groups if group.lines)


def _finding_line(finding: Finding, citations: Mapping[str, Citation]) -> FindingLine:
    """One finding with what it rests on."""
    basis = list(dict.fromkeys((finding.strength, confidence_words(finding.confidence))))
    if finding.extended_from:
        basis.append(f"extended from {finding.extended_from}")
    if not finding.is_checked and finding.confidence != COMPUTED:
        basis.append("not re-checked")
    return FindingLine(
        id=finding.id,
        sentence=finding.sentence,
        basis=", ".join(part for part in basis if part),
        marks=marks((finding.source,), citations),
    )


def _asked_by(rules: tuple[str, ...]) -> str:
    """Which rules wait for a fact."""
    return f"asked by {', '.join(rules)}"


def _leaving_words(plan: SessionPlan, citations: Mapping[str, Citation]) -> tuple[str, ...]:
    """Leaving and driving, each bound by name; the model can only lengthen."""
    leaving = plan.leaving
    numbers = "".join(f"[{mark}]" for mark in marks((leaving.floor_source,), citations))
    clinic = minutes_words(leaving.clinic_min) if leaving.clinic_min > 0.0 else "none set"
    model = NOT_KNOWN if leaving.model_p95_min is None else minutes_words(leaving.model_p95_min)
    return (
        f"Leaving: earliest expected {minutes_words(leaving.shown_min)} after the start of dosing, "
        f"by {leaving.decided_by}.",
        f"The longest of three: floor of the route {minutes_words(leaving.floor_min)} {numbers}; clinic rule "
        f"{clinic}; model, 95th percentile, {model}. The model may lengthen a rule, "
        "never shorten it.",
        leaving.driving_sentence,
    )


def _limits(plan: SessionPlan) -> tuple[str, ...]:
    """Limits, then the notes of the models that no finding says already."""
    said = {finding.sentence for finding in plan.findings}
    return (*plan.limits, *(note for note in plan.provenance.notes if note not in said))


def _provenance_words(plan: SessionPlan) -> str:
    """What made these numbers, enough to make them again."""
    made = plan.provenance
    return (
        f"wane {made.code_version}; evidence {made.evidence_digest[:12]}; models {', '.join(made.models) or 'none'}; "
        f"{made.people:,} virtual people; seed {made.seed}"
    )
