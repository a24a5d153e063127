"""Real scores without ketamine: forecasts of the same engine, learned from half of the people, for the other half.

Two public series, used where they lie: Beck's inventory two to eight months after the start of a treatment of
depression (HSAUR2, Beat the Blues), and mood on a scale of 0 to 4, a person's mean of each day (Zenodo 3384860). There
is no session, so this judges drift, error and the ends of the scale on people, and nothing on ketamine. Each half is
forecast with a prior learned from the other: moments as a start, then MAP-EM, drift's time constant by likelihood.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from studies.figures import data
from studies.people import generator, prior_file
from studies.real_learning import Asked, learned
from studies.study import Cell, Part, Row, Rows, Scale, Study
from studies.tables import clustered_mean_row, markdown, names, number, numbers, one, percent, text, those
from wane.blocks.job import Block
from wane.errors import FileFormatError
from wane.forecast.posterior import infer
from wane.forecast.scores import level_forecast, score_chances
from wane.kernels.doses import FloatArray
from wane.models.relief import History, Score, gap_days
from wane.models.relief_prior import ReliefPrior
from wane.report.theme import AXIS, INK, PARENT

if TYPE_CHECKING:
    import altair as alt

Series = tuple[Score, ...]
MAIN: Final = "starting_phq9"
NOMINALS: Final = (0.5, 0.8, 0.9)
BINS: Final = 10
LONGEST_DAYS: Final = 28  # of the daily series; later days are those of a few people
MONTH_DAYS: Final = 30.4
FOLLOW_UPS: Final = {"bdi.2m": 2, "bdi.3m": 3, "bdi.5m": 5, "bdi.8m": 8}  # months; the score at entry is another state
QUICK_PEOPLE: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One series: its file and reader, its scale, how many scores come first, and how many ahead is forecast."""

    file: str
    read: Callable[[Path], Sequence[Series]]
    words: str
    asked: Asked
    first: int
    ahead: tuple[int, ...]


def read_bdi(path: Path) -> Sequence[Series]:
    """The follow-up scores of each person."""
    found = []
    for row in _rows(path, *FOLLOW_UPS):
        scores = [
            Score(day=MONTH_DAYS * month, value=float(row[column]))
            for column, month in FOLLOW_UPS.items()
            if row[column]
        ]
        found.append(tuple(scores))
    return found


def read_mood(path: Path) -> Sequence[Series]:
    """Each person's mean of a day, to the nearest third of a point, in the first four weeks."""
    days = defaultdict[str, defaultdict[date, list[float]]](lambda: defaultdict(list))
    for row in _rows(path, "id", "time", "happiness.score"):
        if row["happiness.score"] not in {"", "NA"}:
            days[row["id"]][datetime.fromisoformat(row["time"]).date()].append(float(row["happiness.score"]))
    return [_daily(found) for found in days.values()]


def _daily(found: Mapping[date, Sequence[float]]) -> Series:
    first = min(found)
    return tuple(
        Score(day=float((day - first).days), value=round(3.0 * float(np.mean(found[day]))) / 3.0)
        for day in sorted(found)
        if (day - first).days < LONGEST_DAYS
    )


def _rows(path: Path, *columns: str) -> Sequence[Mapping[str, str]]:
    if not path.is_file():
        raise FileFormatError(f"{path} is not there: --scores names the folder that holds {path.name}.")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    absent = [column for column in columns if not rows or column not in rows[0]]
    if absent:
        raise FileFormatError(f"{path} has no column {', '.join(absent)}.")
    return rows


KINDS: Final = {
    "BDI": Kind(
        file="btheb_bdi.csv", read=read_bdi, words="depression, Beck's inventory, 0 to 63, months apart",
        asked=Asked(scale_max=63.0, step=1.0, tau_d_days=(30.0, 90.0, 270.0, 810.0)), first=1, ahead=(1, 2),
    ),
    "mood": Kind(
        file="burchert2019_14day_phq9_mood.csv", read=read_mood, words="mood, 0 to 4, mean of a day",
        asked=Asked(scale_max=4.0, step=1.0 / 3.0, tau_d_days=(1.0, 2.0, 5.0, 14.0, 40.0)), first=7, ahead=(1, 7),
    ),
}  # fmt: skip


def parts(scale: Scale, folder: Path | None) -> Sequence[Part]:
    """The two halves of each series."""
    assert folder is not None
    people = QUICK_PEOPLE if scale is Scale.QUICK else 10**6
    return [Part(group=name, first=half, people=people, folder=folder) for name in KINDS for half in (0, 1)]


def run(block: Block, part: Part) -> Rows:
    """One row a forecast: where the score fell, and how far each way missed it. No score leaves this function."""
    assert part.folder is not None
    kind = KINDS[part.group]
    people = [series for series in kind.read(part.folder / kind.file) if len(series) > 1][: part.people]
    taught = [History(records=series) for i, series in enumerate(people) if i % 2 != part.first]
    prior = learned(taught, kind.asked)
    return [
        {"series": part.group, "person": i, "tau_d_days": prior.tau_d_days, **row}
        for i, series in enumerate(people)
        if i % 2 == part.first
        for row in forecasts(prior, series, kind, generator(block, i))
    ]


def forecasts(prior: ReliefPrior, series: Series, kind: Kind, rng: np.random.Generator) -> list[Row]:
    """Every forecast of one person's scores that can be judged."""
    found: list[Row] = []
    for seen in range(kind.first, len(series)):
        known = series[:seen]
        posterior = infer(prior, History(records=known))
        for ahead in kind.ahead:
            if seen + ahead <= len(series):
                coming = series[seen + ahead - 1]
                days = np.array([gap_days(known[-1].day, coming.day)])
                values, up_to = score_chances(posterior, level_forecast(posterior, days))
                found.append({"ahead": ahead, **_judged(values, up_to[0], coming.value, known, rng)})
    return found


def _judged(values: FloatArray, up_to: FloatArray, came: float, known: Series, rng: np.random.Generator) -> Row:
    place = int(np.abs(values - came).argmin())
    below = float(up_to[place - 1]) if place else 0.0
    mean = float(np.diff(up_to, prepend=0.0) @ values)
    earlier = [score.value for score in known]
    return {
        "rank": round(below + rng.random() * (float(up_to[place]) - below), 5),
        "forecast": round((mean - came) ** 2, 6),
        "last": round((earlier[-1] - came) ** 2, 6),
        "own_mean": round((float(np.mean(earlier)) - came) ** 2, 6),
    }


WAYS: Final = {"forecast": "forecast", "last": "last score", "own_mean": "own mean"}


def summarise(rows: Rows) -> Rows:
    """For each series and distance: coverage, root mean square misses, what is spared beside each plain rule."""
    found: list[Row] = []
    for name in names(rows, "series"):
        for ahead in sorted({int(number(row, "ahead")) for row in those(rows, series=name)}):
            mine = those(rows, series=name, ahead=ahead)
            people, key = numbers(mine, "person"), dict[str, Cell](series=name, ahead=ahead)
            off = np.abs(numbers(mine, "rank") - 0.5)
            for nominal in NOMINALS:
                inside = (off <= 0.5 * nominal).astype(np.float64)
                row = {"what": "coverage", "nominal": nominal, **clustered_mean_row(inside, people)}
                found.append({**key, **row, "forecasts": len(mine)})
            counts, _ = np.histogram(numbers(mine, "rank"), BINS, (0.0, 1.0))
            found += [{**key, "what": "ranks", "bin": i, "value": int(count)} for i, count in enumerate(counts)]
            squares = {way: numbers(mine, way) for way in WAYS}
            found += [
                {**key, "what": "rmse", "way": way, "value": round(float(np.sqrt(each.mean())), 4)}
                for way, each in squares.items()
            ]
            found += [
                {**key, "what": "spared", "way": way, **spared(squares["forecast"], squares[way], people)}
                for way in ("last", "own_mean")
            ]
    return found


def spared(ours: FloatArray, theirs: FloatArray, people: FloatArray) -> dict[str, Cell]:
    """By how much of it the root mean square miss is smaller, with a bootstrap over people (a fixed seed)."""
    _, whose = np.unique(people, return_inverse=True)
    sums = np.array([np.bincount(whose, each) for each in (ours, theirs)])
    count = sums.shape[1]
    drawn = np.random.default_rng(1).integers(0, count, (2000, count))
    ratios = 1.0 - np.sqrt(sums[0][drawn].sum(axis=1) / sums[1][drawn].sum(axis=1))
    low, high = np.quantile(ratios, (0.025, 0.975))
    value = 1.0 - float(np.sqrt(sums[0].sum() / sums[1].sum()))
    return {"value": round(value, 4), "low95": round(float(low), 4), "high95": round(float(high), 4), "people": count}


def table(rows: Rows) -> str:
    """Coverage and misses, a line for each series and distance."""
    heads = ["series", "scores ahead", "people", "forecasts", "50 %", "80 %", "90 %", "RMSE", "RMSE of last score",
             "smaller than last score by, %", "than own mean by, %"]  # fmt: skip
    lines = []
    for name in names(rows, "series"):
        for ahead in sorted({int(number(row, "ahead")) for row in those(rows, series=name)}):
            mine = those(rows, series=name, ahead=ahead)
            first = one(mine, what="coverage", nominal=NOMINALS[0])
            lines.append([
                KINDS[name].words, str(ahead), text(first, "people"), text(first, "forecasts"),
                *(percent(one(mine, what="coverage", nominal=nominal)) for nominal in NOMINALS),
                *(f"{number(one(mine, what='rmse', way=way), 'value'):.2f}" for way in ("forecast", "last")),
                *(percent(one(mine, what="spared", way=way)) for way in ("last", "own_mean")),
            ])  # fmt: skip
    return markdown(heads, lines)


def draw(rows: Rows) -> "alt.TopLevelMixin":
    """Ranks of what came in what was forecast, with the band of 99 % were forecasts calibrated and independent."""
    import altair as alt

    panels = [
        _ranks(those(rows, series=name, ahead=ahead, what="ranks"), f"{name}, {ahead} ahead")
        for name in names(rows, "series")
        for ahead in sorted({int(number(row, "ahead")) for row in those(rows, series=name)})
    ]
    return alt.concat(*panels, columns=4).properties(
        title=alt.TitleParams(
            "Where real scores fell in their forecasts",
            subtitle="Flat is calibrated. Band: where 99 % of bins lie if it is, were forecasts of one person apart.",
        )
    )


def _ranks(counts: Rows, title: str) -> "alt.LayerChart | alt.FacetChart":
    import altair as alt
    from scipy.stats import binom

    people = int(sum(number(row, "value") for row in counts))
    low, high = binom.interval(0.99, people, 1.0 / BINS)
    x = alt.X("from:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(values=[0, 0.5, 1], grid=False))
    y = alt.Y("count:Q", title=None, scale=alt.Scale(domain=[0, 2.4 * people / BINS]), axis=alt.Axis(tickCount=3))
    bars = [
        {"from": number(row, "bin") / BINS, "to": (number(row, "bin") + 1) / BINS, "count": number(row, "value")}
        for row in counts
    ]
    band = data([{"from": 0, "to": 1, "count": low, "most": high}])
    return alt.layer(
        data(bars).mark_rect(color=PARENT, opacity=0.75, stroke="white", strokeWidth=0.5).encode(
            x=x, x2="to:Q", y=y, y2=alt.datum(0)),
        band.mark_rect(color=AXIS, opacity=0.45).encode(x=x, x2="to:Q", y=y, y2="most:Q"),
        data([{"count": people / BINS}]).mark_rule(color=INK, strokeDash=[4, 3]).encode(y=y),
    ).properties(title=title, width=140, height=100)  # fmt: skip


STUDY: Final = Study(
    name="real", title="Real scores", seed=23, parts=parts, run=run, summarise=summarise, table=table, draw=draw,
    modules=(__name__, "studies.real_learning", "studies.people", "studies.tables", "wane.forecast.learning",
             "wane.forecast.learning_sums", "wane.forecast.scores"),
    data=(prior_file(MAIN),), needs_scores=True,
)  # fmt: skip
