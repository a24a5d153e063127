"""What the simulated people of every study have in common: induction, horizon, random numbers of their own."""

from pathlib import Path
from typing import Final

import numpy as np

from wane.blocks.job import Block
from wane.evidence.reading import DATA
from wane.forecast.simulate_person import VisitPlan
from wane.models.relief import Treatment

HORIZON_DAYS: Final = 180
INDUCTION_DAYS: Final = (0.0, 3.0, 7.0, 10.0, 14.0, 17.0)
MIXED_DOSES: Final = (0.5, 0.5, 1.0, 1.0, 2.0, 1.0)
FOLLOW_UP_DAYS: Final = (24.0, 31.0)


def induction_plan() -> VisitPlan:
    """Six sessions of three doses, a score before each, and two scores in the two weeks after."""
    sessions = zip(INDUCTION_DAYS, MIXED_DOSES, strict=True)
    return VisitPlan(
        treatments=tuple(Treatment(day=day, exposure=dose) for day, dose in sessions),
        score_days=(*INDUCTION_DAYS, *FOLLOW_UP_DAYS),
    )


def generator(block: Block, person: int, stream: int = 0) -> np.random.Generator:
    """One person's own random numbers, whichever block they come in; a stream for each source of chance."""
    return np.random.default_rng(np.random.SeedSequence(block.seed, spawn_key=(person, stream)))


def prior_file(name: str) -> Path:
    """The file of a relief prior: a study's result depends on it."""
    return DATA / "relief" / f"{name}.yaml"
