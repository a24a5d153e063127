"""Words and number formats that every page of a session plan shares: text, HTML, PDF, figures."""

import math

from wane.models.person import Covariates, OrganFunction
from wane.plan.session_plan import SummaryItem, Verdict
from wane.report.rounding import round_to_band, round_without_band

INTENDED_USE = "It informs; a clinician decides. It controls no pump, raises no alarm and is not for emergency use."
NOT_KNOWN = "not known"
NO_INTERVAL = "no interval"
NO_REASON = "not enough data"

VERDICT_WORDS = {
    Verdict.HOLD: "Hold",
    Verdict.CAUTION: "Caution",
    Verdict.PROCEED: "Proceed, with a note",
}
ANALYTE_WORDS = {
    "ketamine": "ketamine",
    "s_ketamine": "S-ketamine",
    "r_ketamine": "R-ketamine",
    "norketamine": "norketamine",
    "s_norketamine": "S-norketamine",
    "hydroxynorketamine": "hydroxynorketamine",
}
ROUNDED_UP = frozenset({"readiness.plan", "driving.hours"})
"""Summary ids whose number is a floor: rounding may lengthen it, never shorten it."""

LONG_MIN = 1000.0
"""From here on three significant digits would lose minutes."""


def unit_words(unit: str) -> str:
    """The unit as printed: `ng*h/mL` becomes `ng·h/mL`."""
    return unit.replace("*", "·")


def confidence_words(confidence: str) -> str:
    """The confidence flag of evidence as words: `abstract_only` becomes `abstract only`."""
    return confidence.replace("_", " ")


def joined_range(low: str, high: str) -> str:
    """`110–310`; `-1 to 20` where a sign would look like a dash; one number where both are the same."""
    if low == high:
        return low
    return f"{low} to {high}" if "-" in low + high else f"{low}–{high}"


def is_range(interval: str) -> bool:
    """Whether an interval in words has two ends."""
    return "–" in interval or " to " in interval


def interval_words(item: SummaryItem) -> str:
    """The 90 % interval without its unit: `110–310`, or `no interval`, or `not known`."""
    if item.value is None:
        return NOT_KNOWN
    if item.low90 is None or item.high90 is None:
        return NO_INTERVAL
    if item.low90 == item.high90:
        return median_words(item)
    low, high = round_to_band((item.low90, item.high90), item.high90 - item.low90)
    return joined_range(low, high)


def median_words(item: SummaryItem) -> str:
    """The median, or the one number where there is no interval, without its unit."""
    if item.value is None:
        return NOT_KNOWN
    if item.id in ROUNDED_UP:
        return f"{math.ceil(item.value - 1e-9):d}"
    if item.unit == "min" and item.value >= LONG_MIN and item.low90 == item.high90:
        return f"{item.value:.0f}"
    if item.low90 is None or item.high90 is None:
        return round_without_band(item.value)
    return round_to_band((item.value,), item.high90 - item.low90)[0]


def item_sentence(item: SummaryItem) -> str:
    """One summary number in a sentence, the interval first: `110–310 ng/mL (90 %), median 190`."""
    unit = unit_words(item.unit)
    if item.value is None:
        return f"{NOT_KNOWN}: {item.reason or NO_REASON}"
    interval = interval_words(item)
    if interval == NO_INTERVAL or not is_range(interval):
        return f"{median_words(item)} {unit}"
    return f"{interval} {unit} (90 %), median {median_words(item)}"


def whole_minutes(minutes: float) -> str:
    """A time after the start in whole minutes, rounded up."""
    return f"{math.ceil(minutes - 1e-9)} min"


def minutes_words(minutes: float) -> str:
    """A time after the start, in whole minutes, rounded up: `131 min (2 h 11 min)`."""
    whole = math.ceil(minutes - 1e-9)
    if whole < 60:
        return f"{whole} min"
    hours, rest = divmod(whole, 60)
    return f"{whole} min ({hours} h {rest} min)" if rest else f"{whole} min ({hours} h)"


def amount_words(amount: float, unit: str) -> str:
    """An amount as ordered, to three significant digits: `52.5 mL/h`."""
    return f"{round_without_band(amount)} {unit}"


def volume_words(volume_ml: float) -> str:
    """A volume as a syringe or bag shows it: `0.35 mL`, `20.6 mL`, `1250 mL`."""
    if volume_ml < 0.1:
        return amount_words(volume_ml, "mL")
    decimals = 2 if volume_ml < 10.0 else 1 if volume_ml < 100.0 else 0
    text = f"{volume_ml:.{decimals}f}"
    return f"{text.rstrip('0').rstrip('.') if decimals else text} mL"


def person_words(covariates: Covariates, *, taking: frozenset[str] | None = None) -> tuple[str, ...]:
    """What is known of the person, each fact by name; the unknown is said. `taking` is None where nobody said."""
    return (
        f"weight {round_without_band(covariates.weight_kg)} kg",
        f"age {NOT_KNOWN}" if covariates.age_y is None else f"age {round_without_band(covariates.age_y)} y",
        f"sex {covariates.sex or NOT_KNOWN}",
        f"height {NOT_KNOWN}"
        if covariates.height_cm is None
        else f"height {round_without_band(covariates.height_cm)} cm",
        f"race {covariates.race or NOT_KNOWN}",
        f"liver {_organ_words(covariates.liver)}",
        f"kidney {_organ_words(covariates.kidney)}",
        _taking_words(taking),
    )


def _taking_words(taking: frozenset[str] | None) -> str:
    if taking is None:
        return f"medicines {NOT_KNOWN}"
    names = ", ".join(sorted(name.replace("_", " ") for name in taking))
    return f"taking {names}" if names else "taking no medicines"


def _organ_words(function: OrganFunction | None) -> str:
    """Organ function as the label grades it, or `not known`."""
    if function is None:
        return NOT_KNOWN
    return "normal" if function is OrganFunction.NORMAL else f"{function} impairment"


def id_words(ids: tuple[str, ...]) -> str:
    """Rule ids with neighbours as one range: `KR089–KR097, KR099`."""
    runs: list[list[str]] = []
    for name in ids:
        if runs and name.removeprefix("KR") == f"{int(runs[-1][-1].removeprefix('KR')) + 1:03d}":
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def counted(count: int, noun: str) -> str:
    """`1 finding`, `3 findings`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def capitalised(sentence: str) -> str:
    """The sentence with a capital first letter, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]
