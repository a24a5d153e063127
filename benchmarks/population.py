"""Population benchmark: 10,000 people, one thread, SciPy's LSODA and diffrax beside us in the same run.

Three compartments of parent and two of metabolite, six 40-min infusions over 11 days, 1,000 times over 14 days, parent
and metabolite. Speeds are values (people x times x outputs) per second of processor time, so that a busy machine does
not decide. The peers solve the same question for fewer people, at rtol 1e-8, and count by value. Exits with 1 where a
bar is missed.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wane.kernels import FloatArray
    from wane.models.pk import Individuals
    from wane.models.regimen import Regimen

MODEL: Final = "otto_2021_s_ketamine_iv"
ANALYTES: Final = ("s_ketamine", "norketamine")
PEOPLE: Final = 10_000
LSODA_PEOPLE: Final = 5
DIFFRAX_PEOPLE: Final = 100
REPEATS: Final = 5
"""The fastest of this many counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One measured number and the least or most that it may be."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_met(self) -> bool:
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)

    def __str__(self) -> str:
        low = "" if self.at_least is None else f"at least {self.at_least:g}"
        high = "" if self.at_most is None else f"at most {self.at_most:g}"
        bound = low or high
        return f"{self.name:52}{self.value:10.4g} {self.unit:18}{bound:16}{'' if self.is_met else 'MISSED'}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    bars = measured()
    if parser.parse_args().json:
        print(json.dumps([{**asdict(bar), "is_met": bar.is_met} for bar in bars], indent=2))
    else:
        print(*bars, sep="\n")
    return 0 if all(bar.is_met for bar in bars) else 1


def measured() -> list[Bar]:
    import numpy as np

    rng = np.random.default_rng(1)
    even_h, uneven_h = np.linspace(0.0, 336.0, 1000), np.sort(rng.uniform(0.0, 336.0, 1000))
    out = np.zeros((PEOPLE, 2, 1000))
    uneven_s, even_s = question_s(PEOPLE, 6, uneven_h, out), question_s(PEOPLE, 6, even_h, out)
    lsoda, lsoda_error = lsoda_rate(uneven_h, out)
    diffrax, diffrax_error = diffrax_rate(uneven_h, out)
    few, short = question_s(PEOPLE // 4, 6, uneven_h, out), question_s(PEOPLE, 6, uneven_h[::4].copy(), out)
    late_h = uneven_h + 300.0
    past = question_s(PEOPLE, 60, late_h, out) / question_s(PEOPLE, 6, late_h, out)
    rate = out.size / uneven_s
    return [
        Bar(name="uneven times", value=rate / 1e6, unit="million values/s", at_least=20.0),
        Bar(name="even grid", value=out.size / even_s / 1e6, unit="million values/s", at_least=60.0),
        Bar(name="SciPy LSODA, rtol 1e-8", value=lsoda / 1e6, unit="million values/s"),
        Bar(name="diffrax Tsit5, rtol 1e-8, compiled", value=diffrax / 1e6, unit="million values/s"),
        Bar(name="uneven times over LSODA", value=rate / lsoda, unit="times", at_least=200.0),
        Bar(name="uneven times over diffrax", value=rate / diffrax, unit="times", at_least=30.0),
        Bar(name="uneven times over the faster of both", value=rate / max(lsoda, diffrax), unit="times", at_least=25.0),
        Bar(name="largest difference from LSODA, of the peak", value=lsoda_error, unit="", at_most=1e-5),
        Bar(name="largest difference from diffrax, of the peak", value=diffrax_error, unit="", at_most=1e-5),
        Bar(name="cost a person, 10,000 people over 2,500", value=uneven_s / few / 4.0, unit="times", at_most=1.3),
        Bar(name="cost a time, 1,000 times over 250", value=uneven_s / short / 4.0, unit="times", at_most=1.3),
        Bar(name="cost with 60 past infusions over 6", value=past, unit="times", at_most=1.5),
        Bar(name="memory beyond the answer, even grid", value=beyond_mb(even_h, out), unit="MB", at_most=64.0),
        Bar(name="memory beyond the answer, uneven times", value=beyond_mb(uneven_h, out), unit="MB", at_most=64.0),
    ]


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Processor seconds of the fastest of some repeats."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def question(people: int, n_infusions: int) -> "tuple[Individuals, Regimen]":
    """`people` drawn from the model, and infusions of 35 mg over 40 min spread over 11 days."""
    import numpy as np

    from wane.evidence.reading import load_model
    from wane.models.person import Covariates
    from wane.models.pk import draw
    from wane.models.regimen import Administration, Drug, Regimen, Route

    starts_h = np.linspace(0.0, 11.0 * 24.0, n_infusions)
    given = tuple(
        Administration(route=Route.IV, start_h=float(start_h), dose_mg=35.0, duration_h=40.0 / 60.0)
        for start_h in starts_h
    )
    drawn = draw(load_model(MODEL), Covariates(weight_kg=70.0, age_y=40.0), people, np.random.default_rng(1))
    return drawn, Regimen(drug=Drug.ESKETAMINE, administrations=given)


def question_s(people: int, n_infusions: int, times_h: "FloatArray", out: "FloatArray") -> float:
    """Seconds of our answer through the public door, into memory that is already there."""
    from wane.models.pk import predict

    individuals, regimen = question(people, n_infusions)
    place = out.reshape(-1)[: people * 2 * len(times_h)].reshape(people, 2, len(times_h))
    return seconds(lambda: predict(individuals, regimen, times_h, ANALYTES, place))


def answered(people: int, times_h: "FloatArray", out: "FloatArray") -> "FloatArray":
    """Our answer for some people."""
    from wane.models.pk import predict

    individuals, regimen = question(people, 6)
    predict(individuals, regimen, times_h, ANALYTES, out[:people])
    return out[:people]


def networks(people: int) -> "tuple[FloatArray, FloatArray, FloatArray, FloatArray]":
    """Rate matrices, output matrices, and the starts [h] and rates [mg/h] of the infusions, for the peers."""
    import numpy as np

    from wane.models.pk import output_matrix, rate_matrix

    individuals, regimen = question(people, 6)
    start_h = np.array([a.start_h for a in regimen.administrations])
    rate = np.array([a.dose_mg / a.duration_h for a in regimen.administrations])
    return rate_matrix(individuals), output_matrix(individuals, ANALYTES), start_h, rate


def lsoda_rate(times_h: "FloatArray", out: "FloatArray") -> tuple[float, float]:
    """Values per second of SciPy's LSODA, with the Jacobian given, and how far we differ from it."""
    import numpy as np
    from scipy.integrate import odeint

    matrices, outputs, start_h, rate = networks(LSODA_PEOPLE)
    edges_h = np.unique(np.concatenate([start_h, start_h + 40.0 / 60.0, [times_h[-1] + 1e-6]]))
    answer = np.zeros((LSODA_PEOPLE, 2, len(times_h)))

    def change(x: "FloatArray", _: float, matrix: "FloatArray", inflow: "FloatArray") -> "FloatArray":
        return matrix @ x + inflow

    def slope(_x: "FloatArray", _t: float, matrix: "FloatArray", _inflow: "FloatArray") -> "FloatArray":
        return matrix

    def solve() -> None:
        for person, matrix in enumerate(matrices):
            state = np.zeros(len(matrix))
            for begin_h, end_h in zip(edges_h[:-1], edges_h[1:], strict=True):
                inflow = np.zeros(len(matrix))
                inflow[0] = rate[(start_h <= begin_h) & (begin_h < start_h + 40.0 / 60.0 - 1e-9)].sum()
                inside = (times_h >= begin_h) & (times_h < end_h)
                asked_h = np.concatenate([[begin_h], times_h[inside], [end_h]])
                states = odeint(change, state, asked_h, (matrix, inflow), slope, rtol=1e-8, atol=1e-10, mxstep=5000)
                answer[person, :, inside] = states[1:-1] @ outputs[person].T
                state = states[-1]

    speed = answer.size / seconds(solve, repeats=1)
    return speed, difference(answered(LSODA_PEOPLE, times_h, out), answer)


def diffrax_rate(times_h: "FloatArray", out: "FloatArray") -> tuple[float, float]:
    """Values per second of diffrax, compiled beforehand, and how far we differ from it."""
    import diffrax
    import jax
    import jax.numpy as jnp
    import numpy as np

    jax.config.update("jax_enable_x64", val=True)
    matrices, outputs, start_h, rate = networks(DIFFRAX_PEOPLE)
    starts, ends = jnp.asarray(start_h), jnp.asarray(start_h + 40.0 / 60.0)
    steps = diffrax.PIDController(rtol=1e-8, atol=1e-10, jump_ts=jnp.sort(jnp.concatenate([starts, ends])))

    def change(t: jax.Array, x: jax.Array, matrix: jax.Array) -> jax.Array:
        return (matrix @ x).at[0].add(jnp.sum(jnp.where((starts <= t) & (t < ends), rate, 0.0)))

    def solve_one(matrix: jax.Array, output: jax.Array) -> jax.Array:
        solved = diffrax.diffeqsolve(
            diffrax.ODETerm(change),
            diffrax.Tsit5(),
            t0=0.0,
            t1=float(times_h[-1]),
            dt0=0.01,
            y0=jnp.zeros(matrix.shape[0]),
            args=matrix,
            saveat=diffrax.SaveAt(ts=jnp.asarray(times_h)),
            stepsize_controller=steps,
            max_steps=100_000,
        )
        return output @ solved.ys.T

    solve = jax.jit(jax.vmap(solve_one))
    answer = np.asarray(solve(matrices, outputs))
    speed = answer.size / seconds(lambda: solve(matrices, outputs).block_until_ready(), repeats=2)
    return speed, difference(answered(DIFFRAX_PEOPLE, times_h, out), answer)


def difference(ours: "FloatArray", theirs: "FloatArray") -> float:
    """The largest difference, as a share of each curve's peak."""
    import numpy as np

    return float((np.abs(ours - theirs) / theirs.max(axis=2, keepdims=True)).max())


def beyond_mb(times_h: "FloatArray", out: "FloatArray") -> float:
    """Most memory [MB] that an answer takes while it is made, beyond the answer itself."""
    import tracemalloc

    from wane.models.pk import predict

    individuals, regimen = question(PEOPLE, 6)
    tracemalloc.start()
    predict(individuals, regimen, times_h, ANALYTES, out)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
