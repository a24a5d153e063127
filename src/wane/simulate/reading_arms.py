"""Reading an arm: what is given, when, and what comes after the planned sessions."""

from dataclasses import replace
from typing import Final

from wane.errors import ConflictError, FileFormatError, OutOfRangeError, WaneError
from wane.forecast.booking import default_spacing, setting
from wane.models.devices import by_devices, device_of
from wane.models.instruments import Instrument
from wane.models.regimen import Drug, Route
from wane.models.salts import base_share
from wane.simulate.design import (
    REFERENCE_KG,
    ArmDesign,
    Control,
    Given,
    Maintenance,
    MaintenanceRule,
    Whom,
)
from wane.simulate.keys import Entry, Section
from wane.simulate.reading_people import share_of
from wane.units import Basis, parse_dose, parse_duration_h

KEYS: Final = (
    "name", "drug", "route", "dose", "over", "duration", "days", "maintenance", "adherence", "new_treatment",
    "session_cost",
)  # fmt: skip
RULE_KEYS: Final = (
    "rule", "every", "dose", "over", "among", "shortest", "longest", "step", "low_line", "line", "risk",
    "days_a_session",
)  # fmt: skip
DRUGS: Final = {
    **{drug.value: drug.value for drug in Drug}, "racemic ketamine": Drug.KETAMINE.value,
    "s-ketamine": Drug.ESKETAMINE.value, "spravato": Drug.ESKETAMINE.value,
    **{control.value: control.value for control in Control},
}  # fmt: skip
ROUTES: Final = {
    **{route.value: route for route in Route}, "intravenous": Route.IV, "intramuscular": Route.IM,
    "subcutaneous": Route.SC, "nasal": Route.INTRANASAL,
}  # fmt: skip
MOST_SESSIONS, LONGEST_DAYS, HIGHEST_COST = 400, 3660.0, 1e9


def read_days(entry: Entry, *, low: float, high: float, most: int) -> tuple[float, ...]:
    """Rising days: a list, `{days: [...]}`, or `{every, times | until, from}`."""
    if isinstance(entry.value, tuple):
        days = tuple(one.number(low, high) for one in entry.items())
    else:
        keys = entry.section(("days", "every", "times", "until", "from"))
        if (listed := keys.get("days")) is not None:
            if len(keys.entries) > 1:
                raise ConflictError(f"{entry.place}: days came beside other keys: give days alone, or every and times.")
            return read_days(listed, low=low, high=high, most=most)
        days = _repeated(keys, low, high, most)
    if len(days) > most:
        raise OutOfRangeError(f"{entry.place}: {len(days)} days came; at most {most} are taken.")
    if any(after - before < 1e-3 for before, after in zip(days, days[1:], strict=False)):
        raise ConflictError(f"{entry.place}: the days must rise, each after the one before: sort them.")
    return days


def _repeated(keys: Section, low: float, high: float, most: int) -> tuple[float, ...]:
    every = days_of(keys.need("every"), 1e-2, high)
    start = low if (first := keys.get("from")) is None else days_of(first, low, high)
    times, until = keys.get("times"), keys.get("until")
    if (times is None) == (until is None):
        raise ConflictError(f"{keys.entry.place}: give either times or until beside every.")
    if times is not None:
        count = times.whole(1, most)
    else:
        end = days_of(keys.need("until"), start, high)
        count = int((end - start) / every + 1e-9) + 1
        if count > most:
            raise OutOfRangeError(f"{keys.entry.place}: {count} days came; at most {most} are taken.")
    return tuple(round(start + i * every, 9) for i in range(count))


def days_of(entry: Entry, low: float, high: float) -> float:
    """Days as a number, or a time with its unit (`4 wk`)."""
    if isinstance(entry.value, float):
        return entry.number(low, high)
    try:
        found = parse_duration_h(entry.text()) / 24.0
    except WaneError as error:
        raise entry.at(error) from None
    if not low <= found <= high:
        raise OutOfRangeError(f"{entry.place}: {found:g} d came; {low:g} to {high:g} d is needed.")
    return found


def read_arm(entry: Entry, instrument: Instrument) -> ArmDesign:
    """One arm, its doses in free base."""
    keys = entry.section(KEYS)
    said = keys.need("drug").one_of(DRUGS)
    is_control = said in set(Control)
    drug = None if is_control else Drug(said)
    days = read_days(keys.need("days"), low=0.0, high=LONGEST_DAYS, most=MOST_SESSIONS)
    if is_control:
        for key in ("route", "dose", "over", "duration"):
            if key in keys.entries:
                raise ConflictError(f"{keys.entries[key].place}: {key} came; a control arm has none: leave it out.")
    route = None if is_control else keys.need("route").one_of(ROUTES)
    sessions = () if route is None or drug is None else _sessions(keys, drug, route, len(days))
    adherence, beside, cost = keys.get("adherence"), keys.get("new_treatment"), keys.get("session_cost")
    arm = ArmDesign(
        name=keys.need("name").text()[:80],
        drug=drug,
        route=route,
        control=Control(said) if is_control else None,
        days=days,
        sessions=sessions,
        maintenance=None,
        adherence=1.0 if adherence is None else adherence.number(0.0, 1.0),
        new_treatment=False if beside is None else beside.truth(),
        session_cost=None if cost is None else cost.number(0.0, HIGHEST_COST),
    )
    after = keys.get("maintenance")
    return arm if after is None else replace(arm, maintenance=_maintenance(after, arm, instrument))


def _sessions(keys: Section, drug: Drug, route: Route, count: int) -> tuple[Given, ...]:
    """One for each day: the dose alone, or a list of as many doses."""
    entry = keys.need("dose")
    doses = entry.items() if isinstance(entry.value, tuple) else (entry,) * count
    if len(doses) != count:
        raise ConflictError(f"{entry.place}: {len(doses)} doses came for {count} days: give one dose, or one for each.")
    return tuple(_given(dose, _over_h(keys, route), drug, route) for dose in doses)


def _given(entry: Entry, over_h: float, drug: Drug, route: Route) -> Given:
    try:
        dose = parse_dose(entry.text())
        device = device_of(drug, route)
        base = replace(dose, amount=dose.amount * base_share(dose.form))
        if device is not None and dose.basis is Basis.ABSOLUTE:
            by_devices(device, base.total_mg(REFERENCE_KG), within=5e-3)
    except WaneError as error:
        raise entry.at(error) from None
    return Given(dose=base, over_h=over_h)


def _over_h(keys: Section, route: Route) -> float:
    """[h] an IV dose runs, from `over` or `duration`; 0 for a bolus and every other route."""
    over, duration = keys.get("over"), keys.entries.get("duration")
    if over is not None and duration is not None:
        raise ConflictError(f"{duration.place}: over and duration came; both say the same: leave one out.")
    entry = over if over is not None else duration
    if entry is None or entry.value is None:
        if route is Route.IV:
            raise FileFormatError(f'{keys.entry.place}: an IV dose needs a time: give over: "40 min", or over: bolus.')
        return 0.0
    if entry.text().casefold() == "bolus":
        return 0.0
    try:
        found = parse_duration_h(entry.text())
    except WaneError as error:
        raise entry.at(error) from None
    if route is not Route.IV:
        raise ConflictError(f"{entry.place}: a time came with route {route}; only an IV dose runs over time.")
    if not 0.0 < found <= 24.0 * 31.0:
        raise OutOfRangeError(f"{entry.place}: {found:g} h came; above 0 and up to 31 days is needed.")
    return found


def _risk(entry: Entry) -> float:
    share = share_of(entry)
    if not 0.0 < share < 1.0:
        raise OutOfRangeError(f"{entry.place}: a risk of {100.0 * share:g} % came; above 0 and below 100 % is needed.")
    return share


def _maintenance(entry: Entry, arm: ArmDesign, instrument: Instrument) -> Maintenance | None:
    if isinstance(entry.value, str) and entry.value.strip().casefold() == MaintenanceRule.NONE:
        return None
    keys = entry.section(RULE_KEYS)
    rule = keys.need("rule").one_of({kind.value: kind for kind in MaintenanceRule})
    if rule is MaintenanceRule.NONE:
        return None
    if arm.drug is None or arm.route is None:
        raise ConflictError(f"{entry.place}: maintenance came in a control arm: list its days in days.")
    usual, spacing = arm.sessions[-1], default_spacing()
    given = usual
    if (dose := keys.get("dose")) is not None:
        over_h = usual.over_h if "over" not in keys.entries else _over_h(keys, arm.route)
        given = _given(dose, over_h, arm.drug, arm.route)

    def number(key: str, usual: float | None, low: float, high: float) -> float:
        found = keys.get(key) if usual is not None else keys.need(key)
        return usual if found is None and usual is not None else days_of(found or keys.need(key), low, high)

    line = number("line", instrument.relapse.value, instrument.low, instrument.high)
    low_line = instrument.remission.value if instrument.remission.value is not None else 0.5 * line
    shortest = int(number("shortest", float(spacing.shortest_days), 1.0, LONGEST_DAYS))
    every_usual = None if rule in {MaintenanceRule.FIXED, MaintenanceRule.LADDER} else float(shortest)
    found = Maintenance(
        rule=rule,
        given=given,
        among=Whom.EVERYONE if (among := keys.get("among")) is None else among.one_of({k: k for k in Whom}),
        every_days=number("every", every_usual, 1.0, LONGEST_DAYS),
        shortest_days=shortest,
        longest_days=int(number("longest", float(spacing.longest_days), 1.0, LONGEST_DAYS)),
        step_days=number("step", 7.0, 0.0, LONGEST_DAYS),
        low_line=number("low_line", low_line, instrument.low, instrument.high),
        line=line,
        risk=setting("accepted_risk") if (risk := keys.get("risk")) is None else _risk(risk),
        days_a_session=number("days_a_session", setting("bad_days_a_session"), 1e-2, LONGEST_DAYS),
    )
    if found.shortest_days > found.longest_days:
        raise ConflictError(f"{entry.place}: shortest is above longest: change one.")
    return found
