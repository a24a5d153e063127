"""Findings on the plan itself: dose, bag, the range models were built on, interactions with their number."""

from collections.abc import Iterator
from typing import Final

from wane.evidence.reading import load_model, load_table
from wane.models.defaults import recipe_for, site_of, withheld_reason
from wane.models.interactions import adjustment
from wane.models.person import Covariates
from wane.models.regimen import Regimen
from wane.models.studied_range import largest_session_mg, widening
from wane.models.timecourse import Site
from wane.plan.clinic import setting_id, settings
from wane.plan.dose_check import check_dose
from wane.plan.observed import observed_effects
from wane.plan.pump import PumpProgram
from wane.plan.session_plan import Bag, Finding, Verdict

_MODEL, _COMPUTED = "population model", "computed"
_PUMP_HEADS: Final = {
    "pump.rounding": "The pump's smallest step moves the dose",
    "pump.volume": "The bag is too small",
    "pump.strength": "The bag is stronger than its vials",
}


def plan_findings(
    regimen: Regimen, covariates: Covariates, site: Site | None, bag: Bag | None, program: PumpProgram | None
) -> tuple[Finding, ...]:
    """Everything that the plan says of itself; `covariates.taking` holds register names.

    Raises:
        OutOfRangeError: a dose above every dose that was studied.
    """
    found = [*check_dose(regimen, covariates.weight_kg), *_interactions(regimen, covariates)]
    found.extend(_range(regimen, covariates, site))
    if bag is not None and program is not None and program.steps:
        found.extend(_bag(bag, program))
    return tuple(found)


def _interactions(regimen: Regimen, covariates: Covariates) -> Iterator[Finding]:
    """What kinetics does with each medicine by each route: caution where a number moves a concentration."""
    for medicine in sorted(covariates.taking):
        for route in sorted(regimen.routes):
            found = adjustment(
                regimen.drug, route, Covariates(weight_kg=covariates.weight_kg, taking=frozenset({medicine}))
            )
            is_applied = found.systemic_auc is not None or found.route_auc is not None or found.clearance_low < 1.0
            confidence, is_checked = _read_how(found.evidence)
            for note in found.notes:
                yield Finding(
                    id=f"interaction.{medicine}.{route}",
                    verdict=Verdict.CAUTION if is_applied else Verdict.PROCEED,
                    sentence=note,
                    strength="pharmacokinetic study" if is_applied else "no number for this",
                    confidence=confidence,
                    is_checked=is_checked,
                    source=found.evidence[0] if found.evidence else _class_rule(note),
                    head=medicine.replace("_", " ").capitalize(),
                )


def _read_how(evidence: tuple[str, ...]) -> tuple[str, bool]:
    """(confidence, whether re-checked) of the row that an interaction's number is from."""
    row = next((row for row in load_table("interactions") if row["id"] in evidence[:1]), None)
    return ("", False) if row is None else (row["confidence"], bool(row["checked"]))


def _class_rule(note: str) -> str:
    """The rule on a medicine's class, where no row knows the medicine itself."""
    return "KR103" if "inhibitor" in note else "KR104"


def _range(regimen: Regimen, covariates: Covariates, site: Site | None) -> Iterator[Finding]:
    """Person or dose outside what the model of a route was built on; or no model at all."""
    reason = withheld_reason(regimen, covariates)
    if reason is not None:
        yield Finding(
            id="concentration.withheld",
            verdict=Verdict.CAUTION,
            sentence=reason,
            strength=_MODEL,
            confidence=_COMPUTED,
            source=setting_id("no_model"),
            is_checked=True,
            head="No model of concentrations",
        )
        for route in sorted(regimen.routes):
            yield from observed_effects(regimen.drug, route)
        return
    ask_below_kg = settings()["ask_age_below"].value
    if covariates.age_y is None and covariates.weight_kg < ask_below_kg:
        yield Finding(
            id="age.not_known",
            verdict=Verdict.CAUTION,
            sentence=f"The age is not known and the weight lies below {ask_below_kg:g} kg: a model of adults is used; "
            "for a child give the age.",
            strength=_MODEL,
            confidence=_COMPUTED,
            source=setting_id("ask_age_below"),
            is_checked=True,
            head="The age is not known, and the weight may be a child's",
        )
    shown = site_of(regimen, site)
    for route in sorted(regimen.routes):
        given = tuple(a for a in regimen.administrations if a.route is route)
        recipe = recipe_for(regimen.drug, route, shown, covariates, given)
        model = load_model(recipe.model)
        outside = widening(model, covariates, route=recipe.route, dose_mg=largest_session_mg(given))
        for i, note in enumerate(outside.notes, start=1):
            yield Finding(
                id=f"studied_range.{route}.{i}",
                verdict=Verdict.CAUTION,
                sentence=note,
                strength=_MODEL,
                confidence=_COMPUTED,
                source=model.id,
                is_checked=True,
                head=note.partition(" lies")[0] + " outside the model's range" if " lies" in note else "",
            )


def _bag(bag: Bag, program: PumpProgram) -> Iterator[Finding]:
    """Rounding where it matters, and whether the bag can be made and holds enough."""
    tolerance = settings()["pump_tolerance"].value
    moved = abs(program.rounding) > tolerance
    if moved:
        yield _pump_finding(
            "pump.rounding",
            Verdict.CAUTION,
            f"In steps of {program.resolution_ml_h:g} mL/h the pump delivers {program.delivered_mg:.4g} mg of the "
            f"{program.ordered_mg:.4g} mg ordered ({100.0 * program.rounding:+.2g} %): use a weaker bag.",
        )
    needed_ml = program.ordered_mg / bag.concentration_mg_ml
    if bag.volume_ml > 0.0 and needed_ml > bag.volume_ml * (1.0 + tolerance):
        yield _pump_finding(
            "pump.volume",
            Verdict.HOLD,
            f"The plan needs {needed_ml:.4g} mL and the bag holds {bag.volume_ml:g} mL: use a larger or stronger one.",
        )
    if bag.vial_strength_mg_ml is not None and bag.concentration_mg_ml > bag.vial_strength_mg_ml:
        yield _pump_finding(
            "pump.strength",
            Verdict.HOLD,
            f"A bag of {bag.concentration_mg_ml:g} mg/mL cannot be made from "
            f"vials of {bag.vial_strength_mg_ml:g} mg/mL.",
        )


def _pump_finding(name: str, verdict: Verdict, sentence: str) -> Finding:
    return Finding(
        id=name,
        verdict=verdict,
        sentence=sentence,
        strength="arithmetic",
        confidence=_COMPUTED,
        source=setting_id("pump_resolution"),
        is_checked=True,
        head=_PUMP_HEADS[name],
    )
