"""What learning moved: each hyper-parameter in the words and unit of a clinic, before and after."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wane.models.relief_prior import ReliefPrior

Z90: Final = 1.6448536269514722  # of a central 90 % interval of a normal distribution
NOTABLE: Final = 0.1  # of the published spread: less is not worth a sentence
FAR: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A typical value and, where people differ in it, the middle 90 % of them."""

    typical: float
    low90: float | None = None
    high90: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One hyper-parameter before and after; `move` is that of the mean in published spreads, with its sign."""

    id: str
    what: str
    unit: str
    before: Reach
    after: Reach
    move: float
    words: str

    @property
    def is_notable(self) -> bool:
        """Whether the move is worth a sentence."""
        return abs(self.move) >= NOTABLE

    @property
    def is_far(self) -> bool:
        """Whether the clinic lies outside what most published people are like: a reason to look at its records."""
        return abs(self.move) >= FAR


@dataclass(frozen=True, slots=True)
class _Shown:
    """How one spread is said: what it is, its unit, what more and less of it mean, and its scale."""

    name: str
    what: str
    unit: str
    more: str
    less: str
    shape: Callable[[float], float]


def _points(x: float) -> float:
    return x


def _share(x: float) -> float:
    return 100.0 / (1.0 + math.exp(-x))


def _after_six(gamma: float) -> float:
    return math.pow(6.0, gamma)


def _at_twice(delta: float) -> float:
    return math.pow(2.0, delta)


SPREADS: Final = (
    _Shown("log_h0", "half-life of relief after a first session", "d", "relief lasts longer", "relief wanes faster",
           math.exp),
    _Shown("gamma", "times that, after six sessions close together", "", "a series lengthens relief more",
           "a series lengthens relief less", _after_six),
    _Shown("delta", "times that, at twice the exposure", "", "dose lengthens relief more",
           "dose lengthens relief less", _at_twice),
    _Shown("logit_f", "share of the missing relief that one session gives", "%", "one session gives more of the relief",
           "one session gives less of the relief", _share),
    _Shown("untreated", "level without treatment", "points", "people stand higher without treatment",
           "people stand lower without treatment", _points),
    _Shown("log_se", "error of one score", "points", "single scores scatter more", "single scores scatter less",
           math.exp),
    _Shown("log_sd", "slow drift of the level", "points", "levels drift more", "levels drift less", math.exp),
)  # fmt: skip
CLASSES: Final = (
    (1, "full relief of responders, share of that level", "responders get more relief", "responders get less relief"),
    (0, "full relief of the others, share of that level", "the others get more relief", "the others get less relief"),
)


def moved(before: ReliefPrior, after: ReliefPrior) -> tuple[Moved, ...]:
    """Everything that can be learned, in the order of a page."""
    share = (after.pi - before.pi) / math.sqrt(before.pi * (1.0 - before.pi))
    found = [_spread(shown, before, after) for shown in SPREADS]
    found.append(
        Moved(
            id="pi",
            what="responders among the people",
            unit="%",
            move=share,
            before=Reach(typical=100.0 * before.pi),
            after=Reach(typical=100.0 * after.pi),
            words="more people respond" if share > 0.0 else "fewer people respond",
        )
    )
    for c, what, more, less in CLASSES:
        move = (after.lam[c] - before.lam[c]) * before.untreated.mean / before.s[c]
        found.append(
            Moved(
                id=f"lam_{c}",
                what=what,
                unit="%",
                move=move,
                before=_relief(before, c),
                after=_relief(after, c),
                words=more if move > 0.0 else less,
            )
        )
    return tuple(found)


def _spread(shown: _Shown, before: ReliefPrior, after: ReliefPrior) -> Moved:
    move = (getattr(after, shown.name).mean - getattr(before, shown.name).mean) / getattr(before, shown.name).sd
    return Moved(
        id=shown.name, what=shown.what, unit=shown.unit, move=move, before=_reach(shown, before),
        after=_reach(shown, after), words=shown.more if move > 0.0 else shown.less,
    )  # fmt: skip


def _reach(shown: _Shown, prior: ReliefPrior) -> Reach:
    spread = getattr(prior, shown.name)
    low, typical, high = (shown.shape(spread.mean + z * spread.sd) for z in (-Z90, 0.0, Z90))
    return Reach(typical=typical, low90=low, high90=high)


def _relief(prior: ReliefPrior, responder: int) -> Reach:
    """Of a person at the mean untreated level."""
    low, typical, high = (
        100.0 * (prior.lam[responder] + z * prior.s[responder] / prior.untreated.mean) for z in (-Z90, 0.0, Z90)
    )
    return Reach(typical=typical, low90=low, high90=high)
