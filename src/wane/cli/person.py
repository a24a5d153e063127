"""Person: what was typed of a person and of what they take, as covariates."""

from dataclasses import dataclass

from wane.cli.names import NONE, SEXES, resolve
from wane.models.person import Covariates, OrganFunction, Race, Sex
from wane.plan.facts import NOTHING_ELSE, NOTHING_TAKEN
from wane.plan.vocabulary import medicine_name
from wane.units import parse_age, parse_height_cm, parse_weight_kg


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonText:
    """The options that say who it is, as typed; None where not given."""

    weight: str
    height: str | None = None
    age: str | None = None
    sex: str | None = None
    race: str | None = None
    liver: str | None = None
    kidney: str | None = None
    taking: str | None = None


def read_person(text: PersonText) -> Covariates:
    """Covariates; what was not given stays None."""
    return Covariates(
        weight_kg=parse_weight_kg(text.weight),
        height_cm=None if text.height is None else parse_height_cm(text.height),
        age_y=None if text.age is None else parse_age(text.age),
        sex=None if text.sex is None else resolve(text.sex, Sex, "The sex", SEXES),
        race=None if text.race is None else resolve(text.race, Race, "The race", NONE),
        liver=None if text.liver is None else resolve(text.liver, OrganFunction, "The liver function", NONE),
        kidney=None if text.kidney is None else resolve(text.kidney, OrganFunction, "The kidney function", NONE),
        taking=frozenset(
            medicine_name(name)
            for name in listed(text.taking) or ()
            if name.casefold() not in NOTHING_TAKEN | NOTHING_ELSE
        ),
    )


def listed(text: str | None) -> tuple[str, ...] | None:
    """Names between commas; None where the option was not given."""
    return None if text is None else tuple(" ".join(name.split()) for name in text.split(",") if name.strip())
