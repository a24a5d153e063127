"""ReliefEvidence: the fit behind a prior of relief: its rows, their studies, and what nasal esketamine acts with."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from wane.evidence.reading import DATA, FITTED_FOLDER, load_table, load_yaml
from wane.models.relief_prior import ReliefPrior

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class NasalFactor:
    """[1] Exposure that intranasal esketamine acts with over its ratio of AUC, with its 95 % interval and its id."""

    value: float
    low95: float
    high95: float
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefEvidence:
    """One condition's fit. `studies` are those of its own rows, sorted; `lender` is the fit that its prior is."""

    id: str
    studies: tuple[str, ...]
    lender: "ReliefEvidence | None"
    nasal: NasalFactor

    @property
    def all_studies(self) -> tuple[str, ...]:
        """Own studies, then those of the lender."""
        lent = () if self.lender is None else self.lender.all_studies
        return tuple(dict.fromkeys((*self.studies, *lent)))


def relief_evidence(prior: ReliefPrior) -> ReliefEvidence | None:
    """The fit that wrote this prior; None for a prior that no fit stands behind."""
    source = prior.source.split(" ", maxsplit=1)[0]
    return _evidence(prior.condition) if source == f"{FITTED_FOLDER}.relief_{prior.condition}" else None


@functools.cache
def _evidence(condition: str) -> ReliefEvidence:
    name = f"relief_{condition}"
    fitted = load_yaml(DATA / FITTED_FOLDER / f"{name}.yaml")
    settings = cast(
        Mapping[str, Mapping[str, str | None]], load_yaml(DATA / "effect" / "relief_fit.yaml")["conditions"]
    )
    lender = settings[condition]["borrow"]
    nasal = cast(Mapping[str, Mapping[str, float]], fitted["parameters"])["nasal"]
    return ReliefEvidence(
        id=f"{FITTED_FOLDER}.{name}",
        studies=tuple(sorted(_studies(cast(list[str], fitted["rows"])))),
        lender=None if lender is None else _evidence(lender),
        nasal=NasalFactor(
            value=float(nasal["value"]),
            low95=float(nasal["low"]),
            high95=float(nasal["high"]),
            evidence=f"{FITTED_FOLDER}.{name}.nasal",
        ),
    )


def _studies(rows: list[str]) -> Iterable[str]:
    """Studies of the rows by name; the middle of a row's id tells studies apart, as it did for the fit."""
    wanted, names = set(rows), dict[str, str]()
    for table in sorted({row.split(".", maxsplit=1)[0] for row in rows}):
        for row in load_table(table):
            if row["id"] in wanted:
                names.setdefault(row["id"].split(".")[1], row["study"])
    return names.values()
