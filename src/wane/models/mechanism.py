"""Why it works, as far as is known: receptor block from arithmetic, and sourced statements with their strength.

Block of the NMDA channel from unbound concentrations and published affinities, all ligands competing for one site:

    block = sum(C_i / K_i) / (1 + sum(C_i / K_i))

The affinities are from rat binding, the unbound share from human plasma. It is arithmetic; no block was measured in
people.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from wane.evidence.reading import DATA, load_register, load_table, load_yaml
from wane.models.timecourse import FloatArray

WHY = DATA / "effect" / "why_it_works.yaml"
LABEL = "estimated from rat binding, never measured in people"

Concentrations = Mapping[str, FloatArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Affinities:
    """Dissociation constants [uM] at the PCP site, the unbound share and molar masses; `evidence` holds the row ids."""

    central_um: Mapping[str, float]
    weakest_um: float
    strongest_um: float
    unbound_share: float
    molar_mass: Mapping[str, float]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Share of receptors blocked, each (n_times,): from the affinities of one study, and the range over studies."""

    central: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sourced sentence: in whom it was seen, and where to read it."""

    text: str
    strength: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Statements about one step."""

    title: str
    statements: tuple[Statement, ...]


@functools.cache
def load_affinities() -> Affinities:
    """Affinities and binding from the mechanism table."""
    block = cast(Mapping[str, Mapping[str, object]], load_yaml(WHY)["block"])
    rows = {row["id"]: row for row in load_table("mechanism")}
    central = cast(Mapping[str, str], block["central"])
    weakest, strongest = str(block["weakest"]["racemate"]), str(block["strongest"]["racemate"])
    return Affinities(
        central_um={ligand: float(rows[row]["value"]) for ligand, row in central.items()},
        weakest_um=float(rows[weakest]["value"]),
        strongest_um=float(cast(float, block["strongest"]["printed_um"])),
        unbound_share=float(cast(float, block["unbound_share"]["value"])),
        molar_mass={name: _molar_mass(name) for name in ("ketamine", "norketamine")},
        evidence=(*central.values(), weakest, strongest, *cast(Sequence[str], block["unbound_share"]["rows"])),
    )


def receptor_block(concentrations: Concentrations, affinities: Affinities) -> Block:
    """Block from total plasma concentrations [ng/mL] (n_times,) of s_ketamine, r_ketamine, s_ and r_norketamine.

    A ligand that is left out counts as absent. The range takes the affinity of the racemate for both enantiomers.
    """
    um = {ligand: _unbound_um(ligand, level, affinities) for ligand, level in concentrations.items()}
    zero = np.zeros_like(next(iter(um.values())))
    bound = np.add.reduce([level / affinities.central_um[ligand] for ligand, level in um.items()])
    parent = um.get("s_ketamine", zero) + um.get("r_ketamine", zero)
    weak, strong = parent / affinities.weakest_um, parent / affinities.strongest_um
    return Block(
        central=bound / (1.0 + bound),
        low=np.minimum(weak, bound) / (1.0 + np.minimum(weak, bound)),
        high=np.maximum(strong, bound) / (1.0 + np.maximum(strong, bound)),
    )


@functools.cache
def chapters() -> tuple[Chapter, ...]:
    """The sourced statements, in order."""
    raw = cast(Sequence[Mapping[str, object]], load_yaml(WHY)["chapters"])
    return tuple(
        Chapter(
            title=str(chapter["title"]),
            statements=tuple(_statement(s) for s in cast(Sequence[Mapping[str, object]], chapter["statements"])),
        )
        for chapter in raw
    )


@functools.cache
def not_known() -> tuple[str, ...]:
    """What nobody knows, or what was not found, in sentences."""
    return tuple(str(sentence) for sentence in cast(Sequence[object], load_yaml(WHY)["not_known"]))


def _unbound_um(ligand: str, level: FloatArray, affinities: Affinities) -> FloatArray:
    mass = affinities.molar_mass["norketamine" if ligand.endswith("norketamine") else "ketamine"]
    return affinities.unbound_share * level / mass


def _molar_mass(analyte: str) -> float:
    register = cast(Mapping[str, Mapping[str, object]], load_register("analytes")["analytes"])
    return float(cast(float, register[analyte]["molar_mass_g_mol"]))


def _statement(raw: Mapping[str, object]) -> Statement:
    if "rows" in raw:
        source = ", ".join(cast(Sequence[str], raw["rows"]))
    else:
        given = cast(Mapping[str, object], raw["source"])
        link = f"; doi:{given['doi']}" if given["doi"] else ""
        source = f"{given['citation']}{link} ({str(given['confidence']).replace('_', ' ')})"
    return Statement(text=str(raw["text"]), strength=str(raw["strength"]), source=source)
