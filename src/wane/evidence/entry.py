"""Entry: one findable piece of evidence as a reader meets it, and how each kind of file becomes entries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from wane.evidence.constructs import Construct
from wane.evidence.population_model import Estimate, PopulationModel
from wane.evidence.rule_words import rule_words

Row = Mapping[str, str]
Fields = Mapping[str, object]

_RANGED: Final = ("value", "mean", "ratio")
_SHOWN_APART: Final = frozenset(
    {"id", "doi", "pmid", "pmc", "read_at", "confidence", "note", "use", "checked", "population", "unit", "n"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of evidence, as text ready to show; an empty text means that nothing is known.

    `family` is kinetics, mechanism, mood, pain, acute, rules or fitted; `use` is fit, validate, prior, or empty for a
    model.
    `checked` is the date of a second reading at the source; `details` are all further fields by name.
    """

    id: str
    kind: str
    family: str
    title: str
    value: str
    unit: str
    uncertainty: str
    how: str
    where: str
    population: str
    confidence: str
    doi: str
    pmid: str
    pmc: str
    read_at: str
    use: str
    checked: str
    note: str
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_checked(self) -> bool:
        """Whether the number was read a second time at its source."""
        return bool(self.checked)

    @property
    def link(self) -> str | None:
        """The best address of the source: DOI, PubMed Central, PubMed, or where it was read."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmc:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmc}/"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.read_at.split()[0] if self.read_at else None


def model_entries(model: PopulationModel) -> Iterator[Entry]:
    """The model itself, then its parameters, spreads and covariate effects: `<model>.CL`, `<model>.omega.CL`,
    `<model>.race.kel`.
    """
    yield _of_model(model, model.id, "model", model.title, model.structure, "", None)
    for name, parameter in model.parameters.items():
        scaling = f"(weight / {parameter.reference_kg:g} kg) ** {parameter.weight_exponent:g}, {parameter.weight_how}"
        details = {"weight_scaling": scaling if parameter.weight_exponent else "none"}
        title = f"{name} of {model.alias}"
        yield _of_model(model, f"{model.id}.{name}", "parameter", title, "", "", parameter.estimate, details)
    for name, estimate in model.unknown.items():
        yield _of_model(model, f"{model.id}.{name}", "parameter", f"{name} of {model.alias}", "not known", "", estimate)
    for name, omega in model.spread.items():
        details = {"sd": f"{omega.sd:.4g} on the {omega.scale} scale"}
        title = f"between-person spread of {name} in {model.alias}"
        yield _of_model(model, f"{model.id}.omega.{name}", "spread", title, "", "", omega.printed, details)
    for effect in model.covariate_effects:
        when = effect.level or f"above {effect.above:g}"
        title = f"{effect.covariate} ({when}) on {effect.parameter} of {model.alias}"
        estimate = Estimate(value=effect.value, unit=effect.unit, how=effect.how, where=effect.where)
        entry_id = f"{model.id}.{effect.covariate}.{effect.parameter}"
        yield _of_model(model, entry_id, "covariate effect", title, "", "", estimate, {"form": str(effect.form)})


def row_entry(row: Row, passport: Fields) -> Entry:
    """One row of a table, by what its passport shows; a rule in words."""
    shows = cast(Mapping[str, object], passport["shows"])
    unit = str(shows["unit"])
    names = [name for name in cast(list[str], shows["values"]) if _cell(row, name)]
    texts = [_cell(row, name) if len(names) == 1 else f"{name} {_cell(row, name)}" for name in names]
    is_rule = passport["table"] == "rules"
    title = ", ".join(row[name] for name in cast(list[str], shows["title"]) if row[name])
    return Entry(
        id=row["id"],
        kind="rule" if is_rule else "row",
        family=str(passport["family"]),
        title=rule_words(row) if is_rule else title,
        value="; ".join(texts),
        unit=unit.removeprefix("=") if unit.startswith("=") else row[unit],
        uncertainty=_uncertainty(row),
        how="reported",
        where=str(passport["title"]),
        population=", ".join(
            text for text in (row.get("population", ""), f"n = {row['n']}" if row.get("n") else "") if text
        ),
        confidence=row["confidence"],
        doi=row["doi"],
        pmid=row["pmid"],
        pmc=row["pmc"],
        read_at=row["read_at"],
        use=row["use"],
        checked=row["checked"],
        note=row["note"],
        details={name: text for name, text in row.items() if text and name not in _SHOWN_APART},
    )


def construct_entries(construct: Construct) -> Iterator[Entry]:
    """The construct, then its bioavailability, absorption rate and delay of norketamine."""
    yield _constructed(construct, construct.id, f"{construct.drug}, {construct.route}: constructed absorption", None)
    yield _constructed(
        construct, f"{construct.id}.f", f"bioavailability, {construct.drug}, {construct.route}", construct.f
    )
    if construct.ka is not None:
        title = f"absorption rate, {construct.drug}, {construct.route}"
        yield _constructed(construct, f"{construct.id}.ka", title, construct.ka)
    if construct.formation_delay is not None:
        title = f"mean delay of norketamine made on the first pass, {construct.drug}, {construct.route}"
        yield _constructed(construct, f"{construct.id}.formation_delay", title, construct.formation_delay)


def fitted_entries(stem: str, fields: Fields) -> Iterator[Entry]:
    """The fit itself and each of its numbers: `fitted.acute`, `fitted.acute.c50_ng_ml`."""
    yield plain_entry(
        f"fitted.{stem}", "fit", "fitted", {k: v for k, v in fields.items() if not isinstance(v, Mapping)}, {}
    )
    for name, raw in _pairs(fields.get("parameters", {})):
        yield plain_entry(f"fitted.{stem}.{name}", "fitted number", "fitted", raw, fields)


def _pairs(raw: object) -> Iterator[tuple[str, Fields]]:
    for name, fields in cast(Mapping[str, object], raw).items():
        yield name, cast(Fields, fields) if isinstance(fields, Mapping) else {"value": fields}


def plain_entry(entry_id: str, kind: str, family: str, raw: Fields, parent: Fields) -> Entry:
    """An entry from the fields of a relation, a partial model or a fitted number; `parent` fills what `raw` does not
    say.
    """

    def text(*names: str) -> str:
        found = (fields[name] for name in names for fields in (raw, parent) if fields.get(name) is not None)
        return _plain(next(found, ""))

    estimate = cast(Fields, raw["estimate"]) if isinstance(raw.get("estimate"), Mapping) else raw
    known = {
        "id",
        "title",
        "doi",
        "pmid",
        "pmc",
        "read_at",
        "confidence",
        "use",
        "checked",
        "note",
        "population",
        "estimate",
    }
    return Entry(
        id=entry_id,
        kind=kind,
        family=family,
        title=text("title", "what") or entry_id,
        value=_plain(estimate.get("value")),
        unit=_plain(estimate.get("unit")),
        uncertainty=_plain(estimate.get("uncertainty")) or _span(estimate.get("low"), estimate.get("high")),
        how=_plain(estimate.get("how")) or text("how"),
        where=_plain(estimate.get("where")) or text("where"),
        population=text("population"),
        confidence=text("confidence"),
        doi=text("doi"),
        pmid=text("pmid"),
        pmc=text("pmc"),
        read_at=text("read_at"),
        use=text("use"),
        checked=text("checked"),
        note=text("note", "why", "reason"),
        details={name: _plain(value) for name, value in raw.items() if name not in known and value is not None},
    )


def _of_model(
    model: PopulationModel,
    entry_id: str,
    kind: str,
    title: str,
    value: str,
    unit: str,
    estimate: Estimate | None,
    details: Mapping[str, str] | None = None,
) -> Entry:
    printed = estimate is not None and estimate.value is not None
    return Entry(
        id=entry_id,
        kind=kind,
        family="kinetics",
        title=title,
        value=f"{estimate.value:g}" if estimate is not None and printed else value,
        unit=estimate.unit if estimate is not None else unit,
        uncertainty=(estimate.uncertainty or _span(estimate.low, estimate.high)) if estimate is not None else "",
        how=str(estimate.how) if estimate is not None else "published",
        where=estimate.where if estimate is not None else model.source.table or model.source.citation,
        population=", ".join([*([f"n = {model.population.n}"] if model.population.n else []), model.population.who]),
        confidence=model.confidence,
        doi=model.source.doi or "",
        pmid=model.source.pmid or "",
        pmc="",
        read_at=" ".join(model.source.read_at),
        use="",
        checked=model.checked or "",
        note=(estimate.reason or "") if estimate is not None else "; ".join(model.caveats),
        details={"citation": model.source.citation, "site": model.site, **(details or {})},
    )


def _constructed(construct: Construct, entry_id: str, title: str, estimate: Estimate | None) -> Entry:
    return Entry(
        id=entry_id,
        kind="construct",
        family="kinetics",
        title=title,
        value="" if estimate is None else f"{estimate.value:g}",
        unit="" if estimate is None else estimate.unit,
        uncertainty="" if estimate is None else _span(estimate.low, estimate.high),
        how=str(construct.how),
        where=construct.basis if estimate is None else estimate.where,
        population="adults",
        confidence=construct.confidence,
        doi="",
        pmid="",
        pmc="",
        read_at="",
        use="",
        checked=construct.checked or "",
        note=construct.ka_reason or "",
        details={"disposition": ", ".join(construct.disposition), "evidence": ", ".join(construct.evidence)},
    )


def _cell(row: Row, name: str) -> str:
    return row[name] or row.get(f"{name}_printed", "")


def _uncertainty(row: Row) -> str:
    if row.get("uncertainty_printed"):
        return row["uncertainty_printed"]
    spread = [f"SD {row['sd']}"] if row.get("sd") else []
    spans = [_span(row[f"{name}_low"], row[f"{name}_high"]) for name in _RANGED if _has_range(row, name)]
    return "; ".join(spread + spans)


def _has_range(row: Row, name: str) -> bool:
    return bool(row.get(f"{name}_low") and row.get(f"{name}_high"))


def _span(low: object, high: object) -> str:
    return "" if low is None or high is None else f"{_plain(low)} to {_plain(high)}"


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    return " ".join(map(_plain, value)) if isinstance(value, list) else str(value)
