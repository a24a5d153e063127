"""Sheets to take home: rules alone (CDS-6), whom to ring, and times from the plan of the next session."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.clinic.bedside import Bedside, at_bedside
from wane_clinic.actions.forecasts import store_plan
from wane_clinic.actions.orders import plan_session
from wane_clinic.people.models import ClinicSettings
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
Browser = Callable[[Role], Client]


@pytest.fixture
def here() -> Bedside:
    return at_bedside(session_begun="planned")


def planned(here: Bedside, *, drug: str = "ketamine", route: str = "iv", minutes: float | None = 40.0) -> None:
    session = plan_session(
        course=here.course, planned_for=datetime.now(UTC) + timedelta(days=2), drug=drug, route=route, dose_mg=56.0,
        duration_min=minutes, weight_kg=70.0, **here.said(1),
    )  # fmt: skip
    store_plan(session=session, **here.said(2))


def sheet(browser: Browser, here: Bedside, name: str) -> str:
    text = browser(Role.FRONT_DESK).get(f"/hand-outs/{here.patient.public_id}/{name}/").content.decode()
    return text[text.index("sheet-paper") :]


@pytest.mark.parametrize("name", ["before", "after", "first"])
def test_each_sheet_says_the_driving_rule_and_whom_to_ring(browser: Browser, here: Bedside, name: str) -> None:
    text = sheet(browser, here, name)

    assert "at least 24 h after dosing" in text
    assert "restful sleep" in text
    assert "emergency number" in text
    assert "may not be read at once" in text
    assert here.patient.full_name in text


@pytest.mark.parametrize(("clinic_h", "shown_h"), [(0, 24), (12, 24), (24, 24), (36, 36), (168, 168)])
def test_cds_6_the_sheet_prints_the_longer_rule_and_no_model(
    browser: Browser, here: Bedside, clinic_h: int, shown_h: int
) -> None:
    ClinicSettings.objects.update_or_create(id=1, defaults={"driving_h": clinic_h})
    planned(here)

    text = sheet(browser, here, "after")
    assert f"at least {shown_h} h after dosing" in text
    assert set(re.findall(r"(\d+) h\b", text)) <= {str(shown_h), "24"}


def test_fasting_is_printed_where_a_rule_is_written_for_the_route_and_left_open_elsewhere(
    browser: Browser, here: Bedside
) -> None:
    open_lines = sheet(browser, here, "before")
    planned(here, drug="esketamine", route="intranasal", minutes=None)
    filled = sheet(browser, here, "before")

    assert "Eat nothing for _____ hours" in open_lines
    assert "Eat nothing for 2 hours before." in filled
    assert "Drink nothing for 30 minutes before." in filled
    assert "KR030, KR031" in filled


def test_the_first_visit_says_who_checks_what_how_often_and_how_to_call(browser: Browser, here: Bedside) -> None:
    before = sheet(browser, here, "first")
    planned(here)
    after = sheet(browser, here, "first")

    assert "every _____ minutes" in before
    assert "Blood pressure, pulse, oxygen saturation" in after
    assert "How to call" in after


def test_se_4_no_name_in_title_or_address_and_no_sheet_of_nobody(browser: Browser, here: Bedside) -> None:
    page = browser(Role.FRONT_DESK).get(f"/hand-outs/{here.patient.public_id}/before/").content.decode()

    assert here.patient.family_name not in page.split("</title>")[0]
    assert browser(Role.FRONT_DESK).get(f"/hand-outs/{uuid.uuid4()}/before/").status_code == 404
    assert browser(Role.FRONT_DESK).get(f"/hand-outs/{here.patient.public_id}/other/").status_code == 404
