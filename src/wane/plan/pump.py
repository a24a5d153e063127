"""Pump: settings in mL/h for a given bag, whose amounts add up to the ordered dose."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from wane.errors import OutOfRangeError
from wane.models.regimen import MINUTES_PER_HOUR, Administration, Regimen, Route
from wane.plan.session_plan import Bag, PumpStep

_SAME_TIME_H = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpProgram:
    """Pump steps at the pump's resolution, what they deliver, and what is drawn up for them.

    `ordered_mg` and `delivered_mg` are in the form that was ordered; they differ by rounding alone. A pause is a
    step at 0 mL/h.
    """

    steps: tuple[PumpStep, ...]
    ordered_mg: float
    delivered_mg: float
    resolution_ml_h: float
    drawn_ml: float
    vials: int

    @property
    def rounding(self) -> float:
        """[fraction] by which rounding moves the dose."""
        return self.delivered_mg / self.ordered_mg - 1.0 if self.ordered_mg else 0.0


def pump_program(regimen: Regimen, bag: Bag, *, resolution_ml_h: float, per_base_mg: float = 1.0) -> PumpProgram:
    """The pump's steps for the infusions of a regimen; an empty program where nothing is infused.

    Args:
        regimen: what is given; only its infusions go through the pump.
        bag: what the pump draws from.
        resolution_ml_h: the pump's smallest step.
        per_base_mg: mg of the ordered form for 1 mg of free base (1 where base was ordered).

    Raises:
        OutOfRangeError: a bag without a concentration, or a rate that the pump's smallest step cannot make.
    """
    if not (bag.concentration_mg_ml > 0.0 and bag.vial_strength_mg_ml > 0.0):
        raise OutOfRangeError(
            "A bag without a concentration came; mg/mL above 0 is needed: give bag and vial strength."
        )
    infusions = [a for a in regimen.administrations if a.route is Route.IV and not a.is_bolus]
    steps = tuple(_steps(infusions, bag.concentration_mg_ml, resolution_ml_h, per_base_mg))
    for step in steps:
        if step.rate_mg_h > 0.0 and step.rate_ml_h == 0.0:
            raise OutOfRangeError(
                f"A rate of {step.rate_mg_h / bag.concentration_mg_ml:g} mL/h came; the pump's smallest step is "
                f"{resolution_ml_h:g} mL/h: use a weaker bag."
            )
    ordered_mg = sum(a.dose_mg for a in infusions) * per_base_mg
    delivered_mg = (
        sum(s.rate_ml_h * (s.end_min - s.start_min) for s in steps) / MINUTES_PER_HOUR * bag.concentration_mg_ml
    )
    drawn_ml = bag.concentration_mg_ml * bag.volume_ml / bag.vial_strength_mg_ml if infusions else 0.0
    vials = math.ceil(drawn_ml / bag.vial_volume_ml - _SAME_TIME_H) if bag.vial_volume_ml > 0.0 else 0
    return PumpProgram(
        steps=steps,
        ordered_mg=ordered_mg,
        delivered_mg=delivered_mg,
        resolution_ml_h=resolution_ml_h,
        drawn_ml=drawn_ml,
        vials=vials,
    )


def _steps(
    infusions: list[Administration], concentration_mg_ml: float, resolution_ml_h: float, per_base_mg: float
) -> Iterator[PumpStep]:
    """One step an infusion, and one at 0 mL/h for each pause between two."""
    cumulative_mg, now_h = 0.0, infusions[0].start_h if infusions else 0.0
    for infusion in infusions:
        if infusion.start_h > now_h + _SAME_TIME_H:
            yield PumpStep(
                start_min=now_h * MINUTES_PER_HOUR,
                end_min=infusion.start_h * MINUTES_PER_HOUR,
                rate_ml_h=0.0,
                rate_mg_h=0.0,
                cumulative_mg=cumulative_mg,
            )
        ordered_mg = infusion.dose_mg * per_base_mg
        cumulative_mg += ordered_mg
        rate_mg_h = ordered_mg / infusion.duration_h
        yield PumpStep(
            start_min=infusion.start_h * MINUTES_PER_HOUR,
            end_min=infusion.end_h * MINUTES_PER_HOUR,
            rate_ml_h=round(round(rate_mg_h / concentration_mg_ml / resolution_ml_h) * resolution_ml_h, 6),
            rate_mg_h=rate_mg_h,
            cumulative_mg=cumulative_mg,
        )
        now_h = infusion.end_h
