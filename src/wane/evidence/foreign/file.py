"""A foreign model as the text of a model file: what the network says, and what only a person can say of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from wane.errors import FileFormatError, UnknownNameError, UnsupportedError
from wane.evidence.foreign.course import course
from wane.evidence.foreign.model import ForeignModel
from wane.evidence.foreign.network import ForeignNetwork, network_of
from wane.evidence.foreign.parameters import ForeignParameter
from wane.evidence.own_model import own_model

DOSE_MG, OVER_MIN, AT_MIN = 35.0, 40.0, (20.0, 40.0, 120.0, 360.0)  # what is compared with the imported equations
TOLERANCE: Final = 1e-6
Fields = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPassport:
    """What no control stream holds: names, where blood was taken, the source. `analytes` and `routes` by compartment;
    one given as "" is the only one there is.
    """

    alias: str
    drug: str
    site: str
    analytes: Mapping[str, str]
    routes: Mapping[str, str]
    citation: str
    doi: str | None = None
    pmid: str | None = None
    link: str | None = None
    time: str = "h"


def model_file(model: ForeignModel, passport: ModelPassport) -> str:
    """The text of a model file that the gate lets in; UnsupportedError says in one sentence why there is none."""
    try:
        text = yaml.safe_dump(_fields(model, passport), sort_keys=False, width=120, allow_unicode=True)
    except (FileFormatError, UnsupportedError) as error:
        raise UnsupportedError(f"{model.name} is not imported: {error}") from None
    own_model(text, f"{passport.alias}.yaml")
    return text


def _fields(model: ForeignModel, passport: ModelPassport) -> Fields:
    network = network_of(model, time=passport.time)
    analytes = _by_compartment(passport.analytes, tuple(network.volumes), "analyte")
    routes = _by_compartment(passport.routes, tuple(dict.fromkeys(way.compartment for way in network.ways)), "route")
    return _stated(model, passport) | {
        "parameters": {name: _parameter(network, one) for name, one in network.parameters.items()},
        "states": [_state(one.name) for one in model.compartments],
        "flows": [
            {"from": _state(source), "to": None if target is None else _state(target), "rate": rate, "fraction": 1.0}
            for source, target, rate in network.flows
        ],
        "pathways": {
            route: [_way(way.fraction, way.duration, name) for way in network.ways if way.compartment == name]
            for name, route in routes.items()
        },
        "outputs": {
            analyte: {"state": _state(name), "scale": f"1000/{network.volumes[name]}"}
            for name, analyte in analytes.items()
        },
        "summary": _summary(network, next(iter(analytes))),
        "spread": _spread(network),
        "residual": [] if network.residual is None else list(_residual(network.residual, analytes.values(), model)),
        "covariate_effects": [],
        "reproduces": list(_reproduced(network, analytes, routes, passport.time)),
        "caveats": list(_caveats(network, passport)),
    }


def _by_compartment(said: Mapping[str, str], there: tuple[str, ...], what: str) -> dict[str, str]:
    """Compartment to name, in the order in which a person gave them."""
    found: dict[str, str] = {}
    for name, asked in said.items():
        places = [one for one in there if one.upper() == asked.upper()] if asked else list(there)
        if len(places) != 1:
            raise UnknownNameError(
                f'The {what} "{name}" came without a compartment that fits; give --{what} {name}=COMPARTMENT, one of '
                f"{', '.join(there)}."
            )
        found[places[0]] = name
    if left := [one for one in there if one not in found]:
        raise UnknownNameError(f"No {what} came for {left[0]}; give --{what} NAME={left[0]}.")
    return found


def _stated(model: ForeignModel, passport: ModelPassport) -> Fields:
    """What a person said, and what nobody did."""
    return {
        "id": f"{passport.alias}_{passport.drug}",
        "alias": passport.alias,
        "title": model.title,
        "drug": passport.drug,
        "enantiomer": "s" if passport.drug == "esketamine" else "racemate",
        "site": passport.site,
        "site_note": f"{passport.site}, as said at the import of {model.name}",
        "structure": f"{len(model.compartments)} compartments, imported from {model.name} through Pharmpy",
        "source": {
            "citation": passport.citation,
            "doi": passport.doi,
            "pmid": passport.pmid,
            "table": None,
            "read_at": [] if passport.link is None else [passport.link],
            "note": None,
        },
        "confidence": "unverified",
        "verification": "imported and compared with an integration of the imported equations; not read at its source",
        "checked": None,
        "population": {
            "n": None,
            "who": f"those of {model.name}, who are not described in it",
            "age_low_y": None,
            "age_high_y": None,
            "weight_low_kg": None,
            "weight_high_kg": None,
            "ranges_how": "a control stream does not say",
            "doses": [],
        },
    }


def _parameter(network: ForeignNetwork, one: ForeignParameter) -> Fields:
    model, thetas = network.model, ", ".join(one.thetas) or "a constant"
    is_fixed = all(theta.is_fixed for theta in one.thetas.values())
    begins = "" if is_fixed or model.is_estimated else "; where an estimation begins, no results lay beside it"
    found: Fields = {
        "value": _printed(one.value),
        "unit": network.units[one.name],
        "how": "fixed" if is_fixed else "estimated" if model.is_estimated else "assumed",
        "where": f"{model.name}, {thetas}{begins}",
    }
    errors = [theta.rse_pct for theta in one.thetas.values()]
    if len(errors) == 1 and errors[0] is not None:
        found["uncertainty"] = f"RSE {errors[0]:.3g} %"
    if one.weight_exponent:
        found["weight"] = {
            "exponent": one.weight_exponent, "reference_kg": 70.0, "how": "fixed", "where": f"{model.name}, {one.name}",
        }  # fmt: skip
    return found


def _printed(value: float) -> float:
    """To nine digits: what lies beyond is of the arithmetic."""
    return float(f"{value:.9g}")


def _state(name: str) -> str:
    return name.lower()


def _way(fraction: str, duration: str | None, name: str) -> Fields:
    way: Fields = {"state": _state(name), "fraction": fraction}
    return way if duration is None else way | {"duration": duration}


def _summary(network: ForeignNetwork, parent: str) -> Fields:
    """Clearance and steady-state volume of the observed compartment and those that exchange with it."""
    volume = network.volumes[parent]
    rates = {(source, target): rate for source, target, rate in network.flows}
    seen, ratios, todo = [parent], ["1"], [(parent, "1")]
    while todo:
        here, ratio = todo.pop(0)
        for (source, target), rate in rates.items():
            if source != here or target is None or target in seen or (target, here) not in rates:
                continue
            seen.append(target)
            ratios.append(f"{ratio}*({rate})/({rates[target, here]})")
            todo.append((target, ratios[-1]))
    leaving = {source: rate for (source, target), rate in rates.items() if source in seen and target not in seen}
    if len(ratios) - 1 != sum(1 for source, target in rates if source in seen and target in seen) / 2:
        raise UnsupportedError("Compartments that exchange in a ring cannot be expressed: a tree of them is needed.")
    if set(leaving) != {parent}:
        raise UnsupportedError(f"Drug must leave from {parent} alone, so that clearance is one number.")
    out = [rate for (source, target), rate in rates.items() if source == parent and target not in seen]
    clearance = f"{volume}*({' + '.join(out)})"
    return {
        "cl": clearance,
        "vss": volume if len(ratios) == 1 else f"{volume}*({' + '.join(ratios)})",
        "parent_states": [_state(name) for name in seen],
    }


def _spread(network: ForeignNetwork) -> Fields:
    covariances, name = network.model.covariances, network.model.name
    of = {one.eta: one.name for one in network.parameters.values() if one.eta is not None}
    return {
        "between_people": {
            of[eta]: {
                "value": covariances[eta, eta],
                "form": "variance",
                "how": "estimated" if network.model.is_estimated else "assumed",
                "where": f"{name}, {eta}",
            }
            for eta in of
        },
        "between_occasions": {},
        "covariances": [
            {"between": [of[first], of[second]], "covariance": value, "where": f"{name}, {first} and {second}"}
            for (first, second), value in covariances.items()
            if first != second and first in of and second in of
        ],
        "note": None if of else f"{name} has no deviations between people",
    }


def _residual(found: tuple[float, float], analytes: Iterable[str], model: ForeignModel) -> Iterator[Fields]:
    proportional, additive = found
    for analyte in analytes:
        yield {
            "analyte": analyte,
            "proportional": _printed(proportional),
            "additive": _printed(additive),
            "additive_unit": "ng/mL",
            "where": f"{model.name}, {', '.join(model.variances)}",
        }


def _reproduced(
    network: ForeignNetwork, analytes: Mapping[str, str], routes: Mapping[str, str], time: str
) -> Iterator[Fields]:
    """Concentrations of the imported equations, integrated: what the file must give again."""
    for place, route in routes.items():
        over_min = OVER_MIN if route == "iv" else None
        found = course(network.model, place, dose_mg=DOSE_MG, over_min=over_min, at_min=AT_MIN, time=time)
        for name, analyte in analytes.items():
            litres = network.parameters[network.volumes[name]].value
            for at_min, amount_mg in zip(AT_MIN, found[name], strict=True):
                given: Fields = {} if over_min is None else {"over_min": over_min}
                yield {
                    "quantity": "concentration", "analyte": analyte, "route": route, "dose_mg": DOSE_MG, **given,
                    "at_min": at_min, "value": _printed(1000.0 * amount_mg / litres), "unit": "ng/mL",
                    "origin": "computed", "rel_tol": TOLERANCE, "note": "LSODA on the imported equations",
                }  # fmt: skip


def _caveats(network: ForeignNetwork, passport: ModelPassport) -> Iterator[str]:
    model = network.model
    yield f"doses in mg, volumes in L and times in {passport.time} as said at the import; a control stream has no units"
    if not model.is_estimated:
        yield "values are where an estimation begins: no results lay beside the control stream"
    if network.residual is None:
        yield "the error of the observation is neither proportional nor additive, and was left out"
