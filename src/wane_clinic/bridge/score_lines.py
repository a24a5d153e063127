"""Lines on a scale of scores that a page draws or says, each with its source: response, remission, smallest change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wane.models.instruments import Line, instruments
from wane_clinic.bridge.evidence import evidence_card

SMALLEST_CHANGE: Final = {"phq9": "mood_practice.mcid_phq_9.1", "gad7": "mood_practice.mcid_gad_7.1"}
"""Id of the smallest change that matters to patients, where a row of the evidence gives one of an instrument."""
HOW: Final = {"assumed": "; assumed", "abstract_only": "; read in the abstract alone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One line: its name, its sentence, the id of its source; `at` [points] where it is drawn."""

    name: str
    sentence: str
    source: str
    at: float | None = None


def score_lines(instrument: str, *, entry: float | None) -> tuple[ScoreLine, ...]:
    """What is known of an instrument; response counts from the first score of the course, so it needs one."""
    return tuple(_lines(instrument, entry))


def _lines(instrument: str, entry: float | None) -> Iterator[ScoreLine]:
    found = instruments().get(instrument)
    if found is None:
        return
    response, remission = found.response, found.remission
    if response.value is not None and entry:
        at = entry * (1.0 - response.value / 100.0)
        fall = f"a fall of {response.value:g} % from the first score, {entry:g}"
        words = f"Response: {fall}, to {at:g} or less{_how(response)}."
        yield ScoreLine(name="response", sentence=words, source=str(response.source), at=at)
    if remission.value is not None:
        words = f"Remission: below {remission.value:g}{_how(remission)}."
        yield ScoreLine(name="remission", sentence=words, source=str(remission.source), at=remission.value)
    if instrument in SMALLEST_CHANGE:
        card = evidence_card(SMALLEST_CHANGE[instrument])
        words = (
            f"Smallest change that matters to patients with moderate symptoms: {card.value} {card.unit} "
            f"({card.uncertainty}){HOW.get(card.confidence, '')}."
        )
        yield ScoreLine(name="smallest change", sentence=words, source=card.id)


def _how(line: Line) -> str:
    return HOW.get(line.how, "")
