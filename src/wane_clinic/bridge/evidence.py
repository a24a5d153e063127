"""One piece of evidence as a drawer shows it."""

from dataclasses import dataclass
from typing import Final

from wane.errors import WaneError
from wane.evidence.catalogue import find, used_by
from wane.evidence.entry import Entry
from wane.models.instruments import condition_named, conditions, instrument_named, prior_for
from wane.models.relief_prior import ReliefPrior
from wane_clinic.bridge.computed import NotComputedError

WHO: Final = ("population_detail", "subjects", "sex", "age", "setting", "condition", "indication")
STUDY: Final = ("study", "study_id", "author", "source", "trial", "model")
PRIOR_NAMES: Final = {"qids": "qids_sr16"}
LIMITS: Final = ("limits", "limitations", "caveat", "applies_to", "range", "studied_range")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCard:
    """What a number rests on, as text; an empty text is shown as "not stated", never guessed.

    `is_checked` is whether it was read a second time at its source, `used_by` what in Wane uses it, `details` every
    further field of its file.
    """

    id: str
    kind: str
    sentence: str
    value: str
    unit: str
    uncertainty: str
    source: str
    link: str
    study: str
    n: str
    who: str
    drug: str
    route: str
    dose: str
    confidence: str
    how: str
    where: str
    limits: str
    checked: str
    used_by: tuple[str, ...]
    details: dict[str, str]

    @property
    def is_checked(self) -> bool:
        """Whether somebody read the number a second time at its source."""
        return bool(self.checked)


def evidence_card(evidence_id: str) -> EvidenceCard:
    """The card of an id that any answer prints; NotComputedError names near ids."""
    prior = _prior_named(evidence_id)
    try:
        entry = find(evidence_id if prior is None else prior.source.split(maxsplit=1)[0])
        users = used_by(entry.id)
    except WaneError as error:
        raise NotComputedError(str(error)) from None
    return EvidenceCard(
        id=entry.id if prior is None else prior.id,
        kind=entry.kind if prior is None else "prior",
        sentence=_sentence(entry) if prior is None else _prior_sentence(prior),
        value=entry.value,
        unit=entry.unit,
        uncertainty=entry.uncertainty,
        source=_source(entry),
        link=entry.link or "",
        study=_first(entry, STUDY) or _study_of(entry.id),
        n=_first(entry, ("n", "n_people", "n_subjects")) or _n_of(entry.population),
        who=entry.population or _first(entry, WHO),
        drug=_first(entry, ("drug", "compound")),
        route=_first(entry, ("route", "routes")),
        dose=_first(entry, ("dose", "dosing", "regimen", "dose_text")),
        confidence=entry.confidence,
        how=entry.how,
        where=entry.where,
        limits=_first(entry, LIMITS) or entry.note,
        checked=entry.checked,
        used_by=users,
        details=dict(entry.details),
    )


def _prior_named(evidence_id: str) -> ReliefPrior | None:
    """The prior of relief of this id, which rests on one fit; None where it is no prior."""
    condition, is_prior, instrument = evidence_id.partition("__")
    if not is_prior:
        return None
    try:
        found = prior_for(condition_named(condition), instrument_named(PRIOR_NAMES.get(instrument, instrument)))
    except WaneError:
        return None
    return found if found.id == evidence_id else None


def _prior_sentence(prior: ReliefPrior) -> str:
    name, condition = (
        instrument_named(PRIOR_NAMES.get(prior.instrument, prior.instrument)).name,
        conditions()[prior.condition],
    )
    return (
        f"How long relief lasts on the {name} in {condition}, before anything is known of the person: {prior.source}."
    )


def _study_of(evidence_id: str) -> str:
    """The study that an id names: the middle of `table.study.row`, else the file."""
    parts = evidence_id.split(".")
    return parts[1] if len(parts) > 2 and parts[0] != "fitted" else parts[0]


def _sentence(entry: Entry) -> str:
    amount = f": {entry.value} {entry.unit}".rstrip() if entry.value else ""
    spread = f" ({entry.uncertainty})" if entry.uncertainty and entry.value else ""
    return f"{entry.title}{amount}{spread}."


def _source(entry: Entry) -> str:
    ids = (("DOI", entry.doi), ("PMID", entry.pmid), ("PMC", entry.pmc))
    return ", ".join(f"{name} {value}" for name, value in ids if value) or entry.read_at


def _n_of(population: str) -> str:
    """The number after `n = `."""
    _, said, rest = population.partition("n = ")
    return rest.split(",", maxsplit=1)[0].strip() if said else ""


def _first(entry: Entry, names: tuple[str, ...]) -> str:
    return next((entry.details[name] for name in names if entry.details.get(name)), "")
