"""Simulated cohorts, as members and as files."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np

from wane.forecast.cohort import Member
from wane.forecast.simulate_clinic import simulate_course, unlike_published
from wane.models.relief_prior import ReliefPrior, load_relief_prior

SCRIPT = Path(__file__).parents[2] / "examples" / "make_cohort.py"
PUBLISHED = load_relief_prior("depression__phq9")
CLINIC = unlike_published(PUBLISHED)


def make_cohort() -> ModuleType:
    """The script that writes the example cohort."""
    spec = importlib.util.spec_from_file_location("make_cohort", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_cohort(target: Path, people: int) -> Path:
    """The example cohort of so many people, as a folder or a table."""
    make_cohort().write_example(target, people)
    return target


def members(people: int, seed: int, prior: ReliefPrior = CLINIC, days: float = 90.0) -> tuple[Member, ...]:
    rng = np.random.default_rng(seed)
    found = []
    for i in range(people):
        history = simulate_course(prior, days, rng)
        sex = "female" if i % 2 else "male"
        found.append(
            Member(
                name=f"p{i}",
                condition=prior.condition,
                instrument=prior.instrument,
                history=history,
                routes=("iv",) * len(history.treatments),
                sex=sex,
            )
        )
    return tuple(found)
