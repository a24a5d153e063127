"""From a model file to a PopulationModel: the one place where printed units become canonical ones."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from wane.evidence.population_model import (
    CovariateEffect,
    DoseRange,
    EffectForm,
    Estimate,
    Flow,
    How,
    Omega,
    Output,
    Parameter,
    Pathway,
    Population,
    PopulationModel,
    Reproduced,
    Residual,
    Source,
    SpreadScale,
    Summary,
)
from wane.units import factor

Fields = Mapping[str, object]

REFERENCE_KG: Final = 70.0
_PER_REFERENCE = re.compile(r"/70kg$")
_REMARK = re.compile(r"\s*\(.*\)$")
_TIMES: Final = frozenset({"h", "min"})
_FRACTIONS: Final = frozenset({"fraction", "factor", "fraction of film dose", "fraction per h since first dose"})


def canonical_unit(printed: str) -> str:
    """The canonical unit that a printed one becomes: L, L/h, 1/h, h or fraction."""
    bare = _bare(printed)
    if bare in _FRACTIONS:
        return "fraction"
    if bare in _TIMES:
        return "h"
    if bare.startswith("1/"):
        return "1/h"
    return "L/h" if len(bare.removesuffix("/kg").split("/")) == 2 else "L"


def canonical_value(value: float, printed: str, reference_kg: float) -> float:
    """`value` in the printed unit as the canonical one, for a person of `reference_kg` where it is printed per
    kilogram.
    """
    bare = _bare(printed)
    if bare in _FRACTIONS:
        return value
    per_kg = bare.endswith("/kg")
    scaled = value * factor(bare.removesuffix("/kg"), canonical_unit(printed))
    return scaled * reference_kg if per_kg else scaled


def omega_sd(printed: float, form: str) -> float:
    """SD on the log (or logit) scale from what papers print: a variance, a CV in percent, an SD, an SD times 100."""
    match form:
        case "variance":
            return math.sqrt(printed)
        case "cv_pct":
            return math.sqrt(math.log1p((printed / 100.0) ** 2))
        case "sd_logit_pct":
            return printed / 100.0
        case _:
            raise ValueError(
                f"A spread came as {form!r}; variance, cv_pct or sd_logit_pct is needed: state the printed form."
            )


def model_from_fields(fields: Fields) -> PopulationModel:
    """A model from the fields of its file, in canonical units."""
    parameters = _fields(fields["parameters"])
    known = {
        name: _parameter(name, _fields(raw)) for name, raw in parameters.items() if _fields(raw)["value"] is not None
    }
    spread = _fields(fields["spread"])
    return PopulationModel(
        id=str(fields["id"]),
        alias=str(fields["alias"]),
        title=str(fields["title"]),
        drug=str(fields["drug"]),
        enantiomer=str(fields["enantiomer"]),
        analytes=tuple(output.analyte for output in _outputs(fields)),
        routes=tuple(_fields(fields["pathways"])),
        site=str(fields["site"]),
        site_note=str(fields["site_note"]),
        structure=str(fields["structure"]),
        population=_population(_fields(fields["population"])),
        parameters=known,
        unknown={name: _estimate(_fields(raw)) for name, raw in parameters.items() if name not in known},
        states=tuple(str(state) for state in _list(fields["states"])),
        flows=tuple(_flow(_fields(raw)) for raw in _list(fields["flows"])),
        pathways={
            route: tuple(_pathway(_fields(p)) for p in _list(raw)) for route, raw in _fields(fields["pathways"]).items()
        },
        outputs=_outputs(fields),
        spread={name: _omega(name, _fields(raw)) for name, raw in _fields(spread["between_people"]).items()},
        occasion_spread={
            name: _omega(name, _fields(raw)) for name, raw in _fields(spread["between_occasions"]).items()
        },
        covariances=tuple(_covariance(_fields(raw), spread) for raw in _list(spread["covariances"])),
        spread_note=_text(spread["note"]),
        residual=tuple(_residual(_fields(raw)) for raw in _list(fields["residual"])),
        covariate_effects=tuple(_effect(_fields(raw)) for raw in _list(fields["covariate_effects"])),
        summary=_summary(_fields(fields["summary"])),
        reproduces=tuple(_reproduced(_fields(raw)) for raw in _list(fields["reproduces"])),
        source=_source(_fields(fields["source"])),
        confidence=str(fields["confidence"]),
        verification=str(fields["verification"]),
        caveats=tuple(str(caveat) for caveat in _list(fields["caveats"])),
        checked=_text(fields["checked"]),
    )


def _bare(printed: str) -> str:
    return _PER_REFERENCE.sub("", _REMARK.sub("", printed))


def _fields(raw: object) -> Fields:
    return cast(Fields, raw)


def _list(raw: object) -> Sequence[object]:
    return cast(Sequence[object], raw)


def _number(raw: object) -> float | None:
    return None if raw is None else float(cast(float, raw))


def _needed(raw: object) -> float:
    return float(cast(float, raw))


def _text(raw: object) -> str | None:
    return None if raw is None else str(raw)


def _estimate(raw: Fields) -> Estimate:
    return Estimate(
        value=_number(raw["value"]),
        unit=str(raw["unit"]),
        how=How(str(raw["how"])),
        where=str(raw["where"]),
        low=_number(raw.get("low")),
        high=_number(raw.get("high")),
        uncertainty=_text(raw.get("uncertainty")),
        reason=_text(raw.get("reason")),
    )


def _parameter(name: str, raw: Fields) -> Parameter:
    weight = _fields(raw.get("weight") or {})
    reference_kg = _needed(weight.get("reference_kg", REFERENCE_KG))
    printed = str(raw["unit"])
    return Parameter(
        name=name,
        estimate=_estimate(raw),
        value=canonical_value(_needed(raw["value"]), printed, reference_kg),
        unit=canonical_unit(printed),
        weight_exponent=_needed(weight.get("exponent", 0.0)),
        reference_kg=reference_kg,
        weight_how=How(str(weight.get("how", How.FIXED))),
    )


def _omega(name: str, raw: Fields) -> Omega:
    form = str(raw["form"])
    printed = Estimate(
        value=_needed(raw["value"]),
        unit=form,
        how=How(str(raw["how"])),
        where=str(raw["where"]),
        reason=_text(raw.get("reason")),
    )
    scale = SpreadScale.LOGIT if "logit" in form else SpreadScale.LOG
    return Omega(parameter=name, sd=omega_sd(_needed(raw["value"]), form), scale=scale, printed=printed)


def _covariance(raw: Fields, spread: Fields) -> tuple[str, str, float]:
    """(first, second, covariance of the deviations); a printed correlation is multiplied by both SDs."""
    first, second = (str(name) for name in _list(raw["between"]))
    if raw.get("covariance") is not None:
        return first, second, _needed(raw["covariance"])
    sds = [_omega(name, _fields(_fields(spread["between_people"])[name])).sd for name in (first, second)]
    return first, second, _needed(raw["correlation"]) * sds[0] * sds[1]


def _flow(raw: Fields) -> Flow:
    return Flow(
        source=str(raw["from"]),
        target=_text(raw["to"]),
        rate=str(raw["rate"]),
        fraction=_needed(raw.get("fraction", 1.0)),
    )


def _pathway(raw: Fields) -> Pathway:
    return Pathway(
        state=str(raw["state"]),
        fraction=str(raw["fraction"]),
        duration=_text(raw.get("duration")),
        later_fraction=_text(raw.get("later_fraction")),
    )


def _outputs(fields: Fields) -> tuple[Output, ...]:
    return tuple(
        Output(analyte=analyte, state=str(_fields(raw)["state"]), scale=str(_fields(raw)["scale"]))
        for analyte, raw in _fields(fields["outputs"]).items()
    )


def _population(raw: Fields) -> Population:
    return Population(
        n=None if raw["n"] is None else int(_needed(raw["n"])),
        who=str(raw["who"]),
        age_low_y=_number(raw["age_low_y"]),
        age_high_y=_number(raw["age_high_y"]),
        weight_low_kg=_number(raw["weight_low_kg"]),
        weight_high_kg=_number(raw["weight_high_kg"]),
        ranges_how=str(raw["ranges_how"]),
        doses=tuple(
            DoseRange(route=str(d["route"]), low=_needed(d["low"]), high=_needed(d["high"]), unit=str(d["unit"]))
            for d in map(_fields, _list(raw["doses"]))
        ),
    )


def _residual(raw: Fields) -> Residual:
    return Residual(
        analyte=str(raw["analyte"]),
        proportional=_needed(raw["proportional"]),
        additive=_needed(raw.get("additive", 0.0)),
        additive_unit=str(raw.get("additive_unit", "ng/mL")),
        group=str(raw.get("group", "all")),
        where=str(raw["where"]),
    )


def _effect(raw: Fields) -> CovariateEffect:
    return CovariateEffect(
        covariate=str(raw["covariate"]),
        parameter=str(raw["parameter"]),
        form=EffectForm(str(raw["form"])),
        value=_needed(raw["value"]),
        unit=str(raw["unit"]),
        level=_text(raw.get("level")),
        above=_number(raw.get("above")),
        how=How(str(raw["how"])),
        where=str(raw["where"]),
    )


def _summary(raw: Fields) -> Summary:
    return Summary(cl=str(raw["cl"]), vss=str(raw["vss"]), parent_states=tuple(map(str, _list(raw["parent_states"]))))


def _reproduced(raw: Fields) -> Reproduced:
    return Reproduced(
        quantity=str(raw["quantity"]),
        value=_needed(raw["value"]),
        unit=str(raw["unit"]),
        origin=str(raw["origin"]),
        rel_tol=_needed(raw.get("rel_tol", 0.02)),
        analyte=_text(raw.get("analyte")),
        route=_text(raw.get("route")),
        dose_mg=_number(raw.get("dose_mg")),
        over_min=_number(raw.get("over_min")),
        at_min=_number(raw.get("at_min")),
        until_h=_number(raw.get("until_h")),
        devices=int(_needed(raw.get("devices", 1))),
        expression=_text(raw.get("expression")),
        where=_text(raw.get("where")),
        note=_text(raw.get("note")),
    )


def _source(raw: Fields) -> Source:
    return Source(
        citation=str(raw["citation"]),
        doi=_text(raw["doi"]),
        pmid=_text(raw["pmid"]),
        table=_text(raw["table"]),
        read_at=tuple(map(str, _list(raw["read_at"]))),
        note=_text(raw.get("note")),
    )
