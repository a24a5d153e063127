"""Sentences of `wane how-long` that do not depend on a number it computes: the event, the basis, what is silent."""

from collections.abc import Iterator, Mapping
from typing import Final

from wane.forecast.how_long_answers import Answer, Question, Silence
from wane.forecast.how_long_statements import classes_of, statements
from wane.kernels.doses import FloatArray
from wane.models.instruments import Instrument, conditions
from wane.models.relief_fitted import FittedRelief

UNCERTAINTY: Final = (
    'Two things are not known: how people differ ("half", "9 of 10"), and what holds on average, for trials are few '
    'and disagree ("trials allow", 9 chances in 10).'
)
PLACEBO: Final = "Relief here is what follows a session, placebo included; it is no proof that ketamine caused it."
TOLERANCE: Final = "Whether it wears thin over many sessions is not known; nothing beyond some 12 sessions was fitted."
LARGE: Final = "No row shows relief of mood beyond 1 mg/kg into the vein: a larger dose is extrapolated."
DISAGREE: Final = "Trials disagree threefold on how long relief lasts."
BORROWED: Final = "Little was read in this condition: most of it is borrowed from {lender}, made wider."
SILENT: Final = "No row that was read speaks of {about} in {name}; the numbers are the model's alone."
LARGE_X, MANY_SESSIONS = 2.5, 12
LEARNED: Final = (
    ("responding", "pi"), ("how long", "h0_days"), ("how people differ", "h0_sd"),
    ("series", "gamma"), ("dose", "delta"), ("onset", "rise_days"),
)  # fmt: skip
NAMES: Final = {
    Question.PEAK: "when relief is best",
    Question.SERIES: "one session against many",
    Question.DOSE: "dose",
    Question.SEVERITY: "severity",
    Question.ROUTE: "one route against another",
    Question.CONDITION: "this condition against others",
    Question.BOOSTERS: "how often to repeat",
}


def event(instrument: Instrument, line: float, looks: FloatArray) -> str:
    """What counts as the end of relief."""
    rhythm = "once a day from 24 h" if looks[0] >= 1.0 else f"once an hour from {24 * looks[0]:.0f} h, then once a day,"
    return (
        f"Relief ends when the level behind the {instrument.name} scores is at or above {line:g}, looked at {rhythm} "
        "after the last session, in usual care."
    )


def works(instrument: Instrument, line: float, looks: FloatArray) -> str:
    """What it means that it works for a person."""
    when = "the day after the last dose" if looks[0] >= 1.0 else f"{24 * looks[0]:.0f} h after the last dose"
    fall = instrument.response.value
    fallen = "" if fall is None else f"has fallen by {fall:g} % and "
    return f"{when} the score {fallen}is under {line:g}"


def basis(fit: FittedRelief) -> tuple[str, ...]:
    """Studies behind the numbers, and how much of each number they taught."""
    taught = ", ".join(f"{words} {100 * fit.estimates[name].learned:.0f}%" for words, name in LEARNED)
    return (
        f"Fitted to {fit.confidence}.",
        f"Learned from them, the rest assumed: {taught}.",
    )


def limits(fit: FittedRelief, sessions: int, exposure: float) -> tuple[str, ...]:
    """What must be known of every number."""
    found = [PLACEBO, TOLERANCE if sessions > MANY_SESSIONS else DISAGREE]
    if fit.lender is not None:
        found.append(BORROWED.format(lender=conditions()[fit.lender]))
    if fit.family == "mood" and exposure > LARGE_X:
        found.append(LARGE)
    return tuple(found)


def silences(
    condition: str, fit: FittedRelief, instrument: Instrument, medicines: Mapping[str, Answer]
) -> tuple[Silence, ...]:
    """What no row that was read speaks to."""
    return tuple(_silences(condition, fit, instrument, medicines))


def _silences(
    condition: str, fit: FittedRelief, instrument: Instrument, medicines: Mapping[str, Answer]
) -> Iterator[Silence]:
    name, is_first = conditions()[condition], fit.lender is None
    for question, about in NAMES.items():
        if not statements(condition, question=question) and not (question is Question.CONDITION and is_first):
            yield Silence(question=question, about=about, reason=SILENT.format(about=about, name=name))
    for medicine, answer in medicines.items():
        if answer.value is None and not statements(condition, question=Question.MEDICINES, kinds=classes_of(medicine)):
            shown = medicine.replace("_", " ")
            yield Silence(
                question=Question.MEDICINES,
                about=shown,
                reason=f"No row read says what {shown} does to relief in {name}.",
            )
    if instrument.response.value is None:
        yield Silence(
            question=Question.ONE, about="response",
            reason=f"{instrument.response.where}: that it works means under the relapse line",
        )  # fmt: skip
