"""Text: what people typed, repeated only safe and short, and lengths of time in words."""

_SHOWN = 40
_MINUTES_ALONE = 600


def shown(text: str) -> str:
    """Text from a person, safe and short enough to repeat in a message; a sign that nobody can see becomes �."""
    plain = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text.strip())
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "..."


def decimal_minutes(minutes: float) -> str:
    """Minutes to a hundredth, as a pump is set: `40`, `12.33`; two significant digits where that would be nothing."""
    text = f"{minutes:.2f}".rstrip("0").rstrip(".")
    return text if float(text) or not minutes else f"{minutes:.2g}"


def length_words(hours: float) -> str:
    """A length of time with every minute of it: `40 min`, `2.5 min`, then from ten hours on `7 d 0 h 40 min`."""
    minutes = hours * 60.0
    if minutes < _MINUTES_ALONE:
        return f"{decimal_minutes(minutes)} min"
    days, rest = divmod(round(minutes), 24 * 60)
    hour, minute = divmod(rest, 60)
    parts = ((days, "d"), (hour, "h"), (minute, "min"))
    written = parts if days and minute else tuple(part for part in parts if part[0])
    return " ".join(f"{count} {unit}" for count, unit in written)
