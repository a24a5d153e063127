"""Settings of booking: spacing, accepted risk and baselines, until a clinic chooses its own."""

from collections.abc import Mapping
from typing import cast

from wane.evidence.reading import load_register
from wane.forecast.next_by_bad_days import BadDayRule
from wane.forecast.next_session import Spacing


def setting(name: str) -> float:
    """One number of data/registers/booking.yaml."""
    settings = cast(Mapping[str, Mapping[str, float]], load_register("booking")["settings"])
    return float(settings[name]["value"])


def default_spacing() -> Spacing:
    """Shortest and longest days between sessions."""
    return Spacing(shortest_days=int(setting("shortest_spacing")), longest_days=int(setting("longest_spacing")))


def bad_day_rule() -> BadDayRule:
    """Rule 2 as the register has it, inside the spacing that is allowed."""
    allowed = default_spacing()
    return BadDayRule(
        days_a_session=setting("bad_days_a_session"),
        spacing=Spacing(
            shortest_days=max(int(setting("rule_2_shortest")), allowed.shortest_days),
            longest_days=min(int(setting("rule_2_longest")), allowed.longest_days),
        ),
        window_days=setting("rule_2_window"),
        review_share=setting("rule_2_review"),
    )
