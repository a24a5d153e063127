"""Registers: the names that evidence may use."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from wane.evidence.offence import Offence
from wane.evidence.reading import REGISTER_FOLDER, load_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """Names of analytes, routes, sites, confidence flags and uses; units as words or as pint reads them; refused
    hosts.
    """

    analytes: frozenset[str]
    routes: frozenset[str]
    sites: frozenset[str]
    confidence: frozenset[str]
    uses: frozenset[str]
    unit_words: frozenset[str]
    unit_readings: Mapping[str, str]
    refused_hosts: tuple[re.Pattern[str], ...]


def read_registers(data: Path) -> tuple[Registers, list[Offence]]:
    """The registers of a data folder; one that is missing is an offence, and holds no name."""
    offences: list[Offence] = []

    def section(register: str, name: str) -> object:
        path = data / REGISTER_FOLDER / f"{register}.yaml"
        if path.is_file():
            return load_yaml(path).get(name, {})
        offences.append(Offence(file=f"{REGISTER_FOLDER}/{register}.yaml", at="file", what="the register is missing"))
        return {}

    def names(register: str) -> frozenset[str]:
        return frozenset(cast(Mapping[str, object], section(register, register)))

    registers = Registers(
        analytes=names("analytes"),
        routes=names("routes"),
        sites=names("sites"),
        confidence=names("confidence"),
        uses=names("uses"),
        unit_words=frozenset(cast(Iterable[str], section("units", "words"))),
        unit_readings=cast(Mapping[str, str], section("units", "read_as")),
        refused_hosts=tuple(map(re.compile, cast(Iterable[str], section("links", "refused")))),
    )
    return registers, list(dict.fromkeys(offences))
