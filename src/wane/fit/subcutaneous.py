"""What the published subcutaneous rows say, as the numbers that `wane.models.subcutaneous` reads."""

import math
from collections.abc import Mapping, Sequence

from wane.evidence.reading import Row

Fields = dict[str, object]


def subcutaneous_fields(
    rows: Sequence[Row], block: Mapping[str, str], resolved_cadss: float, time_omega: float
) -> Fields:
    """The subcutaneous block of data/fitted/acute.yaml from the rows that `block` names."""
    named = {role: next(row for row in rows if row["id"] == row_id) for role, row_id in block.items()}
    peak, gone, cadss = (float(named[role][column]) for role, column in _NEEDED)
    u = gone / peak
    steepness = math.log(resolved_cadss / cadss) / math.log(u * math.exp(1.0 - u))

    def read(role: str, value: float, unit: str, title: str) -> Fields:
        return {"title": title, "value": value, "unit": unit, "how": "estimated", "rows": [named[role]["id"]]}

    return {
        "peak_min": read("peak", peak, "min", "time of the peak of dissociation"),
        "time_omega": {
            "title": "spread of that time between people, log scale",
            "value": time_omega,
            "unit": "1",
            "how": "assumed",
            "why": "half the range 20-30 min over its middle",
            "rows": [named["peak"]["id"]],
        },
        "steepness": {
            "title": "steepness of the hump",
            "value": float(f"{steepness:.4g}"),
            "unit": "1",
            "how": "derived",
            "why": "the mean CADSS meets the limit of resolved at the time the row gives",
            "rows": [named[role]["id"] for role in ("peak", "resolved", "cadss")],
        },
        "cadss_mean": read("cadss", cadss, "points", "mean CADSS at 1 mg/kg"),
        "systolic_mean_mmhg": read(
            "systolic", float(named["systolic"]["mean"]), "mmHg", "mean systolic rise at 1 mg/kg"
        ),
        "diastolic_mean_mmhg": read(
            "diastolic", float(named["diastolic"]["mean"]), "mmHg", "mean diastolic rise at 1 mg/kg"
        ),
        "reference_mg_per_kg": read("cadss", float(named["cadss"]["dose"]), "mg/kg", "dose of these means"),
        "low_mg_per_kg": read("peak", float(named["peak"]["dose_low"]), "mg/kg", "lowest dose given"),
    }


_NEEDED = (("peak", "time_min"), ("resolved", "time_min"), ("cadss", "mean"))
