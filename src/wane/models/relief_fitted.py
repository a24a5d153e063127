"""FittedRelief: what a condition's fit found, number by number, with how well each is known."""

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from wane.errors import UnsupportedError
from wane.evidence.reading import DATA, FITTED_FOLDER, load_yaml
from wane.kernels.doses import FloatArray

Fields = Mapping[str, object]
RULES = DATA / "effect" / "relief_fit.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One number of a fit: most probable value, 95 % interval, SD on the line of `scale` (log or logit).

    `learned` is the share of the prior's variance that the rows took away: 0 is all prior, 1 all rows.
    """

    id: str
    value: float
    low95: float
    high95: float
    sd: float
    scale: str
    learned: float

    def quantiles(self, z: FloatArray) -> FloatArray:
        """Values at these standard normals, on the natural scale; of any shape."""
        if self.scale == "logit":
            return np.asarray(1.0 / (1.0 + np.exp(-(math.log(self.value / (1.0 - self.value)) + self.sd * z))))
        return np.asarray(np.exp(math.log(self.value) + self.sd * z))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FittedRelief:
    """One condition's fit.

    `correlation` is between the errors of `names`; `study_sd` is the spread of relief between studies as a share of the
    untreated level, `duration_study_sd` that of durations on the log scale; `lender` the condition whose fit it began
    from. `family` is mood or pain.
    """

    id: str
    condition: str
    family: str
    readings: int
    studies: int
    confidence: str
    estimates: Mapping[str, Estimate]
    names: tuple[str, ...]
    correlation: FloatArray
    study_sd: float
    duration_study_sd: float
    lender: str | None


@functools.cache
def fitted_relief(condition: str) -> FittedRelief:
    """The fit data/fitted/relief_<condition>.yaml; UnsupportedError where there is none."""
    name = f"relief_{condition}"
    path = DATA / FITTED_FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise UnsupportedError(f"No fit to studies exists for {condition}; how long relief lasts there is not known.")
    fields = load_yaml(path)
    parameters = cast(Mapping[str, Fields], fields["parameters"])
    rules = cast(Mapping[str, Mapping[str, str | None]], load_yaml(RULES)["conditions"])[condition]
    covariance = np.array(fields["covariance"], np.float64)
    spread = np.sqrt(np.diag(covariance))
    names = tuple(cast(Mapping[str, float], fields["steps"]))
    return FittedRelief(
        id=f"{FITTED_FOLDER}.{name}",
        condition=condition,
        family=str(rules["family"]),
        readings=cast(int, fields["readings"]),
        studies=cast(int, fields["studies"]),
        confidence=str(fields["confidence"]),
        estimates={key: _estimate(f"{FITTED_FOLDER}.{name}.{key}", parameters[key]) for key in names},
        names=names,
        correlation=covariance / np.outer(spread, spread),
        study_sd=_number(parameters["study_sd"], "value"),
        duration_study_sd=_number(parameters["duration_study_sd"], "value"),
        lender=rules["borrow"],
    )


def vein_share(route: str) -> float | None:
    """Share of a dose by this route that the fit counted as given into the vein, for want of kinetics; else None."""
    shares = cast(Mapping[str, Fields], load_yaml(RULES)["as_vein"])
    return _number(shares[route], "value") if route in shares else None


def schedule_of(words: str) -> Sequence[float]:
    """Days of the sessions of a printed schedule, as the fit read it."""
    return cast(Mapping[str, Sequence[float]], load_yaml(RULES)["schedules"])[words]


def _estimate(identity: str, fields: Fields) -> Estimate:
    return Estimate(
        id=identity,
        value=_number(fields, "value"),
        low95=_number(fields, "low"),
        high95=_number(fields, "high"),
        sd=_number(fields, "sd"),
        scale=str(fields["scale"]),
        learned=_number(fields, "learned"),
    )


def _number(fields: Fields, key: str) -> float:
    return float(cast(float, fields[key]))
