"""What the clinic's own hit rate lets a forecast page show: open, widened, or silent until enough was judged."""

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Final

from wane_clinic.bridge.computed import Json
from wane_clinic.care.models import StoredScoreCard

NOMINAL: Final = 0.9
COVERED: Final = (0.85, 0.95)
COUNTED: Final = ("50", "80", "90")


class Gate(StrEnum):
    """The three states of the forecast page."""

    OPEN = "open"
    WIDENED = "widened"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A state, by how much half-widths grow, and the sentences that the page says about it."""

    gate: Gate
    factor: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many of the past intervals of one level held their score; one on the edge counts in part."""

    nominal: int
    held: int
    of: int
    value: float
    low95: float | None
    high95: float | None


def opened(card: StoredScoreCard | None) -> Opened:
    """What the newest card allows; without a card the page is silent."""
    if card is None:
        return Opened(
            gate=Gate.SILENT, factor=1.0, words=("No forecast of this clinic has been judged yet.",)
        )  # fmt: skip
    answer = card.answer
    verdict, words = answer["verdict"], tuple(answer["words"])
    if verdict in {"open", "widen"}:
        words = _with_chance(words, answer)
    if verdict == "open":
        return Opened(gate=Gate.OPEN, factor=1.0, words=words)
    wanted = answer["widened_to"]
    if verdict != "widen" or wanted is None or _is_covered(answer):
        return Opened(gate=Gate.SILENT, factor=1.0, words=words)
    return Opened(gate=Gate.WIDENED, factor=widening(wanted), words=words)


def _with_chance(words: tuple[str, ...], answer: Json) -> tuple[str, ...]:
    """The words, and where one past forecast more or fewer that held would cross a limit, that it would."""
    of, share = answer["scores"]["forecasts"], answer["scores"]["coverage"]["90"]["value"]
    if share is None or len({_is_in(share * of + more, of) for more in (-1, 0, 1)}) == 1:
        return words
    return (*words, "One past forecast more or fewer that held would carry this across a limit of the rule.")


def _is_in(held: float, of: int) -> bool:
    return COVERED[0] <= held / of <= COVERED[1]


def _is_covered(answer: Json) -> bool:
    """Whether intervals hold what they say: then it is skill that is missing, and no widening gives it."""
    held: float | None = answer["scores"]["coverage"]["90"]["value"]
    return held is not None and COVERED[0] <= held <= COVERED[1]


def widening(wanted: float) -> float:
    """By how much a half-width grows so that the interval called 90 % is the one that held 90 % here; never below 1."""
    normal = NormalDist()
    return max(1.0, normal.inv_cdf(0.5 + 0.5 * min(wanted, 0.9995)) / normal.inv_cdf(0.5 + 0.5 * NOMINAL))


def held_counts(figures: Json) -> tuple[Held, ...]:
    """Counts of scores or of days to relapse, from a stored card."""
    return tuple(_held(nominal, figures) for nominal in COUNTED if figures["coverage"][nominal]["value"] is not None)


def _held(nominal: str, figures: Json) -> Held:
    of, found = figures["forecasts"], figures["coverage"][nominal]
    return Held(
        nominal=int(nominal), held=round(found["value"] * of), of=of, value=found["value"], low95=found["low95"],
        high95=found["high95"],
    )  # fmt: skip


def widened_score(median: float, bound: float, *, factor: float, highest: float) -> float:
    """A bound of a score, further from its median, still on the scale."""
    return min(highest, max(0.0, median + factor * (bound - median)))


def widened_days(median: float, bound: float | None, *, factor: float) -> float | None:
    """A bound of days, further from its median by the same factor on the log scale; None stays beyond the horizon."""
    if bound is None or factor == 1.0 or min(median, bound) <= 0:
        return bound
    return median * math.exp(factor * math.log(bound / median))
