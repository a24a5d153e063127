"""Two regimens over one time axis: rate, concentration, dissociation and systolic pressure; the second dashed."""

from dataclasses import dataclass

from wane.report import theme
from wane_clinic.web.drawings.charts import Row, Spec, band, curve, panel, stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Quantiles of one quantity at the minutes of its regimen."""

    q05: tuple[float, ...]
    q25: tuple[float, ...]
    median: tuple[float, ...]
    q75: tuple[float, ...]
    q95: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRate:
    """The pump at one rate, in minutes from the start."""

    start_min: float
    end_min: float
    rate_ml_per_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCurves:
    """One regimen and what is expected of it; a panel that no model supports is absent, not flat.

    `rate_unit` is mg/h where no bag is known; `pressure_name` says whether the pressure or its rise is shown.
    """

    name: str
    minutes: tuple[float, ...]
    rates: tuple[PlannedRate, ...]
    rate_unit: str = "mL/h"
    pressure_name: str = "Systolic pressure"
    concentration_ng_ml: Curve | None = None
    dissociation: Curve | None = None
    systolic_mmhg: Curve | None = None


def plan_overlay(plan: PlannedCurves, compare: PlannedCurves | None = None) -> Spec:
    """The stack of panels."""
    plans = (plan,) if compare is None else (plan, compare)
    last = max(minute for one in plans for minute in one.minutes)
    x: Spec = {
        "field": "min",
        "type": "quantitative",
        "scale": {"domain": [0, last], "nice": False},
        "axis": {"title": "minutes from the start", "grid": False},
    }
    panels = [_rates(plans, x)]
    for title, unit, colour, curves in (
        ("Ketamine in plasma", "ng/mL", theme.PARENT, [one.concentration_ng_ml for one in plans]),
        ("Dissociation", "points", theme.DISSOCIATION, [one.dissociation for one in plans]),
        (plan.pressure_name, "mmHg", theme.SYSTOLIC, [one.systolic_mmhg for one in plans]),
    ):
        if any(curves):
            panels.append(_curves(title, unit, colour, tuple(zip(plans, curves, strict=True)), x))
    dashed = "" if compare is None else f"; dashed: {compare.name}"
    return stack(panels, description=f"Expected with bands of 50 and 90 %: {plan.name}{dashed}.")


def _rates(plans: tuple[PlannedCurves, ...], x: Spec) -> Spec:
    y: Spec = {"field": "rate", "type": "quantitative", "axis": {"title": plans[0].rate_unit, "tickCount": 3}}
    layers: list[Spec] = []
    for place, plan in enumerate(plans):
        rows: list[Row] = [{"min": edge, "rate": rate} for edge, rate in _edges(plan.rates)]
        if rows:
            layers.append(curve(rows, "rate", x=x, y=y, colour=theme.LIMIT, dash=theme.DASH if place else ()))
    return panel(layers, title="Pump", height=theme.WIDE.rate_height)


def _edges(rates: tuple[PlannedRate, ...]) -> list[tuple[float, float]]:
    """Corners of the steps, down to 0 where the pump stands."""
    corners: list[tuple[float, float]] = []
    for step in rates:
        if not corners or corners[-1][0] < step.start_min:
            corners += [(corners[-1][0], 0.0)] if corners else []
            corners.append((step.start_min, 0.0))
        corners += [(step.start_min, step.rate_ml_per_h), (step.end_min, step.rate_ml_per_h)]
    return [*corners, (corners[-1][0], 0.0)] if corners else []


def _curves(title: str, unit: str, colour: str, drawn: tuple[tuple[PlannedCurves, Curve | None], ...], x: Spec) -> Spec:
    starts_at_zero = all(round(one.q05[0], 6) == 0.0 for _, one in drawn if one is not None)
    scale: Spec = {"domainMin": 0.0} if starts_at_zero else {"zero": False}  # rounding below 0 would move the axis
    y: Spec = {"type": "quantitative", "scale": scale, "axis": {"title": unit, "tickCount": 4}}
    layers: list[Spec] = []
    for place, (plan, one) in enumerate(drawn):
        if one is None:
            continue
        rows = _rows(plan.minutes, one)
        if place == 0:
            layers.append(band(rows, "q05", "q95", x=x, y=y, colour=colour, opacity=theme.WIDE_BAND_OPACITY))
            layers.append(band(rows, "q25", "q75", x=x, y=y, colour=colour, opacity=theme.INNER_BAND_OPACITY))
            layers.append(curve(rows, "median", x=x, y=y, colour=colour))
        else:
            layers.append(curve(rows, "median", x=x, y=y, colour=theme.INK, dash=theme.DASH))
            layers += [curve(rows, q, x=x, y=y, colour=theme.INK, dash=theme.DOTS) for q in ("q05", "q95")]
    return panel(layers, title=title, height=theme.WIDE.panel_height)


def _rows(minutes: tuple[float, ...], one: Curve) -> list[Row]:
    quantiles = zip(minutes, one.q05, one.q25, one.median, one.q75, one.q95, strict=True)
    return [{"min": t, "q05": a, "q25": b, "median": c, "q75": d, "q95": e} for t, a, b, c, d, e in quantiles]


def plan_table(plan: PlannedCurves) -> tuple[tuple[str, str, str], ...]:
    """The highest median of each quantity in rows: name, 90 % interval and median, minute."""
    named = (
        ("Ketamine in plasma", "ng/mL", plan.concentration_ng_ml),
        ("Dissociation", "points", plan.dissociation),
        (plan.pressure_name, "mmHg", plan.systolic_mmhg),
    )
    return tuple((name, *_peak(plan.minutes, one, unit)) for name, unit, one in named if one is not None)


def _peak(minutes: tuple[float, ...], one: Curve, unit: str) -> tuple[str, str]:
    at = max(range(len(minutes)), key=one.median.__getitem__)
    low, median, high = (float(f"{value:.2g}") for value in (one.q05[at], one.median[at], one.q95[at]))
    return f"{low:g} to {high:g} {unit} expected (90 %), median {median:g}", f"at {minutes[at]:g} min"
