"""Reading who takes part: distributions of body, medicines and genes, or a table of people."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from wane.errors import ConflictError, OutOfRangeError, UnknownNameError, WaneError
from wane.evidence.reading import load_register
from wane.simulate.design import REFERENCE_KG, CovariateSpec, Spread
from wane.simulate.keys import Entry
from wane.units import shown

KEYS: Final = ("weight", "age", "sex", "taking", "genotype", "table")
COLUMNS: Final = ("weight_kg", "age_y", "sex", "taking", "genotype", "baseline")
WEIGHT_KG, AGE_Y = (30.0, 250.0), (12.0, 100.0)
PER_CENT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")
WITH_UNIT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)")
Rows = Mapping[str, tuple[float | str, ...]]


def share_of(entry: Entry, *, after: str = "") -> float:
    """A share: `0.5`, `50 %`, or `50 % of entry` where that may follow."""
    if isinstance(entry.value, float) and not isinstance(entry.value, bool):
        return entry.number(0.0, 1.0)
    said = entry.text().casefold().removesuffix(after).strip() if after else entry.text()
    found = PER_CENT.fullmatch(said)
    if found is None:
        raise entry.wrong(f'a share such as "50 % {after}"' if after else 'a share such as "50 %" or 0.5')
    share = float(found[1]) / 100.0
    if share > 1.0:
        raise OutOfRangeError(f"{entry.place}: {found[1]} % came; at most 100 % is needed.")
    return share


def read_covariates(entry: Entry, table: Callable[[str], Rows]) -> CovariateSpec:
    """How people differ, or the rows that they are drawn from."""
    keys = entry.section(KEYS)
    named = keys.get("table")
    if named is not None:
        others = [key for key in keys.entries if key != "table"]
        if others:
            raise ConflictError(f"{entry.place}: both table and {others[0]} came; people come from one: leave one out.")
        return CovariateSpec(table=_table(named, table))
    weight, age, sex = keys.get("weight"), keys.get("age"), keys.get("sex")
    taking, genotype = keys.get("taking"), keys.get("genotype")
    spec = CovariateSpec(
        age_y=None if age is None else _spread(age, "y", AGE_Y),
        female=None if sex is None else sex.section(("female",)).need("female").number(0.0, 1.0),
        taking={} if taking is None else _medicines(taking),
        genotype={} if genotype is None else _genotypes(genotype),
    )
    if weight is None:
        return spec
    return CovariateSpec(
        weight_kg=_spread(weight, "kg", WEIGHT_KG),
        age_y=spec.age_y,
        female=spec.female,
        taking=spec.taking,
        genotype=spec.genotype,
    )


def _spread(entry: Entry, unit: str, reach: tuple[float, float]) -> Spread:
    """`{mean, sd, low, high}`, each a number in the unit or with it behind."""
    keys = entry.section(("mean", "sd", "low", "high"))

    def number(key: str, usual: float | None, low: float) -> float:
        found = keys.need(key) if usual is None else keys.get(key)
        return usual if found is None and usual is not None else _measured(found or keys.need(key), unit, low, reach[1])

    low, high = number("low", reach[0], reach[0]), number("high", reach[1], reach[0])
    mean = number("mean", None, reach[0])
    if not low <= mean <= high:
        raise ConflictError(f"{entry.place}: a mean of {mean:g} {unit} came; it must lie between low and high.")
    return Spread(mean=mean, sd=number("sd", None, 0.0), low=low, high=high)


def _measured(entry: Entry, unit: str, low: float, high: float) -> float:
    if isinstance(entry.value, float):
        return entry.number(low, high)
    found = WITH_UNIT.fullmatch(entry.text().casefold())
    if found is None or found[2] not in {"", unit}:
        raise entry.wrong(f'a number in {unit}, such as "{REFERENCE_KG if unit == "kg" else 45:g} {unit}",')
    value = float(found[1])
    if not low <= value <= high:
        raise OutOfRangeError(f"{entry.place}: {value:g} {unit} came; {low:g} to {high:g} {unit} is needed.")
    return value


def _medicines(entry: Entry) -> dict[str, float]:
    """Chance of taking each medicine, by its name in the register."""
    if not isinstance(entry.value, Mapping):
        raise entry.wrong("medicines with the share who take each, such as {clarithromycin: 0.1},")
    found = {}
    for name, chance in entry.value.items():
        try:
            found[medicine(name)] = chance.number(0.0, 1.0)
        except UnknownNameError as error:
            raise chance.at(error) from None
    return found


def medicine(name: str) -> str:
    """The register's name of a medicine; UnknownNameError where it has none."""
    from difflib import get_close_matches

    register = load_register("medicines")["medicines"]
    known: dict[str, str] = {}
    for key, fields in dict(register).items():  # type: ignore[call-overload]  # names to fields
        known |= {key: key, key.replace("_", " "): key, **dict.fromkeys(fields["synonyms"], key)}
    folded = " ".join(name.casefold().split())
    if folded not in known:
        close = get_close_matches(folded, list(known), n=1)
        way = f'did you mean "{close[0]}"?' if close else "see data/registers/medicines.yaml."
        raise UnknownNameError(f'the medicine "{shown(name)}" is not known: {way}')
    return known[folded]


def _genotypes(entry: Entry) -> dict[str, float]:
    if not isinstance(entry.value, Mapping):
        raise entry.wrong("genotypes with the share of each")
    found = {name[:40]: chance.number(0.0, 1.0) for name, chance in entry.value.items()}
    if sum(found.values()) > 1.0 + 1e-9:
        raise ConflictError(f"{entry.place}: the shares add up to {sum(found.values()):g}; at most 1 is needed.")
    return found


def _table(entry: Entry, table: Callable[[str], Rows]) -> Rows:
    """Checked columns of the table."""
    try:
        rows = table(entry.text())
    except WaneError as error:
        raise entry.at(error) from None
    odd = next((name for name in rows if name not in COLUMNS), None)
    if odd is not None:
        raise UnknownNameError(
            f'{entry.place}: the column "{shown(odd)}" is not known; the columns are {", ".join(COLUMNS)}.'
        )
    if not rows or not next(iter(rows.values())):
        raise ConflictError(f"{entry.place}: the table has no person: give a row for each.")
    reach = {"weight_kg": WEIGHT_KG, "age_y": AGE_Y, "baseline": (0.0, 1000.0)}
    for name, (low, high) in reach.items():
        for i, value in enumerate(rows.get(name, ())):
            if not (isinstance(value, float) and low <= value <= high):
                raise OutOfRangeError(
                    f'{entry.place}: row {i + 1}, {name}: "{shown(str(value))}" came; {low:g} to {high:g} is needed.'
                )
    for i, value in enumerate(rows.get("taking", ())):
        for name in filter(None, str(value).split("+")):
            try:
                medicine(name)
            except UnknownNameError as error:
                raise UnknownNameError(f"{entry.place}: row {i + 1}: {error}") from None
    for i, value in enumerate(rows.get("sex", ())):
        if value not in {"female", "male", ""}:
            raise UnknownNameError(f'{entry.place}: row {i + 1}: sex "{shown(str(value))}"; female or male is needed.')
    return rows
