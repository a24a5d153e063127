"""What the page of one piece of evidence shows, in the order in which somebody would ask."""

from dataclasses import dataclass
from typing import Final

from wane_clinic.bridge.evidence import EvidenceCard
from wane_clinic.bridge.gate import held_counts
from wane_clinic.care.models import StoredScoreCard

NOT_STATED: Final = "not stated"
QUALITY: Final = {
    "full_text": "read in the full text",
    "full_text_table": "read in a table of the full text",
    "abstract_only": "read in the abstract only: weak",
    "secondary": "read in another text that cites it: weak",
    "secondary_source": "read in another text that cites it: weak",
    "label": "read in the drug's label",
    "computed_from_public_data": "computed from public data",
    "derived": "derived from other numbers",
    "unverified": "nobody could verify it: weak",
}
RELIEF: Final = (
    "L(t) = B + d(t) - r(t): the untreated level B, a slow drift d, and relief r. Each session moves a share of the "
    "relief that is still possible into place; then r falls by half every half-life, which is longer after a series. "
    "A person's own scores move these numbers from the average of studies towards their own."
)
SHOWN_ROWS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name, its words, and ids or an address that it opens."""

    name: str
    words: str
    ids: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """Everything that is shown of one id."""

    id: str
    kind: str
    value: str
    sentence: str
    is_checked: bool
    checked: str
    facts: tuple[Fact, ...]
    details: tuple[tuple[str, str], ...]


def evidence_page(card: EvidenceCard, judged: StoredScoreCard | None) -> EvidencePage:
    """The page of a card."""
    spread = f" ({card.uncertainty})" if card.value and card.uncertainty else ""
    rows = tuple(card.details.get("rows", "").split())
    kept = tuple((name.replace("_", " "), words[:400]) for name, words in card.details.items() if name not in HIDDEN)
    return EvidencePage(
        id=card.id, kind=card.kind, value=f"{card.value} {card.unit}".strip() + spread, sentence=card.sentence,
        is_checked=card.is_checked, checked=card.checked, facts=(*_source(card), *_rows(rows), *_trust(card, judged)),
        details=kept,
    )  # fmt: skip


HIDDEN: Final = frozenset({"rows", "covariance", "study", "route", "drug", "dose"})


def _source(card: EvidenceCard) -> tuple[Fact, ...]:
    link = card.link if card.link.startswith("https://") else ""
    where = ", ".join(part for part in (card.details.get("citation", ""), card.where) if part)
    said = (
        Fact(name="Study", words=card.study.replace("_", " ") or NOT_STATED),
        Fact(name="Where it comes from", words=card.source or where or NOT_STATED, link=link),
        Fact(name="Place in it", words=where or NOT_STATED),
        Fact(name="How many people", words=card.n or card.details.get("n_at_risk", "") or NOT_STATED),
        Fact(name="Who", words=card.who.replace("_", " ") or NOT_STATED),
        Fact(name="Drug, route and dose", words=", ".join(x for x in (card.drug, card.route, card.dose) if x)
             or NOT_STATED),
    )  # fmt: skip
    return said if card.kind not in {"prior", "fit"} else said[4:5]


def _rows(rows: tuple[str, ...]) -> tuple[Fact, ...]:
    if not rows:
        return ()
    words = f"{len(rows)} rows of published studies; each opens its own source."
    more = "" if len(rows) <= SHOWN_ROWS else f" The first {SHOWN_ROWS} are listed."
    return (Fact(name="Where it comes from", words=words + more, ids=rows[:SHOWN_ROWS]),)


def _trust(card: EvidenceCard, judged: StoredScoreCard | None) -> tuple[Fact, ...]:
    quality = QUALITY.get(card.confidence, card.confidence) or NOT_STATED
    checked = (
        f"Read a second time at its source on {card.checked}." if card.checked else "Not re-checked at its source."
    )
    computed = RELIEF if card.kind in {"prior", "fit"} else card.how or NOT_STATED
    return (
        Fact(name="Quality", words=f"{quality[0].upper()}{quality[1:]}. {checked}"),
        Fact(name="How it is computed", words=computed),
        Fact(name="How well it did when checked here", words=hit_rate(judged)),
        Fact(name="What it does not cover", words=card.limits or _limits(card)),
        Fact(name="What in Wane uses it", words=", ".join(card.used_by).replace("_", " ") or "nothing by name"),
    )


def _limits(card: EvidenceCard) -> str:
    if card.kind in {"prior", "fit"}:
        return "Fitted to arms of trials, not to persons; placebo relief is inside it; how people differ is known less."
    return "Whoever differs from the people above; its file states no further limit."


def hit_rate(judged: StoredScoreCard | None) -> str:
    """How the forecasts that rest on the evidence did on this clinic's own records."""
    held = {} if judged is None else {one.nominal: one for one in held_counts(judged.answer["scores"])}
    if 90 not in held:
        return "The forecasts that use it have not been judged at this clinic yet."
    return (
        f"Of {held[90].of} past 90 % intervals of scores at this clinic, {held[90].held} held; "
        f"of {held[80].of} past 80 % intervals, {held[80].held}."
    )
