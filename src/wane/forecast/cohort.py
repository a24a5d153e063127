"""Cohort: many people's records as the engine takes them, and who had to be left out and why."""

import functools
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from wane.errors import UnsupportedError, WaneError
from wane.forecast.exposures import Exposure, exposures, is_nasal_esketamine
from wane.forecast.linked import LinkedScale
from wane.forecast.person_forecast import PersonRequest
from wane.forecast.subject import history_of, linked_scales, subject_of
from wane.models.instruments import Instrument, prior_for
from wane.models.patient_records import PatientRecords, SessionRecord
from wane.models.person import Covariates
from wane.models.relief import History
from wane.models.relief_evidence import NasalFactor, relief_evidence
from wane.models.relief_prior import ReliefPrior

NOMINAL_KG: Final = 70.0
SEED: Final = 1  # of the virtual people behind an exposure, as in a forecast unless its seed is changed


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortPerson:
    """One person of a cohort as the files say; None is what nobody gave. `name` is the key of the files."""

    name: str
    records: PatientRecords
    weight_kg: float | None = None
    sex: str | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person as the engine takes them: one instrument's history, the route of each session, in order.

    `linked` are the other instruments that inform a forecast; learning leaves them aside.
    """

    name: str
    condition: str
    instrument: str
    history: History
    routes: tuple[str, ...]
    sex: str | None
    linked: tuple[LinkedScale, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody who cannot be used, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The people who can be used, in the order of their names, and the others."""

    members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of everything the engine is given of these people, names left out."""
        told = [
            (
                m.condition,
                m.instrument,
                m.history.records,
                m.routes,
                m.sex,
                [scale.history.records for scale in m.linked],
            )
            for m in self.members
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortRequest:
    """What is asked of everybody: a condition and an instrument, or None for each person's own; a prior, or None."""

    condition: str | None = None
    instrument: Instrument | None = None
    prior: ReliefPrior | None = None


def cohort_of(
    people: Iterable[CohortPerson], asked: CohortRequest, tell: Callable[[int], None] | None = None
) -> Cohort:
    """The cohort; a person whom the engine cannot take is left out with the reason. `tell` counts people."""
    members, left_out = [], []
    for count, person in enumerate(sorted(people, key=lambda one: one.name), start=1):
        try:
            members.append(member_of(person, asked))
        except WaneError as error:
            left_out.append(LeftOut(name=person.name, reason=str(error)))
        if tell is not None:
            tell(count)
    return Cohort(members=tuple(members), left_out=tuple(left_out))


def member_of(person: CohortPerson, asked: CohortRequest) -> Member:
    """The person as the engine takes them; an error of `wane.errors` says why not."""
    records = person.records
    request = _as_one(person, asked)
    subject = subject_of(request)
    condition, instrument = subject.condition, subject.instrument
    if person.condition not in {None, condition}:
        raise UnsupportedError(f"Treated for {person.condition}, not for {condition}.")
    prior = prior_for(condition, instrument, asked.prior)
    if not records.sessions:
        raise UnsupportedError("No session is recorded.")
    if len(records.scores(instrument.id)) < 2:
        raise UnsupportedError(f"Fewer than two scores of {instrument.name}.")
    fit = relief_evidence(prior)
    given = {s.regimen: _exposure(s, _covariates(person), None if fit is None else fit.nasal) for s in records.sessions}
    return Member(
        name=person.name,
        condition=condition,
        instrument=instrument.id,
        history=history_of(records, records.records[0].at, instrument, given),
        routes=tuple(_route(session) for session in records.sessions),
        sex=person.sex,
        linked=linked_scales(request, subject, given),
    )


def subject_in_cohort(person: CohortPerson, asked: CohortRequest) -> tuple[str, Instrument]:
    """Condition and instrument, by the rule of one person's forecast."""
    found = subject_of(_as_one(person, asked))
    return found.condition, found.instrument


def _as_one(person: CohortPerson, asked: CohortRequest) -> PersonRequest:
    """What would be asked of this person alone."""
    return PersonRequest(
        records=person.records, now=person.records.records[-1].at, covariates=_covariates(person), code_version="",
        condition=asked.condition or person.condition, instrument=asked.instrument,
    )  # fmt: skip


def _covariates(person: CohortPerson) -> Covariates:
    return Covariates(weight_kg=NOMINAL_KG if person.weight_kg is None else person.weight_kg)


def _exposure(session: SessionRecord, covariates: Covariates, nasal: NasalFactor | None) -> Exposure:
    key = (session.regimen, covariates, nasal if is_nasal_esketamine(session.regimen) else None)
    if key not in _known():
        _known()[key] = exposures((session,), covariates, SEED, nasal)[session.regimen]
    return _known()[key]


@functools.cache
def _known() -> dict[tuple[object, ...], Exposure]:
    """Exposures that were computed before: a clinic gives few doses to many people."""
    return {}


def _route(session: SessionRecord) -> str:
    routes = {str(a.route) for a in session.regimen.administrations}
    return routes.pop() if len(routes) == 1 else "mixed"
