"""Figures of a score card: a ratio of sums over people, with an interval that draws people anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wane.forecast.score_card_columns import Columns
from wane.kernels.doses import FloatArray
from wane.kernels.normal import SQRT_TAU, probability

DRAWS: Final = 1000
SEED: Final = 20
PEOPLE_FOR_INTERVAL: Final = 5  # drawing fewer anew says nothing
NOMINAL: Final = (0.5, 0.8, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with its 95 % interval over people; None where there is nothing to divide by, or too few people."""

    value: float | None
    low95: float | None
    high95: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resampling:
    """How often each person comes in each drawing of the cohort anew, (DRAWS, n_people)."""

    times: FloatArray


def resampling(people: int) -> Resampling:
    """DRAWS drawings of as many people, the same for every figure, so that figures can be compared."""
    rng = np.random.default_rng(SEED)
    times = np.zeros((DRAWS, people), np.float64)
    for row in times:
        row += np.bincount(rng.integers(0, people, people), minlength=people)
    return Resampling(times=times)


def ratio(columns: Columns, above: FloatArray, below: FloatArray, again: Resampling) -> Figure:
    """Sum of `above` over sum of `below`; rows where either is unknown are left out."""
    return _figure(columns, above, below, again, "ratio")


def skill(columns: Columns, own: FloatArray, other: FloatArray, again: Resampling) -> Figure:
    """1 - sum of `own` over sum of `other`: 0 as good as the other, 1 perfect, below 0 worse."""
    return _figure(columns, own, other, again, "skill")


def root_skill(columns: Columns, own: FloatArray, other: FloatArray, again: Resampling) -> Figure:
    """1 - root of the ratio: skill of root mean squares, from squares."""
    return _figure(columns, own, other, again, "root skill")


def root_mean(columns: Columns, squares: FloatArray, again: Resampling) -> Figure:
    """Root mean square, from squares."""
    return _figure(columns, squares, np.ones(columns.count), again, "root")


def _figure(columns: Columns, above: FloatArray, below: FloatArray, again: Resampling, kind: str) -> Figure:
    known = np.isfinite(above) & np.isfinite(below)
    person = columns.person[known].astype(np.int64)
    people = again.times.shape[1]
    sums = np.stack([np.bincount(person, values[known], people) for values in (above, below)])
    total = sums.sum(axis=1)
    if not total[1] > 0.0:
        return Figure(value=None, low95=None, high95=None)
    value = float(_shaped(total[0] / total[1], kind))
    if len(np.unique(person)) < PEOPLE_FOR_INTERVAL:
        return Figure(value=value, low95=None, high95=None)
    drawn = again.times @ sums.T
    drawn = drawn[drawn[:, 1] > 0.0]
    low, high = np.quantile(_shaped(drawn[:, 0] / drawn[:, 1], kind), (0.025, 0.975))
    return Figure(value=value, low95=float(low), high95=float(high))


def _shaped(share: FloatArray, kind: str) -> FloatArray:
    root = np.sqrt(share) if kind.startswith("root") else share
    return 1.0 - root if kind.endswith("skill") else root


def inside(below: FloatArray, up_to: FloatArray, nominal: float) -> FloatArray:
    """Share of each observation's probability that lies in the central interval, 0 to 1, (n_rows,).

    An observation that stands for a range of probability (a whole point of a scale, days between two visits) is
    spread over it evenly: the mean over calibrated forecasts is then `nominal`.
    """
    low, high = 0.5 - 0.5 * nominal, 0.5 + 0.5 * nominal
    width = np.maximum(up_to - below, 1e-12)
    middle = 0.5 * (below + up_to)
    covered = (np.minimum(up_to, high) - np.maximum(below, low)) / width
    return np.where(
        up_to - below < 1e-9, ((middle >= low) & (middle <= high)).astype(np.float64), np.clip(covered, 0, 1)
    )


def pit_histogram(below: FloatArray, up_to: FloatArray, bins: int = 10) -> FloatArray:
    """Share of observations in each part of their forecasts, (bins,); 1 / bins each where calibrated, 0 of nothing."""
    if not len(below):
        return np.zeros(bins)
    edges = np.linspace(0.0, 1.0, bins + 1)
    width = np.maximum(up_to - below, 1e-9)
    by = [np.clip((edge - below) / width, 0.0, 1.0).mean() for edge in edges[1:-1]]
    found: FloatArray = np.diff(np.array([0.0, *by, 1.0]))
    return found


def widened_to(below: FloatArray, up_to: FloatArray, wanted: float = 0.9) -> float | None:
    """The nominal level whose interval held `wanted` of the observations; None where even the widest held fewer."""
    levels: list[float] = np.arange(0.5, 0.9996, 0.0005).tolist() if len(below) else []
    for level in levels:
        if inside(below, up_to, level).mean() >= wanted:
            return level
    return None


def normal_crps(miss: FloatArray, sd: float) -> FloatArray:
    """CRPS of a normal forecast that misses by `miss`, with this SD.

    Source:
        T. Gneiting and A. E. Raftery, J. Am. Stat. Assoc. 102 (2007) 359-378.
    """
    z = miss / sd
    density = np.exp(-0.5 * z * z) / SQRT_TAU
    found: FloatArray = sd * (z * (2.0 * probability(z) - 1.0) + 2.0 * density - 1.0 / np.sqrt(np.pi))
    return found


def dressed_crps(said: FloatArray, observed: FloatArray) -> FloatArray:
    """CRPS of a plain rule that is given the usual size of its own misses, known only afterwards: a hard opponent."""
    miss = observed - said
    return normal_crps(miss, max(float(np.sqrt(np.mean(miss * miss))), 1e-6)) if len(miss) else miss


def chosen(columns: Columns, kept: NDArray[np.bool_]) -> Columns:
    """These rows only; `kept` (n_rows,)."""
    places = np.flatnonzero(kept)
    groups: Mapping[str, tuple[str, ...]] = {
        name: tuple(values[i] for i in places) for name, values in columns.groups.items()
    }
    return Columns(
        numbers={name: values[places] for name, values in columns.numbers.items()},
        person=columns.person[places],
        groups=groups,
    )
