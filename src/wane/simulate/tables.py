"""Rows of a block as Parquet: one a person, arm and visit; one a person and arm."""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from wane.simulate.exposures import combinations
from wane.simulate.lived import Lived
from wane.simulate.people import VirtualPeople, genotype_names
from wane.simulate.plan import TrialPlan

if TYPE_CHECKING:
    import polars as pl


def visits_table(plan: TrialPlan, lived: Mapping[str, Lived], first: int) -> bytes:
    """Columns arm, person, day, score; a visit that a person had left before has no row."""
    import polars as pl

    frames = []
    for name, one in lived.items():
        visit, person = np.nonzero(one.is_seen)
        frames.append(
            pl.DataFrame(
                {
                    "person": (first + person).astype(np.int64),
                    "day": np.array(plan.design.observe_days)[visit],
                    "score": one.scores[visit, 0, person] * plan.prior.score_step,
                }
            ).select(pl.lit(name).alias("arm"), pl.all())
        )
    return _parquet(pl.concat(frames))


def people_table(plan: TrialPlan, people: VirtualPeople, lived: Mapping[str, Lived], first: int) -> bytes:
    """One row a person and arm: who they are and how it went."""
    import polars as pl

    spec, step = plan.design.covariates, plan.prior.score_step
    taking = ["+".join(sorted(taken)) for taken in combinations(spec)]
    genotypes = genotype_names(spec)
    costs = {arm.name: arm.session_cost for arm in plan.design.arms}
    sexes = np.where(people.is_female, "female", "male") if people.has_sex else np.full(people.count, "")
    frames = []
    for name, one in lived.items():
        cost, relapse = costs[name], one.relapse_day[0]
        frames.append(
            pl.DataFrame(
                {
                    "person": np.arange(first, first + people.count, dtype=np.int64),
                    "weight_kg": people.weight_kg,
                    "age_y": people.age_y,
                    "sex": sexes,
                    "taking": np.array(taking)[people.taken],
                    "genotype": np.array(genotypes)[people.genotype],
                    "untreated": people.untreated,
                    "entry": people.entry * step,
                    "is_responder": one.responds[0],
                    "sessions": one.sessions[0],
                    "bad_days": one.bad_days[0],
                    "left_day": np.where(np.isfinite(people.left_day), people.left_day, np.nan),
                    "is_followed": one.is_followed[0],
                    "relapse_day": np.where(np.isfinite(relapse), relapse, np.nan),
                    "watched_days": np.where(one.is_followed[0], np.minimum(one.followed_days, relapse), np.nan),
                    "cost": np.full(people.count, np.nan) if cost is None else cost * one.sessions[0],
                },
                nan_to_null=True,
            ).select(pl.lit(name).alias("arm"), pl.all())
        )
    return _parquet(pl.concat(frames))


def _parquet(frame: "pl.DataFrame") -> bytes:
    into = BytesIO()
    frame.write_parquet(into, compression="zstd", statistics=False)
    return into.getvalue()
