"""What a score card says, in words and rows: for the terminal, JSON and PDF."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wane.forecast.cohort import LeftOut
from wane.forecast.score_card import (
    COVERAGE_HIGH,
    COVERAGE_LOW,
    FEWEST_FORECASTS,
    FEWEST_PEOPLE,
    DurationFigures,
    ScoreCard,
    ScoreFigures,
    Verdict,
)
from wane.forecast.score_card_figures import Figure
from wane.models.instruments import conditions, instruments

Row = tuple[str, ...]

MANY_PEOPLE: Final = 30
NONE: Final = "—"
KINDS: Final = {
    "condition": "condition", "instrument": "instrument", "route": "route of the last session", "sex": "sex",
    "response": "so far", "sessions": "sessions so far", "days_ahead": "days ahead",
}  # fmt: skip
LIMITS: Final = (
    "Each forecast was made from what stood before it; nothing that came later is in it.",
    "The clinic's past is forecast, not its future: people who were not scored are not here.",
    "Coverage: how often the interval held the score; a score that straddles its end counts in part.",
    "Skill: share of the miss that is saved; 0 is as good as the plain rule, below 0 is worse. CRPS judges the whole "
    "forecast; each plain rule is given the usual size of its own misses, which nobody knew beforehand.",
    "Days to relapse: where the next session came first only a lower bound is known. Coverage asks whether "
    "scores at these visits behaved as forecast; a miss counts up to the nearest day that the records allow.",
    "The chance of being over the line can only be judged where no session came between. Where a session is given as "
    "soon as scores rise, those are the people who did well, and the chance looks too high at 14 and 28 days.",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreCardReport:
    """A card, whom it is of, and what made it. `fixed_days` is the plain rule's interval."""

    card: ScoreCard
    subjects: Mapping[tuple[str, str], int]
    priors: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    fixed_days: float
    code_version: str
    evidence_digest: str
    seed: int


def title(report: ScoreCardReport) -> str:
    """`Score card: PHQ-9 in depression`."""
    return f"Score card of relief forecasts: {', '.join(subject_words(*pair) for pair in report.subjects)}"


def subject_words(condition: str, instrument: str) -> str:
    """`PHQ-9 in depression`."""
    return f"{instruments()[instrument].name} in {conditions()[condition]}"


def asked_words(report: ScoreCardReport) -> str:
    """How much was judged."""
    card = report.card
    return (
        f"{card.people} people, {card.scores.forecasts} scores and {card.durations.forecasts} intervals forecast, each "
        "from the records before it alone"
    )


def verdict_sentences(report: ScoreCardReport) -> Iterator[str]:
    """The gate, in one sentence; what to show meanwhile; how sure that is."""
    card = report.card
    held = card.scores.coverage[0.9]
    gate = "90 % intervals must hold 85 to 95 % of scores, and every skill be above 0"
    match card.verdict:
        case Verdict.OPEN:
            yield f"Passed: {gate}. They held {percent(held)}, and the forecast missed less than each plain rule."
        case Verdict.WIDEN:
            yield f"Not passed: {gate}. {_why_not(card)}."
            yield _widening(card)
        case Verdict.TOO_FEW:
            yield (
                f"No verdict: {card.scores.people} people and {card.scores.forecasts} forecasts can be judged; "
                f"{FEWEST_PEOPLE} and {FEWEST_FORECASTS} at least are needed. Keep the page silent and go on recording."
            )
    if card.verdict is not Verdict.TOO_FEW and card.scores.people < MANY_PEOPLE:
        yield f"With {card.scores.people} people it can easily turn out otherwise: read the intervals, not the numbers."


def _why_not(card: ScoreCard) -> str:
    reasons = [] if _is_covered(card) else [f"They held {percent(card.scores.coverage[0.9])}"]
    behind = [rule for rule, figure in _skills(card.scores) if not (figure.value or 0.0) > 0.0]
    if behind:
        reasons.append(f"the forecast is no better than {' and '.join(dict.fromkeys(behind))}")
    return "; ".join(reasons)


def _is_covered(card: ScoreCard) -> bool:
    return COVERAGE_LOW <= (card.scores.coverage[0.9].value or 0.0) <= COVERAGE_HIGH


def _skills(scores: ScoreFigures) -> tuple[tuple[str, Figure], ...]:
    return (
        ("the last score", scores.rmse_skill_last), ("the last score", scores.crps_skill_last),
        ("the own mean", scores.rmse_skill_own_mean), ("the own mean", scores.crps_skill_own_mean),
    )  # fmt: skip


def _widening(card: ScoreCard) -> str:
    if _is_covered(card):
        return "The intervals hold what they say; keep the page silent all the same. wane learn may mend the cause."
    if card.widened_to is None:
        return "No interval of this forecast holds 90 % of scores here: do not show it; learn from these people first."
    words = "wider" if card.widened_to > 0.9 else "narrower"
    return (
        f"Until then show a {words} interval: the one called {100.0 * card.widened_to:.1f} % holds 90 % of scores "
        "here; and say on the page that it is adjusted to this clinic. wane learn may mend the cause."
    )


def coverage_rows(figures: ScoreFigures | DurationFigures) -> list[Row]:
    """Interval, how many it held, and how sure that is."""
    return [(f"{100.0 * nominal:.0f} %", *split_percent(figure)) for nominal, figure in figures.coverage.items()]


def score_rows(scores: ScoreFigures) -> list[Row]:
    """What is missed, and what is saved beside plain rules."""
    return [
        ("mean error (observed less expected), points", *split_plain(scores.bias)),
        ("root mean square error, points", *split_plain(scores.rmse)),
        ("CRPS, points", *split_plain(scores.crps)),
        ("skill against last score: RMSE", *split_percent(scores.rmse_skill_last)),
        ("skill against last score: CRPS", *split_percent(scores.crps_skill_last)),
        ("skill against own mean: RMSE", *split_percent(scores.rmse_skill_own_mean)),
        ("skill against own mean: CRPS", *split_percent(scores.crps_skill_own_mean)),
    ]


def duration_rows(durations: DurationFigures, fixed_days: float) -> list[Row]:
    """The same of days to relapse."""
    fixed = f"every {fixed_days:g} days"
    return [
        ("miss of the median, days", *split_plain(durations.missed)),
        ("CRPS, days", *split_plain(durations.crps)),
        ("skill against last duration: CRPS", *split_percent(durations.crps_skill_last)),
        ("skill against last duration: miss", *split_percent(durations.missed_skill_last)),
        ("skill against own mean: CRPS", *split_percent(durations.crps_skill_own_mean)),
        ("skill against own mean: miss", *split_percent(durations.missed_skill_own_mean)),
        (f"skill against {fixed}: CRPS", *split_percent(durations.crps_skill_fixed)),
        (f"skill against {fixed}: miss", *split_percent(durations.missed_skill_fixed)),
    ]


def line_rows(card: ScoreCard) -> list[Row]:
    """Brier score and skills, a row for each number of days."""
    return [
        (
            f"{line.days} days ahead", f"{line.forecasts}", f"{line.people}", _number(line.brier.value, "{:.3f}"),
            percent(line.skill_last), percent(line.skill_base_rate),
        )
        for line in card.lines
    ]  # fmt: skip


def bin_rows(card: ScoreCard) -> list[Row]:
    """Said against seen, for each fifth of the chance."""
    return [
        (
            f"{line.days} days ahead, {100 * one.low:.0f} to {100 * one.high:.0f} %", f"{one.forecasts}",
            percent(one.chance), *split_percent(one.observed),
        )
        for line in card.lines
        for one in line.bins
        if one.forecasts
    ]  # fmt: skip


def subgroup_rows(card: ScoreCard) -> list[Row]:
    """Each group: people, forecasts, 90 % coverage with interval, RMSE, skill against the last score."""
    return [
        (
            f"{KINDS[group.kind]}: {group_name(group.kind, group.name)}", f"{group.figures.people}",
            f"{group.figures.forecasts}", *split_percent(group.figures.coverage[0.9]),
            _number(group.figures.rmse.value, "{:.2f}"), percent(group.figures.crps_skill_last),
        )
        for group in card.subgroups
    ]  # fmt: skip


def group_name(kind: str, name: str) -> str:
    """The words of an id, where it is one."""
    names: Mapping[str, str] = {
        "condition": conditions().get(name, name),
        "instrument": instruments()[name].name if name in instruments() else name,
    }
    return names.get(kind, name)


def provenance_words(report: ScoreCardReport) -> str:
    """What made the card."""
    return (
        f"Wane {report.code_version}; evidence {report.evidence_digest[:12]}; {', '.join(report.priors)}; "
        f"seed {report.seed}."
    )


def percent(figure: Figure) -> str:
    """`91 %`, or a dash."""
    return NONE if figure.value is None else f"{100.0 * figure.value:.0f} %"


def split_percent(figure: Figure) -> Row:
    """`91 %` and `88 to 94`."""
    if figure.low95 is None or figure.high95 is None:
        return percent(figure), NONE
    return percent(figure), f"{100.0 * figure.low95:.0f} to {100.0 * figure.high95:.0f}"


def split_plain(figure: Figure) -> Row:
    """`3.31` and `3.16 to 3.47`."""
    if figure.low95 is None or figure.high95 is None:
        return _number(figure.value, "{:.2f}"), NONE
    return _number(figure.value, "{:.2f}"), f"{figure.low95:.2f} to {figure.high95:.2f}"


def _number(value: float | None, shape: str) -> str:
    return NONE if value is None else shape.format(value)


def pit_words(shares: Sequence[float]) -> str:
    """Shares of observations in each tenth of their forecasts, in per cent."""
    return " ".join(f"{100.0 * share:.0f}" for share in shares)
