"""Devices: a nasal dose is so many whole devices, or one sentence."""

import pytest

from wane.errors import OutOfRangeError
from wane.models.devices import SAME_AS_SALT, Device, by_devices, device_of
from wane.models.regimen import Drug, Route

DEVICE = Device(drug=Drug.ESKETAMINE, route=Route.INTRANASAL, dose_mg=28.0, apart_min=5.0)


def test_a_dose_is_given_by_whole_devices_one_after_another() -> None:
    given = by_devices(DEVICE, 84.0).administrations
    assert [a.dose_mg for a in given] == [28.0, 28.0, 28.0]
    assert [a.start_h * 60.0 for a in given] == pytest.approx([0.0, 5.0, 10.0])


@pytest.mark.parametrize("dose_mg", [5.0, 70.0, 27.9])
def test_a_part_of_a_device_is_refused_with_doses_that_exist(dose_mg: float) -> None:
    with pytest.raises(OutOfRangeError, match="such as 28, 56, 84 mg"):
        by_devices(DEVICE, dose_mg)


def test_the_salt_on_a_label_is_whole_devices() -> None:
    assert [a.dose_mg for a in by_devices(DEVICE, 28.005, within=SAME_AS_SALT).administrations] == [28.0]
    assert len(by_devices(DEVICE, 84.015, within=SAME_AS_SALT).administrations) == 3
    with pytest.raises(OutOfRangeError):
        by_devices(DEVICE, 27.7, within=SAME_AS_SALT)


def test_only_nasal_esketamine_comes_in_devices() -> None:
    known = device_of(Drug.ESKETAMINE, Route.INTRANASAL)
    assert known is not None
    assert (known.dose_mg, known.apart_min) == (28.0, 5.0)
    assert device_of(Drug.KETAMINE, Route.INTRANASAL) is None
    assert device_of(Drug.ESKETAMINE, Route.IV) is None
