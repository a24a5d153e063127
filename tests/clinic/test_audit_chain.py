"""AU-1, AU-2: events form a chain; the application, the database and the verification each guard it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.conftest import AT
from wane_clinic.audit import guard
from wane_clinic.audit.chain import canonical, instant
from wane_clinic.audit.models import AuditError, AuditEvent, AuditHead
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import SYSTEM, Subject, subject_of
from wane_clinic.audit.verify import Broken, Verified, verify_audit
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

ABOUT = Subject(kind="thing", id="1")
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9)
)
JSON = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def written(n: int) -> list[AuditEvent]:
    return [
        record(action="change", by=SYSTEM, at=AT, subject=ABOUT, why=f"event {k}", detail={"k": k}) for k in range(n)
    ]


def by_hand(sql: str) -> None:
    """As somebody does who owns the database: the triggers are dropped first."""
    guard.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_events_follow_one_another_and_the_chain_holds() -> None:
    first, second, third = written(3)

    verdict = verify_audit()

    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert second.prev_hash == first.hash
    assert verdict == Verified(n_events=3, hash=third.hash)


@pytest.mark.django_db
def test_an_empty_audit_holds() -> None:
    assert verify_audit() == Verified(n_events=0, hash="0" * 64)


@pytest.mark.django_db
def test_an_event_says_who_when_what_about_whom_and_why(person: Callable[[Role], Clinician], patient: Patient) -> None:
    nurse = person(Role.NURSE)
    at = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1)))

    event = record(action="view", by=nurse, at=at, subject=patient, why="asked", where="here", detail={"a": 1.0})
    event.refresh_from_db()

    assert (event.actor, event.actor_id, event.action, event.why, event.where) == (
        "nurse",
        nurse.pk,
        "view",
        "asked",
        "here",
    )
    assert event.at == AT
    assert event.at.tzinfo == UTC
    assert (event.subject_kind, event.subject_id, event.patient) == (
        "patient",
        str(patient.public_id),
        str(patient.public_id),
    )
    assert event.detail == {"a": 1.0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE audit_auditevent SET why = 'nothing' WHERE seq = 2",
        "UPDATE audit_auditevent SET actor = 'somebody' WHERE seq = 2",
        "UPDATE audit_auditevent SET at = '2020-01-01 00:00:00' WHERE seq = 2",
        "UPDATE audit_auditevent SET detail_json = '{}' WHERE seq = 2",
        "UPDATE audit_auditevent SET prev_hash = 'f' WHERE seq = 2",
        "UPDATE audit_auditevent SET hash = 'f' WHERE seq = 2",
        "UPDATE audit_auditevent SET seq = 9 WHERE seq = 2",
        "DELETE FROM audit_auditevent WHERE seq = 2",
        "DELETE FROM audit_auditevent WHERE seq = 4",
        "DELETE FROM audit_auditevent",
        "UPDATE audit_audithead SET hash = 'f'",
        "UPDATE audit_audithead SET seq = 3",
        "DELETE FROM audit_audithead",
    ],
)
def test_au_2_any_tampering_in_the_database_is_found(tamper: str) -> None:
    written(4)

    by_hand(tamper)

    assert isinstance(verify_audit(), Broken)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE audit_auditevent SET why = 'nothing' WHERE seq = 1",
        "DELETE FROM audit_auditevent WHERE seq = 1",
        "DELETE FROM audit_audithead",
        "UPDATE audit_audithead SET seq = 0",
    ],
)
def test_au_2_the_database_refuses_to_change_or_remove_an_event(attempt: str) -> None:
    written(2)

    with pytest.raises(DatabaseError, match="audit"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)

    assert verify_audit() == Verified(n_events=2, hash=AuditHead.objects.get().hash)


@pytest.mark.django_db
def test_au_2_the_application_cannot_change_or_remove_an_event() -> None:
    (event,) = written(1)
    event.why = "nothing"
    events = AuditEvent.objects.all()
    attempts: list[Callable[[], object]] = [
        event.save,
        event.delete,
        events.delete,
        lambda: events.update(why=""),
        lambda: events.bulk_update([event], ["why"]),
        lambda: events.bulk_create([event]),
    ]

    for attempt in attempts:
        with pytest.raises(AuditError):
            attempt()


@pytest.mark.django_db
def test_an_event_goes_with_the_change_that_it_records() -> None:
    def fails_after_it() -> None:
        with transaction.atomic():
            written(1)
            raise ValueError("the change did not take place")

    with pytest.raises(ValueError, match="did not"):
        fails_after_it()

    assert verify_audit() == Verified(n_events=0, hash="0" * 64)


@pytest.mark.django_db(transaction=True)
def test_events_from_several_threads_make_one_chain() -> None:
    def one(k: int) -> None:
        try:
            record(action="change", by=SYSTEM, at=AT, subject=ABOUT, why=str(k))
        finally:
            connection.close()

    n_threads = 1 if connection.vendor == "sqlite" else 8  # a database in memory is one connection
    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(one, range(40)))

    assert isinstance(verify_audit(), Verified)
    assert AuditEvent.objects.count() == 40


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(why=st.text(max_size=80), where=st.text(max_size=400), value=JSON)
@pytest.mark.django_db
def test_whatever_is_typed_is_stored_as_it_was_hashed(why: str, where: str, value: object) -> None:
    record(action="change", by=SYSTEM, at=AT, subject=ABOUT, why=why, where=where, detail={"value": value})  # type: ignore[dict-item]

    assert isinstance(verify_audit(), Verified)


def test_one_value_has_one_spelling() -> None:
    assert canonical({"b": 1, "a": "é"}) == '{"a":"\\u00e9","b":1}'
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001


@pytest.mark.django_db
def test_a_row_of_a_patient_names_the_patient(patient: Patient) -> None:
    assert subject_of(patient) == Subject(kind="patient", id=str(patient.public_id), patient=str(patient.public_id))
