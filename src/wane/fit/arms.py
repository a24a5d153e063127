"""The arms that rows belong to: a regimen each, and the virtual people that stand for its patients."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from wane.models.acute_parameters import Z_COLUMNS, AcuteParameters, responders
from wane.models.effect import EffectDriver, courses_of
from wane.models.regimen import MINUTES_PER_HOUR, Drug, Regimen, Route, nasal_devices, single_dose
from wane.models.timecourse import FloatArray

DEVICES_APART_H = 5.0 / MINUTES_PER_HOUR
KEPT_ANSWERS = 8
GRID_MIN = np.arange(0.0, 262.5, 2.5)

DriveRegimen = Callable[[Regimen], EffectDriver]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arm:
    """One arm: its driver (arterial S-ketamine of its people) and the end of dosing."""

    driver: EffectDriver
    end_min: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RememberingDriver:
    """A driver that keeps its last answers: most steps of a fit leave the rates of the sites alone."""

    driver: EffectDriver
    kept: dict[bytes, FloatArray] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """As many as the driver has."""
        return self.driver.people

    @property
    def regimen(self) -> Regimen:
        """What the driver gives."""
        return self.driver.regimen

    def effect_site(self, times_h: FloatArray, ke0_per_h: FloatArray) -> FloatArray:
        """[ng/mL] (n_people, n_times), asked of the driver only when new."""
        key = times_h.tobytes() + ke0_per_h.tobytes()
        if key not in self.kept:
            while len(self.kept) >= KEPT_ANSWERS:
                del self.kept[next(iter(self.kept))]
            self.kept[key] = self.driver.effect_site(times_h, ke0_per_h)
        else:
            self.kept[key] = self.kept.pop(key)
        return self.kept[key]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArmEffects:
    """Effects in one arm on GRID_MIN, each (n_people, n_times)."""

    dissociation: FloatArray
    systolic: FloatArray
    diastolic: FloatArray
    end_min: float


def regimen_of(arm: Mapping[str, object], weight_kg: float) -> Regimen:
    """The regimen of one arm of data/effect/acute_fit.yaml."""
    drug = Drug(str(arm["drug"]))
    devices = arm.get("devices_mg")
    if isinstance(devices, list):
        return nasal_devices(drug, [float(mg) for mg in devices], apart_h=DEVICES_APART_H)
    return single_dose(
        drug,
        Route(str(arm["route"])),
        float(str(arm["dose_mg_per_kg"])) * weight_kg,
        over_h=float(str(arm.get("over_min", 0))) / MINUTES_PER_HOUR,
    )


def build_arms(arms: Mapping[str, Mapping[str, object]], weight_kg: float, drive: DriveRegimen) -> dict[str, Arm]:
    """Every arm with its driver."""
    regimens = {name: regimen_of(arm, weight_kg) for name, arm in arms.items()}
    return {
        name: Arm(driver=RememberingDriver(driver=drive(r)), end_min=MINUTES_PER_HOUR * r.end_h)
        for name, r in regimens.items()
    }


def normals(people: int, seed: int) -> FloatArray:
    """Standard normals (people, Z_COLUMNS), the same at every evaluation, so that the likelihood is smooth; means are
    zero.
    """
    z = np.random.default_rng(seed).standard_normal((people // 2, Z_COLUMNS))
    both = np.concatenate([z, -z])
    scaled: FloatArray = both / both.std(axis=0)
    return scaled


def effects_in(arm: Arm, parameters: AcuteParameters, z: FloatArray) -> ArmEffects:
    """Effects in the people of one arm."""
    effects = courses_of(
        arm.driver, GRID_MIN / MINUTES_PER_HOUR, parameters=parameters, persons=responders(parameters, z)
    )
    return ArmEffects(
        dissociation=effects.dissociation,
        systolic=effects.systolic_rise,
        diastolic=effects.diastolic_rise,
        end_min=arm.end_min,
    )
