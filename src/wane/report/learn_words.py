"""What learning did, in words: for the terminal and for JSON."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from wane.forecast.cohort import LeftOut
from wane.forecast.learning import PRIOR_WORTH_PEOPLE, Learned, prior_digest
from wane.forecast.learning_moved import Moved, Reach, moved
from wane.models.instruments import conditions, instruments


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnReport:
    """What was learned, from whom, and where it was written. `clinics` counts the sums that were pooled."""

    learned: Learned
    left_out: tuple[LeftOut, ...]
    clinics: int
    code_version: str
    written: str | None

    @property
    def moves(self) -> tuple[Moved, ...]:
        """Everything that can be learned, before and after."""
        return moved(self.learned.published, self.learned.prior)

    @property
    def people(self) -> int:
        """How many people were learned from."""
        return round(self.learned.sums["people"])


def subject_words(report: LearnReport) -> str:
    """`PHQ-9 in depression`."""
    prior = report.learned.published
    return f"{instruments()[prior.instrument].name} in {conditions()[prior.condition]}"


def headline(report: LearnReport) -> str:
    """From whom, and how much they weigh."""
    sums = report.learned.sums
    weight = 100.0 * report.people / (report.people + PRIOR_WORTH_PEOPLE)
    pool = f", pooled from {report.clinics} clinics" if report.clinics > 1 else ""
    return (
        f"Learned from {report.people} people ({sums['sessions']:.0f} sessions, {sums['scores']:.0f} scores){pool}. "
        f"The published prior counts as {PRIOR_WORTH_PEOPLE:.0f} people, so these weigh {weight:.0f} %."
    )


def sentences(report: LearnReport) -> Iterator[str]:
    """What moved, largest first, and what that may mean."""
    notable = sorted((one for one in report.moves if one.is_notable), key=lambda one: -abs(one.move))
    if not notable:
        yield "Nothing moved notably: these people are as the published trials say, or too few to tell."
    for one in notable:
        sentence = one.words[0].upper() + one.words[1:]
        yield (
            f"{sentence}: {one.what} {number(one.before.typical)} -> {number(one.after.typical)} {one.unit}".rstrip()
            + "."
        )
    far = [one.what for one in notable if one.is_far]
    if far:
        yield (
            f"Far from the published trials: {'; '.join(far)}. Look first at how scores and sessions are recorded "
            "here: wrong units, a missing session or scores taken on the day of a session look like this too."
        )


def convergence_words(report: LearnReport) -> str:
    """How the steps ended."""
    steps = report.learned.steps
    if len(steps) == 1 and not report.learned.has_converged:
        return (
            f"One step, moving at most {steps[0].largest_move:.2f} of a published spread. Clinics that pool sums "
            "repeat it from the new prior (--prior) until it moves little."
        )
    gained = steps[-1].log_posterior - steps[0].log_posterior
    ended = "converged" if report.learned.has_converged else "not converged: treat the result with care"
    return (
        f"{len(steps)} steps, {ended}; the last moved at most {steps[-1].largest_move:.4f} of a published spread. "
        f"Log posterior of the prior +{gained:.1f}."
    )


def left_out_words(left_out: tuple[LeftOut, ...], *, most: int = 12) -> Iterator[str]:
    """Who was left out and why, a reason a line, with the first names."""
    by_reason = Counter(one.reason for one in left_out)
    for reason, count in by_reason.most_common(most):
        names = [one.name for one in left_out if one.reason == reason]
        more = f" and {count - 4} more" if count > 4 else ""
        yield f"{', '.join(names[:4])}{more}: {reason}"
    if len(by_reason) > most:
        yield f"and {len(by_reason) - most} other reasons; --json names everybody."


def provenance_words(report: LearnReport) -> str:
    """What made the prior."""
    learned = report.learned
    return (
        f"Published prior {learned.published.id} ({prior_digest(learned.published)[:12]}) -> "
        f"{learned.prior.id} ({prior_digest(learned.prior)[:12]}); Wane {report.code_version}."
    )


def reach_words(reach: Reach) -> str:
    """`14 (3.5 to 57)`."""
    if reach.low90 is None or reach.high90 is None:
        return number(reach.typical)
    return f"{number(reach.typical)} ({number(reach.low90)} to {number(reach.high90)})"


def number(value: float) -> str:
    """Three figures, two below 10."""
    return f"{value:.0f}" if abs(value) >= 99.5 else f"{value:.1f}" if abs(value) >= 9.95 else f"{value:.2f}"
