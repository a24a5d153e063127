"""Prediction of one reading: a mean, a spread, a share or a time, over virtual people who are the same at every call.

Level on day t: L = (1 - slow(t)) (B - r(t)) + d(t), without relief r in a control arm, which has an expectancy pulse
instead. Relief in a drug arm holds whatever a session does, expectancy included: that is what a forecast needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from wane.fit.relief.course import LN2, Sessions, Waning, gains
from wane.fit.relief.parameters import Hyper
from wane.fit.relief.readings import Arm, Kind, Reading
from wane.models.timecourse import FloatArray

Z_B, Z_H0, Z_GAMMA, Z_F, Z_RMAX, Z_LOSS = range(6)
FIXED_COLUMNS = 6
HORIZON_DAYS = 365.0
REACH = 20.0  # times the printed duration that are looked at
FIRST_VISIT_DAYS, FURTHER = 3.5, 1.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An instrument as the fit sees it, in points; `untreated` and its SD stand in where an arm prints none."""

    name: str
    scale_max: float
    untreated: float
    untreated_sd: float
    se: float
    sd: float
    tau_d_days: float
    remission: float
    line: float
    score_step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is not estimated: spreads of gamma and f, luck and spread of full relief over the untreated level."""

    gamma_sd: float
    logit_f_sd: float
    s_0: float
    s_1: float
    w_s: float
    tau_m_days: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """What every prediction shares. `z` (n_people, FIXED_COLUMNS), `paths` (n_people, n_noise) standard normals."""

    instruments: Mapping[str, Instrument]
    held: Held
    z: FloatArray
    paths: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """The people of one arm, non-responders then responders: levels, full relief and weights, each (n,)."""

    untreated: FloatArray
    full: FloatArray
    full_sd: FloatArray
    weight: FloatArray
    waning: Waning
    z: FloatArray


def standard_people(people: int, noise: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Mirrored standard normals: means are zero, SDs one."""
    rng = np.random.default_rng(seed)
    half = rng.standard_normal((people // 2, FIXED_COLUMNS))
    z = np.concatenate([half, -half])
    paths = rng.standard_normal((people // 2, noise))
    return z / z.std(axis=0), np.concatenate([paths, -paths])


def predict(reading: Reading, hyper: Hyper, scene: Scene) -> float:
    """What the model says this reading should be, in the reading's own unit."""
    match reading.kind:
        case Kind.MEAN | Kind.CHANGE | Kind.SD | Kind.CHANGE_SD:
            return _on_a_day(reading, hyper, scene)
        case Kind.RESPONSE | Kind.REMISSION:
            return 100.0 * float(_chosen(reading, hyper, scene) @ chances(reading, hyper, scene))
        case Kind.MEAN_OVER:
            return _mean_over(reading, hyper, scene)
        case Kind.EVER:
            return _ever(reading, hyper, scene)
        case Kind.KEPT | Kind.MEAN_DAYS | Kind.MEDIAN_DAYS:
            return _durability(reading, hyper, scene)


def group_of(arm: Arm, hyper: Hyper, scene: Scene) -> Group:
    """Both classes of people in this arm, weighted by the share of responders."""
    instrument, held, z = scene.instruments[arm.instrument], scene.held, scene.z
    noise = instrument.se**2 + instrument.sd**2
    spread = np.sqrt(max(arm.untreated_sd**2 - noise, (0.3 * arm.untreated_sd) ** 2))
    untreated = np.clip(arm.untreated + spread * z[:, Z_B], 0.05 * instrument.scale_max, instrument.scale_max)
    logit_f = np.log(hyper.f / (1.0 - hyper.f)) + held.logit_f_sd * z[:, Z_F]
    h0 = hyper.h0_days / (hyper.setting if arm.is_drug_free else 1.0) * np.exp(hyper.h0_sd * z[:, Z_H0])
    both = np.concatenate
    size = z.shape[0]
    return Group(
        untreated=both([untreated, untreated]),
        full=both([hyper.lam_0 * untreated, hyper.lam_1 * untreated]),
        full_sd=np.repeat([held.s_0 * arm.untreated, held.s_1 * arm.untreated], size),
        weight=np.repeat([(1.0 - hyper.pi) / size, hyper.pi / size], size),
        waning=Waning(
            h0_days=both([h0, h0]),
            gamma=np.tile(hyper.gamma + held.gamma_sd * z[:, Z_GAMMA], 2),
            f=np.tile(1.0 / (1.0 + np.exp(-logit_f)), 2),
            delta=hyper.delta,
            rise_per_day=LN2 / hyper.rise_days,
            tau_m_days=held.tau_m_days,
        ),
        z=np.tile(z, (2, 1)),
    )


def left_without_ketamine(arm: Arm, hyper: Hyper, z: FloatArray, days: FloatArray) -> FloatArray:
    """Share of the untreated level that stays without ketamine (n_people, n_days): slow course and expectancy pulse;
    `z` (n_people,) says how much each person is given to another treatment and to expectancy.
    """
    most = np.full(z.size, hyper.natural)
    if arm.has_new_treatment:
        most = _personal(hyper.new_treatment, hyper.loss_sd, z)
    left: FloatArray = 1.0 + most[:, None] * np.expm1(-LN2 * np.maximum(days, 0.0) / hyper.slow_days)
    if not arm.is_control or not arm.has_expectancy:
        return left
    since = days[:, None] - arm.control_days
    last = np.where(since > 0.0, since, np.inf).min(axis=1)
    pulse = hyper.expectancy * (hyper.crossover if arm.is_crossover else 1.0)
    left *= 1.0 - _personal(pulse, hyper.loss_sd, z)[:, None] * np.exp(-LN2 * last / hyper.expectancy_days)
    return left


def _personal(share: float, spread: float, z: FloatArray) -> FloatArray:
    """A share that differs between people on the logit scale."""
    return 1.0 / (1.0 + (1.0 - share) / share * np.exp(-spread * z))


def _felt(arm: Arm, group: Group, hyper: Hyper, days: FloatArray) -> FloatArray:
    """`gains` of the arm's sessions, nasal exposures as they act."""
    scale = hyper.nasal if arm.is_nasal else 1.0
    acting = Sessions(days=arm.sessions.days, exposures=scale * arm.sessions.exposures)
    return gains(acting, group.waning, days)


def _levels(arm: Arm, group: Group, hyper: Hyper, scene: Scene, days: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean of the latent level of each person and its variance without drift, each (n, n_days)."""
    left = left_without_ketamine(arm, hyper, group.z[:, Z_LOSS], days)
    if arm.is_control:
        mean = group.untreated[:, None] * left
        return mean, np.zeros_like(mean)
    felt = _felt(arm, group, hyper, days)
    luck = (scene.held.w_s * arm.untreated) ** 2 * (felt[:, :, 1:] ** 2).sum(axis=2)
    share = felt[:, :, 0]
    mean = (group.untreated[:, None] - share * group.full[:, None]) * left
    return mean, ((share * group.full_sd[:, None]) ** 2 + luck) * left**2


def _on_a_day(reading: Reading, hyper: Hyper, scene: Scene) -> float:
    arm = reading.arm
    instrument = scene.instruments[arm.instrument]
    group = group_of(arm, hyper, scene)
    level, variance = (x[:, 0] for x in _levels(arm, group, hyper, scene, np.array([reading.day])))
    error, drift = instrument.se**2, instrument.sd**2
    alike = float(np.exp(-reading.day / instrument.tau_d_days))
    spread = np.sqrt(variance + error + drift)
    seen = _clipped_mean(level, spread, instrument.scale_max)
    match reading.kind:
        case Kind.MEAN:
            return float(group.weight @ seen)
        case Kind.CHANGE:
            return float(group.weight @ (seen - group.untreated))
        case Kind.SD:
            return _sd(level, spread**2, group.weight)
        case _:
            return _sd(level - group.untreated, variance + 2.0 * error + 2.0 * drift * (1.0 - alike), group.weight)


def _mean_over(reading: Reading, hyper: Hyper, scene: Scene) -> float:
    """Mean score over the days 1, 2, .. up to the day."""
    arm, instrument = reading.arm, scene.instruments[reading.arm.instrument]
    group = group_of(arm, hyper, scene)
    level, variance = _levels(arm, group, hyper, scene, np.arange(1.0, reading.day + 0.5))
    seen = _clipped_mean(level, np.sqrt(variance + instrument.se**2 + instrument.sd**2), instrument.scale_max)
    return float(group.weight @ seen.mean(axis=1))


def chances(reading: Reading, hyper: Hyper, scene: Scene) -> FloatArray:
    """Chance of each person (n,) of a response or a remission on the day, as its score would show it."""
    arm = reading.arm
    instrument = scene.instruments[arm.instrument]
    group = group_of(arm, hyper, scene)
    level, variance = (x[:, 0] for x in _levels(arm, group, hyper, scene, np.array([reading.day])))
    error, drift = instrument.se**2, instrument.sd**2
    if reading.kind is Kind.REMISSION:
        at_most = reading.limit + 0.5 * instrument.score_step
        return np.asarray(ndtr((at_most - level) / np.sqrt(variance + error + drift)))
    alike, kept = float(np.exp(-reading.day / instrument.tau_d_days)), 1.0 - reading.limit
    both = variance + error * (1.0 + kept**2) + drift * (1.0 + kept**2 - 2.0 * kept * alike)
    return np.asarray(ndtr((kept * group.untreated - level) / np.sqrt(both)))


def _chosen(reading: Reading, hyper: Hyper, scene: Scene) -> FloatArray:
    """Weights of the people (n,): where an earlier course chose them, by their chance of a response to it."""
    weight = group_of(reading.arm, hyper, scene).weight
    if reading.earlier is None:
        return weight
    weight = weight * chances(reading.earlier, hyper, scene)
    return np.asarray(weight / weight.sum())


def _clipped_mean(level: FloatArray, spread: FloatArray, top: float) -> FloatArray:
    """Mean of a normal that is cut at both ends of the scale."""

    def above(at: float) -> FloatArray:
        u = (level - at) / spread
        value: FloatArray = spread * (u * ndtr(u) + np.exp(-0.5 * u * u) / np.sqrt(2.0 * np.pi))
        return value

    return above(0.0) - above(top)


def _sd(mean: FloatArray, variance: FloatArray, weight: FloatArray) -> float:
    middle = weight @ mean
    return float(np.sqrt(weight @ (variance + (mean - middle) ** 2)))


def _paths(arm: Arm, hyper: Hyper, scene: Scene, days: FloatArray) -> tuple[Group, FloatArray]:
    """Latent levels of drawn people (n, n_days), drift and luck included, from the fixed noise."""
    instrument = scene.instruments[arm.instrument]
    group = group_of(arm, hyper, scene)
    left = left_without_ketamine(arm, hyper, group.z[:, Z_LOSS], days)
    drift = np.empty((scene.z.shape[0], days.size))
    drift[:, 0] = instrument.sd * scene.paths[:, 0]
    for i in range(1, days.size):
        kept = float(np.exp(-(days[i] - days[i - 1]) / instrument.tau_d_days))
        drift[:, i] = kept * drift[:, i - 1] + instrument.sd * np.sqrt(1.0 - kept * kept) * scene.paths[:, i]
    level = np.repeat(group.untreated[:, None], days.size, axis=1)
    if not arm.is_control:
        felt = _felt(arm, group, hyper, days)
        full = group.full + group.full_sd * group.z[:, Z_RMAX]
        luck = scene.held.w_s * arm.untreated * np.tile(scene.paths[:, -arm.sessions.days.size :], (2, 1))
        level = level - felt[:, :, 0] * full[:, None] - np.einsum("ijk,ik->ij", felt[:, :, 1:], luck)
    return group, level * left + np.tile(drift, (2, 1))


def _ever(reading: Reading, hyper: Hyper, scene: Scene) -> float:
    """Share whose score was down by the limit on any visit up to the day."""
    instrument = scene.instruments[reading.arm.instrument]
    days = np.array([d for d in (0.1, 1.0, 2.0, 3.0, 7.0, 10.0, 14.0) if d <= reading.day])
    group, level = _paths(reading.arm, hyper, scene, days)
    line = (1.0 - reading.limit) * group.untreated
    missed = ndtr((level - line[:, None]) / instrument.se).prod(axis=1)
    return 100.0 * float(group.weight @ (1.0 - missed))


def _durability(reading: Reading, hyper: Hyper, scene: Scene) -> float:
    """Of those who had responded on `from_day`: share without a score over the line at any visit up to the day, or days
    until the first such score, of those who come to it before the horizon.
    """
    instrument = scene.instruments[reading.arm.instrument]
    last = reading.day or reading.count_from + min(HORIZON_DAYS, REACH * reading.value)
    days = _visits(reading.from_day, last, scene.paths.shape[1])
    group, level = _paths(reading.arm, hyper, scene, days)
    below = reading.limit if reading.is_absolute else (1.0 - reading.limit) * group.untreated
    responded = group.weight * ndtr((below - level[:, 0]) / instrument.se)
    line = np.full(level.shape[0], reading.line) if reading.line else (1.0 - reading.line_share) * group.untreated
    well = np.cumprod(ndtr((line[:, None] - level[:, 1:]) / instrument.se), axis=1)
    curve = np.concatenate([[1.0], (responded @ well) / responded.sum()])
    if reading.kind is Kind.KEPT:
        return 100.0 * float(curve[-1])
    since = days - reading.count_from
    if reading.kind is Kind.MEDIAN_DAYS:
        return float(np.interp(-0.5, -curve, since))
    middles = 0.5 * (since[1:] + since[:-1])
    lost = -np.diff(curve)
    return float(middles @ lost / max(lost.sum(), 1e-9))


def _visits(first: float, last: float, most: int) -> FloatArray:
    """Days of visits after `first`: twice a week, then further and further apart; closer where all ends in hours."""
    steps, spacing = [first], min(FIRST_VISIT_DAYS, (last - first) / 12.0)
    while steps[-1] + spacing < last and len(steps) < most - 40:
        steps.append(steps[-1] + spacing)
        spacing *= FURTHER
    return np.array([*steps, last])
