"""`python -m studies.pharmpy_reference`: what Pharmpy reads in some control streams, and what its equations come to.

Needs the extra `pharmpy`, some 130 packages: `make pharmpy` makes an environment for them. Stored for the tests of the
import, which so need no Pharmpy. The courses are of Pharmpy's own equations and observation, put into numbers by SymPy
and integrated by LSODA: nothing of the import stands between.
"""

import dataclasses
import hashlib
import json
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from wane.evidence.foreign.model import ForeignCompartment, ForeignModel, ForeignNumber
from wane.kernels.doses import FloatArray

STREAMS: Final = Path(__file__).parents[1] / "tests" / "reference" / "data" / "pharmpy"
STORED: Final = STREAMS / "read.json"
DOSE_MG, OVER_MIN = 35.0, 40.0
AT_MIN: Final = (5.0, 20.0, 39.0, 60.0, 120.0, 360.0, 720.0)
MINUTES: Final = {"minutes": "min"}  # streams whose times are not in hours
INTO_A_VEIN: Final = frozenset({"two_compartments", "equations", "minutes", "duration"})


def main() -> int:
    """Read every stream, and integrate those that are linear."""
    from importlib.metadata import version

    from wane.evidence.foreign.pharmpy_reading import read_control_stream

    warnings.simplefilter("ignore")
    found = {}
    for path in sorted(STREAMS.glob("*.ctl")):
        read = read_control_stream(path)
        found[path.stem] = {"sha256": digest_of(path), "model": fields_of(read), "course": _course(path)}
        print(path.stem, file=sys.stderr)
    head = {
        "what": (__doc__ or "").splitlines()[0],
        "versions": {one: version(one) for one in ("pharmpy-core", "sympy")},
    }
    stored = head | {"dose_mg": DOSE_MG, "over_min": OVER_MIN, "at_min": AT_MIN, "streams": found}
    STORED.write_text(json.dumps(stored, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    return 0


def digest_of(path: Path) -> str:
    """SHA-256 of a control stream."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fields_of(model: ForeignModel) -> dict[str, object]:
    """A foreign model as JSON holds it."""
    fields = dataclasses.asdict(model)
    return fields | {"covariances": [[*pair, value] for pair, value in model.covariances.items()]}


def model_of(fields: Mapping[str, Any]) -> ForeignModel:
    """The same back."""
    return ForeignModel(
        name=fields["name"],
        title=fields["title"],
        columns=tuple(fields["columns"]),
        before=tuple((symbol, text) for symbol, text in fields["before"]),
        compartments=tuple(
            ForeignCompartment(**one | {"doses": tuple(one["doses"])}) for one in fields["compartments"]
        ),
        flows=tuple((source, target, rate) for source, target, rate in fields["flows"]),
        after=tuple((symbol, text) for symbol, text in fields["after"]),
        y=fields["y"],
        thetas={name: ForeignNumber(**one) for name, one in fields["thetas"].items()},
        covariances={(first, second): value for first, second, value in fields["covariances"]},
        variances=fields["variances"],
        is_estimated=fields["is_estimated"],
    )


def _course(path: Path) -> dict[str, list[float]] | None:
    """What is observed [the model's own unit] at AT_MIN, by DVID; None where the equations are not linear."""
    import sympy
    from pharmpy.modeling import read_model
    from scipy.integrate import solve_ivp

    model = read_model(path)
    system, statements = model.statements.ode_system, model.statements
    names = list(system.compartment_names)
    t = sympy.Symbol("t")
    amounts = [sympy.Function(f"A_{name}")(t) for name in names]
    symbols = [sympy.Symbol(f"x_{name}") for name in names]
    known = {sympy.Symbol(name): value for name, value in dict(model.parameters.inits).items()}
    known |= {
        sympy.Symbol(name): 0 for name in (*model.random_variables.etas.names, *model.random_variables.epsilons.names)
    }
    known |= {sympy.Symbol("WT"): 70, sympy.Symbol("AMT"): 0, sympy.Symbol("APGR"): 7, sympy.Symbol("CMT"): 2}

    def plain(expression: object) -> Any:
        whole = sympy.sympify(str(statements.before_odes.full_expression(expression)), locals={"t": t})
        return whole.subs(dict(zip(amounts, symbols, strict=True))).subs(known)

    rates = [plain(equation.rhs) for equation in system.eqs]
    if any(not rate.diff(x).is_number for rate in rates for x in symbols):
        return None
    move = sympy.lambdify([symbols], rates)
    per_min = 1.0 if path.stem in MINUTES else 1.0 / 60.0
    place = system.dosing_compartments[0]
    took = getattr(place.doses[0], "duration", None)
    until = float(plain(took)) if took is not None else per_min * OVER_MIN * (path.stem in INTO_A_VEIN)
    enters = DOSE_MG * float(plain(place.bioavailability)) * np.eye(len(names))[names.index(place.name)]
    now, into = (np.zeros(len(names)), enters / until) if until else (enters, np.zeros(len(names)))
    states, start = [], 0.0
    for end in sorted({until, *(per_min * at for at in AT_MIN)}):
        given = into if end <= until else np.zeros(len(names))
        if end > start:
            change = partial(_change, move, given)
            now = solve_ivp(change, (start, end), now, method="LSODA", rtol=1e-11, atol=1e-13).y[:, -1]
        start = end
        if end != until:
            states.append(now)
    after_odes = statements.after_odes.full_expression(next(iter(model.dependent_variables)))
    found = {}
    for dvid in (1, 2) if path.stem == "metabolite" else (1,):
        seen = plain(after_odes).subs({sympy.Symbol("DVID"): dvid})
        if seen.free_symbols - set(symbols):
            return None
        found[str(dvid)] = [float(seen.subs(dict(zip(symbols, row.tolist(), strict=True)))) for row in states]
    return found


def _change(
    move: Callable[[FloatArray], Sequence[float]], given: FloatArray, _: float, amounts: FloatArray
) -> FloatArray:
    return np.array(move(amounts)) + given


if __name__ == "__main__":
    sys.exit(main())
