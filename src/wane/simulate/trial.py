"""A trial in blocks: people who live at the most probable values, and a crowd that lives under draws of the fit."""

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Final

from wane.blocks.job import Block, Job
from wane.evidence.reading import digest
from wane.simulate.answers import ArmAnswer, Ranged, SessionAnswer, TrialAnswer
from wane.simulate.chances import Chances
from wane.simulate.design import ArmDesign
from wane.simulate.lived import live_through
from wane.simulate.notes import arm_words, notes_of
from wane.simulate.numbers import groups, most_probable, part
from wane.simulate.outcomes import counted, day_answers, log, ranged, relapse_answer
from wane.simulate.people import draw_virtual_people
from wane.simulate.plan import TrialPlan
from wane.simulate.sessions import session_answer
from wane.simulate.tally import ArmTally, Counts, added, beside, from_bytes, tally, to_bytes

CELLS: Final = 900_000  # people times days of one block: what a core's cache and a block's memory like
FEWEST, MOST = 250, 8000  # people of a block
FORECAST_PEOPLE: Final = 8  # of a block in which each person is forecast at every visit
NO_DRAWS: Final = "no draws of the fitted numbers were asked for"


class Who(Enum):
    """Who lives in a block: the trial's people; or a crowd under draws of the fit, smaller in arms that forecast."""

    PEOPLE = "people"
    CROWD = "crowd"
    FORECAST_CROWD = "forecast crowd"


CHANCES: Final = {
    Who.CROWD: 2**31 - 1,
    Who.FORECAST_CROWD: 2**31 - 3,
}  # number of the block whose chances a crowd meets


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """People `first` to `first + count - 1`; or, of a crowd, groups of numbers so."""

    who: Who
    first: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockResult:
    """What one block found: its part, counts by arm, and its rows as Parquet where tables are wanted."""

    part: Part
    tallies: Mapping[str, ArmTally]
    visits: bytes
    people: bytes


def trial_job(plan: TrialPlan, *, seed: int, code_version: str, tables: bool) -> Job[Part]:
    """The job whose blocks are the trial."""
    depends_on: dict[str, str | int | float | None] = {
        "design": plan.design.digest,
        "people": plan.design.people,
        "evidence": digest(),
        "code_version": code_version,
        "tables": int(tables),
    }
    work = partial(_work, plan=plan, tables=tables)
    return Job(name="simulate", depends_on=depends_on, inputs=parts_of(plan), work=work, seed=seed)


def parts_of(plan: TrialPlan) -> list[Part]:
    """Blocks of the people, then those of the crowd."""
    each, people = people_a_block(plan), plan.design.people
    found = [Part(who=Who.PEOPLE, first=first, count=min(each, people - first)) for first in range(0, people, each)]
    for who in (Who.CROWD, Who.FORECAST_CROWD):
        draws, crowd = crowd_of(plan, who)
        if draws and arms_of(plan, who):
            sets, at_once = 1 + 2 * draws, 1 if who is Who.FORECAST_CROWD else max(1, _people_of_days(plan) // crowd)
            found += [Part(who=who, first=first, count=min(at_once, sets - first)) for first in range(0, sets, at_once)]
    return found


def crowd_of(plan: TrialPlan, who: Who) -> tuple[int, int]:
    """Draws of the fit, and how many people of a crowd live under each."""
    doubt = plan.design.doubt
    if who is Who.FORECAST_CROWD:
        return doubt.forecast_draws, doubt.forecast_people
    return doubt.draws, doubt.people


def people_a_block(plan: TrialPlan) -> int:
    """How many people one block holds."""
    return FORECAST_PEOPLE if plan.design.needs_forecasts else _people_of_days(plan)


def arms_of(plan: TrialPlan, who: Who) -> tuple[ArmDesign, ...]:
    """Arms that they live in: a crowd has those that forecast, or the others."""
    if who is Who.PEOPLE:
        return plan.design.arms
    return tuple(arm for arm in plan.design.arms if arm.is_forecast is (who is Who.FORECAST_CROWD))


def read_block(raw: bytes, plan: TrialPlan, at: Part) -> BlockResult:
    """One block back from its bytes."""
    counts, visits, people = _unpacked(raw)
    names = [arm.name for arm in arms_of(plan, at.who)]
    return BlockResult(part=at, tallies=from_bytes(counts, names), visits=visits, people=people)


def answer_of(
    plan: TrialPlan,
    blocks: Iterable[bytes],
    *,
    seed: int,
    code_version: str,
    keep: Callable[[BlockResult], None] = lambda block: None,
) -> TrialAnswer:
    """The answer from all blocks in their order; `keep` sees each block's rows once."""
    crowd: list[Mapping[str, ArmTally]] = []

    def of_people() -> Iterator[Mapping[str, ArmTally]]:
        for raw, at in zip(blocks, parts_of(plan), strict=True):
            found = read_block(raw, plan, at)
            if at.who is not Who.PEOPLE:
                crowd.append(found.tallies)
                continue
            keep(found)
            yield found.tallies

    own = added(of_people())
    doubtful = beside(crowd)
    return TrialAnswer(
        plan=plan,
        arms=tuple(
            _arm(plan, arm, own[arm.name], doubtful.get(arm.name), session_answer(plan, arm, seed))
            for arm in plan.design.arms
        ),
        seed=seed,
        notes=notes_of(plan),
        code_version=code_version,
        evidence_digest=digest(),
    )


def _people_of_days(plan: TrialPlan) -> int:
    return min(max(CELLS // len(plan.times), FEWEST), MOST)


def _work(block: Block, at: Part, *, plan: TrialPlan, tables: bool) -> bytes:
    if at.who is Who.PEOPLE:
        chances = Chances(seed=block.seed, block=block.index, people=at.count)
        numbers = most_probable(plan.fit)
    else:
        draws, crowd = crowd_of(plan, at.who)
        chances = Chances(seed=block.seed, block=CHANCES[at.who], people=crowd)
        numbers = part(groups(plan.fit, draws, block.seed), at.first, at.count)
    people = draw_virtual_people(plan, chances)
    lived = live_through(plan, arms_of(plan, at.who), people, numbers, chances)
    counts = to_bytes({name: tally(plan, people, one) for name, one in lived.items()})
    if at.who is not Who.PEOPLE or not tables:
        return _packed(counts, b"", b"")
    from wane.simulate.tables import people_table, visits_table

    return _packed(counts, visits_table(plan, lived, at.first), people_table(plan, people, lived, at.first))


def _arm(
    plan: TrialPlan, arm: ArmDesign, own: ArmTally, doubtful: ArmTally | None, session: SessionAnswer | None
) -> ArmAnswer:
    exposures = [per for (name, _), per in plan.exposures.items() if name == arm.name]
    sessions = _mean(own.sessions, None if doubtful is None else doubtful.sessions)
    _, crowd = crowd_of(plan, Who.FORECAST_CROWD if arm.is_forecast else Who.CROWD)
    cost = arm.session_cost
    return ArmAnswer(
        name=arm.name,
        words=arm_words(arm),
        exposure=exposures[0].by_taken[min(exposures[0].by_taken, key=len)] if exposures else None,
        by_day=day_answers(plan, own, doubtful),
        relapse=None if plan.design.relapse is None else relapse_answer(own, doubtful, plan.design.people, crowd),
        sessions=sessions,
        bad_days=_mean(own.bad_days, None if doubtful is None else doubtful.bad_days),
        cost=None if cost is None else _times(sessions, cost),
        session=session,
        reason=NO_DRAWS if doubtful is None else None,
    )


def _mean(own: Counts, groups_: Counts | None) -> Ranged:
    """Mean of a whole number; its moves are ratios."""
    import numpy as np

    return ranged(float(counted(own)[0]), None if groups_ is None else counted(groups_), line=log, back=np.exp)


def _times(found: Ranged, factor: float) -> Ranged:
    def each(value: float | None) -> float | None:
        return None if value is None else factor * value

    return Ranged(
        value=each(found.value), low90=each(found.low90), high90=each(found.high90),
        low90_study=each(found.low90_study), high90_study=each(found.high90_study),
    )  # fmt: skip


def _packed(*parts: bytes) -> bytes:
    return struct.pack(f"<{len(parts)}Q", *map(len, parts)) + b"".join(parts)


def _unpacked(raw: bytes) -> tuple[bytes, bytes, bytes]:
    sizes = struct.unpack_from("<3Q", raw)
    edges = [24, 24 + sizes[0], 24 + sizes[0] + sizes[1], 24 + sum(sizes)]
    return raw[edges[0] : edges[1]], raw[edges[1] : edges[2]], raw[edges[2] : edges[3]]
