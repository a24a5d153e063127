"""Provenance: what made a number, enough to make it again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Code version, evidence digest (SHA-256 over the package data), models by id, seed, virtual people, notes.

    `notes` are plain sentences a reader must know: a borrowed spread, a constructed route, a widened band.
    """

    code_version: str
    evidence_digest: str
    models: tuple[str, ...]
    seed: int
    people: int
    notes: tuple[str, ...] = ()
