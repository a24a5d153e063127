"""What a simulated trial assumes, in sentences; and an arm in words."""

from collections.abc import Iterator

from wane.models.instruments import conditions
from wane.models.interactions import genotype_note
from wane.simulate.design import ArmDesign, MaintenanceRule, SeenBy, Setting
from wane.simulate.plan import TrialPlan
from wane.units import Basis, length_words


def arm_words(arm: ArmDesign) -> str:
    """What the arm is given, in one line."""
    days = ", ".join(f"{day:g}" for day in arm.days[:8]) + (" ..." if len(arm.days) > 8 else "")
    if arm.control is not None:
        return f"{arm.control} on days {days}"
    assert arm.drug is not None
    assert arm.route is not None
    doses = dict.fromkeys(str(given.dose) for given in arm.sessions)
    over_h = arm.sessions[0].over_h
    how = f" over {length_words(over_h)}" if over_h else ""
    words = f"{arm.drug} {' then '.join(doses)} {arm.route.words}{how} on days {days}"
    return words if arm.maintenance is None else f"{words}; then {rule_words(arm)}"


def rule_words(arm: ArmDesign) -> str:
    """The maintenance of an arm."""
    rule = arm.maintenance
    assert rule is not None
    match rule.rule:
        case MaintenanceRule.FIXED:
            how = f"every {rule.every_days:g} d"
        case MaintenanceRule.LADDER:
            how = f"from {rule.every_days:g} d, {rule.step_days:g} d longer or shorter by score"
        case MaintenanceRule.RISK:
            how = f"by rule 1 at a risk of {100.0 * rule.risk:g} %"
        case MaintenanceRule.BAD_DAYS:
            how = f"by rule 2, {rule.days_a_session:g} bad days a session"
        case _:
            how = f"as needed, at {rule.line:g} points or more"
    return f"{how}, {rule.among}"


def notes_of(plan: TrialPlan) -> tuple[str, ...]:
    """What a reader must know, in the order in which it matters."""
    return tuple(_notes(plan))


def _notes(plan: TrialPlan) -> Iterator[str]:
    design, fit = plan.design, plan.fit
    yield (
        "Relief is what follows a session, expectancy included; the difference between arms, and no arm alone, speaks "
        "of the drug."
    )
    yield f"Numbers of {conditions()[design.condition]}: {fit.id}, {fit.confidence}."
    yield (
        "Between people: half-life, gamma, f, full relief, drift and error of the score. The interval is of the error "
        "of the fitted numbers; how one study differs from the next stands beside it, mostly wider."
    )
    if any(arm.control is not None for arm in design.arms):
        yield "A control arm has the fit's expectancy pulse and slow course; placebo and midazolam are the same."
    if design.setting is Setting.DRUG_FREE:
        yield "Followed free of other drugs: half-lives are those of usual care over the fitted ratio."
    if design.relapse is not None and design.relapse.seen_by is SeenBy.LEVEL:
        yield "Relapse is the first day on which the latent level stands at or above the line."
    if any(arm.sessions and arm.sessions[0].dose.basis is Basis.ABSOLUTE for arm in design.arms):
        yield "A dose in mg gives heavier people less exposure, in proportion; exposure is the median of the kinetics."
    if not design.covariates.table and design.covariates.weight_kg.sd == 0.0:
        yield f"Everybody weighs {design.covariates.weight_kg.mean:g} kg: give covariates to let people differ."
    if design.covariates.genotype or "genotype" in design.covariates.table:
        yield genotype_note()
    if design.dropout_per_day > 0.0:
        yield "Who leaves does so for no reason: scores at a visit are of those who are still there."
    if any(arm.drug is not None for arm in design.arms):
        yield (
            "The hours of a session: the interval of a mean takes the errors of the fitted effects as independent, so "
            "it may be too wide."
        )
    if design.needs_forecasts:
        yield (
            "Rules 1 and 2 forecast each person with the shipped prior at the design's own intake, which does not know "
            "the slow course."
        )
        if design.doubt.forecast_draws:
            yield (
                f"Intervals of arms by rules 1 and 2 are of {design.doubt.forecast_draws} draws, each lived by "
                f"{design.doubt.forecast_people} people, for forecasts take time: wider than they need be, shares most."
            )
