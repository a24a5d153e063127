"""A check-in as a patient lives it, on a phone of 390 px with touch, against the running demo clinic."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.clinic_server import ClinicServer
from wane_clinic.demo.cast import PASSWORD

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 760}, "has_touch": True, "is_mobile": True}
ASKED = (
    ("Ivo", "phq9"), ("Jo", "gad7"), ("Jo", "pain_nrs"), ("Gus", "pain_nrs"), ("Gus", "peg"), ("Lu", "phq9"),
    ("Dee", "phq9"), ("Ada", "phq9"), ("Lu", "pain_nrs"),
)  # fmt: skip
MAKE = f"""
import json
from wane_clinic.actions.surveys import make_link
from wane_clinic.care.models import Course
from wane_clinic.people.models import Clinician, Patient
at, by = datetime.now(UTC), Clinician.objects.get(username="nurse")
links = {{}}
for name, asked in {ASKED!r}:
    course = Course.objects.get(patient__given_name=name, closed_at=None)
    links[f"{{name}} {{asked}}"] = make_link(course=course, questionnaire_id=asked, expires_at=at + timedelta(days=3),
        by=by, happened_at=at, entered_at=at, client_key=uuid.uuid4()).token
people = Patient.objects.all()
names = [word for one in people for word in (one.given_name, one.family_name) if len(word) > 3]
print(json.dumps({{"links": links, "names": names, "patient": str(people[0].public_id)}}))
"""
SCORES = "select count(*) from care_score where entered_by_id is null"


@pytest.fixture(scope="module")
def made(clinic: ClinicServer) -> dict[str, Any]:
    """Links to answer, every name of a patient, and one patient's id: made by one program, for each takes a while."""
    found: dict[str, Any] = json.loads(clinic.run(MAKE))
    return found


@pytest.fixture
def link(clinic: ClinicServer, made: dict[str, Any]) -> Callable[..., str]:
    def of(name: str, asked: str = "phq9") -> str:
        return f"{clinic.url}/check-in/{made['links'][f'{name} {asked}']}/"

    return of


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    yield context
    context.close()


def n_scores(clinic: ClinicServer) -> int:
    with sqlite3.connect(clinic.home / "clinic.sqlite3") as database:
        return int(database.execute(SCORES).fetchone()[0])


def answer_all(page: Page, answers: list[int]) -> None:
    for place, answer in enumerate(answers, start=1):
        page.locator(f"label.answer:has(input[name=q{place}][value='{answer}'])").tap()
        if place < len(answers):
            expect(page.locator(f"input[name=q{place + 1}]").first).to_be_visible()


def log_in(page: Page, clinic: ClinicServer, username: str) -> None:
    page.goto(f"{clinic.url}/account/login/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def serious(page: Page) -> list[str]:
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then((r) => r.violations)")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in {"serious", "critical"}
    ]


def test_story_9_and_10_a_check_in_by_touch_alerts_the_prescriber_who_acknowledges(
    clinic: ClinicServer, link: Callable[..., str], phone: BrowserContext, browser: Browser
) -> None:
    outside: list[str] = []
    phone.on("request", lambda r: None if r.url.startswith(clinic.url) else outside.append(r.url))
    page, address = phone.new_page(), link("Ivo")
    page.goto(address)
    assert "Ivo" not in page.content()
    assert page.title() == "Check-in"
    answer_all(page, [1, 1, 0, 1, 0, 0, 0, 0, 2])
    expect(page.locator("[data-check-in-count]")).to_have_text("Question 9 of 9")
    page.get_by_role("button", name="Send my answers").tap()

    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    expect(page.locator("main")).to_contain_text("A message is waiting for Pia Prescriberly")
    expect(page.locator(".own-total")).to_have_text("5")
    assert page.title() == "Check-in"
    doctor = browser.new_context().new_page()
    log_in(doctor, clinic, "prescriber")
    doctor.goto(f"{clinic.url}/check-ins/")
    doctor.locator(".banner.is-alert a").click()
    alert = doctor.locator(".alert-panel", has_text="Ivo Invented")
    expect(alert).to_contain_text("More than half the days (2 of 3)")
    alert.locator("textarea").fill("Called at once; safe, seen tomorrow")
    alert.get_by_role("button", name="Acknowledge").click()
    expect(doctor.locator(".alert-panel.is-done", has_text="Ivo Invented")).to_contain_text("by Pia Prescriberly")
    page.goto(address)
    expect(page.get_by_role("heading", name="This link cannot be used")).to_be_visible()
    assert outside == []
    doctor.context.close()


def test_the_network_goes_in_the_middle_and_nothing_is_lost(
    clinic: ClinicServer, link: Callable[..., str], phone: BrowserContext
) -> None:
    page, address, before = phone.new_page(), link("Jo", "gad7"), n_scores(clinic)
    page.goto(address)
    answer_all(page, [1, 1, 1])
    page.reload()
    expect(page.locator("[data-check-in-count]")).to_have_text("Question 4 of 7")
    phone.set_offline(True)
    for place in (4, 5, 6, 7):
        page.locator(f"label.answer:has(input[name=q{place}][value='2'])").tap()
        if place < 7:
            expect(page.locator(f"input[name=q{place + 1}]").first).to_be_visible()
    page.get_by_role("button", name="Send my answers").tap()
    expect(page.locator("[data-check-in-state]")).to_contain_text("kept on this phone")
    assert n_scores(clinic) == before
    phone.set_offline(False)

    expect(page.get_by_role("heading", name="Thank you. Your answers have arrived.")).to_be_visible(timeout=10_000)
    expect(page.locator(".own-total")).to_have_text("11")
    assert n_scores(clinic) == before + 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "Too many wrong links were tried from this network"),
        (500, "The clinic's server does not answer as it should"),
        (503, "The clinic's server does not answer as it should"),
        (403, "did not take this. Your answers are kept on this phone: send them once more"),
        (404, "did not take this"),
        (410, "did not take this"),
    ],
)
def test_what_stands_in_the_way_of_an_answer_is_said_as_what_it_is(
    link: Callable[..., str], phone: BrowserContext, status: int, words: str
) -> None:
    page = phone.new_page()
    page.goto(link("Lu", "pain_nrs"))
    page.route(
        "**/check-in/**",
        lambda route: route.fulfill(status=status, body="no") if route.request.method == "POST" else route.continue_(),
    )
    answer_all(page, [4])
    page.get_by_role("button", name="Send my answers").tap()

    said = page.locator("[data-check-in-state]")
    expect(said).to_contain_text(words)
    expect(said).to_contain_text("kept on this phone")
    expect(said).not_to_contain_text("No network")
    assert page.evaluate("JSON.parse(Object.values(localStorage)[0]).answers") == {"q1": "4"}
    assert page.locator(".check-in-ways").evaluate("(part) => part.inert") is (status in {429, 500, 503})


def test_an_answer_lost_on_its_way_is_sent_again_and_counts_once(
    clinic: ClinicServer, link: Callable[..., str], phone: BrowserContext
) -> None:
    page, address, before = phone.new_page(), link("Jo", "pain_nrs"), n_scores(clinic)
    page.goto(address)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/check-in/**", lambda route: lose(route) if route.request.method == "POST" else route.continue_())
    answer_all(page, [4])
    page.get_by_role("button", name="Send my answers").tap()
    expect(page.locator("[data-check-in-state]")).to_contain_text("kept on this phone")
    page.unroute("**/check-in/**")
    page.goto(address)

    expect(page.get_by_role("heading", name="Thank you. Your answers have arrived.")).to_be_visible(timeout=10_000)
    assert n_scores(clinic) == before + 1
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_check_in_needs_no_script_and_no_cookie(
    clinic: ClinicServer, link: Callable[..., str], browser: Browser
) -> None:
    context = browser.new_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(link("Gus", "pain_nrs"))
    page.locator("label.answer").nth(3).tap()
    page.get_by_role("button", name="Send my answers").tap()

    expect(page.locator(".own-total")).to_have_text("3")
    assert context.cookies() == []
    context.close()


def test_keys_alone_answer_and_no_key_answers_by_itself(
    clinic: ClinicServer, link: Callable[..., str], browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(link("Gus", "peg"))
    for _ in range(3):
        page.locator("fieldset:not([hidden]) input").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.locator("[data-check-in-next]:not([hidden]), [data-check-in-send]:not([hidden])").press("Enter")

    expect(page.locator(".own-total")).to_have_text("1")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_targets_are_large(
    clinic: ClinicServer, link: Callable[..., str], browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(**PHONE, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(link("Lu" if scheme == "light" else "Dee"))
    assert serious(page) == []
    boxes = [label.bounding_box() for label in page.locator("label.answer:visible").all()]
    assert all(box is not None and box["height"] >= 48 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    answer_all(page, [0] * 9)
    page.get_by_role("button", name="Send my answers").tap()
    expect(page.locator(".own-total")).to_be_visible()
    assert serious(page) == []
    page.goto(f"{clinic.url}/check-in/wrong/")
    assert serious(page) == []
    context.close()


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_axe_finds_nothing_serious_on_the_pages_of_staff(clinic: ClinicServer, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    log_in(page, clinic, "prescriber")
    for path in ("/check-ins/", "/alerts/"):
        page.goto(clinic.url + path)
        assert serious(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_staff_make_a_link_and_hand_the_locked_device_over(clinic: ClinicServer, browser: Browser) -> None:
    page = browser.new_page()
    log_in(page, clinic, "desk")
    page.goto(f"{clinic.url}/check-ins/")
    page.locator(".due-row", has_text="Cy Sample").get_by_role("button", name="Make link").click()
    expect(page.locator(".qr svg")).to_be_visible()
    page.get_by_role("button", name="Lock and hand over this device").click()
    expect(page.get_by_role("button", name="Send my answers")).to_be_visible()
    page.goto(f"{clinic.url}/check-ins/")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.close()


def test_se_4_no_name_and_no_link_in_the_log_the_titles_or_the_addresses(
    clinic: ClinicServer, link: Callable[..., str], made: dict[str, Any], browser: Browser
) -> None:
    page, addresses, titles = browser.new_page(), [], []
    page.on("request", lambda request: addresses.append(request.url))
    log_in(page, clinic, "prescriber")
    token_address = link("Ada")
    patient, names = made["patient"], made["names"]
    for path in ("/check-ins/", "/alerts/", "/intake/", f"/intake/{patient}/", f"/hand-outs/{patient}/before/"):
        page.goto(clinic.url + path)
        titles.append(page.title())
    page.goto(token_address)
    titles.append(page.title())
    log = clinic.said

    assert [name for name in names if name in " ".join([*titles, *addresses, log])] == []
    assert token_address.split("/")[-2] not in log
    page.close()
