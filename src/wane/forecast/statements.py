"""Sentences of a forecast: the event in full words, what it rests on, what it does not cover."""

import itertools
from typing import Final

from wane.forecast.booking import setting
from wane.forecast.exposures import Exposure
from wane.forecast.intervals import days_between
from wane.forecast.linked import LinkedScale
from wane.forecast.person_forecast import OwnData, PersonRequest
from wane.models.instruments import Instrument, conditions
from wane.models.patient_records import SessionRecord
from wane.models.relief_evidence import ReliefEvidence
from wane.models.relief_prior import ReliefPrior

LIMITS: Final = (
    "Placebo relief is inside the relief that is forecast: it is relief after a session, and no claim that ketamine "
    "caused it.",
    "Trials disagree threefold on how long relief lasts.",
    "Tolerance is not modelled: there are no data yet.",
    "No public data set holds repeated scores of patients through a ketamine course.",
)
NO_FIT: Final = "No fit to studies stands behind the prior: before own scores weigh in, the forecast is an assumption."
FITTED: Final = (
    "The prior is fitted to published arms of trials, not to persons: how people differ is known far less well than "
    "how the average goes."
)
HALF_LIFE: Final = (
    "In depression the typical half-life of relief is known within a factor of two; of other conditions less is known."
)
OFTEN: Final = "Sessions come often here: "
MAINTENANCE: Final = (
    "Relapse during maintenance is too rare in the model: twice-weekly oral ketamine kept 57 % well for 12 weeks "
    "(the BEDROC trial, mood_durability.bedroc_r_107.2), where the model says some 92 %; people treated again after a "
    "relapse on esketamine also did worse than predicted. Take a chance of staying well between boosters as an upper "
    "estimate."
)
BORROWED: Final = "The prior borrows from the fit of {lender}, wider by an assumed spread between conditions."
NASAL: Final = (
    "Intranasal esketamine counts with {value:.2g} of its exposure (95 % {low:.2g} to {high:.2g}, {evidence}); that "
    "uncertainty is not carried on."
)
LAST_GAPS: Final = 3  # as many gaps as are looked at to call sessions frequent
LINKED: Final = (
    "Half-life and class of responder are taken as the same on every instrument of the condition, as the fit holds "
    "them; no row follows the same people on two of them."
)
WEAKER: Final = "Priors for pain and PTSD are weaker than that for the PHQ-9."
PAIN: Final = "Pain relief over hours to days, from a slow effect site, is not told apart from relief over weeks here."
NO_EXPOSURE_SPREAD: Final = (
    "How much the exposure of {ordered} differs between people ({low:.2g} to {high:.2g}) is not carried on."
)
KNOWN_MISFITS: Final = (MAINTENANCE, HALF_LIFE, WEAKER, PAIN)
PAINFUL: Final = frozenset(
    {
        "chronic_pain",
        "mixed_chronic_pain",
        "crps",
        "neuropathic_pain",
        "fibromyalgia",
        "migraine",
        "cancer_pain",
        "acute_pain",
    }
)


def event_sentence(instrument: Instrument, line: float, request: PersonRequest) -> str:
    """The event that is forecast, in full."""
    event = (
        f"Relapse: the level behind the {instrument.name} scores, free of the error of a single score, is at or above "
        f"{line:g} for the first time, looked at once a day from 24 h after"
    )
    if not request.records.sessions:
        return f"{event} a session; none is recorded."
    at = request.records.sessions[-1].at.astimezone(request.records.zone)
    return f"{event} the last session ({at:%-d %B %Y, %H:%M}). Whoever is not below {line:g} then counts as not well."


def basis_sentence(
    request: PersonRequest, prior: ReliefPrior, instrument: Instrument, sessions: int, scores: int
) -> str:
    """What the forecast rests on."""
    own = f"{_counted(sessions, 'own session')} and {_counted(scores, f'own {instrument.name} score')}"
    if request.own_data is OwnData.LEFT_OUT:
        return f"Own scores are left out: this is anybody with {_counted(sessions, 'session')} like these."
    if not scores:
        return f"No own score yet: this is the average of what is assumed before any ({prior.source})."
    return f"{own}, on top of {prior.source}."


def limit_sentences(
    condition: str,
    prior: ReliefPrior,
    fit: ReliefEvidence | None,
    instrument: Instrument,
    given: tuple[Exposure, ...],
    linked: tuple[LinkedScale, ...] = (),
    sessions: tuple[SessionRecord, ...] = (),
) -> tuple[str, ...]:
    """What the forecast does not cover."""
    found = [*((NO_FIT,) if fit is None else (FITTED, HALF_LIFE)), *LIMITS]
    if fit is not None and condition not in PAINFUL:
        if is_maintained(sessions):
            found.insert(0, OFTEN + MAINTENANCE[0].lower() + MAINTENANCE[1:])
        else:
            found.append(MAINTENANCE)
    if fit is not None and fit.lender is not None:
        found.append(BORROWED.format(lender=conditions()[fit.lender.id.removeprefix("fitted.relief_")]))
    if condition in PAINFUL:
        found += [WEAKER, PAIN]
    if condition == "ptsd":
        found.append(WEAKER)
    if prior.condition != condition:
        found.append(f"The prior is that of {conditions()[prior.condition]}.")
    if instrument.relapse.how == "assumed":
        found.append(f"The relapse line of {instrument.name} is a convention: {instrument.relapse.where}.")
    if linked:
        found.append(LINKED)
    factors = dict.fromkeys(one.nasal for one in given if one.nasal is not None)
    found += [NASAL.format(value=one.value, low=one.low95, high=one.high95, evidence=one.evidence) for one in factors]
    found += [
        NO_EXPOSURE_SPREAD.format(ordered=one.ordered, low=one.low90, high=one.high90)
        for one in given
        if one.high90 > 1.2 * one.low90
    ]
    return tuple(found)


def misfits_first(limits: tuple[str, ...]) -> tuple[str, ...]:
    """The same sentences, those that say where the model is known to be wrong before the others."""
    return tuple(sorted(limits, key=lambda limit: not (limit in KNOWN_MISFITS or limit.startswith(OFTEN))))


def is_maintained(sessions: tuple[SessionRecord, ...]) -> bool:
    """Whether sessions still come often, some weeks after the first."""
    if len(sessions) <= LAST_GAPS or days_between(sessions[0].at, sessions[-1].at) < setting("maintenance_after"):
        return False
    last = sessions[-LAST_GAPS - 1 :]
    return all(days_between(a.at, b.at) <= setting("frequent_gap") for a, b in itertools.pairwise(last))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
