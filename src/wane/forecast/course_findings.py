"""Findings in a course: what somebody should look at, and who; never a diagnosis."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.booking import setting
from wane.forecast.posterior import infer
from wane.forecast.scores import level_forecast, score_chances
from wane.models.instruments import Instrument, instruments
from wane.models.patient_records import PatientRecords, ScoreRecord
from wane.models.relief import History, Relapse, Score, gap_days
from wane.models.relief_prior import ReliefPrior

ITEM9: Final = "phq9_item9"
TAIL: Final = 0.005  # either side of the 99 % band
CLINICIAN: Final = "the treating clinician, today"
TEAM: Final = "the clinician responsible for the course, before the next session is booked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFinding:
    """Something in the records to look at: the sentence, who should look, and the line of the record."""

    id: str
    sentence: str
    who: str
    line: int


def course_findings(
    records: PatientRecords, instrument: Instrument, prior: ReliefPrior, history: History
) -> tuple[CourseFinding, ...]:
    """Item 9, a rise above entry, a jump outside the 99 % band, a score too soon, a relapse; own scores are read."""
    scores = records.scores(instrument.id)
    found = [*_item9(records), *_above_entry(scores, instrument), *_jump(scores, instrument, prior, history)]
    return (*found, *_soon(records, scores, instrument), *_relapse(records, instrument))


def _item9(records: PatientRecords) -> Iterator[CourseFinding]:
    answers = records.scores(ITEM9)
    if not answers or answers[-1].value == 0.0:
        return
    last = answers[-1]
    rose = f", above the {answers[0].value:g} at entry" if last.value > answers[0].value else ""
    yield CourseFinding(
        id="item9.not_zero",
        sentence=f"{instruments()[ITEM9].name} was answered {last.value:g} on {_day(last)}{rose}: ask about "
        "thoughts of death or self-harm.",
        who=CLINICIAN,
        line=last.line,
    )


def _above_entry(scores: tuple[ScoreRecord, ...], instrument: Instrument) -> Iterator[CourseFinding]:
    if len(scores) > 1 and scores[-1].value > scores[0].value:
        yield CourseFinding(
            id="score.above_entry",
            sentence=f"{instrument.name} of {scores[-1].value:g} on {_day(scores[-1])} is above the "
            f"{scores[0].value:g} at entry.",
            who=CLINICIAN,
            line=scores[-1].line,
        )


def _jump(
    scores: tuple[ScoreRecord, ...], instrument: Instrument, prior: ReliefPrior, history: History
) -> Iterator[CourseFinding]:
    """The last score against what the records before it led to expect."""
    if len(scores) < 2:
        return
    at = max(i for i, record in enumerate(history.records) if isinstance(record, Score))
    last = history.records[at]
    assert isinstance(last, Score)
    before = History(records=tuple(r for r in history.records[:at] if not isinstance(r, Relapse) or r.day < last.day))
    posterior = infer(prior, before)
    ahead = np.array([gap_days(posterior.filtered.day, last.day)])
    values, chances = score_chances(posterior, level_forecast(posterior, ahead))
    place = int(np.abs(values - last.value).argmin())
    at_most, below = float(chances[0, place]), float(chances[0, place - 1]) if place else 0.0
    if at_most < TAIL or 1.0 - below < TAIL:
        side = "below" if at_most < TAIL else "above"
        yield CourseFinding(
            id="score.jump",
            sentence=f"{instrument.name} of {last.value:g} on {_day(scores[-1])} lies {side} the 99 % band that the "
            "records before it led to expect: check the entry, then what has changed.",
            who=CLINICIAN if side == "above" else TEAM,
            line=scores[-1].line,
        )


def _soon(records: PatientRecords, scores: tuple[ScoreRecord, ...], instrument: Instrument) -> Iterator[CourseFinding]:
    """The last score, where the drug of a session still acted."""
    before = [session.at for session in records.sessions if scores and session.at < scores[-1].at]
    if not before:
        return
    hours = (scores[-1].at - before[-1]).total_seconds() / 3600.0
    if hours < setting("soon_after_session"):
        yield CourseFinding(
            id="score.soon_after_session",
            sentence=f"{instrument.name} of {scores[-1].value:g} was taken {round(60.0 * hours)} min after a session "
            "began, while the drug itself may move it; it is used, but a score from the next day on says more.",
            who=TEAM,
            line=scores[-1].line,
        )


def _relapse(records: PatientRecords, instrument: Instrument) -> Iterator[CourseFinding]:
    last_session = records.sessions[-1].at if records.sessions else None
    relapses = [r for r in records.relapses if r.instrument in (None, instrument.id)]
    if relapses and (last_session is None or relapses[-1].at > last_session):
        yield CourseFinding(
            id="relapse.recorded",
            sentence=f"A relapse was recorded on {relapses[-1].at:%-d %B %Y}, with no session since.",
            who=TEAM,
            line=relapses[-1].line,
        )


def _day(score: ScoreRecord) -> str:
    return f"{score.at:%-d %B %Y}"
