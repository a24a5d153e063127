"""The words and numbers of the specimen page: fictional, and in the shape that the parts take."""

from typing import Final

from wane_clinic.web.specimen_values import after

Words = dict[str, object]

NAV: Final[tuple[Words, ...]] = (
    {"href": "#board", "label": "Chairs", "is_current": True},
    {"href": "#patient", "label": "Patients"},
    {"href": "#plan", "label": "Plan"},
    {"href": "#schedule", "label": "Schedule"},
    {"href": "#leaving", "label": "Score card"},
)
BOARD: Final[tuple[Words, ...]] = (
    {
        "name": "Chair 1", "initials": "A.B.", "phase": "Infusing", "href": "#session", "pressure": "152/91",
        "pressure_at": after(20).isoformat(), "due_at": after(30).isoformat(), "due_what": "BP",
        "due_words": "BP at 10:30",
    },
    {
        "name": "Chair 2", "initials": "K.O.", "phase": "Infusing", "href": "#session", "late": "BP late",
        "pressure": "131/82", "pressure_at": after(2).isoformat(), "due_at": after(17).isoformat(), "due_what": "BP",
        "due_words": "BP at 10:17",
    },
    {
        "name": "Chair 3", "initials": "R.T.", "phase": "Watch", "href": "#session", "pressure": "124/76",
        "pressure_at": after(19).isoformat(), "due_at": after(49).isoformat(), "due_what": "Ready-check",
        "due_words": "Ready-check at 10:49",
    },
    {"name": "Chair 4", "phase": "Empty"},
)  # fmt: skip
STRIP: Final[Words] = {
    "who": "A.B. · 44 y · 82 kg · MDD · session 4 of 6",
    "facts": "allergies none · BP base 128/78",
    "started": after(0).isoformat(),
    "elapsed": "00:27",
    "clock": "since 10:00",
    "rate": "52.5 mL/h",
    "given": "22.1 of 41 mg given",
    "due": (
        {"at": after(30).isoformat(), "what": "BP", "words": "BP at 10:30"},
        {"at": after(30).isoformat(), "what": "MOAA/S", "words": "MOAA/S at 10:30"},
    ),
}


def _field(name: str, label: str, unit: str, high: int, plausible: tuple[int, int], previous: int) -> Words:
    low, top = plausible
    return {
        "name": name, "label": label, "unit": unit, "high": high, "plausible_low": low, "plausible_high": top,
        "line_low": None, "line_high": None, "previous": previous,
    }  # fmt: skip


KEYPAD: Final[tuple[Words, ...]] = (
    _field("systolic_mmhg", "Systolic", "mmHg", 260, (70, 230), 152) | {"line_high": 160, "together": "diastolic_mmhg"},
    _field("diastolic_mmhg", "Diastolic", "mmHg", 160, (35, 130), 91) | {"line_high": 100, "together": "systolic_mmhg"},
    _field("pulse_per_min", "Pulse", "/min", 220, (40, 160), 84),
    _field("spo2_pct", "SpO₂", "%", 100, (85, 100), 97) | {"line_low": 93},
    _field("sedation_moaas", "MOAA/S", "0 to 5", 5, (0, 5), 4),
    _field("dissociation", "Dissociation", "0 to 10", 10, (0, 10), 6),
)
ENTRIES: Final[tuple[Words, ...]] = (
    {
        "at": after(20).isoformat(), "clock": "10:20", "by": "JM",
        "words": "BP 152/91 HR 84 SpO₂ 97 MOAA/S 4 dissociation 6",
    },
    {"at": after(14).isoformat(), "clock": "10:14", "words": "ondansetron 4 mg IV", "by": "JM", "late": "10:22"},
    {"at": after(12).isoformat(), "clock": "10:12", "words": "nausea, mild", "by": "JM"},
    {
        "at": after(10).isoformat(), "clock": "10:10", "was": "BP 188/80", "words": "BP 138/80", "by": "JM",
        "note": "corrected 10:11 by J. Moss: mistyped",
    },
)  # fmt: skip
CHECKS: Final[tuple[Words, ...]] = (
    {"name": "pressure", "words": "Pressure within 20 mmHg of its base", "is_done": True},
    {"name": "walks", "words": "Walks a straight line unaided", "is_done": True},
    {"name": "escort", "words": "Someone takes the patient home", "is_done": False, "reason": ""},
    {"name": "sheet", "words": "Hand-out read: no driving today", "is_done": False, "reason": ""},
)
EVIDENCE: Final[Words] = {
    "value": "35 min (80 % between 22 and 55)",
    "sentence": "The earliest time at which half of people like this one are expected to be ready.",
    "facts": (
        ("Where it comes from", "A fictional study, 2019: 40 adults, 0.5 mg/kg by vein over 40 min, in hospital"),
        ("Quality", "moderate: one centre, open"),
        ("How well it did when checked", "8 of 10 held"),
        ("What it does not cover", "children; pregnancy; above 90 kg"),
        ("Last checked", "by the founders, 1 March 2031"),
    ),
}
