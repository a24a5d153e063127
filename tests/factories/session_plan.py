"""A session plan with invented numbers, built without any model: only reports may be tested on it."""

from dataclasses import replace

import numpy as np

from wane.models.person import Covariates, Sex
from wane.models.provenance import Provenance
from wane.models.regimen import Drug, Route, single_dose
from wane.models.timecourse import FloatArray, Level, Site, TimeCourse
from wane.plan.session_plan import (
    Bag,
    Finding,
    Leaving,
    MissingFact,
    MonitoringPoint,
    PumpStep,
    SessionPlan,
    SummaryItem,
    Verdict,
)

MODEL = "otto_2021_s_ketamine_iv"
EFFECT = "acute_timecourse.fictional.1"
LABEL_RULE = "KR001"
CLINIC_RULE = "KR002"
SESSION_MINUTES = np.linspace(0.0, 240.0, 121)
TAIL_MINUTES = np.linspace(0.0, 5.0 * 1440.0, 241)


def rise_and_fall(minutes: FloatArray, *, peak: float, over_min: float, half_life_min: float) -> FloatArray:
    """Invented: a straight-ish rise to `peak` while dosing lasts, then an exponential fall."""
    rate = np.log(2.0) / half_life_min
    up = (1.0 - np.exp(-rate * np.minimum(minutes, over_min))) / (1.0 - np.exp(-rate * over_min))
    return np.asarray(peak * up * np.exp(-rate * np.maximum(minutes - over_min, 0.0)), dtype=np.float64)


def band(
    quantity: str,
    unit: str,
    median: FloatArray,
    *,
    minutes: FloatArray = SESSION_MINUTES,
    site: Site | None = None,
    spread: float = 1.7,
    evidence: tuple[str, ...] = (MODEL,),
) -> TimeCourse:
    """A course whose 90 % band is the median divided and multiplied by `spread`, the 50 % band by a weaker factor."""
    inner = spread**0.41
    return TimeCourse(
        quantity=quantity,
        unit=unit,
        site=site,
        level=Level.A_PRIORI,
        minutes=minutes,
        q05=median / spread,
        q25=median / inner,
        median=median,
        q75=median * inner,
        q95=median * spread,
        evidence=evidence,
    )


def courses(*, over_min: float, scale: float = 1.0) -> tuple[TimeCourse, ...]:
    """Session courses and the long tail of one infusion, invented."""
    rise = {"over_min": over_min, "half_life_min": 45.0}
    tail = 190.0 * scale * (0.9 * np.exp(-TAIL_MINUTES / 60.0) + 0.1 * np.exp(-TAIL_MINUTES / 420.0))
    slow = 34.0 * scale * np.exp(-TAIL_MINUTES / 560.0)
    effect = rise_and_fall(SESSION_MINUTES, peak=22.0 * scale, over_min=over_min, half_life_min=18.0)
    return (
        band(
            "concentration.ketamine.venous",
            "ng/mL",
            rise_and_fall(SESSION_MINUTES, peak=187.0 * scale, **rise),
            site=Site.VENOUS,
        ),
        band(
            "concentration.norketamine.venous",
            "ng/mL",
            rise_and_fall(SESSION_MINUTES, peak=62.0 * scale, over_min=over_min + 35.0, half_life_min=170.0),
            site=Site.VENOUS,
        ),
        band("dissociation", "CADSS points", effect, spread=2.4, evidence=(EFFECT,)),
        band("systolic_rise", "mmHg", 14.0 / 22.0 * effect, spread=2.0, evidence=(EFFECT,)),
        band("diastolic_rise", "mmHg", 9.0 / 22.0 * effect, spread=2.0, evidence=(EFFECT,)),
        band("concentration.ketamine.venous.long", "ng/mL", tail, minutes=TAIL_MINUTES, site=Site.VENOUS),
        band("concentration.norketamine.venous.long", "ng/mL", slow, minutes=TAIL_MINUTES, site=Site.VENOUS),
    )


def item(
    id_: str,
    label: str,
    numbers: tuple[float | None, float | None, float | None],
    unit: str,
    evidence: tuple[str, ...] = (MODEL,),
    reason: str | None = None,
) -> SummaryItem:
    """A summary number from (median, low, high)."""
    value, low90, high90 = numbers
    return SummaryItem(
        id=id_, label=label, value=value, low90=low90, high90=high90, unit=unit, evidence=evidence, reason=reason
    )


NO_METABOLITE = "the venous model holds no hydroxynorketamine"
CONCENTRATION_SUMMARY = (
    item("cmax.ketamine.venous", "Peak ketamine, venous", (187.2, 110.4, 310.1), "ng/mL"),
    item("tmax.ketamine.venous", "Time of the ketamine peak, venous", (40.0, 40.0, 40.0), "min"),
    item("auc.ketamine.venous", "Ketamine exposure, venous, to infinity", (342.7, 231.9, 511.3), "ng*h/mL"),
    item("half_life.ketamine", "Half-life of ketamine", (3.4, 2.1, 5.6), "h"),
    item("cmax.norketamine.venous", "Peak norketamine, venous", (62.0, 36.1, 105.0), "ng/mL"),
    item(
        "cmax.hydroxynorketamine.venous",
        "Peak hydroxynorketamine, venous",
        (None, None, None),
        "ng/mL",
        (),
        NO_METABOLITE,
    ),
    item("below.ketamine.1_ng_ml", "Ketamine below 1 ng/mL", (18.3, 11.8, 29.9), "h"),
    item("below.norketamine.1_ng_ml", "Norketamine below 1 ng/mL", (33.6, 24.2, 48.7), "h"),
)
EFFECT_SUMMARY = (
    item("dissociation.peak", "Peak dissociation", (22.4, 6.3, 48.8), "CADSS points", (EFFECT,)),
    item("dissociation.resolved", "Dissociation back within 2 points", (88.0, 61.0, 127.0), "min", (EFFECT,)),
    item("systolic_rise.peak", "Peak systolic rise", (14.1, 3.2, 31.0), "mmHg", (EFFECT,)),
    item("diastolic_rise.peak", "Peak diastolic rise", (9.2, -1.4, 20.3), "mmHg", (EFFECT,)),
    item("readiness.model", "Earliest expected readiness to leave, model", (92.0, 63.0, 131.0), "min", (EFFECT,)),
    item(
        "readiness.plan",
        "Earliest expected readiness to leave, plan",
        (130.2, None, None),
        "min",
        (EFFECT, CLINIC_RULE),
    ),
    item("driving.hours", "No driving after the end of dosing", (24.0, None, None), "h", (LABEL_RULE,)),
)

FINDINGS = (
    Finding(
        id="KR017",
        verdict=Verdict.HOLD,
        sentence="Aneurysm in the history: the esketamine label names it a contraindication: do not give yet.",
        strength="contraindication",
        confidence="full_text",
        source="KR017",
        extended_from="esketamine",
        is_checked=True,
    ),
    Finding(
        id="KR031",
        verdict=Verdict.CAUTION,
        sentence="Diazepam may weaken the relief & deepen sedation: consider leaving out the dose of the morning.",
        strength="warning",
        confidence="abstract_only",
        source="KR031",
    ),
    Finding(
        id="KR044",
        verdict=Verdict.PROCEED,
        sentence="Clarithromycin slows first-pass loss; after an infusion a small effect is expected.",
        strength="information",
        confidence="secondary",
        source="KR044",
        is_checked=True,
    ),
)

MISSING = (
    MissingFact(name="pregnancy", question="Could the person be pregnant?", rules=("KR020", "KR021")),
    MissingFact(name="baseline_blood_pressure", question="What is the blood pressure now?", rules=("KR003", "KR004")),
)

MONITORING = (
    MonitoringPoint(minute=0.0, what="Blood pressure, pulse, SpO2, sedation (baseline)", source=CLINIC_RULE),
    MonitoringPoint(minute=15.0, what="Blood pressure, SpO2, sedation", source=CLINIC_RULE),
    MonitoringPoint(minute=40.0, what="End of infusion: blood pressure, SpO2, dissociation", source=CLINIC_RULE),
    MonitoringPoint(minute=70.0, what="Blood pressure, sedation", source=CLINIC_RULE),
    MonitoringPoint(minute=100.0, what="Leave-taking check", source=CLINIC_RULE),
)  # fmt: skip

LEAVING = Leaving(
    floor_min=100.0,
    floor_source=CLINIC_RULE,
    clinic_min=60.0,
    model_p95_min=130.2,
    shown_min=130.2,
    decided_by="model, 95th percentile",
    driving_hours=24.0,
    driving_sentence="Not for 24 h after the end of dosing, and in every case only after a night's restful sleep.",
    checklist=(
        "Awake and oriented",
        "Walks without help",
        "Blood pressure near the value before",
        "Goes home with someone",
    ),
)


def session_plan(*, over_min: float = 40.0, scale: float = 1.0) -> SessionPlan:
    """An invented plan: 35 mg over `over_min` minutes for a person of 70 kg, concentrations times `scale`."""
    rate_mg_h = 35.0 / over_min * 60.0
    return SessionPlan(
        regimen=single_dose(Drug.KETAMINE, Route.IV, 30.3, over_h=over_min / 60.0),
        covariates=Covariates(
            weight_kg=70.0, age_y=34.0, sex=Sex.FEMALE, taking=frozenset({"diazepam", "clarithromycin"})
        ),
        ordered=f"ketamine hydrochloride 0.5 mg/kg IV over {over_min:g} min",
        total_mg=35.0,
        total_base_mg=30.3,
        bag=Bag(concentration_mg_ml=1.0, volume_ml=50.0, vial_strength_mg_ml=50.0),
        pump_steps=(
            PumpStep(start_min=0.0, end_min=over_min, rate_ml_h=rate_mg_h, rate_mg_h=rate_mg_h, cumulative_mg=35.0),
        ),
        monitoring=MONITORING,
        leaving=LEAVING,
        aftercare=("No alcohol for 24 h.", "Ring the clinic for chest pain, confusion or thoughts of self-harm."),
        summary=CONCENTRATION_SUMMARY + EFFECT_SUMMARY,
        courses=courses(over_min=over_min, scale=scale),
        findings=FINDINGS,
        missing_facts=MISSING,
        limits=("These numbers are invented and describe nobody.", "Not for children."),
        provenance=Provenance(
            code_version="0.1.0",
            evidence_digest="0" * 64,
            models=(MODEL,),
            seed=1,
            people=1000,
            notes=("Spread of norketamine borrowed from another model.",),
        ),
        watch_list=("Systolic pressure above 180 mmHg: treat or stop (KR050)",),
        stop_list=("Oxygen saturation below 90 %: stop and give oxygen (KR055)",),
        longterm=("Ask about the bladder every month (KR090)",),
    )


def session_plan_without_concentrations() -> SessionPlan:
    """The same person, a route without human parameters: numbers withheld with a reason, no bag, no pump."""
    reason = "no human parameters for the subcutaneous route"
    plan = session_plan()
    withheld = tuple(
        replace(number, value=None, low90=None, high90=None, evidence=(), reason=reason)
        for number in CONCENTRATION_SUMMARY
    )
    return replace(
        plan,
        regimen=single_dose(Drug.KETAMINE, Route.SC, 30.3),
        ordered="ketamine hydrochloride 0.5 mg/kg SC",
        bag=None,
        pump_steps=(),
        courses=tuple(c for c in plan.courses if not c.quantity.startswith("concentration")),
        summary=withheld + EFFECT_SUMMARY,
    )
