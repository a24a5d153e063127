"""The pictures of a patient's page, with the rows that stand beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wane_clinic.bridge.score_lines import ScoreLine
from wane_clinic.bridge.shown import Band
from wane_clinic.bridge.words import instruments
from wane_clinic.care.models import Course, Score
from wane_clinic.web.drawings.charts import Spec
from wane_clinic.web.drawings.score_chart import (
    PHQ9,
    SEVERITY,
    ForecastBand,
    ScoreCourse,
    ScoreScale,
    score_chart,
    score_table,
)
from wane_clinic.web.drawings.score_chart import Score as Mark
from wane_clinic.web.drawings.still_well import StillWell, still_well_chart, still_well_table
from wane_clinic.web.times import clinic_zone, days_between

PAIN: Final = "pain_nrs"
NEAR: Final = 1.0
"""[points] between two lines whose names would lie over each other."""
EVERY: Final = 7
"""Days between two points of the forecast's table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture for `parts/chart.html`: its specification, and the same as rows."""

    id: str
    spec: Spec
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def source(self) -> str:
        """Where the picture's script finds the specification."""
        return f"#{self.id}"


def scale_of(instrument: str) -> ScoreScale:
    """The scale of a register's instrument."""
    if instrument == "phq9":
        return PHQ9
    found = instruments().get(instrument)
    highest = 10.0 if found is None else found.high
    ticks = tuple(round(highest * share, 1) for share in (0, 0.25, 0.5, 0.75, 1))
    severity = SEVERITY[:3] if instrument == "gad7" else ()
    return ScoreScale(name=instrument if found is None else found.name, highest=highest, ticks=ticks, severity=severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is on record for the picture: standing scores and relapses, missed surveys and sessions."""

    course: Course
    scores: Sequence[Score]
    missed: Sequence[datetime]
    sessions: Sequence[datetime]
    relapses: Sequence[datetime] = ()


def scores_chart(
    past: Past,
    bands: Sequence[Band],
    *,
    today: datetime,
    line: float | None,
    booster: datetime | None,
    lines: Sequence[ScoreLine] = (),
) -> Chart:
    """Scores, sessions, the lines of the scale, and what is expected."""
    own = past.course.instrument
    drawn = ScoreCourse(
        scores=tuple(_marks(past, own, today)),
        session_days=tuple(_day(today, at) for at in past.sessions),
        relapse_days=tuple(_day(today, at) for at in past.relapses),
        forecast=tuple(
            ForecastBand(day=b.day, q05=b.q05, q25=b.q25, median=b.median, q75=b.q75, q95=b.q95) for b in bands
        ),
        relapse_at=line,
        now=today.astimezone(clinic_zone()),
        lines=tuple((one.at, one.name) for one in lines if one.at is not None and not _is_near(one.at, line)),
        booster_day=None if booster is None or booster <= today else _day(today, booster),
        pain=() if own == PAIN else tuple(_marks(past, PAIN, today)),
        scale=scale_of(own),
    )
    kept = tuple(one for place, one in enumerate(drawn.forecast) if place % EVERY == 0)
    rows = score_table(ScoreCourse(scores=drawn.scores, relapse_days=drawn.relapse_days, forecast=kept))
    words = f"{drawn.scale.name} by day: sessions triangles, relapses crosses, expected bands 50 % dark and 90 % light"
    return Chart(id="chart-scores", spec=score_chart(drawn), title=words, columns=("Day", "Score", "Item 9"), rows=rows)


def _is_near(at: float, line: float | None) -> bool:
    """Whether a line would lie on the relapse line, which has the word there."""
    return line is not None and abs(at - line) < NEAR


def _marks(past: Past, instrument: str, today: datetime) -> Iterable[Mark]:
    for score in past.scores:
        if score.instrument == instrument:
            yield Mark(day=_day(today, score.happened_at), total=score.total, item_9=score.item9)
    if instrument == past.course.instrument:
        yield from (Mark(day=_day(today, at), total=None) for at in past.missed)


def _day(today: datetime, at: datetime) -> float:
    return round(days_between(today, at), 1)


def well_chart(curve: Sequence[tuple[float, float]], *, event: str) -> Chart:
    """The chance of still being well by day. A chance is its own interval: no band lies around it."""
    days = tuple(StillWell(day=day, chance=p, low=p, high=p) for day, p in curve)
    rows = tuple((day, chance) for day, _, chance in still_well_table(days[::EVERY]))
    return Chart(
        id="chart-well", spec=still_well_chart(days, relapse=event), title="Chance of still being well, by day",
        columns=("Day from today", "Chance"), rows=rows,
    )  # fmt: skip
