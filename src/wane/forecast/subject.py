"""What a forecast is of: the condition and the instrument, why these, and which other instruments inform it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from wane.errors import FileFormatError
from wane.forecast.booking import setting
from wane.forecast.exposures import Exposure
from wane.forecast.intervals import days_between
from wane.forecast.linked import MOST_LINKED, LinkedScale
from wane.forecast.person_forecast import OwnData, PersonRequest
from wane.models.instruments import (
    Instrument,
    condition_named,
    conditions,
    has_prior,
    instrument_of,
    instruments,
    prior_for,
)
from wane.models.patient_records import PatientRecords, RelapseRecord, ScoreRecord, SessionRecord
from wane.models.regimen import Regimen
from wane.models.relief import History, Record, Relapse, Score, Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The condition and the instrument that are forecast, and the sentence that says why."""

    condition: str
    instrument: Instrument
    why: str


def subject_of(request: PersonRequest) -> Subject:
    """As asked; else the instrument with most scores, unless it mostly stands beside one that has enough."""
    records, asked = request.records, request.condition
    condition = None if asked is None else condition_named(asked)
    if request.instrument is not None:
        return _subject(condition, request.instrument, "as asked")
    scored = [found for name, found in instruments().items() if records.scores(name)]
    if not scored:
        if condition is None:
            raise FileFormatError(
                "No score came, so nobody knows what to forecast: give --condition depression, or --instrument PHQ-9."
            )
        return _subject(condition, instrument_of(condition), "no score came, and it is the condition's first")
    served = [found for found in scored if has_prior(condition, found)] or scored
    most = max(served, key=lambda found: len(records.scores(found.id)))
    main = _main_beside(most, served, records) if condition is None else None
    if main is not None:
        why = f"{most.name} has more scores, but mostly stands beside such a scale"
        return _subject(None, main, why)
    others = "most scores of those with a prior"
    return _subject(condition, most, "the only one scored" if len(scored) == 1 else others)


def _subject(condition: str | None, instrument: Instrument, why: str) -> Subject:
    of = condition or instrument.condition
    return Subject(
        condition=of, instrument=instrument, why=f"Forecast: {instrument.name} in {conditions()[of]} ({why})."
    )


def _main_beside(most: Instrument, served: list[Instrument], records: PatientRecords) -> Instrument | None:
    """The best scored instrument of the condition that `most` is scored beside, where it has enough scores."""
    enough = setting("enough_scores")
    counts = {
        found.id: len(records.scores(found.id))
        for found in served
        if most.beside is not None and found.condition == most.beside and len(records.scores(found.id)) >= enough
    }
    return instruments()[max(counts, key=lambda name: counts[name])] if counts else None


def linked_scales(
    request: PersonRequest, subject: Subject, given: Mapping[Regimen, Exposure]
) -> tuple[LinkedScale, ...]:
    """The other instruments with a prior in the same condition, best scored first."""
    if request.own_data is OwnData.LEFT_OUT:
        return ()
    first = request.records.records[0].at
    named = replace(
        request.records,
        records=tuple(r for r in request.records.records if not isinstance(r, RelapseRecord) or r.instrument),
    )
    scores = {found: request.records.scores(name) for name, found in instruments().items()}
    others = [
        found
        for found in scores
        if scores[found] and found.id != subject.instrument.id and has_prior(subject.condition, found)
    ]
    others.sort(key=lambda found: -len(scores[found]))
    return tuple(
        LinkedScale(prior=prior_for(subject.condition, found), history=history_of(named, first, found, given))
        for found in others[:MOST_LINKED]
    )


def history_of(
    records: PatientRecords, first: datetime, instrument: Instrument, given: Mapping[Regimen, Exposure]
) -> History:
    """The sessions and the records of one instrument on the engine's clock: days from `first`."""
    found: list[Record] = []
    for record in records.records:
        day = days_between(first, record.at)
        match record:
            case ScoreRecord() if record.instrument == instrument.id:
                found.append(Score(day=day, value=record.value))
            case SessionRecord():
                found.append(Treatment(day=day, exposure=given[record.regimen].median))
            case RelapseRecord() if record.instrument in (None, instrument.id):
                found.append(Relapse(day=day))
            case _:
                pass
    return History(records=tuple(found))
