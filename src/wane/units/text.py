"""Text from people: repeated in messages only safe and short."""

_SHOWN = 40


def shown(text: str) -> str:
    """Text from a person, safe and short enough to repeat in a message."""
    plain = "".join(c if c.isprintable() else " " for c in text.strip())
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "..."
