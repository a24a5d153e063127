"""Every page and dialog in the sweep of axe-core; the lock, the takeover, a booking and the checklist on real pages."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import looks
from tests.browser.clinic_server import PASSWORD, ClinicServer

PIN = "739154"
MAKE = """
import json
from wane_clinic.people.models import Clinician, Patient
print(json.dumps({
    "patient": str(Patient.objects.get(given_name="Ada").public_id),
    "person": Clinician.objects.get(username="nurse").pk,
}))
"""
PATHS = {
    "intake": ("nurse", "/intake/"),
    "consent": ("nurse", "/intake/{patient}/"),
    "sheet before": ("nurse", "/hand-outs/{patient}/before/"),
    "sheet after": ("desk", "/hand-outs/{patient}/after/"),
    "sheet first": ("desk", "/hand-outs/{patient}/first/"),
    "schedule": ("desk", "/schedule/"),
    "schedule as a list": ("desk", "/schedule/?view=list"),
    "course plan": ("prescriber", "/patients/{patient}/plan/"),
    "score card": ("prescriber", "/score-card/"),
    "audit": ("owner", "/audit/"),
    "people": ("owner", "/clinic/"),
    "one person": ("owner", "/clinic/people/{person}/"),
    "settings": ("owner", "/clinic/settings/"),
    "thresholds": ("owner", "/clinic/thresholds/"),
    "alerts over time": ("owner", "/alerts/over-time/"),
    "own account": ("nurse", "/account/"),
    "own PIN": ("nurse", "/account/pin/"),
    "password": ("nurse", "/account/password/change/"),
    "second factor": ("nurse", "/account/factors/"),
    "emergency access": ("owner", "/emergency/"),
    "not for your role": ("nurse", "/audit/"),
}


@pytest.fixture(scope="module")
def made(clinic: ClinicServer) -> dict[str, Any]:
    """Whom the addresses are about."""
    found: dict[str, Any] = json.loads(clinic.run(MAKE))
    return found


@pytest.fixture(scope="module")
def as_person(browser: Browser, clinic: ClinicServer) -> Callable[[str], Page]:
    """The one page of a person of this file, who logs in once."""
    pages: dict[str, Page] = {}

    def of(username: str) -> Page:
        if username not in pages:
            page = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900}).new_page()
            page.goto(f"{clinic.url}/account/login/")
            page.locator("[name=login]").fill(username)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main [type=submit]").click()
            expect(page.locator(".who")).to_be_visible()
            pages[username] = page
        pages[username].set_viewport_size({"width": 1280, "height": 900})
        return pages[username]

    return of


@pytest.mark.parametrize("name", PATHS)
def test_axe_finds_nothing_serious_and_no_page_is_too_wide(
    as_person: Callable[[str], Page], clinic: ClinicServer, made: dict[str, Any], name: str
) -> None:
    username, path = PATHS[name]
    page = as_person(username)
    page.goto(clinic.url + path.format(**made))
    expect(page.locator("h1").first).to_be_visible()

    assert list(looks(page)) == []


def test_axe_at_the_door_and_at_the_lock(browser: Browser, clinic: ClinicServer) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(f"{clinic.url}/account/login/")
    found = list(looks(page))
    page.locator("[name=login]").fill("desk")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.locator("[data-lock-now]").click()
    expect(page.locator("#lock")).to_be_visible()
    found += looks(page)
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    found += looks(page)
    page.context.close()

    assert found == []


def test_axe_on_the_order_and_its_dialog(as_person: Callable[[str], Page], clinic: ClinicServer) -> None:
    page = as_person("nurse")
    page.goto(f"{clinic.url}/plan/?session={clinic.session_of('Jo', 'planned')}")
    page.get_by_role("button", name="Show what to expect").click()
    page.get_by_label("Chair", exact=True).fill("3")
    page.get_by_role("button", name="Prepare this session").click()
    expect(page.locator("#steps")).to_contain_text("Order to be confirmed by a prescriber")
    sheet = page.url
    page = as_person("prescriber")
    page.goto(sheet)
    page.get_by_role("button", name="Confirm the order").click()
    expect(page.locator("#order-dialog")).to_be_visible()

    assert list(looks(page)) == []


def test_axe_on_the_dialogs_of_a_live_sheet(as_person: Callable[[str], Page], clinic: ClinicServer) -> None:
    page = as_person("nurse")
    page.goto(f"{clinic.url}/session/{clinic.session_of('Bo', 'infusing')}/")
    found = []
    for opens, dialog in (
        ("Nausea", "#effect-nausea"),
        ("Rescue drug", "#rescue-dialog"),
        ("Correct", "#correct-form"),
    ):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_role("button", name=opens).first.click()
        expect(page.locator(dialog)).to_be_visible()
        found += [f"{dialog} {one}" for one in looks(page)]
        page.keyboard.press("Escape")

    assert found == []


def test_how_bad_a_side_effect_was_is_chosen_and_no_enter_chooses_it(
    as_person: Callable[[str], Page], clinic: ClinicServer
) -> None:
    page = as_person("nurse")
    page.goto(f"{clinic.url}/session/{clinic.session_of('Bo', 'infusing')}/")
    page.get_by_role("button", name="Dizziness").click()
    expect(page.locator("#effect-dizziness-title")).to_be_focused()
    page.locator("#effect-dizziness-words").fill("on turning the head")
    page.keyboard.press("Enter")
    expect(page.locator("#effect-dizziness")).to_be_visible()
    page.locator("#effect-dizziness").get_by_role("button", name="Severe").click()

    expect(page.locator("#entries")).to_contain_text("dizziness, severe")


def test_ac_5_an_idle_sheet_locks_and_keeps_what_was_half_typed(browser: Browser, clinic: ClinicServer) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{clinic.url}/account/login/")
    page.locator("[name=login]").fill("nurse")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.clock.install()
    page.goto(f"{clinic.url}/session/{clinic.session_of('Bo', 'infusing')}/")
    page.get_by_label("What was seen or said").fill("Calm, eyes clo")
    page.locator("#set-systolic_mmhg").fill("13")
    page.clock.fast_forward("09:00")
    expect(page.locator("#lock")).to_be_hidden()
    with page.expect_response(re.compile("/lock/")):
        page.clock.fast_forward("02:00")
    expect(page.locator("#lock")).to_be_visible()
    expect(page.get_by_label("What was seen or said")).to_be_hidden()
    assert page.request.get(f"{clinic.url}/board/").status == 401

    page.locator("#unlock-secret").fill(PASSWORD)
    page.locator("#lock [type=submit]").click()
    expect(page.locator("#lock")).to_be_hidden()
    expect(page.get_by_label("What was seen or said")).to_have_value("Calm, eyes clo")
    expect(page.locator("#set-systolic_mmhg")).to_have_value("13")
    page.context.close()


def test_ac_6_a_colleague_takes_over_a_live_session_by_name_and_pin(
    as_person: Callable[[str], Page], browser: Browser, clinic: ClinicServer
) -> None:
    page = as_person("nurse2")
    page.goto(f"{clinic.url}/account/pin/")
    page.get_by_label("New PIN").fill(PIN)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set the PIN").click()
    expect(page.get_by_text("Your PIN is set")).to_be_visible()

    tablet = browser.new_context().new_page()
    tablet.goto(f"{clinic.url}/account/login/")
    tablet.locator("[name=login]").fill("nurse")
    tablet.locator("[name=password]").fill(PASSWORD)
    tablet.locator("main [type=submit]").click()
    tablet.goto(f"{clinic.url}/session/{clinic.session_of('Bo', 'infusing')}/")
    tablet.locator("[data-lock-now]").click()
    tablet.locator("#unlock-person").fill("Nils Nursely")
    tablet.locator("#unlock-secret").fill(PIN)
    tablet.locator("#lock [type=submit]").click()
    expect(tablet.locator(".who")).to_contain_text("Nils Nursely")
    tablet.locator("#set-systolic_mmhg").focus()
    tablet.keyboard.type("13882")
    tablet.locator("#set [type=submit]").click()

    expect(tablet.locator("#entries li", has_text="BP 138/82").locator(".by")).to_have_attribute(
        "title", "Nils Nursely"
    )
    tablet.context.close()


def test_story_8_a_prescriber_accepts_a_date_which_then_stands_in_the_schedule(
    as_person: Callable[[str], Page], clinic: ClinicServer, made: dict[str, Any]
) -> None:
    page = as_person("prescriber")
    page.goto(f"{clinic.url}/patients/{made['patient']}/plan/")
    date = page.locator(".choice.is-chosen .date").inner_text()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text(f"Booked for {date}").first).to_be_visible()
    page.goto(f"{clinic.url}/patients/")
    expect(page.locator("tr", has_text="Ada Fictional")).to_contain_text(date)

    decided = clinic.ask(
        "select c.username, b.state from care_booking b join people_clinician c on c.id = b.decided_by_id"
        " join care_course k on k.id = b.course_id join people_patient p on p.id = k.patient_id where p.given_name = ?",
        "Ada",
    )  # fmt: skip
    assert decided == [("prescriber", "accepted")]


def press_until(page: Page, prefix: str) -> None:
    """Tab until what has the focus has an id that begins so."""
    for _ in range(80):
        if str(page.evaluate("document.activeElement.id")).startswith(prefix):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No Tab reaches {prefix}.")


def test_the_keyboard_alone_takes_leave(as_person: Callable[[str], Page], clinic: ClinicServer) -> None:
    page = as_person("nurse")
    page.goto(f"{clinic.url}/session/{clinic.session_of('Cy', 'watch')}/")
    press_until(page, "step-ready")
    page.keyboard.press("Enter")
    expect(page.locator("#step-again")).to_be_visible()
    press_until(page, "step-again")
    page.keyboard.press("Enter")
    expect(page.locator("#again-dialog")).to_be_visible()
    assert list(looks(page)) == []
    page.keyboard.press("Escape")
    expect(page.locator("#step-again")).to_be_focused()

    press_until(page, "not-")
    page.keyboard.press("Enter")
    page.keyboard.type("a colleague saw to it")
    page.keyboard.press("Enter")
    expect(page.locator("#leaving")).to_contain_text("9 of 10 open")
    for left in range(8, -1, -1):
        press_until(page, "done-")
        page.keyboard.press("Enter")
        expect(page.locator("#leaving")).to_contain_text(f"{left} of 10 open" if left else "Each line is answered")
        assert page.evaluate("document.activeElement !== document.body")
    press_until(page, "step-close")
    page.keyboard.press("Enter")
    expect(page.locator("#close-dialog")).to_be_visible()
    assert list(looks(page)) == []
    page.keyboard.type("goes to the ward")
    page.keyboard.press("Enter")
    expect(page.locator("#leaving")).to_contain_text("Closed with each line answered")
