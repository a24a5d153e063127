"""How far days to relapse are missed, beside what a clinic would say without a model.

Each person has induction, then weekly scores and a session whenever a score stands at or above the line (or after 84
days). The forecast made right after a session is compared with the day at which the latent level would cross the line
without another session, cut off at the horizon.
"""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from studies.figures import data
from studies.people import HORIZON_DAYS, INDUCTION_DAYS, generator, prior_file
from studies.study import Cell, Part, Row, Rows, Scale, Study, in_parts
from studies.tables import clustered_mean_row, markdown, names, number, numbers, one, percent, plain, text, those
from wane.blocks.job import Block
from wane.forecast.crossing import crossings, draw_crossings
from wane.forecast.posterior import infer
from wane.forecast.simulate_person import Life, begin, days_to_crossing, live_until, rate, treat
from wane.models.relief import History, Record, without_own_data
from wane.models.relief_prior import ReliefPrior, load_relief_prior
from wane.report.theme import AXIS, METABOLITE, PARENT

if TYPE_CHECKING:
    import altair as alt

MAIN: Final = "starting_phq9"
PEOPLE: Final = {
    Scale.FULL: {MAIN: 3000, "depression__phq9": 1000, "ptsd__pcl5": 500, "mixed_chronic_pain__pain_nrs": 500},
    Scale.QUICK: {MAIN: 40, "depression__phq9": 20, "ptsd__pcl5": 20, "mixed_chronic_pain__pain_nrs": 20},
}
BOOSTERS: Final = 6
LONGEST_DAYS: Final = 84
FIXED_DAYS: Final = 21.0
WAYS: Final = {
    "forecast": "forecast", "last": "last duration", "own_mean": "own mean", "fixed": f"fixed {FIXED_DAYS:g} d",
    "alone": "sessions alone",
}  # fmt: skip
PROTOTYPE: Final = {"forecast": "10.9", "last": "18.6", "own_mean": "17.6", "fixed": "20.7", "alone": "20.7"}
GROUPS: Final = ("everybody", "responders")


def parts(scale: Scale, _: Path | None) -> Sequence[Part]:
    """People of the prototype's prior, and of three that are shipped."""
    return [part for prior, people in PEOPLE[scale].items() for part in in_parts(prior, people, size=20)]


def run(block: Block, part: Part) -> Rows:
    """One row a forecast."""
    prior, found = load_relief_prior(part.group), list[Row]()
    for person in range(part.first, part.first + part.people):
        rng = generator(block, person)
        life = begin(prior, rng)
        key: dict[str, Cell] = {"prior": prior.id, "person": person, "responder": life.responder}
        found += [{**key, **row} for row in follow(prior, life, rng)]
    return found


def follow(prior: ReliefPrior, life: Life, rng: np.random.Generator) -> list[Row]:
    """One person's course; a comparison right after each session."""
    records: list[Record] = []
    for day in INDUCTION_DAYS:
        live_until(life, day, rng)
        records += [rate(life, rng), treat(life, 1.0, rng)]
    durations, found = list[float](), list[Row]()
    for _ in range(BOOSTERS):
        found.append(compare(prior, History(records=tuple(records)), life, durations, rng))
        durations.append(until_relapse(prior, life, records, rng))
        records.append(treat(life, 1.0, rng))
    return found


def until_relapse(prior: ReliefPrior, life: Life, records: list[Record], rng: np.random.Generator) -> float:
    """Live on with weekly scores, in place, to the first at or above the line; the days that took."""
    begun = life.day
    while life.day - begun < LONGEST_DAYS:
        live_until(life, life.day + 7.0, rng)
        score = rate(life, rng)
        records.append(score)
        if score.value >= prior.line:
            break
    return life.day - begun


def compare(
    prior: ReliefPrior, history: History, life: Life, durations: Sequence[float], rng: np.random.Generator
) -> dict[str, Cell]:
    """What each way says now and what would come without another session; no baseline before the first duration."""
    truth = min(days_to_crossing(copy.copy(life), prior.line, HORIZON_DAYS, rng), HORIZON_DAYS)
    low, middle, high = _days(prior, history, rng)
    found: dict[str, Cell] = {
        "sessions": len(history.treatments), "truth": truth, "inside": int(low <= truth <= high), "width": high - low,
    }  # fmt: skip
    if durations:
        _, anybody, _ = _days(prior, without_own_data(history), rng)
        said = (middle, durations[-1], float(np.mean(durations)), FIXED_DAYS, anybody)
        found |= {way: round(abs(days - truth), 3) for way, days in zip(WAYS, said, strict=True)}
    return found


def _days(prior: ReliefPrior, history: History, rng: np.random.Generator) -> tuple[int, int, int]:
    """The 5, 50 and 95 % points of days to relapse, cut off at the horizon."""
    found = crossings(draw_crossings(infer(prior, history), prior.line, HORIZON_DAYS, rng), HORIZON_DAYS)
    low, middle, high = (found.day_at(q) or HORIZON_DAYS for q in (0.05, 0.5, 0.95))
    return low, middle, high


def summarise(rows: Rows) -> Rows:
    """Mean absolute miss of each way with its interval (people are independent, forecasts of one are not)."""
    found: list[Row] = []
    for prior in names(rows, "prior"):
        for group in GROUPS:
            mine = [r for r in rows if r["prior"] == prior and (group == "everybody" or r["responder"])]
            compared = [row for row in mine if "forecast" in row]
            people = numbers(compared, "person")
            key: dict[str, Cell] = {"prior": prior, "group": group}
            ours = numbers(compared, "forecast")
            for way in WAYS:
                theirs = numbers(compared, way)
                found.append({**key, "what": way, **clustered_mean_row(theirs, people), "forecasts": len(compared)})
                if way != "forecast":
                    found.append({**key, "what": f"spared_to_{way}", **clustered_mean_row(theirs - ours, people)})
            found.append(
                {**key, "what": "inside", **clustered_mean_row(numbers(mine, "inside"), numbers(mine, "person"))}
            )
            found += [
                {**key, "what": "width", "sessions": k, "value": round(float(numbers(at, "width").mean()), 2)}
                for k in sorted({int(number(row, "sessions")) for row in mine})
                if (at := those(mine, sessions=k))
            ]
    return found


def table(rows: Rows) -> str:
    """Mean absolute misses, then what the forecast spares against the last duration, coverage and widths."""
    priors = names(rows, "prior")
    heads = ["mean absolute miss, d", *(f"`{p}`, {g}" for p in priors[:1] for g in GROUPS), "prototype",
             *(f"`{p}`, everybody" for p in priors[1:])]  # fmt: skip
    lines = [
        [words, *(plain(one(rows, prior=priors[0], group=g, what=way)) for g in GROUPS), PROTOTYPE[way],
         *(plain(one(rows, prior=p, group="everybody", what=way)) for p in priors[1:])]
        for way, words in WAYS.items()
    ]  # fmt: skip
    more = [
        [f"`{prior}`", group, text(one(rows, prior=prior, group=group, what="forecast"), "people"),
         text(one(rows, prior=prior, group=group, what="forecast"), "forecasts"),
         plain(one(rows, prior=prior, group=group, what="spared_to_last")),
         plain(one(rows, prior=prior, group=group, what="spared_to_own_mean")),
         percent(one(rows, prior=prior, group=group, what="inside")),
         ", ".join(f"{number(row, 'value'):.0f}" for row in those(rows, prior=prior, group=group, what="width"))]
        for prior in priors for group in GROUPS
    ]  # fmt: skip
    heads2 = ["prior", "who", "people", "forecasts", "nearer than the last duration by, d",
              "nearer than the own mean by, d", "inside the 90 %", "mean width after 6, 7 ... sessions, d"]  # fmt: skip
    return f"{markdown(heads, lines)}\n{markdown(heads2, more)}"


def draw(rows: Rows) -> "alt.TopLevelMixin":
    """Misses of each way, a panel a prior."""
    import altair as alt

    panels = [_misses(rows, prior) for prior in names(rows, "prior")]
    return alt.concat(*panels, columns=2).properties(
        title=alt.TitleParams(
            "Mean absolute miss of days to relapse, everybody", subtitle="Simulated people. Lines: 95 % intervals."
        )
    )


def _misses(rows: Rows, prior: str) -> "alt.LayerChart | alt.FacetChart":
    import altair as alt

    found = [one(rows, prior=prior, group="everybody", what=way) for way in WAYS]
    marks = [
        {"way": words, **{key: number(row, key) for key in ("value", "low95", "high95")}, "zero": 0.0,
         "who": "model" if words == "forecast" else "clinic"}
        for words, row in zip(WAYS.values(), found, strict=True)
    ]  # fmt: skip
    base = data(marks)
    x = alt.X("value:Q", title="days", scale=alt.Scale(domainMin=0))
    y = alt.Y("way:N", title=None, sort=list(WAYS.values()))
    colour = alt.Color("who:N", legend=None, scale=alt.Scale(domain=["model", "clinic"], range=[PARENT, METABOLITE]))
    return alt.layer(
        base.mark_rule(color=AXIS).encode(x=alt.X("zero:Q"), x2="value:Q", y=y),
        base.mark_rule(strokeWidth=3).encode(x=alt.X("low95:Q"), x2="high95:Q", y=y, color=colour),
        base.mark_point(size=50, filled=True, opacity=1).encode(x=x, y=y, color=colour),
    ).properties(width=250, height=110, title=prior)


STUDY: Final = Study(
    name="skill", title="Skill", seed=11, parts=parts, run=run, summarise=summarise, table=table, draw=draw,
    modules=(__name__, "studies.people", "studies.tables"),
    data=tuple(prior_file(name) for name in PEOPLE[Scale.FULL]),
)  # fmt: skip
