"""The scores of a patient over days: session marks, missed surveys, forecast bands, item 9 and pain on their own."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from wane.report import theme
from wane_clinic.web.drawings.charts import Row, Spec, band, curve, edge_words, hovered, marks, panel, rule, stack

SEVERITY: Final = ((5, "mild"), (10, "moderate"), (15, "mod. severe"), (20, "severe"))
TODAY: Final = "datum.value === 0 ? 'today' : datum.label"
DATED: Final = "datum.value === 0 ? 'today' : utcFormat(toDate({noon} + datum.value * 86400000), '%-d %b %y')"
"""The label of a day from today: its date, by noon of today so that no change of clocks moves it."""
HIGHEST_PAIN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreScale:
    """The scale of the main panel: its name, its ends and ticks, and where a band of severity begins."""

    name: str
    highest: float
    ticks: tuple[float, ...]
    severity: tuple[tuple[float, str], ...] = ()


PHQ9: Final = ScoreScale(name="PHQ-9", highest=27, ticks=(0, 5, 10, 15, 20, 27), severity=SEVERITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One survey: day from today (negative is past), total and item 9; a total of None is a missed survey."""

    day: float
    total: float | None
    item_9: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastBand:
    """PHQ-9 expected on one day to come."""

    day: float
    q05: float
    q25: float
    median: float
    q75: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCourse:
    """What the chart shows of one patient; days count from today."""

    scores: tuple[Score, ...]
    session_days: tuple[float, ...] = ()
    relapse_days: tuple[float, ...] = ()
    forecast: tuple[ForecastBand, ...] = ()
    relapse_at: float | None = None
    now: datetime | None = None
    """The moment that is day 0, in the clinic's zone; without it days are counted."""
    lines: tuple[tuple[float, str], ...] = ()
    """Further lines, such as remission: points and name."""
    booster_day: float | None = None
    pain: tuple[Score, ...] = ()
    scale: ScoreScale = PHQ9


def score_chart(course: ScoreCourse) -> Spec:
    """The course's scale with its bands of severity; below it item 9 as a strip and pain as a panel, if any."""
    panels = [_main(course)]
    if any(score.item_9 is not None for score in course.scores):
        panels.append(_item_9(course))
    if course.pain:
        panels.append(_pain(course))
    return stack(
        panels, description=f"{course.scale.name} over days from today, with sessions and the forecast.", room=146
    )


def score_table(course: ScoreCourse) -> tuple[tuple[str, str, str], ...]:
    """The same in rows: day, score, item 9."""
    past = [(score.day, _total(score), "–" if score.item_9 is None else f"{score.item_9}") for score in course.scores]
    ahead = [(at.day, _expected_words(at), "–") for at in course.forecast]
    fell = [(day, "relapse recorded", "–") for day in course.relapse_days]
    return tuple((_day_words(day), words, item) for day, words, item in sorted(past + fell + ahead))


def _total(score: Score) -> str:
    return "missed" if score.total is None else f"{score.total:g}"


def _day_words(day: float) -> str:
    return "today" if day == 0 else f"{abs(day):g} d {'ago' if day < 0 else 'ahead'}"


def _x(course: ScoreCourse, *, title: str | None) -> Spec:
    days = [score.day for score in (*course.scores, *course.pain)] + [*course.session_days, *course.relapse_days]
    days += [at.day for at in course.forecast] + [0.0] + ([] if course.booster_day is None else [course.booster_day])
    domain = [min(days) - 2, max(days) + 2]
    return {
        "field": "day",
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False},
        "axis": {"title": title, "grid": False, "tickCount": 8, "format": "+.0f", "labelExpr": _labels(course.now)},
    }


def _labels(now: datetime | None) -> str:
    if now is None:
        return TODAY
    noon = datetime.combine(now.date(), time(12), tzinfo=UTC)
    return DATED.format(noon=round(noon.timestamp() * 1000))


def _y(title: str, highest: float, ticks: tuple[float, ...]) -> Spec:
    axis = {"values": list(ticks), "title": title}
    return {"field": "value", "type": "quantitative", "scale": {"domain": [0, highest]}, "axis": axis}


def _main(course: ScoreCourse) -> Spec:
    scale = course.scale
    x, y = (
        _x(course, title="days from today" if course.now is None else None),
        _y(scale.name, scale.highest, scale.ticks),
    )
    rows: list[Row] = [
        {"day": at.day, "q05": at.q05, "q25": at.q25, "median": at.median, "q75": at.q75, "q95": at.q95}
        for at in course.forecast
    ]
    layers = [rule(value, "", y=y, colour=theme.MUTED, dash=theme.DOTS) for value, _ in scale.severity]
    layers.append(edge_words(scale.severity, y=y))
    layers += [
        band(rows, "q05", "q95", x=x, y=y, colour=theme.PARENT, opacity=theme.WIDE_BAND_OPACITY),
        band(rows, "q25", "q75", x=x, y=y, colour=theme.PARENT, opacity=theme.INNER_BAND_OPACITY),
        curve(rows, "median", x=x, y=y, colour=theme.PARENT, dash=theme.DASH),
    ]
    layers += [rule(at, name, y=y, colour=theme.SYSTOLIC, dash=theme.DASH) for at, name in course.lines]
    if course.relapse_at is not None:
        layers.append(rule(course.relapse_at, "relapse line", y=y, colour=theme.METABOLITE))
    layers += [_today(x), *_scores(course.scores, x, y), *_sessions(course, x, y), _relapses(course, x, y)]
    layers += [hovered(_said(course), "value", x=x, y=y)]
    return panel(layers, title=f"{scale.name}: hollow missed, shaded expected", height=230)


def _said(course: ScoreCourse) -> list[Row]:
    """What each score and each expected day say under the pointer, as the table says them."""
    scored: list[Row] = [
        {"day": one.day, "value": one.total, "words": f"{_when(one.day, course)}: {one.total:g}"}
        for one in course.scores
        if one.total is not None
    ]
    expected: list[Row] = [
        {"day": at.day, "value": at.median, "words": f"{_when(at.day, course)}: {_expected_words(at)}"}
        for at in course.forecast
    ]
    return scored + expected


def _expected_words(at: ForecastBand) -> str:
    return f"{at.q05:.0f} to {at.q95:.0f} expected (90 %)"


def _when(day: float, course: ScoreCourse) -> str:
    return _day_words(day) if course.now is None else f"{course.now + timedelta(days=day):%-d %b %Y}"


def _today(x: Spec) -> Spec:
    encoding = {"x": x}
    return {"data": {"values": [{"day": 0}]}, "mark": {"type": "rule", "color": theme.INK}, "encoding": encoding}


def _scores(scores: tuple[Score, ...], x: Spec, y: Spec) -> list[Spec]:
    answered: list[Row] = [{"day": s.day, "value": s.total} for s in scores if s.total is not None]
    missed: list[Row] = [{"day": s.day, "value": 0.6} for s in scores if s.total is None]
    hollow: Spec = {"type": "point", "filled": False, "size": 60, "color": theme.MUTED, "strokeWidth": 1.5}
    return [
        marks(answered, {"type": "point", "filled": True, "size": 55, "color": theme.INK, "opacity": 1}, x=x, y=y),
        marks(missed, hollow, x=x, y=y),
    ]


def _sessions(course: ScoreCourse, x: Spec, y: Spec) -> list[Spec]:
    rows: list[Row] = [{"day": day, "value": 1.0} for day in course.session_days]
    mark: Spec = {"type": "point", "shape": "triangle-up", "filled": True, "size": 90, "color": theme.PARENT}
    made = [marks(rows, mark, x=x, y=y)]
    if course.booster_day is not None:
        diamond: Spec = {"type": "point", "shape": "diamond", "filled": False, "size": 130, "color": theme.PARENT}
        made.append(marks([{"day": course.booster_day, "value": 1.2}], diamond, x=x, y=y))
    return made


def _relapses(course: ScoreCourse, x: Spec, y: Spec) -> Spec:
    """A cross on the relapse line, or low on the panel where none is drawn."""
    height = course.scale.highest / 8 if course.relapse_at is None else course.relapse_at
    rows: list[Row] = [{"day": day, "value": height} for day in course.relapse_days]
    cross: Spec = {"type": "point", "shape": "cross", "filled": True, "size": 130, "color": theme.METABOLITE}
    return marks(rows, cross | {"angle": 45, "opacity": 1}, x=x, y=y)


def _item_9(course: ScoreCourse) -> Spec:
    x, y = _x(course, title=None), _y("item 9", 3, (0, 1, 2, 3))
    rows: list[Row] = [{"day": s.day, "value": float(s.item_9)} for s in course.scores if s.item_9 is not None]
    stem: Spec = {"type": "rule", "strokeWidth": 4, "color": theme.DISSOCIATION}
    layers = [marks(rows, stem, x=x, y=y, y2={"datum": 0})]
    layers += _scores(tuple(Score(day=s.day, total=s.item_9) for s in course.scores if s.item_9 is not None), x, y)
    return panel(layers, title="Item 9 (better off dead, or hurting yourself)", height=54)


def _pain(course: ScoreCourse) -> Spec:
    x, y = (
        _x(course, title="days from today" if course.now is None else None),
        _y("0 to 10", HIGHEST_PAIN, (0, 5, 10)),
    )
    return panel(_scores(course.pain, x, y), title="Pain, 0 to 10", height=90)
