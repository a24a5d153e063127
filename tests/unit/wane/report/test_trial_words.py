"""Numbers of a trial in words: rounded to what their interval supports, open ends said."""

import pytest

from wane.report.trial_words import with_interval
from wane.simulate.answers import Ranged


@pytest.mark.parametrize(
    ("value", "low", "high", "words"),
    [
        (19.89, 18.46, 21.48, "19.9 (18.5–21.5)"),
        (-13.1, -14.6, -11.5, "-13.1 (-14.6 to -11.5)"),
        (68.0, 46.8, None, "68 (47 or more)"),
        (12.0, None, 18.0, "12.0 (18.0 or less)"),
        (6.0, 6.0, 6.0, "6"),
        (54.884, None, None, "54.9"),
        (None, None, None, "–"),
    ],
)
def test_a_number_says_its_interval(value: float | None, low: float | None, high: float | None, words: str) -> None:
    assert with_interval(Ranged(value=value, low90=low, high90=high)) == words
