"""Words of `wane how-long` that its pages share: times, shares and points as people say them."""

from wane.forecast.how_long_answers import Answer, CourseAnswers, HowLong, Strength
from wane.models.instruments import conditions
from wane.report.rounding import round_without_band
from wane.report.wording import capitalised, joined_range

HOURS_UNDER, DAYS_UNDER, WEEKS_UNDER = 2.0, 21.0, 91.0
WEEK, MONTH = 7.0, 30.44
WEAK = {
    Strength.LEARNED: "mostly learned",
    Strength.PARTLY: "partly learned",
    Strength.ASSUMED: "mostly assumed: weak",
    Strength.ARITHMETIC: "from how the body handles the drug",
    Strength.NONE: "not known",
}
READ = {"abstract_only": "abstract", "secondary": "second hand", "secondary_source": "second hand"}


def title(found: HowLong) -> str:
    """`How long does it last? Depression: ketamine 0.5 mg/kg IV over 40 min, 6 sessions twice a week`."""
    return f"How long does it last? {capitalised(conditions()[found.condition])}"


def asked(found: HowLong) -> str:
    """What was asked, in one line."""
    request = found.request
    one = found.one.label.removeprefix("after ")
    many = found.series.label.removeprefix("after ")
    spaced = one if found.sessions == 1 else f"{many} {found.spacing}"
    entry = "" if request.entry is None else f" · score before: {request.entry:g}"
    weight = f"{request.covariates.weight_kg:g} kg{'' if request.is_weight_given else ' assumed'}"
    scale = f"{found.instrument.name} {found.instrument.low:g}–{found.instrument.high:g}"
    return f"{request.ordered} · {spaced} · {scale}{entry} · {weight}"


def headline(found: HowLong) -> str:
    """The short answer: for how many it works, and how long it lasts in them."""
    works, lasts, middle = held(found.series.works), held(found.series.lasts), held(found.series.middle)
    whom = f"{capitalised(found.series.label)} it works for about {of_100(works.value)} of 100 people."
    if is_nobody(lasts):
        return whom
    half, most = times_words(lasts, is_wide=False), times_words(lasts, is_wide=True)
    return (
        f"{whom} In them it lasts about {time(lasts.value)}: in half of them {half}; in 9 of 10, {most}. Trials leave "
        f"open whether the middle one has {time(middle.low90)} of it or {time(middle.high90)}."
    )


def time(days: float | None) -> str:
    """`2 hours`, `17 days`, `6 weeks`, `10 months`, `over a year`."""
    if days is None:
        return "over a year"
    for under, unit, word in (
        (HOURS_UNDER, 1.0 / 24.0, "hour"), (DAYS_UNDER, 1.0, "day"), (WEEKS_UNDER, WEEK, "week"),
    ):  # fmt: skip
        if days < under and not (word == "hour" and days == 1.0):
            return _counted(days / unit, word)
    return _counted(days / MONTH, "month")


def times(low: float | None, high: float | None) -> str:
    """`7 to 40 days`, `2 days to 10 months`."""
    first, last = time(low), time(high)
    if first == last:
        return first
    number, _, unit = first.partition(" ")
    same = unit and unit.rstrip("s") == last.partition(" ")[2].rstrip("s")
    return f"{number} to {last}" if same and number.isdigit() else f"{first} to {last}"


def of_100(share: float | None) -> str:
    """A share of people, of 100; never 0 or 100 where it is neither."""
    if share is None:
        return "?"
    if 0.0 < share < 0.01:
        return "fewer than 1"
    return "more than 99" if 0.99 < share < 1.0 else f"{100.0 * share:.0f}"


def share_words(answer: Answer) -> str:
    """`43 (29–56)`: a share of 100 with the 90 % of what trials allow."""
    if answer.low90 is None:
        return of_100(answer.value)
    return f"{of_100(answer.value)} ({joined_range(of_100(answer.low90), of_100(answer.high90))})"


def time_words(answer: Answer) -> str:
    """The middle of a time; `nobody` where it works for nobody."""
    return "nobody" if is_nobody(answer) else time(answer.value)


def times_words(answer: Answer, *, is_wide: bool) -> str:
    """The middle half of people, or 9 of 10."""
    if is_nobody(answer):
        return "–"
    return times(answer.low90, answer.high90) if is_wide else times(answer.low50, answer.high50)


def is_nobody(answer: Answer) -> bool:
    """Whether there is nobody whose answer this would be."""
    return answer.value is None and answer.low90 is None and "nobody" in (answer.reason or "")


def points_words(answer: Answer) -> str:
    """`12 (9–15)`: points with the middle half of people."""
    low, high = answer.low50, answer.high50
    if answer.value is None or low is None or high is None:
        return "nobody"
    digits = 0 if answer.value >= 5.0 else 1
    first, value, last = (f"{number:.{digits}f}" for number in (low, answer.value, high))
    return f"{value} ({joined_range(first, last)})"


def hours_words(answer: Answer) -> tuple[str, str, str]:
    """Middle, 50 % and 90 % of a number of hours; minutes where that is how it is said."""
    assert answer.value is not None
    unit, scale = ("minutes", 60.0) if answer.value < 1.0 else ("hours", 1.0)
    bounds = (answer.low50, answer.high50, answer.low90, answer.high90)
    low50, high50, low90, high90 = (_short(scale * (number or 0.0)) for number in bounds)
    return f"{_short(scale * answer.value)} {unit}", f"{low50} to {high50}", f"{low90} to {high90} {unit}"


def exposure_words(answer: Answer) -> str:
    """`0.89 (0.43–1.8)`."""
    assert answer.value is not None
    low, high = answer.low90 or 0.0, answer.high90 or 0.0
    if abs(high - low) < 1e-6:
        return _short(answer.value)
    return f"{_short(answer.value)} ({joined_range(_short(low), _short(high))})"


def brief(course: CourseAnswers) -> tuple[str, str, str]:
    """For how many of 100, how long, and for half of them."""
    lasts = held(course.lasts)
    return share_words(held(course.works)), time_words(lasts), times_words(lasts, is_wide=False)


def held(value: Answer | None) -> Answer:
    """An answer that this course does hold."""
    assert value is not None
    return value


def _counted(number: float, word: str) -> str:
    whole = max(1, round(number))
    return f"{whole} {word}" if whole == 1 else f"{whole} {word}s"


def _short(number: float) -> str:
    """Two significant digits."""
    return round_without_band(float(f"{number:.2g}"))
