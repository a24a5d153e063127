"""A whole session as a nurse lives it, and what the database then says of all of them."""

import json
import random
import sys
from collections.abc import Iterator, Mapping
from typing import Any

LEAVING = (
    "alert", "walks", "pressure_settled", "no_dissociation", "nausea_settled", "line_out", "escort", "no_driving",
    "sheet_given", "next_contact",
)  # fmt: skip
Step = tuple[str, Mapping[str, object]]


def steps(*, chair: int, rng: random.Random) -> Iterator[Step]:
    """From the chair to the close: each with what it records."""

    def vitals() -> Step:
        low = rng.randint(60, 85)
        signs = {"systolic_mmhg": low + rng.randint(30, 60), "diastolic_mmhg": low, "spo2_pct": rng.randint(93, 100)}
        return "set", {**signs, "dissociation": rng.randint(0, 9)}  # signs and a rating: two rows or none

    yield "chair", {"chair": chair}
    yield vitals()
    yield "start", {"rate_ml_h": 52.5, "bag_mg_ml": 1.0}
    yield vitals()
    yield "rate", {"rate_ml_h": 40.0}
    yield vitals()
    yield "effect", {"effect": "nausea", "severity": "mild"}
    yield "pause", {}
    yield vitals()
    yield "resume", {}
    yield "rescue", {"drug": "ondansetron", "dose_mg": 4, "route": "iv"}
    yield vitals()
    yield "stop", {"total_mg": 35}
    yield vitals()
    yield "ready", {}
    for item in LEAVING:
        yield "leaving", {"item": item, "answer": "done"}


def told() -> dict[str, Any]:
    """Every entry's key by table, the steps of each session, and how often each row stands in the audit."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wane_clinic.settings")
    django.setup()
    from django.apps import apps

    from wane_clinic.audit.models import AuditEvent
    from wane_clinic.audit.verify import Verified, verify_audit
    from wane_clinic.care.models import Entry, Session

    tables = [model for model in apps.get_models() if issubclass(model, Entry)]
    keys = {t._meta.label: [str(key) for key in t._base_manager.values_list("client_key", flat=True)] for t in tables}
    sessions = {
        str(one.public_id): {
            "state": one.state,
            "steps": [event.state for event in one.events.order_by("happened_at", "id")],
            "doses": [dose.kind for dose in one.dose_events.order_by("happened_at", "id")],
            "vitals": one.vital_signs.count(),
            "signs": list(one.vital_signs.values_list("systolic_mmhg", "diastolic_mmhg")),
            "ratings": one.quick_ratings.count(),
        }
        for one in Session.objects.all()
    }
    audited: dict[str, int] = {}
    for kind, subject in AuditEvent.objects.values_list("subject_kind", "subject_id"):
        audited[f"{kind} {subject}"] = audited.get(f"{kind} {subject}", 0) + 1
    unaudited = [
        f"{t._meta.model_name} {row.public_id}"
        for t in tables
        if t._meta.model_name in {"vitalsigns", "quickrating", "sideeffect", "rescuedrug", "leavingitem"}
        for row in t._base_manager.all()
        if audited.get(f"{t._meta.model_name} {row.public_id}") != 1
    ]
    verdict = verify_audit()
    holds = isinstance(verdict, Verified)
    return {"keys": keys, "sessions": sessions, "not_audited_once": unaudited, "audit_holds": holds}


if __name__ == "__main__":
    json.dump(told(), sys.stdout)
