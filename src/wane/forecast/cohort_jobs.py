"""Jobs over a cohort: the sums that learning needs, and the rows of a score card, in blocks of people."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from wane.blocks.job import Block, Job, generator
from wane.evidence.reading import digest
from wane.forecast.cohort import Cohort, Member
from wane.forecast.learning import e_step_here, prior_digest
from wane.forecast.learning_sums import Sums, no_sums, sums_fields, sums_from_fields, total
from wane.forecast.score_card_columns import packed
from wane.forecast.score_card_rows import rows_of
from wane.models.relief_prior import ReliefPrior

PEOPLE_A_BLOCK: Final = 20

Group = tuple[tuple[int, Member], ...]
PriorOf = Mapping[tuple[str, str], ReliefPrior]


def groups(cohort: Cohort) -> Sequence[Group]:
    """The people in blocks, each with their place in the cohort."""
    placed = tuple(enumerate(cohort.members))
    return [placed[i : i + PEOPLE_A_BLOCK] for i in range(0, len(placed), PEOPLE_A_BLOCK)]


def sums_job(prior: ReliefPrior, cohort: Cohort, code_version: str) -> Job[Group]:
    """The sums of each block under this prior."""
    depends_on = {"prior": prior_digest(prior), "cohort": cohort.digest, "code_version": code_version}
    return Job(name="sums", depends_on=depends_on, inputs=groups(cohort), work=partial(_sums, prior=prior))


def summed(blocks: Iterable[bytes]) -> Sums:
    """The total of all blocks, in their order."""
    found = no_sums()
    for block in blocks:
        found = total(found, sums_from_fields(json.loads(block)))
    return found


def score_card_job(priors: PriorOf, cohort: Cohort, fixed_days: float, code_version: str, seed: int) -> Job[Group]:
    """The rows of each block; a prior for each condition and instrument."""
    depends_on: dict[str, str | int | float | None] = {
        "cohort": cohort.digest,
        "fixed_days": fixed_days,
        "evidence": digest(),
        "code_version": code_version,
    }
    depends_on |= {f"prior {c} {i}": prior_digest(prior) for (c, i), prior in priors.items()}
    work = partial(_rows, priors=dict(priors), fixed_days=fixed_days)
    return Job(name="score card", depends_on=depends_on, inputs=groups(cohort), work=work, seed=seed)


def _sums(block: Block, group: Group, *, prior: ReliefPrior) -> bytes:
    found = e_step_here(prior, (member.history for _, member in group))
    return json.dumps(sums_fields(found)).encode()


def _rows(block: Block, group: Group, *, priors: PriorOf, fixed_days: float) -> bytes:
    rng = generator(block)
    return packed(
        ((place, member, rows_of(priors[member.condition, member.instrument], member, rng)) for place, member in group),
        fixed_days,
    )
