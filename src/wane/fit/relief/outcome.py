"""The result of one condition as data: the fields of data/fitted/relief_<condition>.yaml, its priors, its table."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import numpy as np

from wane.fit.readings import digest_of
from wane.fit.relief.noise import Noise
from wane.fit.relief.parameters import NAMES, from_line, line_of, to_line
from wane.fit.relief.readings import Reading
from wane.fit.relief.rows import Row, Rules
from wane.fit.relief.solve import ReliefFit, on_line

Fields = dict[str, object]
Z_95 = 1.959963984540054
HOW = "estimated by `wane evidence fit relief`: most probable values given fit rows and priors, Laplace intervals"
UNITS: Mapping[str, str] = {"h0_days": "d", "rise_days": "d", "slow_days": "d", "expectancy_days": "d"}
TITLES: Mapping[str, str] = {
    "pi": "share of people who respond",
    "lam_0": "full relief of non-responders over the untreated level",
    "lam_1": "full relief of responders over the untreated level",
    "h0_days": "median waning half-life after a first session of exposure 1, usual care",
    "h0_sd": "spread of that half-life between people, log scale",
    "gamma": "lengthening of the half-life by a series of sessions",
    "delta": "lengthening of the half-life by exposure",
    "f": "share of the missing relief that one session of exposure 1 puts in place",
    "rise_days": "half-time of onset",
    "natural": "share of the untreated level lost without any new treatment",
    "new_treatment": "the same with another treatment begun at the same time, median person",
    "slow_days": "half-time of that slow course",
    "expectancy": "share of the untreated level lost right after a control session, median person",
    "expectancy_days": "half-life of that pulse",
    "crossover": "the pulse in a crossover trial over that in other trials",
    "setting": "half-life in usual care over that in drug-free research follow-up",
    "loss_sd": "spread between people of what is lost without ketamine, logit scale",
    "nasal": "exposure that intranasal esketamine acts with, over its ratio of AUC",
}
COLUMNS = (
    "condition", "row", "study", "says", "instrument", "control",
    "exposure", "sessions", "day", "observed", "predicted", "z", "fits",
)  # fmt: skip
FITS_WITHIN = 2.0


def settings_digest(*blocks: object) -> str:
    """SHA-256 over what was said to the fit, so that a stored result can be told from a stale one."""
    return hashlib.sha256(json.dumps(blocks, sort_keys=True, default=str).encode()).hexdigest()


def fitted_fields(
    fit: ReliefFit, rows: Sequence[Row], *, settings_sha256: str, version: str, people: int, seed: int
) -> Fields:
    """Everything data/fitted/relief_<condition>.yaml holds."""
    used = sorted({r.row for r in fit.readings})
    return {
        "what": f"relief: hyper-parameters of {fit.condition.replace('_', ' ')}",
        "how": HOW,
        "condition": fit.condition,
        "confidence": confidence_words(fit),
        "code_version": version,
        "people": people,
        "seed": seed,
        "settings_sha256": settings_sha256,
        "rows_sha256": digest_of(row for row in rows if row["id"] in set(used)),
        "log_posterior": round(fit.log_posterior, 2),
        "readings": len(fit.readings),
        "studies": len({r.arm.study for r in fit.readings}),
        "rows": used,
        "parameters": {name: _estimate(name, fit) for name in NAMES}
        | {
            "study_sd": _spread("spread of relief between studies, share of the untreated level", fit.study_sd),
            "duration_study_sd": _spread("spread of durations between studies, log scale", fit.duration_study_sd),
        },
        "steps": {name: float(s) for name, s in zip(NAMES, fit.steps, strict=True)},
        "covariance": fit.covariance.tolist(),
    }


def confidence_words(fit: ReliefFit) -> str:
    """How much stands behind the result, in words."""
    studies = {r.arm.study for r in fit.readings}
    lasting = {r.row for r in fit.readings if r.kind.value.endswith(("relapse", "to relapse"))}
    weak = sum(r.factor > 1.0 for r in fit.readings)
    said = (
        f"{_counted(len(fit.readings), 'reading')} of {len(studies)} stud{'y' if len(studies) == 1 else 'ies'}, {weak} "
        f"of them from abstracts or second hand; {_counted(len(lasting), 'row')} on how long it lasts"
    )
    return said + ("" if len(studies) > 5 else "; little data, mostly borrowed, so the intervals are wide")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _estimate(name: str, fit: ReliefFit) -> Fields:
    value = float(getattr(fit.hyper, name))
    sd, at = fit.sd_on_line(name), to_line(name, value)
    prior = fit.priors[name]
    return {
        "title": TITLES[name],
        "value": _rounded(value),
        "unit": UNITS.get(name, "1"),
        "low": _rounded(from_line(name, at - Z_95 * sd)),
        "high": _rounded(from_line(name, at + Z_95 * sd)),
        "sd": round(sd, 3),
        "scale": line_of(name).value,
        "how": "estimated",
        "prior": f"median {_rounded(prior.median)}, SD {_rounded(prior.sd)} on that scale: {prior.source}",
        "learned": max(0.0, round(fit.learned(name), 2)),
    }


def _spread(title: str, value: float) -> Fields:
    return {
        "title": title,
        "value": value,
        "unit": "1",
        "how": "estimated",
        "why": "marginal likelihood; no interval",
    }


def prior_fields(
    fit: ReliefFit, instrument: Mapping[str, float], held: Mapping[str, float], noise: Noise | None, *, name: str
) -> Fields:
    """One prior file in the shape of `wane.models.relief_prior`: spread between people, error of the estimate added."""
    h, sd = fit.hyper, fit.sd_on_line
    untreated = instrument["untreated"]
    where = f"fitted.relief_{fit.condition}"
    noise_where = (
        f"noise rows of {noise.instrument}: {', '.join(noise.rows)}"
        if noise
        else "assumed: no noise row of this instrument"
    )
    se_sd, d_sd = (noise.log_sd["se"], noise.log_sd["sd"]) if noise else (0.25, 0.35)

    def entry(value: float, unit: str, how: str, said: str) -> Fields:
        return {"value": _rounded(value), "unit": unit, "how": how, "where": said}

    both = f"{where}: spread between people and error of the estimate together"
    logit_f = to_line("f", h.f)
    parameters = {
        "log_h0_mean": entry(
            float(np.log(h.h0_days)), "log days", "estimated", f"{where}.h0_days: {_rounded(h.h0_days)} d"
        ),
        "log_h0_sd": entry(
            _root(h.h0_sd, sd("h0_days"), fit.duration_study_sd),
            "log days",
            "estimated",
            f"{both}, and spread between studies",
        ),
        "gamma_mean": entry(h.gamma, "1", "estimated", f"{where}.gamma"),
        "gamma_sd": entry(_root(held["gamma_sd"], h.gamma * sd("gamma")), "1", "derived", both),
        "logit_f_mean": entry(logit_f, "logit", "estimated", f"{where}.f: {_rounded(h.f)}"),
        "logit_f_sd": entry(_root(held["logit_f_sd"], sd("f")), "logit", "derived", both),
        "log_se_mean": entry(
            float(np.log(instrument["se"])), "log points", "estimated" if noise else "assumed", noise_where
        ),
        "log_se_sd": entry(
            _root(0.2, se_sd), "log points", "derived", "0.2 between people, assumed, and error of the estimate"
        ),
        "log_sd_mean": entry(
            float(np.log(instrument["sd"])), "log points", "estimated" if noise else "assumed", noise_where
        ),
        "log_sd_sd": entry(
            _root(0.3, d_sd), "log points", "derived", "0.3 between people, assumed, and error of the estimate"
        ),
        "delta_mean": entry(h.delta, "1", "estimated", f"{where}.delta"),
        "delta_sd": entry(
            h.delta * fit.sd_given("delta", "h0_days"),
            "1",
            "derived",
            f"{where}.delta: error given the half-life, with which it trades",
        ),
        "untreated_mean": entry(
            untreated, "points", "assumed", "middle of the baselines in fit rows; a site's own intake replaces it"
        ),
        "untreated_sd": entry(instrument["untreated_sd"], "points", "assumed", "as the mean"),
        "pi": entry(h.pi, "1", "estimated", f"{where}.pi"),
        "lam_0": entry(h.lam_0, "1", "estimated", f"{where}.lam_0"),
        "lam_1": entry(h.lam_1, "1", "estimated", f"{where}.lam_1"),
        "s_0": entry(
            _root(held["s_0"], fit.study_sd) * untreated,
            "points",
            "derived",
            "starting value over the untreated level, and spread between studies",
        ),
        "s_1": entry(
            _root(held["s_1"], fit.study_sd) * untreated,
            "points",
            "derived",
            "starting value over the untreated level, and spread between studies",
        ),
        "tau_d_days": entry(instrument["tau_d_days"], "d", "estimated" if noise else "assumed", noise_where),
        "t_rise_days": entry(h.rise_days, "d", "estimated", f"{where}.rise_days"),
        "w_s": entry(held["w_s"] * untreated, "points", "assumed", "starting value over the untreated level"),
        "tau_m_days": entry(held["tau_m_days"], "d", "assumed", "starting value"),
        "scale_max": entry(instrument["scale_max"], "points", "assumed", "range of the instrument"),
        "score_step": entry(instrument["score_step"], "points", "assumed", "step of the instrument"),
        "line": entry(instrument["line"], "points", "assumed", "relapse line of the instrument"),
    }
    levels: Fields = {} if noise is None or not noise.by_level else {"noise_by_level_points": dict(noise.by_level)}
    fields: Fields = {
        "id": name,
        "condition": fit.condition,
        "instrument": instrument_name(name),
        "source": f"{where} ({confidence_words(fit)})",
        "parameters": parameters,
    }
    return fields | levels


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def instrument_name(name: str) -> str:
    """The instrument at the end of a prior's id, `<condition>__<instrument>`."""
    return name.split("__")[1]


def _root(*parts: float) -> float:
    return float(np.sqrt(sum(p * p for p in parts)))


def table(fit: ReliefFit) -> list[dict[str, str]]:
    """Observed against predicted, one line for each reading; z counts sampling error alone."""
    return [
        _line(fit.condition, r, p, se)
        for r, p, se in zip(fit.readings, fit.predicted, fit.standard_errors, strict=True)
    ]


def _line(condition: str, reading: Reading, predicted: float, error: float) -> dict[str, str]:
    z = (on_line(reading, reading.value) - on_line(reading, predicted)) / error
    arm = reading.arm
    return {
        "condition": condition,
        "row": reading.row,
        "study": arm.study,
        "says": reading.kind.value,
        "instrument": arm.instrument,
        "control": "yes" if arm.is_control else "no",
        "exposure": f"{arm.sessions.exposures[0]:.2f}" if arm.sessions.exposures.size else "",
        "sessions": str(arm.sessions.days.size),
        "day": f"{reading.day:g}",
        "observed": f"{reading.value:.3g}",
        "predicted": f"{predicted:.3g}",
        "z": f"{z:.1f}",
        "fits": "yes" if abs(z) <= FITS_WITHIN else "no",
    }


def exposure_table(rules: Rules) -> list[dict[str, str]]:
    """Exposure x of the default dose of every way of giving, as the fit uses it."""
    defaults = cast(Mapping[str, Mapping[str, str]], rules.fields["default_dose"])
    return [
        {"family": family, "way": way, "dose": dose, "x": f"{rules.exposures.of(drug, route, dose):.3g}"}
        for family, doses in defaults.items()
        for way, dose in doses.items()
        for drug, route in [way.split()]
    ]


def csv_lines(columns: Sequence[str], lines: Iterable[Mapping[str, str]]) -> list[str]:
    """A table as CSV without quoting: no field holds a comma."""
    return [",".join(columns), *(",".join(line[c].replace(",", ";") for c in columns) for line in lines)]


__all__ = ["COLUMNS", "csv_lines", "exposure_table", "fitted_fields", "prior_fields", "settings_digest", "table"]
