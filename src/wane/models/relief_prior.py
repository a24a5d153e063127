"""ReliefPrior: what is believed of a person of one condition, on one instrument, before any own data."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import numpy as np

from wane.errors import FileFormatError, OutOfRangeError
from wane.evidence.reading import DATA, load_yaml, unknown
from wane.kernels.doses import FloatArray

RELIEF_FOLDER: Final = "relief"
Z_COLUMNS: Final = 6  # independent standard normals that make one set of node parameters: the Spread fields, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A normal distribution between people, on the scale its owner names."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefPrior:
    """Hyper-parameters of the model of `wane.models.relief`, for one condition and instrument.

    `log_h0` log days, `gamma` 1, `logit_f` logit, `log_se` and `log_sd` log points, `delta` 1, `untreated` points.
    `lam` and `s` hold the non-responder first. `line` is the relapse line: at or above it is relapse.
    """

    id: str
    condition: str
    instrument: str
    source: str
    log_h0: Spread
    gamma: Spread
    logit_f: Spread
    log_se: Spread
    log_sd: Spread
    delta: Spread
    untreated: Spread
    pi: float
    lam: tuple[float, float]
    s: tuple[float, float]
    tau_d_days: float
    t_rise_days: float
    w_s: float
    tau_m_days: float
    scale_max: float
    score_step: float
    line: float

    def __post_init__(self) -> None:
        positive = (*self.s, self.tau_d_days, self.t_rise_days, self.tau_m_days, self.scale_max, self.score_step)
        if not (min(positive) > 0.0 and self.w_s >= 0.0 and 0.0 < self.pi < 1.0):
            raise OutOfRangeError(f"{self.id}: scales and times must be above 0, w_s not below 0, pi inside 0 and 1.")
        if not 0.0 < self.line < self.scale_max:
            raise OutOfRangeError(f"{self.id}: line is {self.line:g}; it must lie inside 0 and {self.scale_max:g}.")
        narrow = [name for name in THETA if not getattr(self, name).sd > 0.0]
        if narrow or not self.untreated.sd > 0.0:
            raise OutOfRangeError(f"{self.id}: spreads must be above 0: {', '.join([*narrow, 'untreated'])}.")

    @property
    def rise_per_day(self) -> float:
        """k, the rate of onset."""
        return float(np.log(2.0)) / self.t_rise_days


THETA: Final = ("log_h0", "gamma", "logit_f", "log_se", "log_sd", "delta")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Theta:
    """The parameters that a node fixes; given them the rest is linear and Gaussian. Each (n_nodes,)."""

    h0_days: FloatArray
    gamma: FloatArray
    f: FloatArray
    se: FloatArray
    sd: FloatArray
    delta: FloatArray


def theta(prior: ReliefPrior, z: FloatArray) -> Theta:
    """Node parameters from standard normals `z` (n_nodes, Z_COLUMNS)."""
    spreads = [cast(Spread, getattr(prior, name)) for name in THETA]
    log_h0, gamma, logit_f, log_se, log_sd, delta = (p.mean + p.sd * z[:, i] for i, p in enumerate(spreads))
    return Theta(
        h0_days=np.exp(log_h0),
        gamma=gamma,
        f=1.0 / (1.0 + np.exp(-logit_f)),
        se=np.exp(log_se),
        sd=np.exp(log_sd),
        delta=delta,
    )


@functools.cache
def load_relief_prior(name: str) -> ReliefPrior:
    """The prior data/relief/<name>.yaml; UnknownNameError lists those that exist."""
    path = DATA / RELIEF_FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise unknown("relief prior", name, relief_prior_ids())
    return prior_from_fields(load_yaml(path))


def relief_prior_ids() -> tuple[str, ...]:
    """Ids of all priors, sorted."""
    return tuple(sorted(path.stem for path in (DATA / RELIEF_FOLDER).glob("*.yaml")))


def prior_from_fields(fields: Mapping[str, object]) -> ReliefPrior:
    """A prior from the fields of its file; FileFormatError names what is absent or no number."""
    name = fields.get("id", "a prior without id")
    try:
        values = {
            key: _value(entry) for key, entry in cast(Mapping[str, Mapping[str, object]], fields["parameters"]).items()
        }
        texts = {key: str(fields[key]) for key in ("id", "condition", "instrument", "source")}
        pairs = {key: _pair(values.pop(f"{key}_0"), values.pop(f"{key}_1")) for key in ("lam", "s")}
        spreads = {
            key: Spread(mean=values.pop(f"{key}_mean"), sd=values.pop(f"{key}_sd")) for key in (*THETA, "untreated")
        }
        return ReliefPrior(**texts, **pairs, **spreads, **values)  # type: ignore[arg-type]  # names are judged here
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FileFormatError(f"data/relief/{name}: {error}: compare with starting_phq9.yaml.") from error


def _value(entry: Mapping[str, object]) -> float:
    return float(cast(float, entry["value"]))


def _pair(first: float, second: float) -> tuple[float, float]:
    return first, second
