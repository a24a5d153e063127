"""Words of a simulated trial that its text and its page share: numbers with their intervals, tables by arm."""

from collections.abc import Iterator, Sequence
from typing import Final

from wane.report.rounding import round_to_band, round_without_band
from wane.report.wording import joined_range
from wane.simulate.answers import ArmAnswer, Between, Ranged, TrialAnswer
from wane.simulate.design import SeenBy
from wane.simulate.outcomes import FREE_DAYS
from wane.simulate.sessions import NO_ERRORS

Rows = Sequence[tuple[str, ...]]

DECIDES: Final = "A simulation for researchers: nobody was treated, and no single person is forecast."
HOW_TO_READ: Final = (
    "In brackets: the 90 % interval over what the fit leaves open, people aside. SD and percentiles: between people."
)
BEYOND: Final = "not reached"
NONE: Final = "–"


def title(answer: TrialAnswer) -> str:
    """The name of the design."""
    return answer.plan.design.name


def asked(answer: TrialAnswer) -> str:
    """How many people, of what, scored how."""
    from wane.models.instruments import conditions

    design = answer.plan.design
    return (
        f"{design.people:,} virtual people an arm with {conditions()[design.condition]}, {design.instrument.name} of "
        f"{design.baseline_mean:g} (SD {design.baseline_sd:g}) at entry, {len(design.observe_days)} visits to day "
        f"{design.last_day:g}"
    )


def made(answer: TrialAnswer) -> str:
    """What made the numbers."""
    plan = answer.plan
    draws = f"{plan.design.doubt.draws} draws of the fit" if plan.design.doubt.draws else "no draws of the fit"
    return (
        f"Wane {answer.code_version}, design {plan.design.digest[:12]}, {plan.fit.id}, seed {answer.seed}, {draws}, "
        f"each lived by {plan.design.doubt.people} people."
    )


def with_interval(found: Ranged, unit: str = "") -> str:
    """`19.9 (18.5–21.5)`, rounded to what the interval supports; an open end is said in words."""
    if found.value is None:
        return NONE
    if found.low90 is None and found.high90 is None:
        return f"{round_without_band(found.value)}{unit}"
    if found.low90 is None or found.high90 is None:
        known = found.low90 if found.low90 is not None else found.high90
        assert known is not None
        value, end = round_to_band((found.value, known), abs(found.value - known))
        return f"{value}{unit} ({end} or more)" if found.high90 is None else f"{value}{unit} ({end} or less)"
    ends = (found.low90, found.high90)
    value, low, high = round_to_band((found.value, *ends), ends[1] - ends[0])
    return f"{value}{unit} ({joined_range(low, high)})" if ends[0] < ends[1] else f"{value}{unit}"


def score_heads(answer: TrialAnswer) -> tuple[str, ...]:
    """Of the table of scores; no column for a line that neither the instrument nor the design has."""
    design = answer.plan.design
    response = () if design.response_pct is None else ("Response, %",)
    remission = () if design.remission is None else ("Remission, %",)
    return ("Day", "Seen", "Mean", "SD", "Change", *response, *remission)


def score_rows(answer: TrialAnswer, arm: ArmAnswer, most: int | None = None) -> Rows:
    """One row a visit; at most so many, first and last among them."""
    width = len(score_heads(answer))
    shares = ("response_pct", "remission_pct") if answer.plan.design.response_pct is not None else ("remission_pct",)
    days = arm.by_day
    if most is not None and len(days) > most:
        days = tuple(days[round(i * (len(days) - 1) / (most - 1))] for i in range(most))
    return [
        (
            f"{one.day:g}", f"{one.n:,}", with_interval(one.mean), with_interval(one.sd), with_interval(one.change),
            *(with_interval(getattr(one, name)) for name in shares),
        )[:width]
        for one in days
    ]  # fmt: skip


RELAPSE_HEADS: Final = ("Arm", "Followed", "Half by day", *(f"Free {day} d, %" for day in FREE_DAYS))


def relapse_caption(answer: TrialAnswer) -> str:
    """What the table of relapse counts, and from where."""
    design = answer.plan.design
    relapse = design.relapse
    assert relapse is not None
    points = design.bad_line if relapse.points is None else relapse.points
    line = f"{points:g} points" if relapse.share is None else f"{100.0 * relapse.share:g} % of entry"
    seen = "the latent level" if relapse.seen_by is SeenBy.LEVEL else "a visit's score"
    return f"{seen.capitalize()} at {line} or more, among {relapse.among}; days since relapse counts"


def burden_caption(answer: TrialAnswer) -> str:
    """What the table of burden counts."""
    design = answer.plan.design
    return f"Mean of a person up to day {design.last_day:g}; a bad day is at {design.bad_line:g} points or more"


def relapse_rows(answer: TrialAnswer) -> Rows:
    """One row an arm, days counted from where relapse counts."""
    found: list[tuple[str, ...]] = []
    for arm in answer.arms:
        if arm.relapse is not None:
            is_open = arm.relapse.n > 0 and arm.relapse.median_days.value is None
            middle = BEYOND if is_open else with_interval(arm.relapse.median_days)
            free = (with_interval(arm.relapse.free_pct[day]) for day in FREE_DAYS)
            found.append((arm.name, f"{arm.relapse.n:,}", middle, *free))
    return found


def burden_rows(answer: TrialAnswer) -> Rows:
    """Sessions, bad days and cost, one row an arm."""
    currency = answer.plan.design.currency
    return [
        (
            arm.name, with_interval(arm.sessions), with_interval(arm.bad_days),
            NONE if arm.cost is None else f"{with_interval(arm.cost)} {currency}".strip(),
        )
        for arm in answer.arms
    ]  # fmt: skip


BURDEN_HEADS: Final = ("Arm", "Sessions", "Bad days", "Cost")
SESSION_HEADS: Final = ("Arm", "Quantity", "Mean", "Middle", "90 % of people")


def session_rows(answer: TrialAnswer) -> Rows:
    """The hours of one session, one row a quantity and arm."""
    return [row for arm in answer.arms for row in _session(arm)]


def _session(arm: ArmAnswer) -> Iterator[tuple[str, ...]]:
    one = arm.session
    if one is None:
        return
    quantities = (
        (f"peak ketamine, ng/mL, {one.site}", one.peak_ng_ml), (f"area, ng·h/mL, {one.site}", one.auc_ng_h_ml),
        ("dissociation, CADSS points", one.dissociation), ("systolic rise, mmHg", one.systolic_rise_mmhg),
        ("diastolic rise, mmHg", one.diastolic_rise_mmhg),
    )  # fmt: skip
    for name, found in quantities:
        if found is not None:
            yield (arm.name, name, *_between(found))


def _between(found: Between) -> tuple[str, str, str]:
    middle, low, high = round_to_band((found.q50, found.q05, found.q95), found.q95 - found.q05)
    mean = with_interval(Ranged(value=found.mean, low90=found.mean_low90, high90=found.mean_high90))
    return mean if found.mean_reason is None else f"{mean} (no interval)", middle, joined_range(low, high)


def reasons(answer: TrialAnswer) -> list[str]:
    """Why some numbers or intervals are not there."""
    found = [f"{arm.name}: no interval, for {arm.reason}." for arm in answer.arms if arm.reason is not None]
    without = [
        model
        for arm in answer.arms
        if arm.session is not None and arm.session.peak_ng_ml is not None and arm.session.peak_ng_ml.mean_reason
        for model in arm.session.models
    ]
    if without:
        found.append(f"Concentrations have {NO_ERRORS} ({', '.join(dict.fromkeys(without))}).")
    return found + [
        f"{arm.name}: {arm.session.withheld}"
        for arm in answer.arms
        if arm.session is not None and arm.session.withheld is not None
    ]
