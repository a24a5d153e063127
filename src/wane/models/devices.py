"""Devices: a nasal dose of esketamine as the devices it is given by, one after another."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from wane.errors import OutOfRangeError
from wane.evidence.reading import load_register
from wane.models.regimen import MINUTES_PER_HOUR, Drug, Regimen, Route, nasal_devices

SAME_DOSE, SAME_AS_SALT = 1e-6, 5e-3
"""[share of the dose] by which devices may differ from it; labels round the salt: 32.3 mg is 28.005 mg of base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device of one drug and route: mg of free base from each, and the rest between two."""

    drug: Drug
    route: Route
    dose_mg: float
    apart_min: float


@functools.cache
def devices() -> tuple[Device, ...]:
    """Every device of the register."""
    return tuple(
        Device(
            drug=Drug(str(entry["drug"])),
            route=Route(str(entry["route"])),
            dose_mg=float(str(entry["dose"])),
            apart_min=float(str(entry["apart"])),
        )
        for entry in cast(Sequence[Mapping[str, object]], load_register("devices")["devices"])
    )


def device_of(drug: Drug, route: Route) -> Device | None:
    """The device this drug and route come in; None where a dose is measured out."""
    return next((device for device in devices() if (device.drug, device.route) == (drug, route)), None)


def by_devices(device: Device, dose_mg: float, *, within: float = SAME_DOSE) -> Regimen:
    """The regimen that gives `dose_mg` by whole devices; OutOfRangeError for any other amount."""
    count = round(dose_mg / device.dose_mg)
    if count < 1 or abs(count * device.dose_mg - dose_mg) > within * dose_mg:
        doses = ", ".join(f"{n * device.dose_mg:g}" for n in (1, 2, 3))
        raise OutOfRangeError(
            f"A dose of {dose_mg:g} mg of {device.route} {device.drug} came; each device gives {device.dose_mg:g} mg: "
            f"give whole devices, such as {doses} mg."
        )
    return nasal_devices(device.drug, [device.dose_mg] * count, apart_h=device.apart_min / MINUTES_PER_HOUR)
