"""Coverage of days to relapse where the world breaks the model: four broken worlds beside the model's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from studies.figures import data
from studies.people import HORIZON_DAYS, generator, induction_plan, prior_file
from studies.study import Part, Row, Rows, Scale, Study, in_parts
from studies.tables import coverage_row, markdown, names, number, numbers, percent, text, those
from wane.blocks.job import Block
from wane.forecast.calibration import rank_among
from wane.forecast.crossing import draw_crossings
from wane.forecast.posterior import infer
from wane.forecast.simulate_person import AS_MODELLED, Life, World, begin, live_until, rate, simulate_person
from wane.models.relief import Score
from wane.models.relief_prior import ReliefPrior, Spread, load_relief_prior
from wane.report.theme import AXIS, INK, METABOLITE, MUTED, PARENT

if TYPE_CHECKING:
    import altair as alt

PRIOR: Final = "starting_phq9"
PEOPLE: Final = {Scale.FULL: 3000, Scale.QUICK: 100}
NOMINALS: Final = (0.5, 0.8, 0.9)
BAR: Final = (0.83, 0.93)  # for the nominal 90 %
PATHS: Final = 2000
FAST_DAYS, FAST, SLOW = 5.0, 2.5, 0.7  # two speeds: how long the fast one lasts, both as multiples of the model's rate
EVENT_EVERY_DAYS, EVENT_SD = 60.0, 5.0  # life events: a step in the drift
DEGREES: Final = 3.0  # of freedom of the heavy-tailed error
SHORTER, HIGHER, FEWER = 2.0 / 3.0, 2.0, 0.12  # wrong prior: half-life, untreated level, share of responders


def live_at_two_speeds(life: Life, day: float, rng: np.random.Generator) -> None:
    """Relief wanes fast in the first days after a session, slowly later."""
    half_life, change = life.half_life_days, life.session_day + FAST_DAYS
    for until, speed in ((min(day, change), FAST), (day, SLOW)):
        life.half_life_days = half_life / speed
        live_until(life, until, rng)
    life.half_life_days = half_life


def live_through_events(life: Life, day: float, rng: np.random.Generator) -> None:
    """Now and then something happens that moves the level at once and fades like any drift."""
    count = rng.poisson(max(day - life.day, 0.0) / EVENT_EVERY_DAYS)
    for at in np.sort(rng.uniform(life.day, max(day, life.day), count)):
        live_until(life, float(at), rng)
        life.drift += rng.normal(0.0, EVENT_SD)
    live_until(life, day, rng)


def rate_with_outliers(life: Life, rng: np.random.Generator) -> Score:
    """An error with heavy tails: at least as large as the model's, now and then many times larger."""
    usual = life.se
    life.se = usual * float(np.sqrt(DEGREES / rng.chisquare(DEGREES)))
    score = rate(life, rng)
    life.se = usual
    return score


def begin_elsewhere(prior: ReliefPrior, rng: np.random.Generator) -> Life:
    """People whose relief lasts two thirds as long, who respond less often and start higher than the prior says."""
    other = replace(
        prior,
        log_h0=Spread(mean=prior.log_h0.mean + float(np.log(SHORTER)), sd=prior.log_h0.sd),
        untreated=Spread(mean=prior.untreated.mean + HIGHER, sd=prior.untreated.sd),
        pi=prior.pi - FEWER,
    )
    return begin(other, rng)


WORLDS: Final[Mapping[str, World]] = {
    "as modelled": AS_MODELLED,
    "two-speed waning": replace(AS_MODELLED, live_until=live_at_two_speeds),
    "scores with t-noise": replace(AS_MODELLED, rate=rate_with_outliers),
    "life events": replace(AS_MODELLED, live_until=live_through_events),
    "wrong prior": replace(AS_MODELLED, begin=begin_elsewhere),
}
WORDS: Final = {
    "as modelled": "the model's own",
    "two-speed waning": f"{FAST:g} times as fast for {FAST_DAYS:g} days after a session, {SLOW:g} times later",
    "scores with t-noise": f"error of a score with {DEGREES:g} degrees of freedom",
    "life events": f"one in {EVENT_EVERY_DAYS:g} days, SD {EVENT_SD:g} points",
    "wrong prior": f"half-life two thirds, {HIGHER:g} points higher, {100 * FEWER:g} in 100 fewer responders",
}


def parts(scale: Scale, _: Path | None) -> Sequence[Part]:
    """As many people in each world."""
    return [part for world in WORLDS for part in in_parts(world, PEOPLE[scale])]


def run(block: Block, part: Part) -> Rows:
    """One row a person: where the day of relapse fell in the forecast."""
    prior = load_relief_prior(PRIOR)
    return [
        {"world": part.group, "rank": one_rank(prior, WORLDS[part.group], generator(block, part.first + i))}
        for i in range(part.people)
    ]


def one_rank(prior: ReliefPrior, world: World, rng: np.random.Generator) -> float:
    """The rank of one person's day of relapse among the drawn ones."""
    person = simulate_person(prior, induction_plan(), HORIZON_DAYS, rng, world=world)
    drawn = draw_crossings(infer(prior, person.history), prior.line, HORIZON_DAYS, rng, paths=PATHS)
    return round(rank_among(drawn, person.days_to_crossing, rng), 5)


def summarise(rows: Rows) -> Rows:
    """Coverage of three intervals in each world; for that of 90 %, whether its bar is kept."""
    found: list[Row] = []
    for world in names(rows, "world"):
        ranked = numbers(those(rows, world=world), "rank")
        found += [{"world": world, **coverage_row(ranked, nominal)} for nominal in NOMINALS]
    return found


def table(rows: Rows) -> str:
    """Coverage in each world."""
    lines = []
    for world in names(rows, "world"):
        found = those(rows, world=world)
        lines.append([world, WORDS[world], text(found[0], "people"), *(percent(row) for row in found)])
    low, high = (f"{100 * bound:.0f}" for bound in BAR)
    return markdown(["world", "what differs", "people", "50 %", "80 %", f"90 % (bar {low} to {high})"], lines)


def draw(rows: Rows) -> "alt.TopLevelMixin":
    """Coverage of the 90 % and the 50 % interval in each world, with its Wilson interval, over the bar."""
    import altair as alt

    marks = [
        {"world": text(row, "world"), "interval": f"{100 * number(row, 'nominal'):.0f} % interval",
         **{key: 100.0 * number(row, key) for key in ("value", "low95", "high95")}}
        for row in rows
    ]  # fmt: skip
    kinds = [f"{100 * nominal:.0f} % interval" for nominal in NOMINALS]
    x = alt.X(
        "value:Q", title="per cent of people whose relapse fell inside", scale=alt.Scale(domain=[35, 100], zero=False)
    )
    y = alt.Y("world:N", title=None, sort=list(WORLDS), axis=alt.Axis(labelLimit=200))
    shape = alt.Shape(
        "interval:N", title=None, scale=alt.Scale(domain=kinds, range=["circle", "square", "triangle-up"])
    )
    colour = alt.Color("interval:N", title=None, scale=alt.Scale(domain=kinds, range=[METABOLITE, MUTED, PARENT]))
    bar = data([{"low": 100 * BAR[0], "high": 100 * BAR[1]}]).mark_rect(color=AXIS, opacity=0.3)
    nominal = data([{"value": 100 * nominal} for nominal in NOMINALS]).mark_rule(color=INK, strokeDash=[4, 3])
    base = data(marks)
    return alt.layer(
        bar.encode(x=alt.X("low:Q"), x2="high:Q"),
        nominal.encode(x=x),
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low95:Q"), x2="high95:Q", y=y, color=colour),
        base.mark_point(size=60, filled=True, opacity=1).encode(x=x, y=y, color=colour, shape=shape),
    ).properties(
        width=460, height=150,
        title=alt.TitleParams(
            "Days to relapse in worlds that break the model",
            subtitle="Lines: Wilson 95 %. Dashed: what each interval says. Grey: the bar of the 90 % interval.",
        ),
    )  # fmt: skip


STUDY: Final = Study(
    name="worlds", title="Worlds that break the model", seed=13, parts=parts, run=run, summarise=summarise,
    table=table, draw=draw, modules=(__name__, "studies.people", "studies.tables"), data=(prior_file(PRIOR),),
)  # fmt: skip
