"""The result of the acute fit as data: fields of data/fitted/acute.yaml and the table of observed against predicted."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import cast

from wane.evidence.reading import Row
from wane.fit.acute import AcuteFit, Problem
from wane.fit.likelihood import SIZES, TIMES
from wane.fit.problem import attenuation_ratio
from wane.fit.readings import Reading, digest_of
from wane.fit.subcutaneous import subcutaneous_fields
from wane.models.acute_parameters import AcuteParameters

HOW = "estimated by `wane evidence fit acute`: most probable values given fit rows and priors, Laplace intervals"
WHO = (
    "adults in trials and clinics, mostly treatment-resistant depression; "
    "0.4 to 0.5 mg/kg into the vein or 56 to 84 mg nasal"
)
Fields = dict[str, object]
Z_95 = 1.959963984540054

UNITS: Mapping[str, str] = {
    "ke0_per_h": "1/h",
    "c50_ng_ml": "ng/mL",
    "tolerance_per_h": "1/h",
    "tolerance_ml_per_ng": "mL/ng",
    "cadss_full": "points",
    "cadss_scale": "points",
    "pressure_c50_ng_ml": "ng/mL",
    "systolic_full_mmhg": "mmHg",
    "diastolic_full_mmhg": "mmHg",
    "pressure_reading_sd_mmhg": "mmHg",
    "pressure_session_sd_mmhg": "mmHg",
    "attenuation_sessions": "sessions",
    "resolved_cadss": "points",
    "small_systolic_mmhg": "mmHg",
}
TITLES: Mapping[str, str] = {
    "ke0_per_h": "rate of the effect site",
    "c50_ng_ml": "S-ketamine at the effect site at half of full dissociation",
    "slope": "slope of dissociation",
    "tolerance_per_h": "rate of the tolerance site",
    "tolerance_ml_per_ng": "rise of C50 by acute tolerance; 0: the form without tolerance ships",
    "cadss_full": "CADSS above baseline at full effect, median person",
    "cadss_scale": "end of the CADSS scale",
    "pressure_c50_ng_ml": "S-ketamine at the effect site at half of the full pressure rise",
    "pressure_slope": "slope of the pressure rise",
    "systolic_full_mmhg": "systolic rise at full effect, median person",
    "diastolic_full_mmhg": "diastolic rise at full effect, median person",
    "omega_ke0": "spread of ke0 between people, log scale",
    "omega_c50": "spread of C50 between people, log scale",
    "omega_cadss": "spread of CADSS at full effect between people, logit scale",
    "omega_pressure": "spread of the pressure rise between people of one study, log scale",
    "pressure_study_sd": "spread of the pressure rise between studies, log scale",
    "pressure_reading_sd_mmhg": "spread between cuff readings of one session without drug",
    "pressure_session_sd_mmhg": "spread of a change in systolic pressure between sessions without drug",
    "attenuation_ratio": "dissociation late in a course over that at its start",
    "attenuation_sessions": "sessions over which dissociation falls to that ratio",
    "resolved_cadss": "dissociation counts as resolved within this distance of baseline",
    "small_systolic_mmhg": "systolic rise that counts as back, for readiness",
}
READS_LIKE: Mapping[str, tuple[str, ...]] = {
    "dissociation_back": ("ke0_per_h", "c50_ng_ml", "slope"),
    "dissociation_share_left": ("ke0_per_h", "c50_ng_ml", "slope"),
    "dissociation_nobody_left": ("ke0_per_h", "c50_ng_ml", "slope", "omega_c50"),
    "dissociation_peak_time": ("ke0_per_h",),
    "dissociation_mean": ("cadss_full", "c50_ng_ml"),
    "dissociation_sd": ("omega_cadss", "omega_c50"),
    "dissociation_full": ("cadss_full", "omega_cadss"),
    "dissociation_linear": ("slope", "c50_ng_ml"),
    "pressure_exceeds": ("omega_pressure", "pressure_session_sd_mmhg"),
    "pressure_exceeds_control": ("pressure_session_sd_mmhg", "pressure_reading_sd_mmhg"),
    "pressure_peak_time": ("ke0_per_h",),
    "systolic_back": ("pressure_c50_ng_ml", "pressure_slope"),
    "diastolic_back": ("pressure_c50_ng_ml", "pressure_slope"),
    "ready_by": ("slope", "c50_ng_ml", "pressure_slope"),
    **dict.fromkeys(
        SIZES,
        (
            "pressure_c50_ng_ml",
            "pressure_slope",
            "systolic_full_mmhg",
            "diastolic_full_mmhg",
            "pressure_study_sd",
            "pressure_reading_sd_mmhg",
        ),
    ),
}


def fitted_fields(
    fits: Sequence[AcuteFit],
    chosen: AcuteFit,
    problem: Problem,
    settings: Mapping[str, object],
    rows: Sequence[Row],
    version: str,
) -> Fields:
    """Everything data/fitted/acute.yaml holds."""
    used = sorted({r.row for r in problem.readings})
    return {
        "what": "acute effects: dissociation and blood pressure driven by S-ketamine at the effect site",
        "how": HOW,
        "population": WHO,
        "confidence": "mostly abstracts and one review that cites the papers",
        "form": chosen.form.value,
        "forms_compared": {
            f.form.value: {"log_posterior": round(f.log_posterior, 2), "log_evidence": round(f.log_evidence, 2)}
            for f in fits
        },
        "code_version": version,
        "people": problem.people,
        "seed": problem.seed,
        "rows_sha256": digest_of(row for row in rows if row["id"] in set(used)),
        "rows": used,
        "parameters": {f.name: _estimate(f.name, chosen, problem, settings, rows) for f in fields(AcuteParameters)},
        "subcutaneous": subcutaneous_fields(
            rows,
            cast(Mapping[str, str], settings["subcutaneous"]),
            chosen.parameters.resolved_cadss,
            cast(float, settings["subcutaneous_time_omega"]),
        ),
    }


def _estimate(
    name: str,
    fit: AcuteFit,
    problem: Problem,
    settings: Mapping[str, object],
    rows: Sequence[Row],
) -> Fields:
    value = float(getattr(fit.parameters, name))
    shown: Fields = {"title": TITLES[name], "value": _rounded(value), "unit": UNITS.get(name, "1")}
    if name in fit.log_sd:
        sd = fit.log_sd[name]
        prior = _block(settings, "priors")[name]
        return shown | {
            "low": _rounded(value * math.exp(-Z_95 * sd)),
            "high": _rounded(value * math.exp(Z_95 * sd)),
            "log_sd": round(sd, 3),
            "how": "estimated",
            "prior": f"median {prior['median']}, SD {prior['log_sd']} on the log scale: {prior['from']}",
            "learned": round(1.0 - (sd / problem.priors[name][1]) ** 2, 2),
            "rows": sorted({r.row for r in problem.readings if name in READS_LIKE[r.kind]}),
        }
    if name == "attenuation_ratio":
        sd = attenuation_ratio(rows)[1]
        block = cast(Mapping[str, str], settings["attenuation"])
        return shown | {
            "low": _rounded(value * math.exp(-Z_95 * sd)),
            "high": min(1.0, _rounded(value * math.exp(Z_95 * sd))),
            "how": "derived",
            "why": "week 14 over week 1 in one group; the rows give no SD, so that of the largest series stands in",
            "rows": sorted(str(row) for row in block.values()),
        }
    held = _block(settings, "held").get(name, {"how": "fixed", "why": f"the form chosen is: {fit.form.value}"})
    return shown | {"how": held["how"], "why": held["why"]}


def _block(settings: Mapping[str, object], name: str) -> Mapping[str, Mapping[str, object]]:
    return cast(Mapping[str, Mapping[str, object]], settings[name])


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


COLUMNS = ("row", "study", "kind", "arms", "minute", "observed", "says", "predicted", "fits")


def table(fit: AcuteFit, problem: Problem) -> list[dict[str, str]]:
    """Observed against predicted, one line for each reading."""
    return [_line(r, p, problem) for r, p in zip(fit.readings, fit.predicted, strict=True)]


def _line(reading: Reading, predicted: float, problem: Problem) -> dict[str, str]:
    says, observed, fits = _said(reading, predicted, problem)
    return {
        "row": reading.row,
        "study": reading.study,
        "kind": reading.kind,
        "arms": " ".join(reading.arms) or "no ketamine",
        "minute": "" if reading.time_min is None else f"{reading.time_min:g}{' from end' if reading.from_end else ''}",
        "observed": observed,
        "says": says,
        "predicted": f"{predicted:.3g}",
        "fits": "yes" if fits else "no",
    }


def _said(reading: Reading, predicted: float, problem: Problem) -> tuple[str, str, bool]:
    """What the row says in words, its number, and whether the prediction agrees (a size: within a factor of two)."""
    t = problem.tolerances
    match reading.kind:
        case "dissociation_back":
            return f"at most {t.back_cadss:g} points", "", predicted <= t.back_cadss
        case "systolic_back" | "diastolic_back":
            return f"at most {t.back_mmhg:g} mmHg", "", predicted <= t.back_mmhg
        case "dissociation_share_left":
            return f"at most {reading.extra['share']:g} of the peak", "", predicted <= reading.extra["share"]
        case "dissociation_nobody_left":
            return "nobody left", "0", predicted * (reading.n or 0.0) < 1.0
        case "dissociation_full":
            return f"at least {reading.value:g} points", "", predicted >= 0.9 * (reading.value or 0.0)
        case "dissociation_linear":
            return f"correlation at least {reading.extra['r_low']:g}", "", predicted >= reading.extra["r_low"]
        case "ready_by":
            return f"at least {reading.extra['pct_low']:g} % ready", "", predicted >= reading.extra["pct_low"]
        case "pressure_exceeds_control":
            low, high = reading.series
            return f"{low:g} to {high:g} % over the limits", f"{0.5 * (low + high):g}", low <= predicted <= high
        case "pressure_exceeds":
            low, high = (reading.value or 0.0) - reading.half_range, (reading.value or 0.0) + reading.half_range
            return f"{low:g} to {high:g} % over the limits", f"{reading.value:g}", low <= predicted <= high
        case "dissociation_sd":
            return (
                "SD of the score",
                f"{reading.sd:g}",
                abs(predicted - (reading.sd or 0.0)) <= 0.5 * (reading.sd or 0.0),
            )
        case kind if kind in TIMES:
            return (
                "time of the peak",
                f"{reading.time_min:g}",
                abs(predicted - (reading.time_min or 0.0)) <= 2.0 * reading.extra["sd_min"],
            )
        case _:
            return "size", f"{reading.value:g}", 0.5 <= predicted / (reading.value or 1.0) <= 2.0


def csv_lines(lines: Iterable[Mapping[str, str]]) -> list[str]:
    """The table as CSV, without quoting: no field holds a comma."""
    return [",".join(COLUMNS), *(",".join(line[c].replace(",", ";") for c in COLUMNS) for line in lines)]
