"""Page: one session plan in words, section by section; text, HTML and PDF only lay it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wane.models.regimen import Drug
from wane.plan.rules import TAKING
from wane.plan.series import last_session, session_minutes_of
from wane.plan.session_plan import Finding, PumpStep, SessionPlan, SummaryItem, Verdict
from wane.report.evidence_words import describe
from wane.report.glance import (
    Glance,
    drug_rate_words,
    glance_of,
    headline,
    of_session,
    pump_rate_words,
    session_points,
    session_words,
)
from wane.report.sources import Citation, Describe, cite, marks
from wane.report.wording import (
    ANALYTE_WORDS,
    INTENDED_USE,
    NO_REASON,
    NOT_KNOWN,
    VERDICT_WORDS,
    amount_words,
    capitalised,
    confidence_words,
    id_words,
    interval_words,
    median_words,
    minutes_words,
    person_words,
    unit_words,
    volume_words,
    whole_minutes,
)
from wane.units import decimal_minutes

ENANTIOMERS = frozenset({"s_ketamine", "r_ketamine"})


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
    last = last_session(plan.regimen)
    summary = tuple(of_session(item, last) for item in plan.summary if not _is_said_twice(item.id, plan.regimen.drug))
    return Page(
        title=capitalised(plan.ordered),
        person=person_words(plan.covariates, taking=None if _is_taking_asked(plan) else plan.covariates.taking),
        headline=headline(plan.summary),
        compared_with=capitalised(compare.ordered) if compare else None,
        glance=glance_of(plan),
        summary=_summary_rows(summary, compare, citations),
        reasons=_reasons(summary),
        findings=_finding_groups(plan.findings, citations),
        missing=tuple((fact.question, f"asked by {id_words(fact.rules)}") for fact in plan.missing_facts),
        bag=_bag_words(plan),
        pump=tuple(_pump_row(step) for step in plan.pump_steps),
        monitoring=tuple(
            (whole_minutes(session_minutes_of(last, p.minute)), p.what, marks((p.source,), citations))
            for p in session_points(plan)
        ),
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


def _is_taking_asked(plan: SessionPlan) -> bool:
    """Whether nobody said what is taken."""
    return any(fact.name == TAKING for fact in plan.missing_facts)


def _pump_row(step: PumpStep) -> tuple[str, str, str, str]:
    """From–to, mL/h, mg/h, mg given by the end of the step."""
    return (
        f"{decimal_minutes(step.start_min)}–{decimal_minutes(step.end_min)} min",
        pump_rate_words(step),
        drug_rate_words(step),
        amount_words(step.cumulative_mg, "mg"),
    )


def _bag_words(plan: SessionPlan) -> str | None:
    """What is drawn up, in one sentence."""
    if plan.bag is None:
        return None
    bag = plan.bag
    made = f"{volume_words(bag.volume_ml)} at {amount_words(bag.concentration_mg_ml, 'mg/mL')}"
    if bag.drawn_up_ml is None or bag.vial_strength_mg_ml is None:
        return f"The bag holds {made}, as labelled; what to draw up is not known without the strength of the vial."
    drawn = f"{volume_words(bag.drawn_up_ml)} of {amount_words(bag.vial_strength_mg_ml, 'mg/mL')}"
    return f"Draw up {drawn}; the bag then holds {made}, as labelled."


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
    """Why numbers are withheld: what shares a reason, then the reason; an analyte without any number is named once."""
    known = {_analyte(item.id) for item in summary if item.value is not None}
    labels: dict[str, list[str]] = {}
    for item in summary:
        if item.value is None:
            analyte = _analyte(item.id)
            name = item.label if analyte is None or analyte in known else ANALYTE_WORDS[analyte]
            labels.setdefault(item.reason or NO_REASON, []).append(name)
    return tuple(
        (f"{capitalised(NOT_KNOWN)}: {'; '.join(dict.fromkeys(names))}", reason.removesuffix("."))
        for reason, names in labels.items()
    )


def _analyte(summary_id: str) -> str | None:
    """The analyte that a number is of; None for effects and times."""
    name = summary_id.split(".")[1]
    return name if name in ANALYTE_WORDS else None


def _is_said_twice(summary_id: str, drug: Drug) -> bool:
    """Whether a page leaves a number out: of esketamine, all of the parent is S and nothing is R."""
    return drug is Drug.ESKETAMINE and _analyte(summary_id) in ENANTIOMERS


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
    if not finding.is_checked:
        basis.append("not re-checked")
    return FindingLine(
        id=finding.id,
        sentence=finding.sentence,
        basis=", ".join(part for part in basis if part),
        marks=marks((finding.source,), citations),
    )


def _leaving_words(plan: SessionPlan, citations: Mapping[str, Citation]) -> tuple[str, ...]:
    """Leaving and driving, each bound by name; the model can only lengthen."""
    leaving = plan.leaving
    numbers = "".join(f"[{mark}]" for mark in marks((leaving.floor_source,), citations))
    clinic = minutes_words(leaving.clinic_min) if leaving.clinic_min > 0.0 else "none set"
    last = last_session(plan.regimen)
    shown = minutes_words(session_minutes_of(last, leaving.shown_min))
    floor = minutes_words(session_minutes_of(last, leaving.floor_min))
    model = (
        NOT_KNOWN if leaving.model_p95_min is None else minutes_words(session_minutes_of(last, leaving.model_p95_min))
    )
    return (
        f"Leaving: earliest expected {shown} after {session_words(plan)}, by {leaving.decided_by}.",
        f"The longest of three: floor of the route {floor} {numbers}; clinic rule "
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
