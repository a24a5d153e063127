"""Names and scales of the science that pages print: conditions, instruments, kinds and groups of the score card."""

from wane.models.instruments import conditions, instruments
from wane.report.score_card_words import KINDS, group_name

__all__ = ["KINDS", "conditions", "group_name", "instruments"]
