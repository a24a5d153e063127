"""SessionPlan: everything one planned session says, as values; `wane.plan.session` makes it, `wane.report` shows it."""

from dataclasses import dataclass
from enum import StrEnum

from wane.models.person import Covariates
from wane.models.provenance import Provenance
from wane.models.regimen import Regimen
from wane.models.timecourse import TimeCourse


class Verdict(StrEnum):
    """What a rule says of these facts, from mildest to strongest."""

    PROCEED = "proceed"
    CAUTION = "caution"
    HOLD = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule applied to facts. `source` is an evidence id; `extended_from` names what the rule was written for.

    `head` names the finding in a list: the fact, the medicine, the number.
    """

    id: str
    verdict: Verdict
    sentence: str
    strength: str
    confidence: str
    source: str
    extended_from: str | None = None
    is_checked: bool = False
    head: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFact:
    """A fact that rules ask for and nobody gave: shown as "not known", never assumed fine."""

    name: str
    question: str
    rules: tuple[str, ...]
    head: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryItem:
    """One headline number: median over virtual people with its 5th and 95th percentile; `value` None has a `reason`."""

    id: str
    label: str
    value: float | None
    low90: float | None
    high90: float | None
    unit: str
    evidence: tuple[str, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpStep:
    """One pump setting; mg are free base or salt as ordered, `rate_ml_h` is None where no bag was given."""

    start_min: float
    end_min: float
    rate_ml_h: float | None
    rate_mg_h: float
    cumulative_mg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """What the pump draws from; `concentration_mg_ml` is in the form that was ordered (as labelled).

    `drawn_up_ml` is the volume drawn up from vials of `vial_strength_mg_ml` to make the whole bag; None, both, where
    nobody said which vials.
    """

    concentration_mg_ml: float
    volume_ml: float
    vial_strength_mg_ml: float | None = None

    @property
    def drawn_up_ml(self) -> float | None:
        """[mL] from vials that make the bag."""
        if self.vial_strength_mg_ml is None:
            return None
        return self.concentration_mg_ml * self.volume_ml / self.vial_strength_mg_ml


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringPoint:
    """One thing to do at one time after the start of dosing, and why."""

    minute: float
    what: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """When one may leave and drive: the longest of the rules and the model; the model can only lengthen."""

    floor_min: float
    floor_source: str
    clinic_min: float
    model_p95_min: float | None
    shown_min: float
    decided_by: str
    driving_hours: float
    driving_sentence: str
    checklist: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """One planned session for one person.

    `watch_list` is what rules ask for while it runs, `stop_list` the signs on which dosing is stopped and help called,
    `longterm` what rules say of a course of sessions; each line ends in its source.
    """

    regimen: Regimen
    covariates: Covariates
    ordered: str
    total_mg: float
    total_base_mg: float
    bag: Bag | None
    pump_steps: tuple[PumpStep, ...]
    monitoring: tuple[MonitoringPoint, ...]
    leaving: Leaving
    aftercare: tuple[str, ...]
    summary: tuple[SummaryItem, ...]
    courses: tuple[TimeCourse, ...]
    findings: tuple[Finding, ...]
    missing_facts: tuple[MissingFact, ...]
    limits: tuple[str, ...]
    provenance: Provenance
    watch_list: tuple[str, ...] = ()
    stop_list: tuple[str, ...] = ()
    longterm: tuple[str, ...] = ()
