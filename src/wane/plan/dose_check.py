"""Dose check: a planned dose against the doses that were studied by its drug and route."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from wane.errors import OutOfRangeError
from wane.evidence.reading import load_register
from wane.models.regimen import Administration, Drug, Regimen, Route
from wane.plan.series import without_long_pause
from wane.plan.session_plan import Finding, Verdict

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
            source=str(e["where"]),
        )
        for e in cast(Mapping[str, Mapping[str, object]], load_register("studied_doses")["doses"]).values()
    )


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
    duration_h = group[-1].end_h - group[0].start_h
    given = Given.SINGLE if route is not Route.IV else _speed(group[0], duration_h)
    _check_length(duration_h)
    studied = next(s for s in studied_doses() if (s.drug, s.route, s.given) == (drug, route, given))
    amount = mg / (weight_kg if "/kg" in studied.unit else 1.0) / (duration_h if studied.unit.endswith("/h") else 1.0)
    if amount > studied.highest * (1.0 + _EQUAL):
        raise OutOfRangeError(_refusal(amount, studied))
    verdict, words = _judge(amount, studied)
    if verdict is None:
        return None
    sentence = (
        f"{amount:.3g} {studied.unit} of {drug} {route.words} ({given}) is {words}; sessions used "
        f"{studied.usual_low:g} to {studied.usual_high:g} {studied.unit}: {studied.source}."
    )
    return _finding(drug, route, verdict, sentence, f"Dose {words.partition(' (')[0]}", studied.id)


def _check_length(duration_h: float) -> None:
    longest_h = _number("longest_infusion_h")
    if duration_h > longest_h * (1.0 + _EQUAL):
        raise OutOfRangeError(
            f"Dosing over {duration_h / 24.0:.3g} days without a pause of half a day came; no infusion in the studies "
            f"read here ran longer than {longest_h / 24.0:g} days: check the duration and its unit."
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
