"""Chances in words, the same in every sentence and table of a forecast."""


def chance_words(p: float) -> str:
    """Whole per cent; never 0 or 100 where it is neither."""
    if 0.0 < p < 0.01:
        return "< 1 %"
    if 0.99 < p < 1.0:
        return "> 99 %"
    return f"{100.0 * p:.0f} %"
