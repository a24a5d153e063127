"""The relief model written a third time, for NUTS in NumPyro: every latent value is sampled, nothing is moment-matched.

Scores are taken as the engine takes them: inside the scale Gaussian around the level with the step's own variance
added, at either end the chance that the level with its error lies beyond half a step from the end. A relapse says that
the level lies at or above the line, with no error. Full relief and its class are summed over on a fine grid, which is
exact to the last digits and lets the chains move between classes; B, the parameters, the luck of every session and the
drift at every score are sampled.
"""

import math
from typing import Final

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax.scipy.special import logsumexp
from jax.scipy.stats import norm
from numpyro.infer import MCMC, NUTS

from wane.kernels.doses import FloatArray
from wane.models.relief import History, Relapse, Treatment, gap_days
from wane.models.relief_prior import THETA, ReliefPrior

numpyro.enable_x64()

REACH, STEP = 6.0, 0.125  # of the grid of full relief, in SDs of its class
LN2: Final = math.log(2.0)
VERSIONS: Final = {"jax": jax.__version__, "numpyro": numpyro.__version__}


def model(prior: ReliefPrior, history: History, ahead_days: FloatArray) -> None:
    """Priors, likelihood, and the chance of standing at or above the line `ahead_days` after the last record."""
    seen = len(history.records) - len(history.treatments)
    z = numpyro.sample("z", dist.Normal(0.0, 1.0).expand([len(THETA)]).to_event(1))
    log_h0, gamma, logit_f, log_se, log_sd, delta = (
        getattr(prior, name).mean + getattr(prior, name).sd * z[i] for i, name in enumerate(THETA)
    )
    h0, f, se, sd = jnp.exp(log_h0), 1.0 / (1.0 + jnp.exp(-logit_f)), jnp.exp(log_se), jnp.exp(log_sd)
    untreated = prior.untreated.mean + prior.untreated.sd * numpyro.sample("b", dist.Normal(0.0, 1.0))
    noise = numpyro.sample("drift", dist.Normal(0.0, 1.0).expand([max(seen, 1)]).to_event(1))
    luck = prior.w_s * numpyro.sample(
        "luck", dist.Normal(0.0, 1.0).expand([max(len(history.treatments), 1)]).to_event(1)
    )
    full, log_weights = _full_relief(prior, untreated)

    share_transit = share_felt = luck_transit = luck_felt = jnp.zeros(())  # per unit of full relief; and by luck
    drift = sd * jnp.zeros(full.shape)
    half_life, memory, rise = h0, 0.0, LN2 / prior.t_rise_days
    day, drift_day, session_day = history.records[0].day, None, None
    scored = sessions = 0
    for record in history.records:
        gap = gap_days(day, record.day)
        share_transit, share_felt = _aged(share_transit, share_felt, gap, rise, LN2 / half_life)
        luck_transit, luck_felt = _aged(luck_transit, luck_felt, gap, rise, LN2 / half_life)
        day = record.day
        if isinstance(record, Treatment):
            share = 1.0 - (1.0 - f) ** record.exposure
            share_transit = share_transit + share * (1.0 - share_felt - share_transit)
            luck_transit = luck_transit - share * (luck_felt + luck_transit) + luck[sessions]
            since = 0.0 if session_day is None else math.exp(-gap_days(session_day, day) / prior.tau_m_days)
            memory = 1.0 + memory * since
            half_life = h0 * record.exposure**delta * memory**gamma
            session_day, sessions = day, sessions + 1
            continue
        relief = luck_felt + share_felt * full
        kept = 0.0 if drift_day is None else math.exp(-gap_days(drift_day, day) / prior.tau_d_days)
        spread = sd * math.sqrt(1.0 - kept * kept)
        if isinstance(record, Relapse):
            above = numpyro.sample(f"above_{scored}", dist.Exponential(0.3))  # the level over the line; flat:
            numpyro.factor(f"flat_{scored}", 0.3 * above)
            there = prior.line + above - untreated + relief
            log_weights = log_weights + norm.logpdf(there, kept * drift, spread)
            drift = there
        else:
            drift = kept * drift + spread * noise[scored]
            log_weights = log_weights + _score(prior, record.value, untreated + drift - relief, se)
        drift_day, scored = day, scored + 1
    total = logsumexp(log_weights)
    numpyro.factor("scores", total)
    waited = 0.0 if drift_day is None else gap_days(drift_day, day)
    chances = []
    for ahead in ahead_days:
        _, felt = _aged(share_transit, share_felt, float(ahead), rise, LN2 / half_life)
        _, by_luck = _aged(luck_transit, luck_felt, float(ahead), rise, LN2 / half_life)
        kept = 0.0 if drift_day is None else math.exp(-(float(ahead) + waited) / prior.tau_d_days)
        mean = untreated + kept * drift - by_luck - felt * full
        depth = (mean - prior.line) / (sd * math.sqrt(1.0 - kept * kept))
        chances.append(jnp.sum(jnp.exp(log_weights - total) * norm.cdf(depth)))
    numpyro.deterministic("chance", jnp.stack(chances))


def sampler(*, warmup: int, draws: int, chains: int) -> MCMC:
    """NUTS as it is used here: chains one after the other."""
    kernel = NUTS(model, target_accept_prob=0.9)
    return MCMC(
        kernel, num_warmup=warmup, num_samples=draws, num_chains=chains, chain_method="sequential", progress_bar=False
    )


def _full_relief(prior: ReliefPrior, untreated: jax.Array) -> tuple[jax.Array, jax.Array]:
    """A grid of full relief for each class and the log of its prior weight, (2, n)."""
    at = np.arange(-REACH, REACH + 0.5 * STEP, STEP)
    log_density = -0.5 * at * at - 0.5 * math.log(2.0 * math.pi) + math.log(STEP)
    classes = ((1.0 - prior.pi, prior.lam[0], prior.s[0]), (prior.pi, prior.lam[1], prior.s[1]))
    full = jnp.stack([lam * untreated + s * at for _, lam, s in classes])
    return full, jnp.stack([math.log(share) + log_density for share, _, _ in classes])


def _aged(
    transit: jax.Array, felt: jax.Array, days: float, rise: float, waning: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Relief in transit and relief felt after `days`."""
    if days == 0.0:
        return transit, felt
    gap = jnp.abs(rise - waning) * days
    safe = jnp.maximum(gap, 1e-9)
    came = rise * days * jnp.exp(-jnp.minimum(rise, waning) * days) * -jnp.expm1(-safe) / safe
    return math.exp(-rise * days) * transit, jnp.exp(-waning * days) * felt + came * transit


def _score(prior: ReliefPrior, value: float, level: jax.Array, se: jax.Array) -> jax.Array:
    """Log likelihood of a score, as the engine takes it."""
    half = 0.5 * prior.score_step
    if value <= 0.0:
        return norm.logcdf((half - level) / se)
    if value >= prior.scale_max:
        return norm.logcdf((level - (prior.scale_max - half)) / se)
    inside: jax.Array = norm.logpdf(value, level, jnp.sqrt(se * se + prior.score_step**2 / 12.0))
    return inside
