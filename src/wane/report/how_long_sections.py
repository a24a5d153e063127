"""Tables and paragraphs of `wane how-long`, one for each question, as the terminal page and the PDF show them."""

from collections.abc import Iterator

from wane.forecast.how_long_answers import HowLong, Question
from wane.models.instruments import conditions
from wane.report.how_long_words import (
    READ,
    WEAK,
    brief,
    exposure_words,
    held,
    hours_words,
    of_100,
    points_words,
    share_words,
    time_words,
    times_words,
)
from wane.report.wording import capitalised

APPLIED = ", so nothing was applied."
DAY_H, MOST_SAID = 24.0, 2
X_WORDS = "x is exposure against 0.5 mg/kg IV (9 of 10 people); a route counts by x alone."


def said(found: HowLong, question: Question) -> Iterator[str]:
    """Published statements on a question, with how they were read."""
    for one in found.statements:
        if one.question == question:
            yield f"{one.text.rstrip('.')} ({READ.get(one.confidence, one.confidence.replace('_', ' '))})."


def misfits(found: HowLong, question: Question) -> Iterator[str]:
    """Where the model is known to be wrong on a question."""
    yield from (one.text for one in found.misfits if one.question == question)


def amounts(found: HowLong) -> list[tuple[str, ...]]:
    """How much and how long, after one session and after the series; the first row is the head."""
    courses = [found.one] if found.one.label == found.series.label else [found.one, found.series]
    look = "the day after" if found.look_h >= DAY_H else f"at {found.look_h:g} h"
    lasts, everybody = [held(c.lasts) for c in courses], [held(c.lasts_all) for c in courses]
    return [
        ("HOW MUCH, HOW LONG", *(course.label for course in courses)),
        ("works for, of 100 people (trials allow)", *(share_words(held(c.works)) for c in courses)),
        (f"  points better {look} (half of them)", *(points_words(held(c.points_works)) for c in courses)),
        ("  it lasts, the middle one of them", *(time_words(answer) for answer in lasts)),
        ("    half of them", *(times_words(answer, is_wide=False) for answer in lasts)),
        ("    9 of 10", *(times_words(answer, is_wide=True) for answer in lasts)),
        ("    trials allow for the middle one", *(times_words(held(c.middle), is_wide=True) for c in courses)),
        (f"of 100 people, under {found.line:g} {look}", *(of_100(held(c.well).value) for c in courses)),
        ("  it lasts, the middle half of everybody", *(times_words(answer, is_wide=False) for answer in everybody)),
    ]


def changes(found: HowLong) -> list[tuple[str, ...]]:
    """What dose, severity and route change; the first row is the head."""
    rows: list[tuple[str, ...]] = [(f"WHAT CHANGES IT, {found.series.label}", "works for", "it lasts", "half of them")]
    short = "one short dose like" if found.course_days > 1 else "dose like"
    rows += [(f"{short} {course.label} IV", *brief(course)) for course in found.doses]
    rows += [(f"score before: {course.label}", *brief(course)) for course in found.severities]
    ways = [course for course in found.routes if not course.label.startswith("IV")]
    rows += [(f"{course.label}, x {exposure_words(held(course.exposure))}", *brief(course)) for course in ways]
    return rows


def sections(found: HowLong, *, most: int = MOST_SAID) -> Iterator[tuple[str, list[str]]]:
    """Every question that is answered in sentences: its word, and the sentences; of published ones `most` at most."""

    def told(question: Question) -> list[str]:
        return [*misfits(found, question), *list(said(found, question))[:most]]

    yield "onset", [_onset(found)]
    yield "best", [_best(found), *told(Question.PEAK)[:1]]
    yield "seen", [*told(Question.ONE), *told(Question.SERIES), *told(Question.CONDITION)][:most]
    yield "dose", [_doses(found), *told(Question.DOSE)[:1]]
    yield "severity", told(Question.SEVERITY)[:1]
    yield "route", [X_WORDS, *told(Question.ROUTE)[:1]]
    yield "medicines", list(_medicines(found, most))
    yield "boosters", [_boosters(found), *told(Question.BOOSTERS)[:most]]
    yield "setting", [_setting(found)]
    yield "silent", list(silent(found))
    yield "how sure", [found.uncertainty, *found.basis]
    yield "limits", [" ".join(found.limits)]


def made(found: HowLong) -> str:
    """What made the numbers."""
    by = found.provenance
    return (
        f"Wane {by.code_version}; evidence {by.evidence_digest[:12]}; seed {by.seed}; {by.people:,} virtual people; "
        "--json holds every source."
    )


def silent(found: HowLong) -> Iterator[str]:
    """What no row speaks of, as one sentence, then what has a reason of its own."""
    about = [one.about for one in found.silences if one.reason.startswith("No row")]
    if about:
        yield f"No study read here speaks of {', '.join(about)} in {conditions()[found.condition]}."
    yield from (f"{capitalised(one.reason)}." for one in found.silences if not one.reason.startswith("No row"))


def _onset(found: HowLong) -> str:
    middle, _, wide = hours_words(found.onset)
    known = f"trials allow {wide}; {WEAK[found.onset.strength]}"
    return f"Half of the relief is felt after about {middle} ({known}); how people differ in this is not known."


def _best(found: HowLong) -> str:
    middle, half, wide = hours_words(found.peak)
    known = WEAK[found.peak.strength]
    return f"About {middle} after a first session; half of people {half}, 9 of 10 people {wide} ({known})."


def _doses(found: HowLong) -> str:
    lasts = held(found.doses[0].lasts)
    return f"What a larger dose adds is {WEAK[lasts.strength]}."


def _medicines(found: HowLong, most: int) -> Iterator[str]:
    """What was published, then what each does to the exposure."""
    yield from list(said(found, Question.MEDICINES))[: most - 1]
    for answer in found.medicines:
        name = answer.id.removeprefix("medicine.").replace("_", " ")
        if answer.value is not None:
            yield f"{capitalised(name)}: exposure times {exposure_words(answer)}; its effect on relief was not studied."
        elif answer.reason and not answer.reason.startswith("no row"):
            yield f"{answer.reason.removesuffix(APPLIED)}."


def _boosters(found: HowLong) -> str:
    shown = []
    for answer in found.boosters:
        every = answer.id.removeprefix("boosters.").removeprefix("every_").removesuffix("_d")
        shown.append(f"{'none' if every == 'none' else f'every {every} days'} {share_words(answer)}")
    return (
        f"Of 100 it works for, under {found.line:g} on every day of 12 weeks with boosters: {'; '.join(shown)} "
        f"({WEAK[found.boosters[0].strength]})."
    )


def _setting(found: HowLong) -> str:
    ratio, lasts = found.setting, held(found.research.lasts)
    assert ratio.low90 is not None
    assert ratio.high90 is not None
    return (
        f"This is usual care. In research without other drugs relief halves {ratio.value:.1f} times sooner (trials "
        f"allow {ratio.low90:.1f} to {ratio.high90:.1f}): it lasts {time_words(lasts)}, half of them "
        f"{times_words(lasts, is_wide=False)} ({WEAK[ratio.strength]})."
    )
