"""Pharmpy's models as ForeignModel. Pharmpy is an extra: it is imported only here, and only to read a file."""

import re
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from wane.errors import FileFormatError, UnsupportedError
from wane.evidence.foreign.model import ForeignCompartment, ForeignModel, ForeignNumber
from wane.units import shown

INSTALL: Final = 'Models of Pharmpy are read by Pharmpy, which is not installed: pip install "wane[pharmpy]".'
RESULTS: Final = (".ext", ".lst")  # what NONMEM leaves beside a control stream
_COMPARTMENT: Final = re.compile(r"\bCOMP(?:ARTMENT)?\s*=\s*\(?\s*(\w+)", re.IGNORECASE)
_AMOUNT_BY_NUMBER: Final = re.compile(r"\bA\(\d+\)", re.IGNORECASE)
# Pharmpy has no types: its objects are Any in this file, and nothing of them leaves it.


def read_control_stream(path: Path) -> ForeignModel:
    """The model in a NONMEM control stream, with its results where they lie beside it."""
    try:
        from pharmpy.modeling import read_model
        from pharmpy.tools import read_modelfit_results
    except ModuleNotFoundError:
        raise UnsupportedError(INSTALL) from None
    if not path.is_file():
        raise FileFormatError(f'The control stream "{shown(str(path))}" cannot be read: check its name.')
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pharmpy warns of records that it does not know; what it reads is judged below
        try:
            model = read_model(path)
            has_results = any(path.with_suffix(ending).is_file() for ending in RESULTS)
            results = read_modelfit_results(path) if has_results else None
        except Exception as error:  # noqa: BLE001  Pharmpy raises whatever its parser meets
            why = " ".join(str(error).split())[:200]
            raise FileFormatError(f"{shown(path.name)} cannot be read by Pharmpy ({why}): correct it.") from None
    return foreign_model(model, results)


def foreign_model(model: Any, results: Any = None) -> ForeignModel:
    """A Pharmpy model object, with the results of its estimation where there are any."""
    statements = model.statements
    system = statements.ode_system
    if system is None:
        raise UnsupportedError(
            f"{model.name} has no compartments: a model of kinetics with flows between them is needed."
        )
    _same_order(model, list(system.compartment_names))
    values = {str(name): float(value) for name, value in dict(model.parameters.inits).items()}
    estimates = {} if results is None else dict(results.parameter_estimates)
    values |= {str(name): float(value) for name, value in estimates.items()}
    errors = (
        {} if results is None or results.relative_standard_errors is None else dict(results.relative_standard_errors)
    )
    random = model.random_variables
    etas, epsilons = _covariances(random.etas, values), _covariances(random.epsilons, values)
    spreads = {name for one in (random.etas, random.epsilons) for name in one.parameter_names}
    compartments = [system.find_compartment(name) for name in system.compartment_names]
    return ForeignModel(
        name=str(model.name),
        title=str(model.description or model.name),
        columns=tuple(str(name) for name in model.datainfo.names),
        before=_assignments(statements.before_odes),
        compartments=tuple(_compartment(one) for one in compartments),
        flows=tuple(
            (str(one.name), getattr(target, "name", None), str(rate))
            for one in compartments
            for target, rate in system.get_compartment_outflows(one)
        ),
        after=_assignments(statements.after_odes),
        y=str(next(iter(model.dependent_variables))),
        thetas={
            str(one.name): ForeignNumber(
                value=values[str(one.name)], is_fixed=bool(one.fix), rse_pct=_per_cent(errors.get(one.name))
            )
            for one in model.parameters
            if one.name not in spreads
        },
        covariances=etas,
        variances={first: value for (first, second), value in epsilons.items() if first == second},
        is_estimated=results is not None,
    )


def _compartment(one: Any) -> ForeignCompartment:
    return ForeignCompartment(
        name=str(one.name),
        doses=tuple(_time_of(dose) for dose in one.doses),
        given=str(one.input),
        lag=str(one.lag_time),
        bioavailability=str(one.bioavailability),
    )


def _time_of(dose: Any) -> str | None:
    """How long a dose takes, as the model says; None for at once and for a rate in the data."""
    duration, rate = getattr(dose, "duration", None), getattr(dose, "rate", None)
    if duration is not None:
        return str(duration)
    return None if rate is None or str(rate) == "RATE" else f"({dose.amount})/({rate})"


def _assignments(statements: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.symbol), str(one.expression)) for one in statements)


def _covariances(random: Iterable[Any], values: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Variances and covariances by the names of two deviations, covariances of 0 left out."""
    found: dict[tuple[str, str], float] = {}
    for one in random:
        names = [str(name) for name in one.names]
        for i, first in enumerate(names):
            for j, second in enumerate(names[: i + 1]):
                symbol = str(one.variance if len(names) == 1 else one.variance[i, j])
                value = values[symbol] if symbol in values else float(symbol)
                if first == second or value != 0.0:
                    found[first, second] = value
    return found


def _per_cent(share: Any) -> float | None:
    """A relative error in per cent; None for none, and for one that is not a number."""
    return None if share is None or share != share else 100.0 * float(share)  # noqa: PLR0124  only NaN differs


def _same_order(model: Any, names: list[str]) -> None:
    """Pharmpy numbers compartments anew: an amount named by its number would then be another compartment's."""
    code = str(getattr(model, "code", ""))
    written = [name.upper() for name in _COMPARTMENT.findall(code)]
    by_number = _AMOUNT_BY_NUMBER.search(code.rpartition("$ERROR")[2])
    if written and by_number and written != [name.upper() for name in names]:
        raise UnsupportedError(
            f"{model.name} names amounts by number, and Pharmpy numbers its compartments {', '.join(names)} instead of "
            f"{', '.join(written)}: write $MODEL in that order, or observe F with CMT."
        )
