"""Records of one person's course, as a file or a clinic gives them: scores, sessions, relapses, notes.

Times are aware; nothing here reads a clock. `line` is where the record stands in its file, for sentences about it.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from wane.models.regimen import Regimen


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRecord:
    """One score of one instrument (its id), in its points."""

    at: datetime
    instrument: str
    value: float
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """One session: what was given, in mg of free base, and in the words of the file."""

    at: datetime
    regimen: Regimen
    ordered: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelapseRecord:
    """Somebody recorded that the person had relapsed by then; of one instrument, or of the one that is forecast."""

    at: datetime
    instrument: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord:
    """Words that no forecast uses."""

    at: datetime
    text: str
    line: int


PatientRecord = ScoreRecord | SessionRecord | RelapseRecord | NoteRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRecords:
    """Everything that is recorded of one person, by time, and the zone that days are counted in.

    `zone_words` says which zone that is and why.
    """

    records: tuple[PatientRecord, ...]
    zone: tzinfo
    zone_words: str

    @property
    def sessions(self) -> tuple[SessionRecord, ...]:
        """The sessions, by time."""
        return tuple(r for r in self.records if isinstance(r, SessionRecord))

    @property
    def relapses(self) -> tuple[RelapseRecord, ...]:
        """The recorded relapses, by time."""
        return tuple(r for r in self.records if isinstance(r, RelapseRecord))

    def scores(self, instrument: str) -> tuple[ScoreRecord, ...]:
        """Scores of one instrument, by time."""
        return tuple(r for r in self.records if isinstance(r, ScoreRecord) and r.instrument == instrument)
