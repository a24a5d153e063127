"""What `wane learn` did as one JSON object, and the files it writes and reads: prior, sums."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from wane.errors import FileFormatError
from wane.evidence.reading import DATA, load_yaml
from wane.forecast.learning import PRIOR_WORTH_PEOPLE, Learned, prior_digest
from wane.forecast.learning_moved import Reach
from wane.forecast.learning_sums import Sums, sums_fields, sums_from_fields
from wane.models.relief_prior import RELIEF_FOLDER, THETA, ReliefPrior, Spread
from wane.report.as_json import JsonObject, rounded
from wane.report.learn_words import LearnReport, convergence_words, sentences

SCHEMA_ID: Final = "wane.learn/1"
SUMS_ID: Final = "wane.sums/1"
SCHEMA_FILE: Final = Path(__file__).parent / "schemas" / "learn.schema.json"
SUMS_SCHEMA_FILE: Final = Path(__file__).parent / "schemas" / "sums.schema.json"
DIGITS: Final = 7  # of a learned number: far more than is known, few enough to read


def render_learn_json(report: LearnReport) -> str:
    """The report as JSON text, ending in a newline."""
    return json.dumps(learn_object(report), ensure_ascii=False, allow_nan=False) + "\n"


def learn_object(report: LearnReport) -> JsonObject:
    """The report as the object that `learn.schema.json` describes."""
    learned = report.learned
    return {
        "schema": SCHEMA_ID,
        "condition": learned.prior.condition,
        "instrument": learned.prior.instrument,
        "people": report.people,
        "sessions": round(learned.sums["sessions"]),
        "scores": round(learned.sums["scores"]),
        "clinics": report.clinics,
        "prior_worth_people": PRIOR_WORTH_PEOPLE,
        "what_moved": list(sentences(report)),
        "moves": [
            {
                "id": one.id, "what": one.what, "unit": one.unit or "1", "published": _reach(one.before),
                "here": _reach(one.after), "published_spreads": rounded(one.move),
            }
            for one in report.moves
        ],
        "steps": [
            {"log_posterior": rounded(step.log_posterior), "largest_move": rounded(step.largest_move)}
            for step in learned.steps
        ],
        "has_converged": learned.has_converged,
        "convergence": convergence_words(report),
        "left_out": [{"person": one.name, "reason": one.reason} for one in report.left_out],
        "written": report.written,
        "provenance": _provenance(report),
    }  # fmt: skip


def _reach(reach: Reach) -> JsonObject:
    return {"typical": rounded(reach.typical), "low90": rounded(reach.low90), "high90": rounded(reach.high90)}


def _provenance(report: LearnReport) -> JsonObject:
    published, prior = report.learned.published, report.learned.prior
    return {
        "code_version": report.code_version,
        "published": {"id": published.id, "digest": prior_digest(published)},
        "prior": {"id": prior.id, "digest": prior_digest(prior)},
    }


def named(learned: Learned, *, clinics: int) -> Learned:
    """The learned prior with numbers as the file will hold them, its own id and source."""
    prior = learned.prior
    spreads = {name: _short(getattr(prior, name)) for name in (*THETA, "untreated")}
    pi, lam, s = _digits(prior.pi), _pair(prior.lam), _pair(prior.s)
    prior = dataclasses.replace(prior, **spreads, pi=pi, lam=lam, s=s)  # type: ignore[arg-type]  # names are fields
    of = "1 clinic" if clinics == 1 else f"{clinics} clinics"
    source = f"{learned.published.source}; moved by {learned.sums['people']:.0f} people of {of}"
    own = f"{learned.published.id}.learned.{prior_digest(prior)[:8]}"
    return dataclasses.replace(learned, prior=dataclasses.replace(prior, id=own, source=source))


def prior_text(report: LearnReport) -> str:
    """The learned prior as YAML, in the shape of data/relief/*.yaml, with what it was learned from."""
    import yaml

    learned = report.learned
    fields = dict(load_yaml(DATA / RELIEF_FOLDER / f"{learned.published.id}.yaml"))
    parameters = cast(Mapping[str, Mapping[str, object]], fields["parameters"])
    values = learned_values(learned.prior)
    where = f"{report.people} people, beside {learned.published.id}"
    fields |= {
        "id": learned.prior.id,
        "source": learned.prior.source,
        "parameters": {
            name: {**entry, "value": values[name], "how": "learned", "where": where} if name in values else dict(entry)
            for name, entry in parameters.items()
        },
        "learned": {
            "published": learned.published.id,
            "published_digest": prior_digest(learned.published),
            "digest": prior_digest(learned.prior),
            "prior_worth_people": PRIOR_WORTH_PEOPLE,
            "people": report.people,
            "sessions": round(learned.sums["sessions"]),
            "scores": round(learned.sums["scores"]),
            "clinics": report.clinics,
            "steps": len(learned.steps),
            "has_converged": learned.has_converged,
            "code_version": report.code_version,
        },
    }
    return HEAD + yaml.safe_dump(fields, sort_keys=False, width=130, allow_unicode=True)


HEAD: Final = "# Written by `wane learn`; do not edit.\n"


def learned_values(prior: ReliefPrior) -> dict[str, float]:
    """The numbers that learning moves, by their names in a prior file."""
    found: dict[str, float] = {}
    for name in (*THETA, "untreated"):
        spread = getattr(prior, name)
        found |= {f"{name}_mean": spread.mean, f"{name}_sd": spread.sd}
    pairs = {f"{key}_{c}": getattr(prior, key)[c] for key in ("lam", "s") for c in (0, 1)}
    return found | pairs | {"pi": prior.pi}


def sums_text(sums: Sums, taken_under: ReliefPrior, cohort_digest: str, code_version: str) -> str:
    """Sums as a file that may leave the clinic: totals over people, and under which prior they were taken.

    The digest of the cohort only tells the same people given twice.
    """
    fields: JsonObject = {
        "schema": SUMS_ID,
        "condition": taken_under.condition,
        "instrument": taken_under.instrument,
        "prior": {"id": taken_under.id, "digest": prior_digest(taken_under)},
        "cohort_digest": cohort_digest,
        "code_version": code_version,
        "sums": {**sums_fields(sums)},
    }
    return json.dumps(fields, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SumsFile:
    """What a file of sums says."""

    condition: str
    instrument: str
    prior_digest: str
    cohort_digest: str
    sums: Sums


def sums_of_text(text: str, name: str) -> SumsFile:
    """The sums in the text of the file `name`; FileFormatError where there are none."""
    try:
        fields: object = json.loads(text)
    except (ValueError, RecursionError):
        raise FileFormatError(f"{name} is no JSON: write it with wane learn --write-sums.") from None
    if not isinstance(fields, dict) or fields.get("schema") != SUMS_ID:
        raise FileFormatError(f"{name} holds no sums of {SUMS_ID}: write it with wane learn --write-sums.")
    try:
        prior, sums = fields["prior"], fields["sums"]
        return SumsFile(
            condition=str(fields["condition"]),
            instrument=str(fields["instrument"]),
            prior_digest=str(prior["digest"]),
            cohort_digest=str(fields["cohort_digest"]),
            sums=sums_from_fields(cast(Mapping[str, object], dict(sums))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FileFormatError(f"{name} is not whole ({error}): write it with wane learn --write-sums.") from None
    except FileFormatError as error:
        raise FileFormatError(f"{name}: {error}") from None


def _short(spread: Spread) -> Spread:
    return Spread(mean=_digits(spread.mean), sd=_digits(spread.sd))


def _pair(pair: tuple[float, float]) -> tuple[float, float]:
    return _digits(pair[0]), _digits(pair[1])


def _digits(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
