"""The clinic's own hit rate: every past score forecast from what stood before it, and forecasts stored beforehand.

Two judgements stand beside each other. The first forecasts the whole past anew, each score from the records before it;
the second takes what was stored before a score arrived, which nobody can have fitted to it.
"""

import hashlib
import json
from collections import Counter
from datetime import datetime
from typing import Any, Final

from wane import __version__
from wane.cli.patient_file import records_of_rows
from wane.errors import UnsupportedError, WaneError
from wane.evidence.reading import digest
from wane.forecast.booking import setting
from wane.forecast.cohort import Cohort, CohortPerson, CohortRequest, LeftOut, member_of
from wane.forecast.cohort_jobs import score_card_job
from wane.forecast.score_card import FEWEST_FORECASTS, FEWEST_PEOPLE, score_card
from wane.forecast.score_card_columns import unpacked
from wane.models.instruments import instrument_named, instruments, prior_for
from wane.report.score_card_json import score_card_object
from wane.report.score_card_words import ScoreCardReport
from wane_clinic.bridge.beforehand import judged_beforehand
from wane_clinic.bridge.computed import Computed, Json, NotComputedError, as_json
from wane_clinic.bridge.patient_rows import cells_of
from wane_clinic.care.current import weight_of
from wane_clinic.care.models import Course
from wane_clinic.people.settled import current

SEED: Final = 1
People = list[dict[str, Any]]


def card_inputs(*, now: datetime) -> tuple[Json, People]:
    """What a card depends on: a digest of everybody's records, which stay where they are; and the records."""
    zone, people = current().zone, []
    for course in Course.objects.filter(amendment=None).select_related("patient").order_by("id"):
        weight = weight_of(course.patient)
        people.append(
            {
                "name": str(course.public_id), "rows": cells_of(course, now=now), "zone": zone,
                "weight_kg": None if weight is None else weight.value, "sex": course.patient.sex,
                "condition": course.condition, "instrument": course.instrument,
            }
        )  # fmt: skip
    stored = judged_beforehand(now=now)
    told = json.dumps([people, stored], sort_keys=True).encode()
    inputs = {
        "now": now.isoformat(), "cohort": hashlib.sha256(told).hexdigest(), "courses": len(people), "seed": SEED,
        "beforehand": stored,
    }  # fmt: skip
    return inputs, people


def judge(inputs: Json, people: People) -> Computed:
    """The card of these people; NotComputedError where none of them can be judged yet."""
    members, left_out = [], []
    for person in people:
        try:
            instrument = instrument_named(person["instrument"])
            told = _person(person)
            members.append(member_of(told, CohortRequest(condition=person["condition"], instrument=instrument)))
        except WaneError as error:
            left_out.append(LeftOut(name=person["name"], reason=str(error)))
    if not members:
        raise NotComputedError("No course has a session and two scores yet, so no forecast can be judged.")
    cohort = Cohort(members=tuple(members), left_out=tuple(left_out))
    subjects = Counter((member.condition, member.instrument) for member in members)
    priors = {(of, name): prior_for(of, instruments()[name]) for of, name in sorted(subjects)}
    fixed = setting("fixed_interval")
    job = score_card_job(priors, cohort, fixed, __version__, inputs["seed"])
    blocks = [job.work(job.block(number), group) for number, group in enumerate(job.inputs)]
    report = ScoreCardReport(
        card=score_card(unpacked(blocks), len(members)),
        subjects=dict(subjects.most_common()),
        priors=tuple(prior.id for prior in priors.values()),
        left_out=cohort.left_out,
        fixed_days=fixed,
        code_version=__version__,
        evidence_digest=digest(),
        seed=inputs["seed"],
    )
    answer = as_json(score_card_object(report)) | {
        "beforehand": inputs["beforehand"],
        "fewest": {"people": FEWEST_PEOPLE, "forecasts": FEWEST_FORECASTS},
    }
    return Computed(
        inputs=inputs, answer=answer, models_used=report.priors, evidence_digest=report.evidence_digest,
        seed=report.seed,
    )  # fmt: skip


def _person(person: dict[str, Any]) -> CohortPerson:
    if not person["rows"]:
        raise UnsupportedError("Nothing is on record yet.")
    rows = [(number, cells) for number, cells in enumerate(person["rows"], start=1)]
    return CohortPerson(
        name=person["name"],
        records=records_of_rows(rows, "Record", zone=person["zone"], weight_kg=person["weight_kg"]),
        weight_kg=person["weight_kg"],
        sex=person["sex"],
        condition=person["condition"],
    )
