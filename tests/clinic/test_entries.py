"""Entries: never overwritten, held by the database, the same whatever order they arrive in."""

import ast
import itertools
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.clinic.bedside import LATER, Bedside, at_bedside, prescriber, proposed
from tests.repository.tracked import ROOT
from wane_clinic.actions.amend import amend, void
from wane_clinic.actions.checks import answer_leaving, follow_check
from wane_clinic.actions.correcting import correct_session
from wane_clinic.actions.effects import record_side_effect
from wane_clinic.actions.notes import record_fact
from wane_clinic.actions.ratings import record_rating
from wane_clinic.actions.scores import record_relapse, record_score
from wane_clinic.actions.surveys import make_link
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.audit import guard
from wane_clinic.care.chairs import chairs
from wane_clinic.care.current import sheet, stand
from wane_clinic.care.models import Entry, OverwrittenError, QuickRating, VitalSigns

pytestmark = pytest.mark.django_db
HERE = ROOT / "src" / "wane_clinic"
NOT_CLINICAL = (
    "AuditHead.objects", "Threshold.objects", "Session.objects.filter(session_key", "found.update(", "_kept()",
)  # fmt: skip
FORBIDDEN = {"update", "bulk_update", "bulk_create", "update_or_create", "delete", "_raw_delete"}


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FORBIDDEN:
            yield node


def test_no_code_overwrites_or_removes_many_rows_at_once() -> None:
    for path in HERE.rglob("*.py"):
        for call in calls(path):
            text = ast.unparse(call)
            is_query = any(word in text for word in ("objects", "filter(", "exclude(", "_manager", ".all()"))
            assert not is_query or any(allowed in text for allowed in NOT_CLINICAL), f"{path.name}: {text}"


def test_the_check_sees_what_it_forbids(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text("VitalSigns.objects.filter(pk=1).update(pulse_per_min=3)", encoding="utf-8")
    assert len(list(calls(file))) == 1


def test_an_entry_is_neither_saved_again_nor_removed() -> None:
    here = at_bedside()
    row = record_vitals(session=here.session, pulse_per_min=70, **here.said(5))
    row.pulse_per_min = 71
    with pytest.raises(OverwrittenError):
        row.save()
    with pytest.raises(OverwrittenError):
        row.save(update_fields=["pulse_per_min"])
    with pytest.raises(OverwrittenError):
        row.delete()
    assert VitalSigns.objects.get(pk=row.pk).pulse_per_min == 70


def test_every_table_of_care_is_an_entry_that_says_by_whom_and_when() -> None:
    for model in apps.get_app_config("care").get_models():
        assert issubclass(model, Entry)
        names = {constraint.name for constraint in model._meta.constraints}
        assert any(name.endswith("_amended_with_reason") for name in names), model


BROKEN = (
    ("vitalsigns", "systolic_mmhg = 70"),
    ("vitalsigns", "systolic_mmhg = 999"),
    ("vitalsigns", "diastolic_mmhg = NULL"),
    ("vitalsigns", "spo2_pct = 101"),
    ("vitalsigns", "systolic_mmhg = NULL, diastolic_mmhg = NULL, pulse_per_min = NULL"),
    ("vitalsigns", "entered_by_id = NULL"),
    ("vitalsigns", "amend_reason = 'x'"),
    ("vitalsigns", "is_void = TRUE"),
    ("vitalsigns", "amends_id = id, amend_reason = 'x'"),
    ("vitalsigns", "content = ''"),
    ("quickrating", "dissociation = 11"),
    ("quickrating", "moaas = 6"),
    ("quickrating", "dissociation = NULL, moaas = NULL"),
    ("sideeffect", "severity = 'bad'"),
    ("sideeffect", "effect = 'other'"),
    ("score", "total = 28"),
    ("score", "total = -1"),
    ("score", "item9 = 4"),
    ("score", "instrument = 'gad7'"),
    ("score", "entered_by_id = NULL, answered_by = 'clinician'"),
    ("relapse", "source = 'score'"),
    ("relapse", "line = 10"),
    ("relapse", "source = 'moon'"),
    ("alert", "acknowledged_at = happened_at"),
    ("session", "dose_mg = 0"),
    ("session", "weight_kg = 7"),
    ("session", "route = 'im'"),
    ("session", "state = 'gone'"),
    ("session", "chair = NULL"),
    ("session", "number = 0"),
    ("session", "bag_mg_ml = 0"),
    ("session", "bag_mg_ml = 1, duration_min = NULL"),
    ("sessionversion", "why = ''"),
    ("course", "risk = 1.5"),
    ("course", "closed_at = happened_at"),
    ("course", "instrument = 'x'"),
    ("leavingitem", "outcome = 'not_done'"),
    ("followedcheck", "outcome = 'not_done'"),
    ("followedcheck", "outcome = 'not_done', because = 'x', result = 'y'"),
    ("intakefact", "value = 1000"),
    ("intakefact", "unit = 'lb'"),
    ("booking", "state = 'accepted'"),
    ("booking", "risk_before = 2"),
    ("surveylink", "expires_at = happened_at"),
    ("surveylink", "used_at = happened_at"),
    ("sessionevent", "state = 'gone'"),
    ("phasechange", "phase = 'x'"),
)


def full() -> Bedside:
    """A bedside with a row in most tables."""
    here = at_bedside()
    record_vitals(session=here.session, systolic_mmhg=120, diastolic_mmhg=80, pulse_per_min=70, **here.said(5))
    record_rating(session=here.session, dissociation=2, moaas=5, **here.said(5))
    record_side_effect(session=here.session, effect="nausea", severity="mild", **here.said(5))
    record_score(course=here.course, instrument="phq9", total=20.0, item9=1, **here.said(5))
    record_fact(patient=here.patient, kind="weight", value=70.0, **here.said(5))
    record_relapse(course=here.course, source="clinician", **here.said(5))
    answer_leaving(session=here.session, item="alert", **here.said(5))
    follow_check(course=here.course, check_id="bladder", due_on=LATER.date(), result="none", **here.said(5))
    make_link(course=here.course, questionnaire_id="phq9", expires_at=LATER.replace(month=4), **here.said(5))
    proposed(here)
    correct_session(session=here.session, changes={"chair": 2}, reason="typed wrong", **here.said(7))
    return here


@pytest.mark.parametrize(("table", "change"), BROKEN)
def test_the_database_itself_holds_what_must_hold(table: str, change: str) -> None:
    full()
    guard.remove(connection)  # the constraint itself is to refuse it
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE care_{table} SET {change}")


@pytest.mark.parametrize("model", list(apps.get_app_config("care").get_models()), ids=lambda model: model.__name__)
def test_au_3_the_database_keeps_each_column_of_an_entry_but_those_that_may_move(model: type[Entry]) -> None:
    updates = [each for each in guard.KEPT[model._meta.db_table] if each.event.startswith("UPDATE")]

    named, versioned = (
        {name.strip('"') for each in triggers for name in each.event.removeprefix("UPDATE OF ").split(", ")}
        for triggers in (updates, [each for each in updates if each.unless])
    )

    columns = {field.name: field.column for field in model._meta.concrete_fields}
    assert versioned == {columns[name] for name in model.VERSIONED}
    assert set(columns.values()) - named == {columns[name] for name in model.MOVES}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE care_vitalsigns SET systolic_mmhg = 130",
        "UPDATE care_session SET dose_mg = 40",
        "UPDATE care_session SET bag_mg_ml = 2",
        "UPDATE care_course SET condition = 'ptsd'",
        "UPDATE care_sessionversion SET dose_mg = 40",
        "UPDATE care_score SET total = 3",
        "UPDATE care_booking SET options = '[]'",
        "UPDATE care_surveylink SET token_hash = 'x'",
        "DELETE FROM care_vitalsigns",
        "DELETE FROM care_surveylink",
        "DELETE FROM care_booking",
        "DELETE FROM people_patient",
        "DELETE FROM people_clinician",
    ],
)
def test_au_3_the_database_itself_neither_overwrites_nor_removes(statement: str) -> None:
    full()
    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_au_3_what_may_move_moves() -> None:
    here = full()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE care_session SET chair = 3")
    here.session.refresh_from_db()
    assert here.session.chair == 3


def test_au_3_what_is_versioned_changes_only_beside_what_it_hides() -> None:
    here = full()
    said = here.said(8, by=prescriber())
    correct_session(session=here.session, changes={"dose_mg": 40.0}, reason="typed wrong", **said)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE care_session SET dose_mg = 41")  # no version holds 40

    back = here.said(9, by=prescriber())
    correct_session(session=here.session, changes={"dose_mg": 35.0}, reason="it was right", **back)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE care_session SET dose_mg = 42")  # an older version holds 35, the last one 40

    here.session.refresh_from_db()
    kept = list(here.session.versions.values_list("dose_mg", "chair"))
    assert (here.session.dose_mg, kept) == (35.0, [(35.0, 1), (35.0, 2), (40.0, 2)])


def test_au_3_a_table_that_a_migration_makes_anew_is_kept_again() -> None:
    full()
    guard.remove(connection)
    call_command("migrate", verbosity=0)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM care_vitalsigns")


def test_one_open_session_a_chair_and_a_patient() -> None:
    here = at_bedside()
    fields = [field.column for field in type(here.session)._meta.concrete_fields if field.column and field.name != "id"]
    listed = ", ".join(f'"{name}"' for name in fields)
    new = {
        "public_id": f"'{uuid.uuid4().hex}'", "client_key": f"'{uuid.uuid4().hex}'", "number": "2", "chair": "2",
    }  # fmt: skip
    chosen = ", ".join(new.get(str(name), f'"{name}"') for name in fields)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO care_session ({listed}) SELECT {chosen} FROM care_session")


def test_the_sheet_and_the_board_ask_the_same_few_queries_however_much_is_recorded(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    here = at_bedside()
    for minutes in (3, 30):
        for minute in range(minutes):
            record_vitals(session=here.session, systolic_mmhg=120, diastolic_mmhg=80, **here.said(minute))
        with django_assert_num_queries(9):
            found = sheet(here.session)
            assert all(line.row.entered_by is not None for line in found.vitals)
        with django_assert_num_queries(4):  # a fifth where somebody rated
            assert [one.session for one in chairs()] == [here.session]


QUEUED = st.permutations(range(5))


@given(order=QUEUED)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_in_which_queued_entries_arrive_does_not_matter(order: list[int]) -> None:
    with transaction.atomic():
        here = at_bedside()
        for i in order:
            if i < 3:
                record_vitals(session=here.session, pulse_per_min=60 + i, **here.said(5 + i))
            else:
                record_rating(session=here.session, dissociation=i, **here.said(5 + i))
        found = sheet(here.session)
        assert [row.pulse_per_min for row in stand(found.vitals)] == [60, 61, 62]
        assert [row.dissociation for row in stand(found.ratings)] == [3, 4]
        transaction.set_rollback(True)


@given(steps=st.lists(st.one_of(st.integers(0, 10), st.none()), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_chain_of_corrections_ends_in_its_last_and_keeps_every_row(steps: list[int | None]) -> None:
    with transaction.atomic():
        here = at_bedside()
        row = record_rating(session=here.session, dissociation=5, **here.said(5))
        for count, value in zip(itertools.count(1), steps, strict=False):
            said = {
                "by": here.nurse,
                "entered_at": row.entered_at,
                "client_key": uuid.uuid4(),
                "reason": f"step {count}",
            }
            if value is None:
                row = void(entry=row, **said)  # type: ignore[arg-type]
            else:
                row = amend(entry=row, changes={"dissociation": value}, **said)  # type: ignore[arg-type]
        (line,) = sheet(here.session).ratings
        assert line.row.pk == row.pk
        assert len(line.earlier) == len(steps)
        assert QuickRating.objects.count() == len(steps) + 1
        assert bool(stand([line])) is (steps[-1] is not None)
        transaction.set_rollback(True)
