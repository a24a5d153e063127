"""Pages of a course plan: text, JSON, picture, PDF and calendar say the same, and the calendar says nothing private."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Event
from jsonschema import Draft202012Validator

from tests.factories.course import MONDAY, SPRAY, course_request, example_course, induction_records
from wane.plan.course import plan_course
from wane.plan.course_plan import CoursePlan
from wane.plan.course_request import EarlierPlan, Fee
from wane.plan.course_schedule import Phase
from wane.report.course_figures import render_course_png, render_course_spec, render_course_svg
from wane.report.course_ical import render_course_ical
from wane.report.course_json import SCHEMA_FILE, render_course_json
from wane.report.course_pdf import render_course_pdf
from wane.report.course_text import render_course_text, write_course_text
from wane.report.course_words import cost_words, days_words

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
GOLDEN = Path(__file__).parents[3] / "golden" / "course.json"
HOLDS_STILL = ("schema", "phase", "phase_reason", "asked", "given", "findings", "with_sessions")
FEE = Fee(cost=Decimal("450"), covered=Decimal("300.50"), currency="EUR")
PRIVATE = ("ketamine", "phq", "depress", "relapse", "psycho", "bladder", "liver", "session ", "infusion")


def shown(plan: CoursePlan) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(render_course_json(plan))
    return made


def events(raw: bytes) -> list[Event]:
    return [part for part in Calendar.from_ical(raw.decode()).walk("VEVENT") if isinstance(part, Event)]


@pytest.fixture(scope="module")
def plan() -> CoursePlan:
    return example_course(fee=FEE)


def without_response() -> CoursePlan:
    records = induction_records(sessions=6, last_score=19.0)
    return plan_course(course_request(records=records, now=records.records[-1].at))


def compared() -> CoursePlan:
    return example_course(earlier=EarlierPlan(now=MONDAY, phase=Phase.INDUCTION, sessions={8: MONDAY, 99: MONDAY}))


def crowded() -> CoursePlan:
    """As many words as a page is likely to get."""
    records = induction_records(sessions=6, last_score=19.0)
    earlier = EarlierPlan(now=MONDAY, phase=Phase.TAPER, sessions={n: MONDAY + timedelta(days=n) for n in range(7, 40)})
    return plan_course(
        course_request(
            records=records, now=records.records[-1].at, fee=FEE, earlier=earlier, plan_days=730,
            history=("aneurysm", "psychosis", "hypertension", "pregnant"), taking=("diazepam", "clarithromycin"),
        )
    )  # fmt: skip


PLANS = {
    "crowded": crowded,
    "new": lambda: plan_course(course_request(fee=FEE)),
    "label": lambda: plan_course(course_request(order=SPRAY)),
    "stopped": lambda: example_course(phase=Phase.STOP),
    "no response": without_response,
    "compared": compared,
}


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", PLANS)
def test_every_kind_of_plan_is_valid_by_the_schema_and_can_be_read(name: str) -> None:
    found = PLANS[name]()
    text = render_course_text(found)

    Draft202012Validator(SCHEMA).validate(shown(found))
    assert all(len(line) <= 100 for line in text.splitlines())
    assert "none is booked" in " ".join(text.split())
    assert render_course_svg(found).startswith("<svg")


def test_the_golden_example_is_valid_by_the_schema() -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(GOLDEN.read_text(encoding="utf-8")))


def test_the_example_says_what_the_golden_example_says(plan: CoursePlan) -> None:
    golden, now = json.loads(GOLDEN.read_text(encoding="utf-8")), shown(plan)

    assert list(now) == list(golden)
    assert {key: now[key] for key in HOLDS_STILL} == {key: golden[key] for key in HOLDS_STILL}
    assert now["sessions"][0]["number"] == golden["sessions"][0]["number"]
    first = [datetime.fromisoformat(found["sessions"][0]["at"]) for found in (now, golden)]
    assert abs(first[0] - first[1]) <= timedelta(days=3)


def test_the_same_plan_gives_the_same_bytes(plan: CoursePlan) -> None:
    again = example_course(fee=FEE)

    assert render_course_json(plan) == render_course_json(again)
    assert render_course_svg(plan) == render_course_svg(again)
    assert render_course_pdf(plan) == render_course_pdf(again)
    assert render_course_ical(plan) == render_course_ical(again)


@pytest.mark.parametrize("name", PLANS)
def test_the_pdf_is_one_page_and_names_the_next_session(name: str) -> None:
    from pypdf import PdfReader

    found = PLANS[name]()
    pages = PdfReader(io.BytesIO(render_course_pdf(found))).pages
    text = " ".join(pages[0].extract_text().split())

    assert len(pages) == 1
    assert "Nothing is booked" in text or "none is booked" in text
    if found.sessions:
        assert f"{found.sessions[0].at:%-d %b %Y}" in text


def test_the_pdf_says_that_maintenance_is_promised_too_much(plan: CoursePlan) -> None:
    from pypdf import PdfReader

    text = " ".join(PdfReader(io.BytesIO(render_course_pdf(plan))).pages[0].extract_text().split())

    assert "Relapse during maintenance is too rare in the model" in text
    assert "Take a chance of staying well between boosters as an upper estimate" in text
    assert "known within a factor of two" in text


def test_the_picture_holds_every_session_and_loads_nothing(plan: CoursePlan) -> None:
    spec = render_course_spec(plan)

    assert "http" not in spec.replace("https://vega.github.io/schema", "")
    assert spec.count('"v": 2.6') >= len(plan.sessions) + 1
    assert render_course_png(plan).startswith(b"\x89PNG")


def test_the_calendar_reads_back_with_every_session_at_its_time(plan: CoursePlan) -> None:
    found = [event for event in events(render_course_ical(plan)) if isinstance(event.decoded("dtstart"), datetime)]

    assert [event.decoded("dtstart") for event in found] == [one.at.astimezone(UTC) for one in plan.sessions]
    assert all(event.decoded("dtstart").tzinfo is not None for event in found)
    assert all(
        event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=plan.session_minutes) for event in found
    )
    assert {str(event["status"]) for event in found} == {"TENTATIVE"}


def test_the_calendar_holds_no_name_no_drug_and_no_diagnosis(plan: CoursePlan) -> None:
    text = render_course_ical(plan, calendar_id="Jane Doe").decode().casefold()
    plain = text.replace("\r\n ", "").replace("-session-", "")

    assert [word for word in (*PRIVATE, "jane", "doe") if word in plain] == []


def test_a_calendar_entry_keeps_its_uid_when_the_plan_is_made_again() -> None:
    records = induction_records(sessions=3, last_score=None)
    first = plan_course(course_request(records=records, now=records.records[-1].at))
    later = plan_course(course_request(records=records, now=records.records[-1].at + timedelta(days=20)))
    uids = [
        {
            str(event["uid"])
            for event in events(render_course_ical(one))
            if isinstance(event.decoded("dtstart"), datetime)
        }
        for one in (first, later)
    ]

    assert first.sessions[0].at != later.sessions[0].at
    assert len(uids[0] & uids[1]) >= 10
    assert all(len(set(found)) == len(found) for found in uids)


def test_entries_of_two_people_never_share_a_uid(plan: CoursePlan) -> None:
    ids = [{str(e["uid"]) for e in events(render_course_ical(plan, calendar_id=word))} for word in ("a", "b")]

    assert not ids[0] & ids[1]


def test_a_session_that_is_no_longer_planned_is_taken_back() -> None:
    found = events(render_course_ical(PLANS["compared"]()))

    assert [
        str(event["uid"]).split("-session-")[1].split("@")[0] for event in found if event["status"] == "CANCELLED"
    ] == ["99"]


def test_a_stream_that_knows_no_unicode_gets_ascii(plan: CoursePlan) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    write_course_text(plan, stream)
    stream.flush()

    assert b"Course plan" in raw.getvalue()


def test_money_is_said_as_it_was_given(plan: CoursePlan) -> None:
    total = plan.costs[-1]

    assert cost_words(total).startswith(f"All: {total.sessions} sessions, {450 * total.sessions} EUR charged")
    assert f"{Decimal('149.50') * total.sessions} EUR out of pocket" in cost_words(total)


def test_days_say_their_year_where_it_changes() -> None:
    days = [date(2026, 12, 1), date(2026, 12, 29), date(2027, 1, 26)]

    assert days_words(days) == "1 Dec, 29 Dec 2026, 26 Jan 2027"
    assert days_words([*days, date(2027, 2, 1), date(2027, 3, 1)]).endswith("1 Feb 2027 and 1 more until 1 Mar 2027")
