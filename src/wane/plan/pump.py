"""Pump: settings in mg/h, and in mL/h for a given bag, whose amounts add up to the ordered dose."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wane.errors import OutOfRangeError
from wane.models.regimen import MINUTES_PER_HOUR, Administration, Regimen, Route
from wane.plan.series import PAUSE_H
from wane.plan.session_plan import Bag, PumpStep

_SAME_TIME_H = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpProgram:
    """Pump steps at the pump's resolution, and what they deliver.

    `ordered_mg` and `delivered_mg` are in the form that was ordered; they differ by rounding alone, and not at all
    where no bag was given. A pause is a step at 0.
    """

    steps: tuple[PumpStep, ...]
    ordered_mg: float
    delivered_mg: float
    resolution_ml_h: float

    @property
    def rounding(self) -> float:
        """[fraction] by which rounding moves the dose."""
        return self.delivered_mg / self.ordered_mg - 1.0 if self.ordered_mg else 0.0


def pump_program(regimen: Regimen, bag: Bag | None, *, resolution_ml_h: float, per_base_mg: float = 1.0) -> PumpProgram:
    """The pump's steps for the infusions of a regimen; an empty program where nothing is infused.

    Args:
        regimen: what is given; only its infusions go through the pump.
        bag: what the pump draws from; None where nobody said, and then rates are in mg/h alone.
        resolution_ml_h: the pump's smallest step.
        per_base_mg: mg of the ordered form for 1 mg of free base (1 where base was ordered).

    Raises:
        OutOfRangeError: a bag without a concentration, or a rate that the pump's smallest step cannot make.
    """
    infusions = [a for a in regimen.administrations if a.route is Route.IV and not a.is_bolus]
    ordered_mg = sum(a.dose_mg for a in infusions) * per_base_mg
    steps = tuple(_steps(infusions, per_base_mg))
    delivered_mg = ordered_mg
    if bag is not None:
        steps = tuple(_in_volume(step, bag, resolution_ml_h) for step in steps)
        volume_ml = sum((s.rate_ml_h or 0.0) * (s.end_min - s.start_min) for s in steps) / MINUTES_PER_HOUR
        delivered_mg = volume_ml * bag.concentration_mg_ml
    return PumpProgram(steps=steps, ordered_mg=ordered_mg, delivered_mg=delivered_mg, resolution_ml_h=resolution_ml_h)


def _in_volume(step: PumpStep, bag: Bag, resolution_ml_h: float) -> PumpStep:
    """The step with its rate in the pump's own steps; OutOfRangeError where none is near."""
    if not bag.concentration_mg_ml > 0.0:
        raise OutOfRangeError("A bag without a concentration came; mg/mL above 0 is needed: give its strength.")
    exact_ml_h = step.rate_mg_h / bag.concentration_mg_ml
    rate_ml_h = round(round(exact_ml_h / resolution_ml_h) * resolution_ml_h, 6)
    if exact_ml_h > 0.0 and rate_ml_h == 0.0:
        raise OutOfRangeError(
            f"A rate of {exact_ml_h:g} mL/h came; the pump's smallest step is {resolution_ml_h:g} mL/h: "
            "use a weaker bag."
        )
    return replace(step, rate_ml_h=rate_ml_h)


def _steps(infusions: list[Administration], per_base_mg: float) -> Iterator[PumpStep]:
    """One step an infusion, and one at 0 mg/h for each pause between two of one session."""
    cumulative_mg, now_h = 0.0, infusions[0].start_h if infusions else 0.0
    for infusion in infusions:
        if now_h + _SAME_TIME_H < infusion.start_h <= now_h + PAUSE_H:
            yield PumpStep(
                start_min=now_h * MINUTES_PER_HOUR,
                end_min=infusion.start_h * MINUTES_PER_HOUR,
                rate_ml_h=None,
                rate_mg_h=0.0,
                cumulative_mg=cumulative_mg,
            )
        ordered_mg = infusion.dose_mg * per_base_mg
        cumulative_mg += ordered_mg
        rate_mg_h = ordered_mg / infusion.duration_h
        yield PumpStep(
            start_min=infusion.start_h * MINUTES_PER_HOUR,
            end_min=infusion.end_h * MINUTES_PER_HOUR,
            rate_ml_h=None,
            rate_mg_h=rate_mg_h,
            cumulative_mg=cumulative_mg,
        )
        now_h = infusion.end_h
