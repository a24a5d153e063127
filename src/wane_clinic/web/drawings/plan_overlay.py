"""Two regimens on one time axis: rate, concentration, dissociation, systolic pressure, recovery; the second dashed."""

from collections.abc import Iterator
from dataclasses import dataclass

from wane.report import theme
from wane_clinic.bridge.banded import alone, banded
from wane_clinic.web.drawings.charts import Row, Spec, band, curve, hovered, marks, panel, stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Quantiles of one quantity at the minutes of its regimen, and the ids of its evidence."""

    q05: tuple[float, ...]
    q25: tuple[float, ...]
    median: tuple[float, ...]
    q75: tuple[float, ...]
    q95: tuple[float, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Minutes by which 5 %, half and 95 % of people are expected to be back, and the ids of its evidence."""

    early_min: float
    half_min: float
    late_min: float
    evidence: tuple[str, ...] = ()

    @property
    def shares(self) -> tuple[tuple[float, float], ...]:
        """(minute, per cent of people)."""
        return ((self.early_min, 5.0), (self.half_min, 50.0), (self.late_min, 95.0))


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
    recovery: Recovery | None = None

    @property
    def traces(self) -> tuple[tuple[str, str, str, Curve | None], ...]:
        """Name, unit, colour and curve of each quantity with a band, in the order of the panels."""
        return (
            ("Ketamine in plasma", "ng/mL", theme.PARENT, self.concentration_ng_ml),
            ("Dissociation", "points", theme.DISSOCIATION, self.dissociation),
            (self.pressure_name, "mmHg", theme.SYSTOLIC, self.systolic_mmhg),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSource:
    """What a trace rests on: the mark that its label ends in, its name, the ids of its evidence."""

    mark: str
    name: str
    evidence: tuple[str, ...]


RECOVERED = "Recovered, as the model expects"


def trace_sources(plan: PlannedCurves, compare: PlannedCurves | None = None) -> tuple[TraceSource, ...]:
    """The marks of every drawn trace but the pump's, whose source is the order."""
    return tuple(
        TraceSource(mark=f"[{number}]", name=name, evidence=evidence)
        for number, (name, evidence) in enumerate(_rested_on(_both(plan, compare)), start=1)
    )


def _both(plan: PlannedCurves, compare: PlannedCurves | None) -> tuple[PlannedCurves, ...]:
    return (plan,) if compare is None else (plan, compare)


def _rested_on(plans: tuple[PlannedCurves, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for place, (name, _, _, _) in enumerate(plans[0].traces):
        drawn = [found for one in plans if (found := one.traces[place][3]) is not None]
        if drawn:
            yield name, tuple(dict.fromkeys(id_ for one in drawn for id_ in one.evidence))
    recovered = [one.recovery for one in plans if one.recovery is not None]
    if recovered:
        yield RECOVERED, tuple(dict.fromkeys(id_ for one in recovered for id_ in one.evidence))


def plan_overlay(plan: PlannedCurves, compare: PlannedCurves | None = None) -> Spec:
    """The stack of panels."""
    plans, marked = _both(plan, compare), {one.name: one.mark for one in trace_sources(plan, compare)}
    last = max(minute for one in plans for minute in (*one.minutes, *_recovered_min(one)))
    x: Spec = {
        "field": "min",
        "type": "quantitative",
        "scale": {"domain": [0, last], "nice": False},
        "axis": {"title": "minutes from the start", "grid": False},
    }
    panels = [_rates(plans, x)]
    for place, (name, unit, colour, _) in enumerate(plan.traces):
        if name in marked:
            drawn = tuple((one, one.traces[place][3]) for one in plans)
            panels.append(_curves(f"{name} {marked[name]}", unit, colour, drawn, x))
    if RECOVERED in marked:
        panels.append(_recovered(plans, f"{RECOVERED} {marked[RECOVERED]}", x))
    dashed = "" if compare is None else f"; dashed: {compare.name}"
    return stack(panels, description=f"Expected with bands of 50 and 90 %: {plan.name}{dashed}.")


def _rates(plans: tuple[PlannedCurves, ...], x: Spec) -> Spec:
    y: Spec = {"field": "rate", "type": "quantitative", "axis": {"title": plans[0].rate_unit, "tickCount": 3}}
    layers: list[Spec] = []
    for place, plan in enumerate(plans):
        rows: list[Row] = [{"min": edge, "rate": rate} for edge, rate in _edges(plan.rates)]
        if rows:
            layers.append(curve(rows, "rate", x=x, y=y, colour=theme.LIMIT, dash=theme.DASH if place else ()))
    return panel(layers, title="Pump, as ordered", height=theme.WIDE.rate_height)


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
    shown = [one for _, one in drawn if one is not None]
    starts_at_zero = all(round(one.q05[0], 6) == 0.0 for one in shown)
    scale: Spec = {"domainMin": 0.0} if starts_at_zero else {"zero": False}  # rounding below 0 would move the axis
    if starts_at_zero and max(max(one.q95) for one in shown) < 1.0:
        scale |= {"domainMax": 1.0}  # less than one unit lies flat, and the axis needs no powers of ten
    y: Spec = {"type": "quantitative", "scale": scale, "axis": {"title": unit, "tickCount": 4}}
    layers: list[Spec] = []
    for place, (plan, one) in enumerate(drawn):
        if one is None:
            continue
        rows = _rows(plan.minutes, one, unit)
        if place == 0:
            layers.append(band(rows, "q05", "q95", x=x, y=y, colour=colour, opacity=theme.WIDE_BAND_OPACITY))
            layers.append(band(rows, "q25", "q75", x=x, y=y, colour=colour, opacity=theme.INNER_BAND_OPACITY))
            layers.append(curve(rows, "median", x=x, y=y, colour=colour))
            layers.append(hovered(rows, "median", x=x, y=y))
        else:
            layers.append(curve(rows, "median", x=x, y=y, colour=theme.INK, dash=theme.DASH))
            layers += [curve(rows, q, x=x, y=y, colour=theme.INK, dash=theme.DOTS) for q in ("q05", "q95")]
    return panel(layers, title=title, height=theme.WIDE.panel_height)


def _rows(minutes: tuple[float, ...], one: Curve, unit: str) -> list[Row]:
    quantiles = zip(minutes, one.q05, one.q25, one.median, one.q75, one.q95, strict=True)
    return [
        {"min": t, "q05": a, "q25": b, "median": c, "q75": d, "q95": e, "words": f"{t:g} min: {_words(a, c, e, unit)}"}
        for t, a, b, c, d, e in quantiles
    ]


def _recovered_min(plan: PlannedCurves) -> tuple[float, ...]:
    return () if plan.recovery is None else (plan.recovery.late_min,)


def _recovered(plans: tuple[PlannedCurves, ...], title: str, x: Spec) -> Spec:
    """Three shares of people, joined: the model's answer holds no more of them."""
    scale: Spec = {"domain": [0, 100]}
    axis: Spec = {"title": "% of people", "values": [0, 50, 100]}
    y: Spec = {"field": "share", "type": "quantitative", "scale": scale, "axis": axis}
    point: Spec = {"type": "point", "filled": True, "size": 55, "color": theme.INK, "opacity": 1}
    layers: list[Spec] = []
    for place, plan in enumerate(plans):
        if plan.recovery is None:
            continue
        rows: list[Row] = [
            {"min": at, "share": share, "words": f"{share:g} % of people by {alone(at)} min"}
            for at, share in plan.recovery.shares
        ]
        layers.append(curve(rows, "share", x=x, y=y, colour=theme.INK, dash=theme.DASH if place else ()))
        layers += [marks(rows, point, x=x, y=y), hovered(rows, "share", x=x, y=y)]
    return panel(layers, title=title, height=theme.WIDE.panel_height)


def plan_table(plan: PlannedCurves) -> tuple[tuple[str, str, str], ...]:
    """The highest median of each quantity in rows: name, 90 % interval and median, minute; and the recovery."""
    rows = [(name, *_peak(plan.minutes, one, unit)) for name, unit, _, one in plan.traces if one is not None]
    if plan.recovery is not None:
        said = ", ".join(f"{share:g} % of people by {alone(at)} min" for at, share in plan.recovery.shares)
        rows.append((RECOVERED, said, "the plan's own time may be later"))
    return tuple(rows)


def _peak(minutes: tuple[float, ...], one: Curve, unit: str) -> tuple[str, str]:
    at = max(range(len(minutes)), key=one.median.__getitem__)
    return _words(one.q05[at], one.median[at], one.q95[at], unit), f"at {minutes[at]:g} min"


def _words(low: float, median: float, high: float, unit: str) -> str:
    least, middle, most = banded(low, median, high)
    return f"{least} to {most} {unit} expected (90 %), median {middle}"
