"""Reading a design: a YAML file as a `Design`, every key checked, every fault one sentence with its place."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnknownNameError, UnsupportedError, WaneError
from wane.models.instruments import Instrument, condition_named, instrument_named, instrument_of, prior_for
from wane.simulate.design import ArmDesign, CovariateSpec, Design, Doubt, Relapse, SeenBy, Setting, Whom
from wane.simulate.keys import Entry, Section, read_yaml
from wane.simulate.reading_arms import read_arm, read_days
from wane.simulate.reading_people import read_covariates, share_of

KEYS: Final = (
    "name", "people", "condition", "instrument", "baseline", "covariates", "arms", "observe", "response", "remission",
    "relapse", "setting", "crossover", "dropout", "currency", "doubt",
)  # fmt: skip
EXAMPLES: Final = Path(__file__).parent / "examples"
MOST_PEOPLE, MOST_DAYS, MOST_VISITS, MOST_ARMS = 100_000_000, 3660, 1000, 20
DRAWS, PEOPLE_A_DRAW, DRAWS_AT_MOST = 128, 1000, 2000
FORECAST_DRAWS, FORECAST_PEOPLE = 18, 40  # between the ends of 18 draws lie 17 of 19: 90 %, from the fewest forecasts
Table = Mapping[str, tuple[float | str, ...]]


def no_tables(name: str) -> Table:
    """For a design that is not read from a folder: no table stands beside it."""
    raise FileFormatError(f"the table {name} cannot be read here: give the distributions in the design.")


def example_names() -> tuple[str, ...]:
    """Names of the designs that are shipped, sorted."""
    return tuple(sorted(path.stem for path in EXAMPLES.glob("*.yaml")))


def example_text(name: str) -> str:
    """A design that is shipped; UnknownNameError lists them."""
    if name not in example_names():
        raise UnknownNameError(
            f'The example "{name[:80]}" is not known; one of {", ".join(example_names())} is needed.'
        )
    return (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")


def read_design(text: str, file: str = "design", table: Callable[[str], Table] = no_tables) -> Design:
    """The design that this YAML text states; `table` reads a table of people that it names."""
    top = read_yaml(text, file)
    keys = top.section(KEYS)
    condition, instrument = _of_what(keys)
    arms = _arms(keys, instrument)
    covariates = CovariateSpec() if (found := keys.get("covariates")) is None else read_covariates(found, table)
    mean, sd = _baseline(keys.need("baseline"), instrument)
    relapse = None if (said := keys.get("relapse")) is None else _relapse(said, instrument)
    design = Design(
        name=keys.need("name").text()[:200],
        people=1000 if (p := keys.get("people")) is None else p.whole(1, MOST_PEOPLE),
        condition=condition,
        instrument=instrument,
        baseline_mean=mean,
        baseline_sd=sd,
        covariates=covariates,
        arms=arms,
        observe_days=read_days(keys.need("observe"), low=0.0, high=MOST_DAYS, most=MOST_VISITS),
        response_pct=_response(keys.get("response"), instrument),
        remission=_line(keys.get("remission"), instrument, instrument.remission.value),
        relapse=relapse,
        bad_line=_bad_line(relapse, condition, instrument),
        setting=Setting.USUAL_CARE if (s := keys.get("setting")) is None else s.one_of({k: k for k in Setting}),
        crossover=False if (c := keys.get("crossover")) is None else c.truth(),
        dropout_per_day=0.0 if (d := keys.get("dropout")) is None else _dropout(d),
        currency="" if (m := keys.get("currency")) is None else m.text()[:12],
        doubt=_doubt(keys.get("doubt")),
        digest=_digest(text, covariates.table),
    )
    _check(design, top)
    return design


def _of_what(keys: Section) -> tuple[str, Instrument]:
    """Condition and instrument, which must have a prior together."""
    said = keys.need("condition")
    try:
        condition = condition_named(said.text())
        of = keys.get("instrument")
        if of is not None:
            said = of
        instrument = instrument_of(condition) if of is None else instrument_named(of.text())
        prior_for(condition, instrument)
    except (UnknownNameError, UnsupportedError) as error:
        raise said.at(error) from None
    return condition, instrument


def _arms(keys: Section, instrument: Instrument) -> tuple[ArmDesign, ...]:
    entries = keys.need("arms").items()
    if len(entries) > MOST_ARMS:
        raise OutOfRangeError(
            f"{entries[0].place}: {len(entries)} arms came; at most {MOST_ARMS} are simulated at once."
        )
    arms = tuple(read_arm(entry, instrument) for entry in entries)
    names = [arm.name for arm in arms]
    for entry, name in zip(entries, names, strict=True):
        if names.count(name) > 1:
            raise ConflictError(f'{entry.place}: two arms are called "{name}": give each its own name.')
    return arms


def _baseline(entry: Entry, instrument: Instrument) -> tuple[float, float]:
    keys = entry.section(("mean", "sd"))
    width = instrument.high - instrument.low
    return keys.need("mean").number(instrument.low, instrument.high), keys.need("sd").number(0.0, width / 2.0)


def _response(entry: Entry | None, instrument: Instrument) -> float | None:
    """Fall from entry, in per cent; the register's where nothing is said."""
    if entry is None:
        return instrument.response.value
    share = share_of(entry)
    if not 0.0 < share < 1.0:
        raise OutOfRangeError(f"{entry.place}: a fall of {100.0 * share:g} % came; above 0 and below 100 % is needed.")
    return 100.0 * share


def _line(entry: Entry | None, instrument: Instrument, usual: float | None) -> float | None:
    return usual if entry is None else entry.number(instrument.low, instrument.high)


def _relapse(entry: Entry, instrument: Instrument) -> Relapse:
    keys = entry.section(("among", "line", "from", "until", "seen_by"))
    among, line, start = keys.get("among"), keys.get("line"), keys.get("from")
    seen, until = keys.get("seen_by"), keys.get("until")
    points, share = instrument.relapse.value, None
    if line is not None and isinstance(line.value, str):
        points, share = None, share_of(line, after="of entry")
    elif line is not None:
        points = line.number(instrument.low, instrument.high)
    if points is None and share is None:
        raise UnsupportedError(f"{entry.place}: no relapse line of {instrument.name} is known: give line.")
    from_day = None if start is None or start.value == "end" else start.number(0.0, MOST_DAYS)
    return Relapse(
        among=Whom.RESPONDERS if among is None else among.one_of({k: k for k in Whom}),
        points=points,
        share=share,
        from_day=from_day,
        seen_by=SeenBy.LEVEL if seen is None else seen.one_of({k: k for k in SeenBy}),
        until_day=None if until is None else until.number(0.0, MOST_DAYS),
    )


def _bad_line(relapse: Relapse | None, condition: str, instrument: Instrument) -> float:
    """At or above it a day is bad: the relapse line in points, else that of the instrument, else of its prior."""
    if relapse is not None and relapse.points is not None:
        return relapse.points
    known = instrument.relapse.value
    return prior_for(condition, instrument).line if known is None else known


def _dropout(entry: Entry) -> float:
    """Rate of leaving [1/d] that makes `share` of people leave by `by_day`."""
    import math

    keys = entry.section(("share", "by_day"))
    share, by_day = keys.need("share").number(0.0, 0.999), keys.need("by_day").number(0.5, MOST_DAYS)
    return -math.log1p(-share) / by_day


def _doubt(entry: Entry | None) -> Doubt:
    if entry is None:
        return Doubt(draws=DRAWS, people=PEOPLE_A_DRAW, forecast_draws=FORECAST_DRAWS, forecast_people=FORECAST_PEOPLE)
    keys = entry.section(("draws", "people", "forecast_draws", "forecast_people"))
    draws = DRAWS if (said := keys.get("draws")) is None else said.whole(0, DRAWS_AT_MOST)
    people = PEOPLE_A_DRAW if (said := keys.get("people")) is None else said.whole(20, 100_000)
    forecast_draws, forecast_people = keys.get("forecast_draws"), keys.get("forecast_people")
    return Doubt(
        draws=draws,
        people=people,
        forecast_draws=min(FORECAST_DRAWS, draws) if forecast_draws is None else forecast_draws.whole(0, DRAWS_AT_MOST),
        forecast_people=min(FORECAST_PEOPLE, people) if forecast_people is None else forecast_people.whole(2, 10_000),
    )


def _check(design: Design, top: Entry) -> None:
    """What no single key can know."""
    if design.relapse is not None:
        for arm in design.arms:
            if design.relapse_from(arm) >= design.last_day:
                raise ConflictError(
                    f"{top.file}: relapse counts from day {design.relapse_from(arm):g} in the arm {arm.name}, and the "
                    f"last visit is on day {design.last_day:g}: observe for longer, or give relapse.from."
                )
        if design.response_pct is None and design.relapse.among is Whom.RESPONDERS:
            raise UnsupportedError(f"{top.file}: no response of {design.instrument.name} is known: give response.")
        if design.remission is None and design.relapse.among is Whom.REMITTERS:
            raise UnsupportedError(f"{top.file}: no remission of {design.instrument.name} is known: give remission.")


def _digest(text: str, table: Table) -> str:
    """SHA-256 of all that the file says."""
    try:
        said = json.dumps([text, {name: list(values) for name, values in sorted(table.items())}])
    except ValueError as error:
        raise WaneError(f"The table cannot be written down ({error}).") from None
    return hashlib.sha256(said.encode()).hexdigest()
