"""A nurse's day in real Chromium, on a real server process with the database of the demo clinic."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.clinic_server import PASSWORD, ClinicServer

WIDTHS = (1280, 820, 390)
GRAVE = {"serious", "critical"}


@dataclass
class Tablet:
    """One browser of one person, and what it complained of."""

    page: Page
    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page


@pytest.fixture(scope="module")
def logged_in(browser: Browser, clinic: ClinicServer) -> Callable[[str], Any]:
    """The cookies of a person, who logs in once."""
    states: dict[str, Any] = {}

    def of(username: str) -> Any:
        if username not in states:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{clinic.url}/account/login/")
            page.locator("[name=login]").fill(username)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main [type=submit]").click()
            expect(page.locator(".who")).to_be_visible()
            states[username] = context.storage_state()
            context.close()
        return states[username]

    return of


@pytest.fixture
def tablet(browser: Browser, clinic: ClinicServer, logged_in: Callable[[str], Any]) -> Iterator[Callable[..., Tablet]]:
    made: list[Tablet] = []

    def opened(username: str = "nurse", width: int = 1280) -> Tablet:
        context = browser.new_context(
            storage_state=logged_in(username), viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        context.set_default_timeout(6_000)
        one = Tablet(page=context.new_page(), context=context, url=clinic.url)
        one.page.on("console", lambda m: one.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        context.on(
            "request", lambda r: one.outside.append(r.url) if not r.url.startswith((clinic.url, "blob:")) else None
        )
        made.append(one)
        return one

    yield opened
    for one in made:
        assert (one.complaints, one.outside) == ([], [])
        one.context.close()


def enter_set(page: Page, digits: str) -> None:
    """One whole set on the keypad of the screen."""
    page.locator("#set-systolic_mmhg").focus()
    for digit in digits:
        page.locator(f"#set [data-key='{digit}']").click()
    page.locator("#set [type=submit]").click()


def confirm_order(page: Page) -> None:
    """A prescriber reads what is to be given, and orders it."""
    page.get_by_role("button", name="Confirm the order").click()
    for words in ("ketamine", "29 mg", "iv", "40 min", "58 kg", "Planned by Noor Nursely"):
        expect(page.locator("#order-dialog")).to_contain_text(words)
    page.get_by_role("button", name="I confirm this order").click()
    expect(page.locator("#entries")).to_contain_text("Order confirmed: ketamine")


def refresh(page: Page) -> None:
    """What the page does by itself every 10 s."""
    with page.expect_response(re.compile("/live/")):
        page.evaluate("document.dispatchEvent(new CustomEvent('wane:sent'))")


def test_a_whole_session_from_plan_to_leave_taking(tablet: Callable[..., Tablet], clinic: ClinicServer) -> None:
    nurse = tablet()
    page = nurse.go(f"/plan/?session={clinic.session_of('Dee', 'planned')}")
    page.get_by_label("Second over").fill("60 min")
    page.get_by_label("Second dose").fill("0.5 mg/kg")
    page.get_by_label("Bag").fill("1 mg/mL")
    page.get_by_role("button", name="Show what to expect").click()
    expect(page.locator(".headline")).to_contain_text("ng/mL (90 %")
    page.get_by_label("Chair", exact=True).fill("3")
    page.get_by_role("button", name="Prepare this session").click()

    page.get_by_role("button", name="Record: patient is in the chair").click()
    page.get_by_role("button", name="Chair 3").click()
    expect(page.locator("#set")).to_be_visible()
    enter_set(page, "12878729850")
    expect(page.locator("#entries")).to_contain_text("BP 128/78")
    expect(page.locator("#steps")).to_contain_text("Order to be confirmed by a prescriber")
    expect(page.get_by_role("button", name="Record: infusion started")).to_have_count(0)
    confirm_order(tablet("prescriber").go(f"/{page.url.split('/', 3)[3]}"))
    refresh(page)
    page.get_by_role("button", name="Record: infusion started").click()
    page.get_by_label("Rate on the pump").fill("435")
    page.get_by_label("Strength of the bag, mg/mL").fill("1")
    page.locator("#start-form").get_by_role("button", name="Record").click()
    expect(page.locator("#start-form")).to_contain_text("Is 435 mg/h right? The order comes to 43.5 mg/h.")
    page.get_by_label("Rate on the pump").fill("43.5")
    page.locator("#start-form").get_by_role("button", name="Record").click()
    expect(page.locator("#strip")).to_contain_text("43.5 mL/h")
    expect(page.locator("#run-sheet .rs-band").first).to_be_attached()

    page.get_by_role("button", name="Nausea").click()
    page.get_by_role("button", name="Mild").click()
    expect(page.locator("#entries")).to_contain_text("nausea, mild")
    page.get_by_role("button", name="Record: infusion paused").click()
    page.locator("#pause-dialog").get_by_role("button", name="Record").click()
    page.get_by_role("button", name="Record: infusion resumed").click()
    page.locator("#resume-dialog").get_by_role("button", name="Record").click()
    expect(page.locator("#strip")).to_contain_text("43.5 mL/h")
    page.get_by_role("button", name="Record: infusion stopped").click()
    page.locator("#stop-dialog").get_by_role("button", name="Record").click()
    page.get_by_role("button", name="Begin the leaving check").click()
    page.get_by_role("button", name="Back to watching").click()
    page.get_by_label("Why the patient is watched again").fill("dizzy on standing")
    page.get_by_role("button", name="Record: back to watching").click()
    expect(page.locator("#entries")).to_contain_text("Back to watching: dizzy on standing")
    page.get_by_role("button", name="Begin the leaving check").click()
    expect(page.locator("#step-close")).to_be_disabled()
    page.get_by_role("button", name="Not done: An adult takes them home").click()
    page.locator("#because-escort").fill("taxi ordered, a neighbour waits")
    page.locator("#not-done-escort").get_by_role("button", name="Record").click()
    expect(page.locator("#leaving")).to_contain_text("a neighbour waits")
    for left in range(8, -1, -1):
        page.locator("#leaving").get_by_role("button", name=re.compile("^Done: ")).first.click()
        expect(page.locator("#leaving")).to_contain_text(f"{left} of 10 open" if left else "Each line is answered")
    page.get_by_role("button", name="Close the session").click()
    page.get_by_label("Why the patient leaves now").fill("goes to the ward upstairs")
    page.get_by_role("button", name="Record: session closed").click()
    expect(page.locator("#leaving")).to_contain_text("Closed with each line answered")
    expect(page.locator("#set")).to_have_count(0)


def test_a_correction_stays_visible_and_a_crossed_line_has_its_word(
    tablet: Callable[..., Tablet], clinic: ClinicServer
) -> None:
    page = tablet().go(f"/session/{clinic.session_of('Bo', 'infusing')}/")
    page.locator("#set-systolic_mmhg").focus()
    for digit in "192":
        page.locator(f"#set [data-key='{digit}']").click()
    expect(page.locator("[data-flag-for=systolic_mmhg]")).to_have_text("very high")
    page.locator("#set-systolic_mmhg").fill("")
    enter_set(page, "19288849646")
    expect(page.locator("#entries .flag.is-red")).to_contain_text("very high")
    page.locator("#entries").get_by_role("button", name="Correct").first.click()
    page.locator("#correct-form").get_by_label("Systolic").fill("142")
    page.get_by_label("Why it is corrected").fill("mistyped")
    page.get_by_role("button", name="Record the correction").click()

    expect(page.locator("#entries li").first.locator("del")).to_contain_text("BP 192/88")
    expect(page.locator("#entries li").first).to_contain_text("by Noor Nursely: mistyped")
    expect(page.locator("#entries .flag")).to_have_count(0)


def test_a_refused_correction_goes_back_into_its_form(tablet: Callable[..., Tablet], clinic: ClinicServer) -> None:
    one = tablet()
    page = one.go(f"/session/{clinic.session_of('Bo', 'infusing')}/")
    enter_set(page, "13288849646")
    expect(page.locator("#entries")).to_contain_text("BP 132/88")
    page.locator("#entries").get_by_role("button", name="Correct").first.click()
    page.locator("#correct-form").get_by_label("Systolic").fill("60")
    page.get_by_label("Why it is corrected").fill("mistyped")
    page.get_by_role("button", name="Record the correction").click()
    waiting = page.locator("#waiting .is-refused")
    expect(waiting).to_contain_text("Systolic must be above diastolic")

    waiting.get_by_role("button", name="Change it").click()
    expect(page.locator("#correct-form").get_by_label("Systolic")).to_have_value("60")
    page.wait_for_timeout(800)  # longer than a double tap
    page.locator("#correct-form").get_by_label("Systolic").fill("142")
    page.get_by_role("button", name="Record the correction").click()
    expect(page.locator("#entries li").first.locator("del")).to_contain_text("BP 132/88")
    expect(page.locator(".is-refused")).to_have_count(0)
    one.complaints.clear()  # the browser tells of the refusal itself


def test_an_undo_goes_with_its_time_and_takes_back_the_set(tablet: Callable[..., Tablet], clinic: ClinicServer) -> None:
    page = tablet().go(f"/session/{clinic.session_of('Bo', 'infusing')}/")
    enter_set(page, "13177")
    page.locator("#entries").get_by_role("button", name="Undo").click()
    expect(page.locator("#entries li").first).to_contain_text("undone at once")
    page.get_by_label("What was seen or said").fill("Calm")
    page.get_by_role("button", name="Record the note").click()
    expect(page.locator("#entries").get_by_role("button", name="Undo")).to_be_visible()
    # A clock put forward in the browser is put right by the server's next answer: the ten seconds are lived through.
    expect(page.locator("#entries").get_by_role("button", name="Undo")).to_be_hidden(timeout=15_000)


def test_an_entry_typed_while_the_server_is_down_is_sent_once_when_it_is_back(
    tablet: Callable[..., Tablet], clinic: ClinicServer
) -> None:
    nurse = tablet()
    page = nurse.go(f"/session/{clinic.session_of('Cy', 'watch')}/")
    clinic.stop()
    try:
        enter_set(page, "13781")
        expect(page.locator("[data-queue-list] .is-waiting")).to_contain_text("Waiting to be sent")
        expect(page.locator("[data-banner=waiting]")).to_be_visible()
    finally:
        clinic.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#entries")).to_contain_text("BP 137/81")
    expect(page.locator("[data-queue-count]")).to_be_hidden()

    assert clinic.ask("select count(*) from care_vitalsigns where systolic_mmhg = 137 and diastolic_mmhg = 81") == [
        (1,)
    ]
    nurse.complaints[:] = [told for told in nurse.complaints if not told.startswith(("Failed to load", "htmx:"))]


def test_the_keyboard_alone_is_enough(tablet: Callable[..., Tablet], clinic: ClinicServer) -> None:
    page = tablet().go("/board/")
    page.locator("#chair-1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#strip")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "set-systolic_mmhg":
            break
    page.keyboard.type("13684729856")
    page.keyboard.press("Enter")
    expect(page.locator("#entries")).to_contain_text("BP 136/84")
    page.locator("#step-stop").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#stop-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#step-stop")).to_be_focused()


def test_two_tablets_see_each_other_and_nobody_loses_what_is_half_typed(
    tablet: Callable[..., Tablet], clinic: ClinicServer
) -> None:
    path = f"/session/{clinic.session_of('Cy', 'watch')}/"
    one, other = tablet("nurse").go(path), tablet("nurse2").go(path)
    other.get_by_label("What was seen or said").fill("Half a sen")
    other.locator("#set-systolic_mmhg").fill("12")
    other.locator("#set-systolic_mmhg").focus()
    enter_set(one, "13379")
    expect(one.locator("#entries")).to_contain_text("BP 133/79")
    refresh(other)

    expect(other.locator("#entries")).to_contain_text("BP 133/79")
    expect(other.get_by_label("What was seen or said")).to_have_value("Half a sen")
    expect(other.locator("#set-systolic_mmhg")).to_have_value("12")
    expect(other.locator("#set-systolic_mmhg")).to_be_focused()
    expect(other.locator("#set-systolic_mmhg-before")).to_have_text("before: 133")


PLAN = "/plan/?weight=82+kg&age=44+years&drug=ketamine&route=iv&dose=0.5+mg/kg&over=40+min&dose2=0.5+mg/kg&over2=60+min"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_no_page_is_too_wide(
    tablet: Callable[..., Tablet], clinic: ClinicServer, scheme: Any
) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    page = tablet().page
    page.emulate_media(color_scheme=scheme)
    grave = []
    for path in ("/board/", f"/session/{clinic.session_of('Bo', 'infusing')}/", PLAN):
        page.goto(clinic.url + path)
        page.evaluate(axe)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations)")
            grave += [
                (path, width, one["id"], one["nodes"][0]["html"][:150]) for one in found if one["impact"] in GRAVE
            ]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                grave.append((path, width, "too wide", ""))

    assert grave == []


def test_a_number_opens_its_source_in_the_drawer(tablet: Callable[..., Tablet], clinic: ClinicServer) -> None:
    page = tablet().go(PLAN)
    page.locator("table a[data-evidence]").first.click()

    expect(page.locator("#drawer")).to_be_visible()


def test_the_sheet_prints_without_a_control(
    tablet: Callable[..., Tablet], clinic: ClinicServer, tmp_path: Path
) -> None:
    page = tablet().go(f"/session/{clinic.session_of('Bo', 'infusing')}/print/")
    page.emulate_media(media="print")

    assert page.locator("main button:visible, main form:visible, main a.button:visible").count() == 0
    assert len(page.pdf(path=str(tmp_path / "sheet.pdf"))) > 10_000
