"""One person's forecast, from records to everything that is said of it."""

import dataclasses
import math
from datetime import UTC, datetime

import numpy as np

from wane.errors import ConflictError, OutOfRangeError, UnsupportedError
from wane.evidence.reading import digest
from wane.forecast.basis import basis_of
from wane.forecast.booking import bad_day_rule, default_spacing, setting
from wane.forecast.course_findings import course_findings
from wane.forecast.crossing import PATHS
from wane.forecast.exposures import Exposure, exposures
from wane.forecast.intervals import Baseline, baselines, days_between, past_intervals
from wane.forecast.linked import LinkedScale
from wane.forecast.next_by_bad_days import RULE
from wane.forecast.person_forecast import (
    LONGEST_HORIZON_DAYS,
    Lines,
    Option,
    OwnData,
    PersonForecast,
    PersonRequest,
    Response,
    local_date,
)
from wane.forecast.relief import ReliefForecast, ReliefRequest, forecast_relief
from wane.forecast.statements import event_sentence, limit_sentences
from wane.forecast.subject import history_of, linked_scales, subject_of
from wane.models.instruments import Instrument, prior_for
from wane.models.patient_records import PatientRecords, ScoreRecord
from wane.models.provenance import Provenance
from wane.models.relief import History, without_own_data
from wane.models.relief_evidence import relief_evidence
from wane.models.relief_prior import ReliefPrior


def forecast_person(request: PersonRequest) -> PersonForecast:
    """The forecast; an error of `wane.errors` says what stands in its way."""
    _nothing_after_now(request)
    subject = subject_of(request)
    condition, instrument = subject.condition, subject.instrument
    prior = prior_for(condition, instrument, request.prior)
    lines = _lines(request, instrument)
    prior = dataclasses.replace(prior, line=lines.relapse)
    fit = relief_evidence(prior)
    given = exposures(
        request.records.sessions, request.covariates, request.seed, nasal=None if fit is None else fit.nasal
    )
    history = history_of(request.records, request.records.records[0].at, instrument, given)
    linked = linked_scales(request, subject, given)
    used = history if request.own_data is OwnData.USED else without_own_data(history)
    risk = setting("accepted_risk") if request.risk is None else request.risk
    relief = _relief(request, prior, used, risk, linked)
    shown = request.records if request.own_data is OwnData.USED else _sessions_only(request.records)
    intervals = past_intervals(shown, instrument.id, lines.relapse, request.now)
    plain = baselines(shown, intervals, instrument.id, instrument.remission, lines.relapse)
    basis = basis_of(request, prior, fit, subject, used, linked)
    return PersonForecast(
        request=request,
        condition=condition,
        instrument=instrument,
        prior=prior,
        lines=lines,
        risk=risk,
        event=event_sentence(instrument, lines.relapse, request),
        relief=relief,
        response=_response(request.records.scores(instrument.id), lines),
        options=_options(request, relief, plain),
        intervals=intervals,
        baselines=plain,
        exposures=tuple(given.values()),
        findings=course_findings(request.records, instrument, prior, history),
        basis=basis,
        limits=limit_sentences(
            condition, prior, fit, instrument, tuple(given.values()), linked, request.records.sessions
        ),
        provenance=_provenance(request, prior, tuple(given.values())),
    )


def _nothing_after_now(request: PersonRequest) -> None:
    for record in request.records.records:
        if record.at > request.now:
            raise ConflictError(
                f"Line {record.line}: this record ({record.at.isoformat()}) lies after now "
                f"({request.now.isoformat()}); leave it out, or give a later --now."
            )


def _lines(request: PersonRequest, instrument: Instrument) -> Lines:
    given, own = request.line, instrument.relapse
    line = own.value if given is None else given
    if line is None:
        raise UnsupportedError(f"{instrument.name} has no relapse line: {own.where}; give --relapse-line.")
    if not instrument.low < line < instrument.high:
        raise OutOfRangeError(
            f"A relapse line of {line:g} came; {instrument.name} runs from {instrument.low:g} to {instrument.high:g}, "
            "and the line must lie inside."
        )
    return Lines(
        relapse=line,
        relapse_source="as given" if given is not None else own.source or own.where,
        remission=instrument.remission.value,
        response_pct=instrument.response.value if request.response_pct is None else request.response_pct,
    )


def _relief(
    request: PersonRequest, prior: ReliefPrior, history: History, risk: float, linked: tuple[LinkedScale, ...]
) -> ReliefForecast:
    records = request.records
    now_day = days_between(records.records[0].at, request.now)
    since = days_between(records.sessions[-1].at, request.now) if records.sessions else 0.0
    if since > LONGEST_HORIZON_DAYS:
        raise UnsupportedError(
            f"The last session was {since:.0f} d before now; relief is forecast up to {LONGEST_HORIZON_DAYS} d "
            "after one: start a new file with the new course."
        )
    asked = ReliefRequest(
        now_day=now_day,
        spacing=default_spacing(),
        risk=risk,
        horizon_days=math.ceil(since) + request.horizon_days,
        line=prior.line,
        bad_days=bad_day_rule(),
    )
    return _up_to_horizon(
        forecast_relief(prior, history, asked, np.random.default_rng(request.seed), linked), request.horizon_days
    )


def _up_to_horizon(relief: ReliefForecast, horizon_days: int) -> ReliefForecast:
    """The score and the chance above the line only as far from now as was asked."""
    kept = relief.score.days <= horizon_days + 1e-9
    names = [field.name for field in dataclasses.fields(relief.score)]
    score = dataclasses.replace(relief.score, **{name: getattr(relief.score, name)[kept] for name in names})
    score = dataclasses.replace(score, days=np.round(score.days, 6))  # whole days, less what subtraction left behind
    return dataclasses.replace(relief, score=score, p_at_or_above_line=relief.p_at_or_above_line[kept])


def _sessions_only(records: PatientRecords) -> PatientRecords:
    return dataclasses.replace(records, records=records.sessions)


def _response(scores: tuple[ScoreRecord, ...], lines: Lines) -> Response | None:
    if not scores:
        return None
    entry, last = scores[0].value, scores[-1].value
    fall = 100.0 * (entry - last) / entry if entry > 0.0 else None
    is_response = None if fall is None or lines.response_pct is None else fall >= lines.response_pct
    return Response(entry=entry, last=last, fall_pct=fall, is_response=is_response)


def _options(request: PersonRequest, relief: ReliefForecast, plain: tuple[Baseline, ...]) -> tuple[Option, ...]:
    """Rule 1, rule 2, then the ladder."""
    ladder = plain[0]
    proposed = (("risk", relief.next_session), (RULE, relief.next_by_bad_days))
    by_model = (
        Option(rule=name, day=None, date=None, risk_before=None, reason=relief.withheld or "")
        if rule is None
        else _option(request, relief, name, rule.day, rule.reason)
        for name, rule in proposed
    )
    return *by_model, _option(request, relief, "ladder", ladder.days, ladder.reason)


def _option(request: PersonRequest, relief: ReliefForecast, rule: str, day: float | None, reason: str) -> Option:
    if day is None or not request.records.sessions:
        return Option(rule=rule, day=None, date=None, risk_before=None, reason=reason)
    start = request.records.sessions[-1].at
    first = math.ceil(days_between(start, request.now))
    if day < first:
        reason = f"{reason}; day {day:g} has passed, so the first day left"
        day = first
    crossed = relief.crossed
    risk = None if crossed is None or day > crossed.horizon_days else crossed.chance_by(day)
    return Option(rule=rule, day=day, date=local_date(start, day, request), risk_before=risk, reason=reason)


def _provenance(request: PersonRequest, prior: ReliefPrior, given: tuple[Exposure, ...]) -> Provenance:
    models = dict.fromkeys([prior.id, *(model for one in given for model in one.models)])
    notes = dict.fromkeys(note for one in given for note in one.notes)
    return Provenance(
        code_version=request.code_version,
        evidence_digest=digest(),
        models=tuple(models),
        seed=request.seed,
        people=PATHS,
        notes=tuple(notes),
    )


def last_record(records: PatientRecords) -> datetime:
    """When the last record was made: now, where nobody said otherwise."""
    return max(record.at.astimezone(UTC) for record in records.records).astimezone(records.zone)
