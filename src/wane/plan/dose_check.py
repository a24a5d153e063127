"""Dose check: a planned dose against the doses that were studied by its drug and route."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from wane.errors import OutOfRangeError
from wane.evidence.reading import load_register
from wane.models.regimen import Administration, Drug, Regimen, Route
from wane.plan.series import without_long_pause
from wane.plan.session_plan import Finding, Verdict
from wane.units import length_words

_EQUAL: Final = 1e-6
FINDING_ID, SOURCE_ID = "dose.{drug}.{route}", "studied_doses.{drug}.{route}.{given}"


class Given(StrEnum):
    """How fast a dose goes in."""

    BOLUS = "bolus"
    INFUSION = "infusion"
    LONG_INFUSION = "long infusion"
    SINGLE = "single"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiedDoses:
    """Doses studied in one unit: usual in sessions, the anaesthetic line where there is one, and the highest."""

    drug: Drug
    route: Route
    given: Given
    unit: str
    usual_low: float
    usual_high: float
    hold_above: float | None
    highest: float
    longest_h: float | None
    largest_mg_kg: float | None
    example: str | None
    source: str

    @property
    def id(self) -> str:
        """The evidence id of this range."""
        return SOURCE_ID.format(drug=self.drug, route=self.route, given=self.given.replace(" ", "_"))


@functools.cache
def studied_doses() -> tuple[StudiedDoses, ...]:
    """The register, in its order."""
    return tuple(
        StudiedDoses(
            drug=Drug(str(e["drug"])),
            route=Route(str(e["route"])),
            given=Given(str(e["given"])),
            unit=str(e["unit"]),
            usual_low=cast(list[float], e["usual"])[0],
            usual_high=cast(list[float], e["usual"])[1],
            hold_above=cast(float | None, e.get("hold_above")),
            highest=cast(float, e["highest"]),
            longest_h=cast(float | None, e.get("longest_h")),
            largest_mg_kg=cast(float | None, e.get("largest_mg_kg")),
            example=cast(str | None, e.get("example")),
            source=str(e["where"]),
        )
        for e in cast(Mapping[str, Mapping[str, object]], load_register("studied_doses")["doses"]).values()
    )


def example_dose(drug: Drug, route: Route, *, is_bolus: bool) -> str:
    """A usual dose of a drug and route, to show what one does: the register's example, as it would be typed."""
    given = Given.SINGLE if route is not Route.IV else Given.BOLUS if is_bolus else Given.INFUSION
    found = next(s for s in studied_doses() if (s.drug, s.route, s.given) == (drug, route, given))
    return str(found.example)


def check_dose(regimen: Regimen, weight_kg: float) -> tuple[Finding, ...]:
    """Findings on the dose of each route, per session of a day.

    Raises:
        OutOfRangeError: a dose above every dose that was studied by this drug and route.
    """
    return tuple(
        finding for group in _groups(regimen) if (finding := _check(group, regimen.drug, weight_kg)) is not None
    )


def _groups(regimen: Regimen) -> Iterator[tuple[Administration, ...]]:
    """Administrations that make one dose: the same route and kind, without a pause of half a day."""
    for route in sorted(regimen.routes):
        for is_bolus in (True, False):
            yield from without_long_pause(
                a for a in regimen.administrations if a.route is route and a.is_bolus is is_bolus
            )


def _check(group: tuple[Administration, ...], drug: Drug, weight_kg: float) -> Finding | None:
    route, mg = group[0].route, sum(a.dose_mg for a in group)
    duration_h = max(a.end_h for a in group) - group[0].start_h
    given = Given.SINGLE if route is not Route.IV else _speed(group[0], duration_h)
    studied = next(s for s in studied_doses() if (s.drug, s.route, s.given) == (drug, route, given))
    _check_length(duration_h, studied)
    _check_total(mg / weight_kg, studied)
    counted_mg = busiest_hour_mg(group) if studied.unit.endswith("/h") else mg
    amount = counted_mg / (weight_kg if "/kg" in studied.unit else 1.0)
    if amount > studied.highest * (1.0 + _EQUAL):
        raise OutOfRangeError(_refusal(amount, studied))
    if amount * _number("absurd_factor") < studied.usual_low:
        raise OutOfRangeError(_absurd(amount, studied))
    verdict, words = _judge(amount, studied)
    if verdict is None:
        return None
    sentence = (
        f"{amount:.3g} {studied.unit} of {drug} {route.words} ({given}) is {words}; sessions used "
        f"{studied.usual_low:g} to {studied.usual_high:g} {studied.unit}: {studied.source}."
    )
    return _finding(drug, route, verdict, sentence, f"Dose {words.partition(' (')[0]}", studied.id)


def busiest_hour_mg(group: Sequence[Administration]) -> float:
    """[mg] the most that any one hour of these infusions gives, so that no slow rest hides a fast part."""
    edges = sorted({edge for a in group for edge in (a.start_h, a.end_h)})
    return max(_given_mg(group, first, first + 1.0) for edge in edges for first in (edge, edge - 1.0))


def _given_mg(group: Sequence[Administration], first_h: float, last_h: float) -> float:
    return sum(max(min(a.end_h, last_h) - max(a.start_h, first_h), 0.0) * a.dose_mg / a.duration_h for a in group)


def _check_length(duration_h: float, studied: StudiedDoses) -> None:
    longest_h = studied.longest_h or _number("longest_infusion_h")
    if duration_h > longest_h * (1.0 + _EQUAL):
        raise OutOfRangeError(
            f"Dosing over {length_words(duration_h)} without a pause of half a day came; no course of {studied.drug} "
            f"in the studies read here ran longer than {longest_h / 24.0:g} days: check the duration and its unit."
        )


def _check_total(total_mg_kg: float, studied: StudiedDoses) -> None:
    if studied.largest_mg_kg is not None and total_mg_kg > studied.largest_mg_kg * (1.0 + _EQUAL):
        raise OutOfRangeError(
            f"A total of {total_mg_kg:.4g} mg/kg of {studied.drug} came; no course in the studies read here gave more "
            f"than {studied.largest_mg_kg:g} mg/kg: check the rate, the duration and their units."
        )


def _absurd(amount: float, studied: StudiedDoses) -> str:
    return (
        f"A dose of {amount:.2g} {studied.unit} of {studied.drug} came; sessions by the {studied.route.words} route "
        f"({studied.given}) used {studied.usual_low:g} to {studied.usual_high:g} {studied.unit}: check the number and "
        "its unit."
    )


def _judge(amount: float, studied: StudiedDoses) -> tuple[Verdict | None, str]:
    if studied.hold_above is not None and amount > studied.hold_above * (1.0 + _EQUAL):
        return Verdict.HOLD, "in the range given for anaesthesia or intensive care"
    if amount > studied.usual_high * (1.0 + _EQUAL):
        return Verdict.CAUTION, "above the doses studied in sessions"
    if amount * _number("slip_factor") < studied.usual_low:
        return Verdict.CAUTION, "far under every dose studied (was it meant in mg/kg?)"
    if amount < studied.usual_low * (1.0 - _EQUAL):
        return Verdict.CAUTION, "under the doses studied in sessions"
    return None, ""


def _refusal(amount: float, studied: StudiedDoses) -> str:
    hint = (
        f"was {amount:g} mg meant?"
        if studied.unit == "mg/kg" and amount >= 5.0
        else "check the number and its unit (mg, or mg/kg)."
    )
    return (
        f"A dose of {amount:.3g} {studied.unit} came; no one was given more than {studied.highest:g} "
        f"{studied.unit} of {studied.drug} by the "
        f"{studied.route.words} route ({studied.given}) in the studies read here: {hint}"
    )


def _speed(first: Administration, duration_h: float) -> Given:
    if first.is_bolus:
        return Given.BOLUS
    return Given.LONG_INFUSION if duration_h >= _number("long_infusion_from_h") else Given.INFUSION


def _finding(drug: Drug, route: Route, verdict: Verdict, sentence: str, head: str, source: str) -> Finding:
    return Finding(
        id=FINDING_ID.format(drug=drug, route=route),
        verdict=verdict,
        sentence=sentence,
        head=head,
        strength="studies read",
        confidence="mixed",
        source=source,
    )


def _number(name: str) -> float:
    return float(cast(float, load_register("studied_doses")[name]))
