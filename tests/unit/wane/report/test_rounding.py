"""Rounding: no digit that the band does not support, and nothing moved further than the band can tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.report.rounding import round_to_band, round_without_band

numbers = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
widths = st.floats(min_value=1e-6, max_value=1e6, allow_nan=False)


@pytest.mark.parametrize(
    ("shown", "width", "expected"),
    [
        ((110.4, 187.2, 310.1), 199.7, ("110", "190", "310")),
        ((36.1, 62.0, 105.0), 68.9, ("36", "62", "105")),
        ((2.14, 3.42, 5.61), 3.47, ("2.1", "3.4", "5.6")),
        ((1234.0, 2345.0, 5678.0), 4444.0, ("1200", "2300", "5700")),
        ((0.31, 5.2, 45.3), 45.0, ("0.3", "5", "45")),
        ((-0.2, 3.0, 11.0), 11.2, ("-0.2", "3", "11")),
        ((0.0, 12.0), 12.0, ("0", "12")),
    ],
)
def test_a_band_decides_the_last_digit(shown: tuple[float, ...], width: float, expected: tuple[str, ...]) -> None:
    assert round_to_band(shown, width) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0.0, "0"), (52.5, "52.5"), (30.34, "30.3"), (1234.0, "1230"), (24.0, "24"), (0.012345, "0.0123"), (-7.0, "-7")],
)
def test_without_a_band_three_digits_stand(number: float, expected: str) -> None:
    assert round_without_band(number) == expected


@given(number=numbers, width=widths)
def test_rounding_moves_a_number_by_at_most_a_twentieth_of_the_band(number: float, width: float) -> None:
    (text,) = round_to_band((number,), width)

    assert abs(float(text) - number) <= width / 20.0 * (1.0 + 1e-6) + 1e-9 * abs(number)


@given(ordered=st.lists(numbers, min_size=2, max_size=5).map(sorted), width=widths)
def test_rounding_keeps_the_order(ordered: list[float], width: float) -> None:
    rounded = [float(text) for text in round_to_band(tuple(ordered), width)]

    assert rounded == sorted(rounded)


@given(number=st.floats(min_value=1e-9, max_value=1e6), width=widths)
def test_what_is_above_zero_never_reads_zero(number: float, width: float) -> None:
    (text,) = round_to_band((number,), width)

    assert float(text) > 0.0


@given(number=numbers, width=widths)
def test_no_number_is_written_with_an_exponent_or_a_negative_zero(number: float, width: float) -> None:
    (text,) = round_to_band((number,), width)

    assert "e" not in text
    assert text != "-0"
    assert not text.startswith("-0.0 ")


@given(number=numbers, width=widths)
def test_a_coarser_band_never_brings_more_digits(number: float, width: float) -> None:
    (fine,) = round_to_band((number,), width)
    (coarse,) = round_to_band((number,), 10.0 * width)

    assert len(coarse.partition(".")[2]) <= len(fine.partition(".")[2])
