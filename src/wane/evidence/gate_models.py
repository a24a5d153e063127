"""The gate's checks of one model file that keeps to the schema: names, expressions, units, spreads, numbers that come
out again.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

import numpy as np

from wane.errors import FileFormatError, UnitError
from wane.evidence.expression import names_in
from wane.evidence.model_file import REFERENCE_KG, canonical_unit, canonical_value, model_from_fields
from wane.evidence.offence import Offence
from wane.evidence.population_model import PopulationModel
from wane.evidence.registers import Registers
from wane.evidence.reproduce import misses, reproduce
from wane.units import factor

Fields = Mapping[str, object]

_HOST: Final = re.compile(r"^https://([^/:]+)")


def model_offences(file: str, fields: Fields, registers: Registers) -> Iterator[Offence]:
    """Everything wrong with one model file."""
    found = list(_unit_offences(file, fields))
    yield from found
    if found:
        return
    model = model_from_fields(fields)
    checks = (
        _name_offences(model, registers),
        _expression_offences(model),
        _spread_offences(model),
        _link_offences(model, registers),
    )
    broken = [offence for check in checks for offence in check]
    if file.rsplit("/", 1)[-1] != f"{model.alias}.yaml":
        broken.append(("alias", f"is {model.alias}; the file must be named {model.alias}.yaml"))
    if next(iter(fields)) != "id":
        broken.append(("id", "must stand in the first line, where reading looks for it"))
    for at, what in broken or _reproduction_offences(model):
        yield Offence(file=file, at=at, what=what)


def _unit_offences(file: str, fields: Fields) -> Iterator[Offence]:
    for name, raw in cast(Mapping[str, Fields], fields["parameters"]).items():
        printed = str(raw["unit"])
        try:
            known = canonical_unit(printed)
            canonical_value(1.0, printed, REFERENCE_KG)
        except UnitError as error:
            yield Offence(file=file, at=f"parameters.{name}", what=str(error))
            continue
        if raw.get("weight") is not None and known not in ("L", "L/h"):
            yield Offence(
                file=file,
                at=f"parameters.{name}",
                what=f"scales with weight, but {printed} is neither volume nor clearance",
            )


def _name_offences(model: PopulationModel, registers: Registers) -> Iterator[tuple[str, str]]:
    for kind, names, known in (
        ("analytes", model.analytes, registers.analytes),
        ("routes", (*model.routes, *(dose.route for dose in model.population.doses)), registers.routes),
        ("site", (model.site,), registers.sites),
        ("confidence", (model.confidence,), registers.confidence),
        ("states", (state for _, state in _states_named(model)), frozenset(model.states)),
        ("spread", (*model.spread, *model.occasion_spread), frozenset(model.parameters)),
        ("covariances", (name for pair in model.covariances for name in pair[:2]), frozenset(model.spread)),
        ("covariate_effects", (effect.parameter for effect in model.covariate_effects), frozenset(model.parameters)),
        ("residual", (residual.analyte for residual in model.residual), frozenset(model.analytes)),
        ("reproduces", (r.analyte for r in model.reproduces if r.analyte), frozenset(model.analytes)),
        ("reproduces", (r.route for r in model.reproduces if r.route), frozenset(model.routes)),
    ):
        for name in dict.fromkeys(names):
            if name not in known:
                yield kind, f"{name} is not one of {', '.join(sorted(known))}"


def _states_named(model: PopulationModel) -> Iterator[tuple[str, str]]:
    for flow in model.flows:
        yield "flows", flow.source
        if flow.target is not None:
            yield "flows", flow.target
    for pathways in model.pathways.values():
        yield from (("pathways", pathway.state) for pathway in pathways)
    yield from (("outputs", output.state) for output in model.outputs)
    yield from (("summary", state) for state in model.summary.parent_states)


def _expressions(model: PopulationModel) -> Iterator[tuple[str, str]]:
    yield from (("flows", flow.rate) for flow in model.flows)
    for route, pathways in model.pathways.items():
        for pathway in pathways:
            texts = (pathway.fraction, pathway.later_fraction, pathway.duration)
            yield from ((f"pathways.{route}", text) for text in texts if text is not None)
    yield from ((f"outputs.{output.analyte}", output.scale) for output in model.outputs)
    yield from (("summary", text) for text in (model.summary.cl, model.summary.vss))
    yield from (("reproduces", r.expression) for r in model.reproduces if r.expression is not None)


def _expression_offences(model: PopulationModel) -> Iterator[tuple[str, str]]:
    for at, text in _expressions(model):
        try:
            strangers = names_in(text) - set(model.parameters)
        except (FileFormatError, ZeroDivisionError) as error:
            yield at, str(error)
            continue
        if strangers:
            yield at, f'"{text}" names {", ".join(sorted(strangers))}, which is no parameter with a value'


def _spread_offences(model: PopulationModel) -> Iterator[tuple[str, str]]:
    """Covariances must make a matrix that people can be drawn from."""
    names = [name for name in model.spread if any(name in pair[:2] for pair in model.covariances)]
    if not names or any(name not in model.spread for pair in model.covariances for name in pair[:2]):
        return
    matrix = np.diag([model.spread[name].sd ** 2 for name in names])
    for first, second, covariance in model.covariances:
        i, j = names.index(first), names.index(second)
        matrix[i, j] = matrix[j, i] = covariance
    if np.linalg.eigvalsh(matrix).min() <= 0.0:
        yield "spread.covariances", "together with the spreads they make no covariance matrix (not positive definite)"


def _link_offences(model: PopulationModel, registers: Registers) -> Iterator[tuple[str, str]]:
    for link in model.source.read_at:
        why = refused(link, registers)
        if why is not None:
            yield "source.read_at", why


def refused(link: str, registers: Registers) -> str | None:
    """Why a link may not stand in the evidence; None where it may."""
    match = _HOST.match(link)
    if match is None:
        return f"{link} is not an https address"
    if any(pattern.search(match[1]) for pattern in registers.refused_hosts):
        return f"{link} is no stable public address; keep the DOI and drop it"
    return None


def _reproduction_offences(model: PopulationModel) -> Iterator[tuple[str, str]]:
    for wanted in model.reproduces:
        at = " ".join(str(part) for part in ("reproduces", wanted.quantity, wanted.analyte, wanted.route) if part)
        try:
            got = reproduce(model, wanted)
        except (ArithmeticError, FileFormatError, UnitError, ValueError, np.linalg.LinAlgError) as error:
            yield at, f"cannot be computed: {error}"
            continue
        if misses(wanted, got):
            yield at, f"{wanted.value:g} {wanted.unit} is given, {got:.5g} comes out of the parameters"


def reads_as_unit(unit: str, registers: Registers) -> bool:
    """Whether a printed unit is a word of the register or something pint can read."""
    if unit in registers.unit_words:
        return True
    reading = registers.unit_readings.get(unit, unit)
    try:
        factor(reading, reading)
    except UnitError:
        return False
    return True
