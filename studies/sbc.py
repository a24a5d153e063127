"""Simulation-based calibration: people drawn from a prior, inferred by the engine; ranks of the truth are uniform."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from studies.figures import data
from studies.people import HORIZON_DAYS, generator, induction_plan, prior_file
from studies.study import Cell, Part, Row, Rows, Scale, Study, in_parts
from studies.tables import coverage_row, markdown, mean_row, names, number, numbers, one, percent, plain, text, those
from wane.blocks.job import Block
from wane.forecast.calibration import crps, rank_among, ranks
from wane.forecast.crossing import crossings, draw_crossings
from wane.forecast.posterior import infer
from wane.forecast.simulate_person import simulate_person
from wane.models.relief_prior import THETA, ReliefPrior, load_relief_prior
from wane.report.theme import AXIS, INK, MUTED, PARENT

if TYPE_CHECKING:
    import altair as alt

MAIN: Final = "starting_phq9"
PEOPLE: Final = {
    Scale.FULL: {MAIN: 3000, "depression__phq9": 1000, "depression__madrs": 1000, "ptsd__pcl5": 1000,
                 "mixed_chronic_pain__pain_nrs": 1000},
    Scale.QUICK: {MAIN: 200, "depression__phq9": 100, "depression__madrs": 100, "ptsd__pcl5": 100,
                  "mixed_chronic_pain__pain_nrs": 100},
}  # fmt: skip
DAYS: Final = "days_to_relapse"
QUANTITIES: Final = (*THETA, "untreated_level", "full_relief", "level", DAYS)
WORDS: Final = {
    "log_h0": "half-life of relief (h0)", "gamma": "lengthening by a series (gamma)",
    "logit_f": "share put in place (f)", "log_se": "error of a score (se)", "log_sd": "spread of drift (sd)",
    "delta": "lengthening by dose (delta)", "untreated_level": "untreated level (B)",
    "full_relief": "full relief (Rmax)", "level": "level at the last score", DAYS: "days to relapse",
}  # fmt: skip
NOMINALS: Final = (0.5, 0.8, 0.9)
BINS: Final = 20


def parts(scale: Scale, _: Path | None) -> Sequence[Part]:
    """People of five priors, most of them of the one that the prototype was measured with."""
    return [part for prior, people in PEOPLE[scale].items() for part in in_parts(prior, people)]


def run(block: Block, part: Part) -> Rows:
    """One row a person: the rank of each truth, and how wide and how good the forecast of days was."""
    prior = load_relief_prior(part.group)
    return [one_person(prior, generator(block, part.first + i)) for i in range(part.people)]


def one_person(prior: ReliefPrior, rng: np.random.Generator) -> Row:
    """A person drawn, treated, scored and inferred."""
    person = simulate_person(prior, induction_plan(), HORIZON_DAYS, rng)
    posterior = infer(prior, person.history)
    drawn = draw_crossings(posterior, prior.line, HORIZON_DAYS, rng)
    found = crossings(drawn, HORIZON_DAYS)
    low, high = (found.day_at(q) or HORIZON_DAYS for q in (0.05, 0.95))
    ranked = ranks(posterior, person.life) | {DAYS: rank_among(drawn, person.days_to_crossing, rng)}
    return {
        "prior": prior.id, **{name: round(ranked[name], 5) for name in QUANTITIES},
        "width90": high - low, "crps": round(crps(drawn, person.days_to_crossing, HORIZON_DAYS), 4),
    }  # fmt: skip


def summarise(rows: Rows) -> Rows:
    """For each prior and quantity: coverage of three intervals, counts of ranks and how likely such counts are."""
    from scipy.stats import chisquare

    found: list[Row] = []
    for prior in names(rows, "prior"):
        people = those(rows, prior=prior)
        for quantity in QUANTITIES:
            key: dict[str, Cell] = {"prior": prior, "quantity": quantity}
            ranked = numbers(people, quantity)
            counts, _ = np.histogram(ranked, BINS, (0.0, 1.0))
            found += [{**key, "what": "coverage", **coverage_row(ranked, nominal)} for nominal in NOMINALS]
            found += [{**key, "what": "ranks", "bin": i, "value": int(count)} for i, count in enumerate(counts)]
            found.append({**key, "what": "p_uniform", "value": round(float(chisquare(counts).pvalue), 4)})
        for what, name in (("width", "width90"), ("crps", "crps")):
            found.append({"prior": prior, "quantity": DAYS, "what": what, **mean_row(numbers(people, name))})
    return found


def table(rows: Rows) -> str:
    """Coverage of days to relapse for each prior; then, for the main prior, of every quantity."""
    lines = [
        [f"`{prior}`", *_covered(rows, prior, DAYS),
         plain(one(rows, prior=prior, what="width"), 0), plain(one(rows, prior=prior, what="crps"))]
        for prior in names(rows, "prior")
    ]  # fmt: skip
    heads = ["prior", "people", "50 %", "80 %", "90 %", "mean width of 90 %, d", "CRPS, d"]
    others = [
        [WORDS[quantity], *_covered(rows, MAIN, quantity)[1:],
         f"{number(one(rows, prior=MAIN, quantity=quantity, what='p_uniform'), 'value'):.3f}"]
        for quantity in QUANTITIES
    ]  # fmt: skip
    more = markdown([f"quantity, `{MAIN}`", "50 %", "80 %", "90 %", "p of uniform ranks"], others)
    return f"{markdown(heads, lines)}\n{more}"


def _covered(rows: Rows, prior: str, quantity: str) -> list[str]:
    found = those(rows, prior=prior, quantity=quantity, what="coverage")
    return [text(found[0], "people"), *(percent(row) for row in found)]


def draw(rows: Rows) -> "alt.TopLevelMixin":
    """Histograms of ranks of the main prior, with the band in which 99 % of bins of a calibrated engine fall."""
    import altair as alt

    panels = [_histogram(rows, quantity) for quantity in QUANTITIES]
    people = text(those(rows, prior=MAIN, what="coverage")[0], "people")
    return alt.concat(*panels, columns=5).properties(
        title=alt.TitleParams(
            f"Rank of the truth in its posterior, {people} people drawn from {MAIN}",
            subtitle="Flat is calibrated. Band: where 99 % of bins lie if it is.",
        )
    )


def _histogram(rows: Rows, quantity: str) -> "alt.LayerChart | alt.FacetChart":
    import altair as alt
    from scipy.stats import binom

    counts = those(rows, prior=MAIN, quantity=quantity, what="ranks")
    people = int(sum(number(row, "value") for row in counts))
    low, high = binom.interval(0.99, people, 1.0 / BINS)
    x = alt.X("from:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(values=[0, 0.5, 1], grid=False))
    y = alt.Y("people:Q", title=None, scale=alt.Scale(domain=[0, 2.0 * people / BINS]), axis=alt.Axis(tickCount=3))
    bars = [
        {"from": number(row, "bin") / BINS, "to": (number(row, "bin") + 1) / BINS, "people": number(row, "value")}
        for row in counts
    ]
    band = data([{"from": 0, "to": 1, "people": low, "most": high}])
    return alt.layer(
        data(bars).mark_rect(color=PARENT, opacity=0.75, stroke="white", strokeWidth=0.5).encode(
            x=x, x2="to:Q", y=y, y2=alt.datum(0)),
        band.mark_rect(color=AXIS, opacity=0.45).encode(x=x, x2="to:Q", y=y, y2="most:Q"),
        data([{"people": people / BINS}]).mark_rule(color=INK, strokeDash=[4, 3]).encode(y=y),
    ).properties(title=alt.TitleParams(WORDS[quantity], fontSize=11, color=MUTED), width=124, height=84)  # fmt: skip


STUDY: Final = Study(
    name="sbc", title="Calibration by simulation", seed=2024, parts=parts, run=run, summarise=summarise, table=table,
    draw=draw, modules=(__name__, "studies.people", "studies.tables"),
    data=tuple(prior_file(name) for name in PEOPLE[Scale.FULL]),
)  # fmt: skip
