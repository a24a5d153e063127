"""Order: what a prescriber typed, as a regimen in mg of free base and the words of the order."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from wane.cli.names import DRUGS, ROUTES, resolve
from wane.cli.steps import Step, read_steps
from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnitError
from wane.models.devices import SAME_AS_SALT, SAME_DOSE, by_devices, device_of
from wane.models.regimen import Administration, Drug, Regimen, Route, single_dose
from wane.units import SaltForm, length_words, parse_dose, parse_duration_h, shown

BOLUS: Final = "bolus"
_AGREES = 0.01

BaseShare = Callable[[SaltForm], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderText:
    """The options that say what is given, as typed; None where not given."""

    drug: str
    route: str
    dose: str | None
    over: str | None
    steps: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The regimen in free base, the form that was ordered, and the order in words."""

    regimen: Regimen
    form: SaltForm
    ordered: str


def read_order(text: OrderText, *, weight_kg: float, base_share: BaseShare) -> Order:
    """The order as a regimen; `base_share` says which part of a milligram of a form is free base."""
    drug = resolve(text.drug, Drug, "The drug", DRUGS)
    route = resolve(text.route, Route, "The route", ROUTES)
    if text.steps is not None:
        return _stepped(text, drug, route, weight_kg, base_share)
    if text.dose is None:
        raise UnitError('No dose came; a dose is needed: give --dose "0.5 mg/kg", or --steps with a file.')
    dose = parse_dose(text.dose)
    over_h = _over_h(text.over, route)
    dose_mg = dose.total_mg(weight_kg) * base_share(dose.form)
    device = device_of(drug, route)
    if device is None:
        regimen = single_dose(drug, route, dose_mg, over_h=over_h)
    else:
        regimen = by_devices(device, dose_mg, within=SAME_DOSE if dose.form is SaltForm.BASE else SAME_AS_SALT)
    return Order(regimen=regimen, form=dose.form, ordered=_words(drug, route, str(dose), over_h))


def compared(text: str, first: OrderText) -> OrderText:
    """The second order of a comparison, such as "0.5 mg/kg over 60 min"; drug and route are those of the first."""
    dose, _, over = text.partition(" over ")
    if not dose.strip():
        raise UnitError(f'A comparison of "{shown(text)}" came; a dose is needed: write "0.5 mg/kg over 60 min".')
    if dose.rstrip().casefold().endswith(" bolus"):
        dose, over = dose.rstrip()[: -len(BOLUS)], BOLUS
    is_iv = resolve(first.route, Route, "The route", ROUTES) is Route.IV
    if is_iv and not over:
        raise UnitError(
            f'A comparison of "{shown(text)}" came without a duration; an IV dose needs one: write '
            '"0.5 mg/kg over 60 min", or "0.3 mg/kg bolus".'
        )
    if over and not is_iv:
        raise ConflictError(
            f'A comparison of "{shown(text)}" came with a duration; only an IV dose has one: write the dose alone.'
        )
    return replace(first, dose=dose, over=over or None, steps=None)


def is_bolus(over: str | None) -> bool:
    """Whether the words for a duration say that there is none."""
    return over is not None and over.strip().casefold() == BOLUS


def _over_h(over: str | None, route: Route) -> float:
    """[h] an IV dose runs; 0 for a bolus and for every other route."""
    if over is None and route is Route.IV:
        raise UnitError('An IV dose came without a duration; it is needed: give --over "40 min", or --over bolus.')
    if over is None or is_bolus(over):
        return 0.0
    over_h = parse_duration_h(over)
    if over_h == 0.0:
        raise OutOfRangeError(
            f'A duration of "{shown(over)}" came; it must be above zero: for a bolus write --over bolus.'
        )
    if route is not Route.IV:
        raise ConflictError(f"A duration came with route {route}; only an IV dose runs over time: leave --over out.")
    return over_h


def _stepped(text: OrderText, drug: Drug, route: Route, weight_kg: float, base_share: BaseShare) -> Order:
    assert text.steps is not None
    if route is not Route.IV:
        raise ConflictError(f"Steps came with route {route}; only an IV dose runs in steps: leave --steps out.")
    if not text.steps.strip():
        raise FileFormatError('--steps came empty; the name of a CSV file is needed: give --steps "steps.csv".')
    if text.over is not None:
        raise ConflictError("Both --over and --steps came; the steps carry their own times: leave --over out.")
    steps = read_steps(Path(text.steps))
    given = tuple(_step(step, weight_kg, base_share) for step in steps if step.dose is not None)
    if not given:
        raise OutOfRangeError(
            "The steps file gives no drug at all; one step needs a dose or a rate above zero: add it."
        )
    regimen = Regimen(drug=drug, administrations=given)
    form = next(step.dose.form for step in steps if step.dose is not None)
    _agrees(text.dose, regimen.total_mg, weight_kg, base_share)
    length_h = regimen.end_h - regimen.start_h
    ordered = f"{drug} {_mg(regimen.total_mg)} {route.words} in {_steps(len(given))} over {length_words(length_h)}"
    return Order(regimen=regimen, form=form, ordered=ordered)


def _step(step: Step, weight_kg: float, base_share: BaseShare) -> Administration:
    assert step.dose is not None
    dose_mg = step.dose.total_mg(weight_kg) * base_share(step.dose.form)
    return Administration(route=Route.IV, start_h=step.start_h, dose_mg=dose_mg, duration_h=step.duration_h)


def _agrees(dose: str | None, total_mg: float, weight_kg: float, base_share: BaseShare) -> None:
    """ConflictError where a dose was typed beside the steps and differs from what they give."""
    if dose is None:
        return
    typed = parse_dose(dose)
    typed_mg = typed.total_mg(weight_kg) * base_share(typed.form)
    if abs(typed_mg - total_mg) > _AGREES * total_mg:
        raise ConflictError(
            f"--dose gives {_mg(typed_mg)} and the steps file {_mg(total_mg)}; they must agree within 1 %: "
            "correct one, or leave --dose out."
        )


def _words(drug: Drug, route: Route, dose: str, over_h: float) -> str:
    how = f" over {length_words(over_h)}" if over_h else " bolus" if route is Route.IV else ""
    return f"{drug} {dose} {route.words}{how}"


def _mg(amount_mg: float) -> str:
    """An amount with every whole milligram."""
    return f"{amount_mg:.0f} mg" if amount_mg >= 1000.0 else f"{amount_mg:.4g} mg"


def _steps(count: int) -> str:
    return f"{count} step" if count == 1 else f"{count} steps"
