"""Interactions: what medicines, liver, kidney and sex do to kinetics by one route, from the interactions table.

Ratios are of the area under the curve, by route: an interaction by mouth says nothing of the vein. `adjustment`
collects what the rows say; `wane.models.people` turns it into clearance, first pass or metabolite clearance of a
model. What is known of a medicine but has no number for this route is a note, never silence.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from wane.evidence.reading import Row, load_register, load_table
from wane.models.person import Covariates, OrganFunction, Sex
from wane.models.regimen import Drug, Route

UNVERIFIED = "unverified"

_FIRST_PASS = frozenset({Route.ORAL, Route.SUBLINGUAL, Route.INTRANASAL})
_CLASS_WORDS = {
    "cyp3a4_inhibitor": "CYP3A4 inhibitor",
    "cyp2b6_inhibitor": "CYP2B6 inhibitor",
    "cyp3a4_inducer": "CYP3A4 inducer",
    "cyp2b6_inducer": "CYP2B6 inducer",
}
_PARENT = {"ketamine", "s-ketamine", "esketamine", "racemic ketamine"}
_WORDS = {
    Route.IV: "into the vein",
    Route.IM: "into the muscle",
    Route.SC: "under the skin",
    Route.INTRANASAL: "through the nose",
    Route.ORAL: "by mouth",
    Route.SUBLINGUAL: "under the tongue",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What the rows say for one route, as ratios to a person without the medicine or disease.

    `systemic_auc`: parent AUC after an intravenous dose; `route_auc`: after a dose by this route; `metabolite_auc`:
    norketamine AUC by this route, `systemic_metabolite_auc` after an intravenous dose; None where no row gives a
    number. `clearance_low` to 1 is drawn per person (the rows give an end, not a middle); so is `exposure` (low,
    high) of this route.
    """

    systemic_auc: float | None = None
    route_auc: float | None = None
    metabolite_auc: float | None = None
    systemic_metabolite_auc: float | None = None
    clearance_low: float = 1.0
    exposure: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def moves_clearance(self) -> bool:
        """Whether anything is to be applied to clearance, first pass or metabolite."""
        areas = (self.systemic_auc, self.route_auc, self.metabolite_auc, self.systemic_metabolite_auc)
        return any(ratio is not None for ratio in areas) or self.clearance_low < 1.0


@dataclass(slots=True)
class _Collected:
    """Working copy of an adjustment."""

    ratios: dict[str, list[float]] = field(default_factory=dict)
    clearance_low: float = 1.0
    exposure: tuple[float, float] | None = None
    notes: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)

    def use(self, what: str, ratio: float, rows: Iterable[Row]) -> None:
        self.ratios.setdefault(what, []).append(ratio)
        self.evidence.extend(row["id"] for row in rows)


def adjustment(drug: Drug, route: Route, covariates: Covariates) -> Adjustment:
    """Everything the table says of this person's medicines and organs for one route."""
    rows = load_table("interactions")
    found = _Collected()
    for medicine in sorted(covariates.taking):
        _medicine(found, rows, medicine, drug, route)
    _kidney(found, rows, drug, route, covariates.kidney)
    _liver(found, rows, route, covariates.liver)
    _sex(found, rows, covariates.sex)
    product = {what: math.prod(ratios) for what, ratios in found.ratios.items()}
    if any(len(ratios) > 1 for ratios in found.ratios.values()):
        found.notes.append("Ratios of several medicines were multiplied; no study gave these together.")
    return Adjustment(
        systemic_auc=product.get("systemic_auc"),
        route_auc=product.get("route_auc"),
        metabolite_auc=product.get("metabolite_auc"),
        systemic_metabolite_auc=product.get("systemic_metabolite_auc"),
        clearance_low=found.clearance_low,
        exposure=found.exposure,
        notes=tuple(dict.fromkeys(found.notes)),
        evidence=tuple(dict.fromkeys(found.evidence)),
    )


def clearance_ratio_r_to_s() -> tuple[float, str]:
    """Clearance of R-ketamine over that of S-ketamine after a bolus of the racemate, and its row."""
    row = next(
        r for r in load_table("interactions") if r["parameter"] == "CL R/S" and r["route"].startswith("IV bolus")
    )
    return float(row["ratio"]), row["id"]


def genotype_note() -> str:
    """What the table says of CYP2B6: two studies that disagree, so nothing is applied."""
    rows = [row["id"] for row in load_table("interactions") if row["factor"].startswith("CYP2B6")]
    return f"CYP2B6 genotype is not used: the studies disagree ({', '.join(rows)})."


def _medicine(found: _Collected, rows: Sequence[Row], medicine: str, drug: Drug, route: Route) -> None:
    own = [row for row in rows if _key(medicine) in _key(row["factor"])]
    if not own:
        _class_note(found, rows, medicine, route)
        return
    here, vein = _at(own, route), _at(own, Route.IV)
    route_auc, systemic_auc = _auc(here), _auc(vein)
    name = _shown(medicine).capitalize()
    if route is not Route.IV and route_auc:
        found.use("route_auc", route_auc, _auc_rows(here))
    if systemic_auc:
        found.use("systemic_auc", systemic_auc, _auc_rows(vein))
    half_life = _named(here, ("half-life (early plasma)",))
    if route_auc:
        studied = sorted({row["drug"] for row in _auc_rows(here)})
        extended = "; extended to the racemate" if drug is Drug.KETAMINE and "racemic ketamine" not in studied else ""
        found.notes.append(
            f"{name}: AUC x{route_auc:.2f} {_WORDS[route]}, studied with {', '.join(studied)}{extended}."
        )
    elif systemic_auc:
        unknown = f"; nothing is known of the first pass {_WORDS[route]}" if route in _FIRST_PASS else ""
        found.notes.append(
            f"{name}: AUC x{systemic_auc:.2f} known {_WORDS[Route.IV]} and applied to clearance{unknown}."
        )
    elif half_life:
        _early_half_life(found, name, half_life, here)
    else:
        _known_elsewhere(found, own, name, route)
    _metabolite(found, here, vein, route_auc, route)


def _early_half_life(found: _Collected, name: str, sized: Sequence[Row], here: Sequence[Row]) -> None:
    """A longer half-life without an area, in children: clearance between unchanged and that much slower."""
    ratio = _mean(sized)
    found.clearance_low = min(found.clearance_low, 1.0 / ratio)
    found.evidence.extend(row["id"] for row in sized)
    others = [f"{row['factor']}: {row['uncertainty_printed']}" for row in here if row not in sized]
    also = f" Also read, without a number: {'; '.join(others)}." if others else ""
    found.notes.append(
        f"{name}: one study in children found the early half-life x{ratio:g}; each virtual person's clearance lies "
        f"between unchanged and 1/{ratio:g} ({', '.join(row['id'] for row in sized)}).{also}"
    )


def _metabolite(
    found: _Collected, here: Sequence[Row], vein: Sequence[Row], route_auc: float | None, route: Route
) -> None:
    direct, relative = _whole_areas(here, "norketamine "), _named(here, ("NK/K AUC ratio",))
    systemic = _whole_areas(vein, "norketamine ")
    if direct:
        found.use("metabolite_auc", _mean(direct), direct)
    elif relative and route_auc:
        found.use("metabolite_auc", _mean(relative) * route_auc, relative)
    elif systemic:
        found.use("systemic_metabolite_auc", _mean(systemic), systemic)
    if route is not Route.IV and (route_auc or systemic) and not (direct or (relative and route_auc)):
        applied = (
            f"its area x{_mean(systemic):g} {_WORDS[Route.IV]} is applied" if systemic else "it follows the parent"
        )
        found.notes[-1] += f" No number for norketamine {_WORDS[route]} was read; {applied}."


def _known_elsewhere(found: _Collected, own: Sequence[Row], name: str, route: Route) -> None:
    """A note for a medicine that the table knows, without a number for this route."""
    row = next(iter(_auc_rows(own) or [row for row in own if row["ratio"]] or own))
    known = (
        f"{row['drug']} {row['parameter']} x{row['ratio']}"
        if row["ratio"]
        else row["uncertainty_printed"] or row["notes"]
    )
    found.evidence.append(row["id"])
    found.notes.append(
        f"{name}: known for {row['route']} ({known}); no number for a dose {_WORDS[route]}, so nothing was applied."
    )


def _class_note(found: _Collected, rows: Sequence[Row], medicine: str, route: Route) -> None:
    """A note for a medicine without rows whose enzyme class has a medicine with rows."""
    medicines = cast(Mapping[str, Mapping[str, Sequence[str]]], load_register("medicines")["medicines"])
    classes = medicines[medicine]["classes"] if medicine in medicines else ()
    for enzyme_class in (c for c in _CLASS_WORDS if c in classes):
        relatives = [
            other
            for other, fields in medicines.items()
            if enzyme_class in fields["classes"]
            and any(_key(other) in _key(row["factor"]) and row["ratio"] for row in rows)
        ]
        if relatives:
            found.notes.append(
                f"{_shown(medicine).capitalize()} is in the class {_CLASS_WORDS[enzyme_class]}, "
                f"like {', '.join(map(_shown, relatives))}; no number for it {_WORDS[route]}, so nothing was applied."
            )


def _shown(medicine: str) -> str:
    return medicine.replace("_", " ")


def _kidney(found: _Collected, rows: Sequence[Row], drug: Drug, route: Route, kidney: OrganFunction | None) -> None:
    if kidney in {None, OrganFunction.NORMAL}:
        return
    own = [row for row in rows if row["factor"].startswith("renal impairment") and row["parameter"] == "AUC"]
    low, high = _span(own[0])
    if route is Route.INTRANASAL and drug is Drug.ESKETAMINE:
        found.exposure = (low, high)
        found.evidence.append(own[0]["id"])
        found.notes.append(
            f"Kidney impairment: AUC x{low:g} to x{high:g} after nasal esketamine; each virtual person has a value "
            "between."
        )
    else:
        found.notes.append(
            f"Kidney impairment: AUC x{low:g} to x{high:g} is known for nasal esketamine; no number for this drug "
            f"{_WORDS[route]}, so nothing was applied."
        )
        found.evidence.append(own[0]["id"])


def _liver(found: _Collected, rows: Sequence[Row], route: Route, liver: OrganFunction | None) -> None:
    if liver in {None, OrganFunction.NORMAL}:
        return
    row = next(row for row in rows if row["factor"].startswith("hepatic impairment"))
    found.evidence.append(row["id"])
    found.notes.append(
        "Liver impairment: concentrations are higher and last longer in moderate impairment, without a number in the "
        f"label, and severe was not studied; no number {_WORDS[route]}, so only the band is widened, from moderate on."
    )


def _sex(found: _Collected, rows: Sequence[Row], sex: Sex | None) -> None:
    if sex is None:
        return
    row = next(row for row in rows if row["factor"] == "female sex" and row["parameter"] == "CL")
    against = [row["id"] for row in rows if row["factor"] == "sex"]
    found.notes.append(
        f"Sex is not used: one study found clearance x{row['ratio']} in women ({row['id']}), "
        f"others no difference ({', '.join(against)})."
    )


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower().replace("'", ""))


def _at(rows: Iterable[Row], route: Route) -> list[Row]:
    return [row for row in rows if route.value in row["route"].lower().split()[0].split("/")]


def _auc_rows(rows: Iterable[Row]) -> list[Row]:
    return _whole_areas([r for r in rows if r["drug"].lower() in _PARENT], "")


def _whole_areas(rows: Sequence[Row], of: str) -> list[Row]:
    """Rows of areas to infinity; where there are none, of areas over the time that was sampled."""
    return _named(rows, (f"{of}AUCinf",)) or _named(rows, (f"{of}AUC",))


def _named(rows: Iterable[Row], parameters: Sequence[str]) -> list[Row]:
    return [row for row in rows if row["parameter"] in parameters and row["ratio"] and row["confidence"] != UNVERIFIED]


def _auc(rows: Iterable[Row]) -> float | None:
    sized = _auc_rows(rows)
    return _mean(sized) if sized else None


def _mean(rows: Sequence[Row]) -> float:
    """The geometric mean of the ratios of several rows."""
    return math.exp(sum(math.log(float(row["ratio"])) for row in rows) / len(rows))


def _span(row: Row) -> tuple[float, float]:
    return float(row["ratio_low"]), float(row["ratio_high"])
