"""Bags: what is drawn up adds up to what is ordered."""

import pytest

from wane.cli.bag import BagText, read_bag
from wane.errors import ConflictError, OutOfRangeError, UnitError


def test_no_bag_is_no_bag() -> None:
    assert read_bag(BagText(), ordered_mg=35.0) is None


def test_a_bag_without_a_volume_holds_the_order() -> None:
    bag = read_bag(BagText(concentration="1 mg/mL", vial="50 mg/mL"), ordered_mg=35.0)
    assert bag is not None
    assert (bag.volume_ml, bag.drawn_up_ml) == pytest.approx((35.0, 0.7))


def test_a_bag_without_a_vial_still_runs() -> None:
    bag = read_bag(BagText(concentration="1 mg/mL"), ordered_mg=35.0)
    assert bag is not None
    assert (bag.volume_ml, bag.vial_strength_mg_ml, bag.drawn_up_ml) == (35.0, None, None)


def test_what_is_drawn_up_is_what_the_bag_holds() -> None:
    bag = read_bag(BagText(concentration="100 mg in 50 mL", volume="50 mL", vial="10 mg/mL"), ordered_mg=35.0)
    assert bag is not None
    assert bag.drawn_up_ml is not None
    assert bag.drawn_up_ml * 10.0 == pytest.approx(bag.volume_ml * bag.concentration_mg_ml)
    assert bag.concentration_mg_ml == 2.0


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        (BagText(vial="50 mg/mL"), ConflictError, "--bag-concentration"),
        (BagText(volume="50 mL"), ConflictError, "--bag-concentration"),
        (BagText(concentration="1 mg/mL", volume="1e9 mL"), OutOfRangeError, "no bag holds more than 10000 mL"),
        (BagText(concentration="1e6 mg/mL"), OutOfRangeError, "no solution holds more"),
        (BagText(concentration="1", vial="50 mg/mL"), UnitError, "mg/mL"),
    ],
)
def test_half_a_bag_is_asked_about(text: BagText, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        read_bag(text, ordered_mg=35.0)
