"""A prescriber reads a forecast and books from it, the front desk moves a visit: real Chromium on the demo clinic."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.clinic_server import PASSWORD, ClinicServer

WIDTHS = (1280, 820, 390)


@dataclass
class Desk:
    """One person's page, and what the browser complained of."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def open_ada(self) -> Page:
        self.go("/patients/").get_by_role("link", name="Ada Fictional").click()
        expect(self.page.locator("figure[data-drawn]").first).to_be_visible()
        return self.page


@pytest.fixture(scope="module")
def at_desk(clinic: ClinicServer, browser: Browser) -> Iterator[Callable[[str], Desk]]:
    known: dict[str, Desk] = {}

    def opened(username: str) -> Desk:
        if username not in known:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            desk = Desk(page=context.new_page(), url=clinic.url)
            note = desk.complaints
            desk.page.on("console", lambda m: note.append(m.text) if m.type in {"error", "warning"} else None)
            desk.page.on("pageerror", lambda error: note.append(str(error)))
            ours = (clinic.url, "blob:")
            context.on("request", lambda r: None if r.url.startswith(ours) else desk.outside.append(r.url))
            desk.go("/account/login/")
            desk.page.fill("input[name=login]", username)
            desk.page.fill("input[name=password]", PASSWORD)
            desk.page.locator("main form button[type=submit]").first.click()
            desk.page.wait_for_url(lambda url: "/account/login" not in url)
            known[username] = desk
        return known[username]

    yield opened
    for desk in known.values():
        desk.page.context.close()


def width_points(page: Page) -> float:
    """How wide the 90 % band is in two weeks, as the page words it."""
    words = page.get_by_text(re.compile(r"In \d+ days between")).inner_text()
    found = re.search(r"between ([\d.]+) and ([\d.]+) points", words)
    assert found is not None, words
    return float(found.group(2)) - float(found.group(1))


def test_a_prescriber_finds_somebody_reads_the_forecast_and_its_band_widens(at_desk: Callable[[str], Desk]) -> None:
    desk = at_desk("prescriber")
    page = desk.go("/patients/")
    page.get_by_role("main").get_by_label("Name").fill("ada")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ada Fictional").click()
    expect(page.locator(".lead-sentence")).to_be_visible()
    expect(page.locator(".well li")).to_have_count(4)
    expect(page.locator(".event")).to_contain_text("Relapse: the level behind the PHQ-9 scores")
    own = width_points(page)

    page.get_by_role("link", name="Prior only").click()
    expect(page.get_by_text("this is the average of studies")).to_be_visible()

    assert width_points(page) > own
    assert (desk.complaints, desk.outside) == ([], [])


PLAN = "/plan/?weight=82+kg&age=44+years&drug=ketamine&route=iv&dose=0.5+mg/kg&over=40+min"


def test_a_curve_says_its_values_under_the_pointer_also_after_it_was_drawn_anew(at_desk: Callable[[str], Desk]) -> None:
    desk = at_desk("prescriber")
    page = desk.go(PLAN)
    for width in (1280, 820):
        page.set_viewport_size({"width": width, "height": 1000})
        page.wait_for_timeout(800)
        expect(page.locator("figure[data-drawn]:not([data-failed])")).to_have_count(1)
        box = page.locator("figure canvas").bounding_box()
        assert box is not None
        page.mouse.wheel(0, box["y"] - 100)
        page.wait_for_timeout(200)
        box = page.locator("figure canvas").bounding_box()
        assert box is not None
        said = set()
        for step in range(0, 300, 5):
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + step)
            said |= set(page.locator(".chart-words:visible").all_inner_texts())
        assert [one for one in said if re.fullmatch(r"\d+ min: \d+ to \d+ ng/mL expected \(90 %\), median \d+", one)]

    page.set_viewport_size({"width": 1280, "height": 900})
    assert desk.complaints == [], "the content policy refuses nothing of it"


def test_a_score_and_what_is_expected_say_their_values_under_the_pointer(at_desk: Callable[[str], Desk]) -> None:
    page = at_desk("prescriber").open_ada()
    expect(page.locator("#chart-scores ~ figure[data-drawn], figure[data-drawn]").first).to_be_visible()
    box = page.locator("figure canvas").first.bounding_box()
    assert box is not None
    said = set()
    for across in range(60, int(box["width"]), 12):
        for down in range(60, 280, 14):
            page.mouse.move(box["x"] + across, box["y"] + down)
            said |= set(page.locator(".chart-words:visible").all_inner_texts())

    assert [one for one in said if re.fullmatch(r"\d+ \w{3} \d{4}: \d+", one)]
    assert [one for one in said if re.fullmatch(r"\d+ \w{3} \d{4}: \d+ to \d+ expected \(90 %\)", one)]


def test_a_number_reaches_its_study_within_two_clicks(at_desk: Callable[[str], Desk]) -> None:
    page = at_desk("prescriber").open_ada()
    page.get_by_role("link", name="source of how long relief lasts").click()
    expect(page.locator("#drawer")).to_contain_text("With this person's values")

    page.locator("#drawer").get_by_role("link", name="depression__phq9").click()
    expect(page.get_by_text("rows of published studies")).to_be_visible()


def test_a_booking_is_accepted_by_keyboard_alone(at_desk: Callable[[str], Desk], clinic: ClinicServer) -> None:
    page = at_desk("prescriber").open_ada()
    page.get_by_role("link", name="Plan and book").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("clinician decides").first).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Accept":
            break
    page.keyboard.press("Enter")

    expect(page.get_by_text("Booked for").first).to_be_visible()
    states = clinic.ask(
        "select b.state from care_booking b join care_course c on c.id = b.course_id join people_patient p"
        " on p.id = c.patient_id where p.given_name = 'Ada'"
    )
    assert states == [("accepted",)]


def test_the_front_desk_moves_a_booking_and_reads_nothing_clinical(
    at_desk: Callable[[str], Desk], clinic: ClinicServer
) -> None:
    booked = "select min(planned_for) from care_session where state = 'planned' and planned_for > date('now', '+1 day')"
    week = iso_week(str(clinic.ask(booked)[0][0]))
    page = at_desk("desk").go(f"/schedule/?week={week}&view=list")
    page.get_by_role("link", name=re.compile("^Move")).first.click()
    page.get_by_label("Time").fill("14:45")
    page.get_by_label("Reason").fill("no ride before two")
    page.get_by_role("button", name="Move").click()

    expect(page.get_by_text("Moved to")).to_be_visible()
    expect(page.get_by_text("14:45").first).to_be_visible()
    assert "ketamine" not in page.content()
    assert clinic.ask("select count(*) from care_session where amend_reason = 'no ride before two'") == [(1,)]


def iso_week(text: str) -> str:
    year, number, _ = datetime.fromisoformat(text[:19]).isocalendar()
    return f"{year}-W{number:02d}"


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious_and_nothing_is_too_wide(at_desk: Callable[[str], Desk], width: int) -> None:
    desk = at_desk("prescriber")
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.page.emulate_media(color_scheme="dark" if width == 390 else "light")
    page = desk.open_ada()
    ada = page.url
    script = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    grave = []
    for address in (
        "/patients/", ada.removeprefix(desk.url), "/evidence/depression__phq9", "/schedule/feed/",
    ):  # fmt: skip
        desk.go(address)
        page.evaluate(script)
        found = page.evaluate("axe.run().then((r) => r.violations)")
        grave += [
            (address, one["id"], [node["html"][:120] for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    assert grave == []
