"""Each part of the page in real Chromium, under the content policy that production sends."""

from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Specimen

WIDTHS = (1280, 820, 390)


def type_pressure(page: Page, digits: str = "14288") -> None:
    page.locator("#vitals-systolic_mmhg").focus()
    for digit in digits:
        page.locator(f"#vitals [data-key='{digit}']").click()


def test_charts_draw_under_the_strict_policy_and_ask_nobody_outside(specimen: Specimen) -> None:
    specimen.open()

    painted = specimen.page.evaluate(
        """() => [...document.querySelectorAll('figure canvas')].map((canvas) => {
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return new Set(new Uint32Array(data.buffer)).size;
        })"""
    )
    assert [colours > 5 for colours in painted] == [True, True, True]
    assert (specimen.complaints, specimen.outside) == ([], [])


def test_the_keypad_advances_when_a_field_is_full(specimen: Specimen) -> None:
    page = specimen.open()
    type_pressure(page)

    assert page.locator("#vitals-systolic_mmhg").input_value() == "142"
    assert page.locator("#vitals-diastolic_mmhg").input_value() == "88"
    expect(page.locator("#vitals-pulse_per_min")).to_be_focused()


def test_next_after_a_field_that_moved_on_by_itself_skips_none(specimen: Specimen) -> None:
    page = specimen.open()
    type_pressure(page, "142")
    page.locator("#vitals [data-key='next']").click()
    expect(page.locator("#vitals-diastolic_mmhg")).to_be_focused()

    page.locator("#vitals [data-key='next']").click()
    expect(page.locator("#vitals-pulse_per_min")).to_be_focused()


def test_half_a_pressure_is_asked_about_and_nothing_typed_is_lost(specimen: Specimen) -> None:
    page = specimen.open()
    type_pressure(page, "142")
    page.locator("#vitals [type=submit]").click()
    expect(page.locator("[data-ask-for=diastolic_mmhg]")).to_have_text("A pressure has two numbers: enter both.")
    expect(page.locator("#vitals-systolic_mmhg")).to_have_value("142")
    assert specimen.door.posts == []

    page.locator("#vitals-diastolic_mmhg").fill("88")
    expect(page.locator("[data-ask-for=diastolic_mmhg]")).to_be_empty()
    page.locator("#vitals [type=submit]").click()
    expect(page.locator("#entries")).to_contain_text("BP 142")


def test_no_field_starts_with_a_number_in_it(specimen: Specimen) -> None:
    page = specimen.open()

    assert {field.input_value() for field in page.locator("[data-keypad-field]").all()} == {""}
    expect(page.locator("#vitals-systolic_mmhg-before")).to_have_text("before: 152")


def test_a_value_over_the_line_adds_a_word_and_an_implausible_one_asks_once(specimen: Specimen) -> None:
    page = specimen.open()
    type_pressure(page, "17024")

    expect(page.locator("[data-flag-for=systolic_mmhg]")).to_have_text("high")
    expect(page.locator("[data-ask-for=diastolic_mmhg]")).to_contain_text("Is 24 right?")
    page.locator("#vitals [data-key='next']").click()
    expect(page.locator("#vitals-pulse_per_min")).to_be_focused()


def test_an_entry_is_sent_once_with_the_time_of_the_tap(specimen: Specimen) -> None:
    page = specimen.open()
    type_pressure(page)
    page.locator("#vitals [type=submit]").dblclick()
    expect(page.locator("#entries")).to_contain_text("BP 142")

    assert len(specimen.door.posts) == 1
    assert specimen.door.posts[0]["happened_at"].endswith("Z")
    expect(page.locator("[data-queue-count]")).to_be_hidden()


@pytest.mark.parametrize("mode", ["down", "portal"])
def test_an_entry_outlives_no_network_and_a_reload(specimen: Specimen, mode: str) -> None:
    page = specimen.open()
    specimen.door.mode = mode
    type_pressure(page)
    page.locator("#vitals [type=submit]").click()
    expect(page.locator("[data-queue-list] .is-waiting")).to_contain_text("Systolic 142 mmHg")
    page.reload()
    expect(page.locator("[data-queue-count]")).to_have_text("1")
    expect(page.locator("[data-banner=waiting]")).to_be_visible()

    specimen.door.mode = "open"
    expect(page.locator("[data-queue-count]")).to_be_hidden(timeout=15_000)
    assert len(specimen.door.posts) == 1


def test_two_tabs_send_an_entry_once(specimen: Specimen) -> None:
    page = specimen.open()
    specimen.door.mode = "down"
    type_pressure(page)
    page.locator("#vitals [type=submit]").click()
    expect(page.locator("[data-queue-count]")).to_have_text("1")
    other = page.context.new_page()
    other.goto(specimen.url)
    expect(other.locator("[data-queue-count]")).to_have_text("1")

    specimen.door.mode = "open"
    for one in (page, other):
        one.evaluate("window.dispatchEvent(new Event('online'))")
    expect(other.locator("[data-queue-count]")).to_be_hidden(timeout=15_000)
    page.wait_for_timeout(1500)
    assert len({post["client_key"] for post in specimen.door.posts}) == len(specimen.door.posts) == 1


def test_a_refused_entry_is_kept_with_the_servers_sentence(specimen: Specimen) -> None:
    page = specimen.open()
    specimen.door.mode = "refuse"
    type_pressure(page)
    page.locator("#vitals [type=submit]").click()

    expect(page.locator(".is-refused")).to_contain_text("cannot be: enter at most 260.")
    expect(page.locator("[data-banner=refused]")).to_be_visible()
    expect(page.locator("[data-banner=waiting]")).to_be_hidden()
    page.reload()
    expect(page.locator(".is-refused")).to_be_visible()
    assert len(specimen.door.posts) == 1


def test_a_refused_entry_is_changed_in_its_form_and_keeps_its_time(specimen: Specimen) -> None:
    page = specimen.open()
    specimen.door.mode = "refuse"
    type_pressure(page)
    page.locator("#vitals [type=submit]").click()
    beside = page.locator("#vitals [data-refusals]")
    expect(beside).to_contain_text("enter at most 260. You typed: Systolic 142 mmHg")
    expect(page.locator("[data-banner=refused]")).to_be_in_viewport()

    beside.get_by_role("button", name="Change it").click()
    expect(page.locator("#vitals [name=systolic_mmhg]")).to_have_value("142")
    specimen.door.mode = "open"
    page.locator("#vitals [name=systolic_mmhg]").fill("124")
    page.wait_for_timeout(800)  # longer than a double tap
    page.locator("#vitals [type=submit]").click()

    expect(page.locator("#entries")).to_contain_text("BP 124")
    expect(page.locator(".is-refused")).to_have_count(0)
    refused, changed = specimen.door.posts
    assert (changed["systolic_mmhg"], changed["happened_at"]) == ("124", refused["happened_at"])
    assert changed["client_key"] != refused["client_key"]


def test_a_refused_entry_is_discarded_only_at_the_second_word(specimen: Specimen) -> None:
    page = specimen.open()
    specimen.door.mode = "refuse"
    type_pressure(page)
    page.locator("#vitals [type=submit]").click()
    list_ = page.locator("[data-queue-list]")
    list_.get_by_role("button", name="Discard").click()
    expect(list_.locator(".is-refused")).to_have_count(1)
    list_.get_by_role("button", name="Discard for good?").click()

    expect(page.locator(".is-refused")).to_have_count(0)
    expect(page.locator("[data-banner=refused]")).to_be_hidden()


def test_an_empty_set_is_no_entry(specimen: Specimen) -> None:
    page = specimen.open()
    page.locator("#vitals [type=submit]").click()

    expect(page.locator("#vitals")).to_contain_text("Nothing was typed yet.")
    expect(page.locator("[data-queue-count]")).to_be_hidden()
    assert specimen.door.posts == []


def test_another_persons_entry_waits_for_that_person(specimen: Specimen) -> None:
    page = specimen.open()
    specimen.door.mode = "down"
    type_pressure(page)
    with page.expect_event("requestfailed"):  # none of it is on its way when somebody else takes over
        page.locator("#vitals [type=submit]").click()
    expect(page.locator("[data-queue-count]")).to_have_text("1")
    page.evaluate("document.body.dataset.person = 'A. Reyes'")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-queue-list]")).to_contain_text("Waiting for J. Moss to sign in")
    specimen.door.mode = "open"
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator("[data-queue-list]")).to_contain_text("Waiting for J. Moss to sign in")
    assert specimen.door.posts == []


def test_the_idle_lock_hides_the_page_and_keeps_what_was_typed(specimen: Specimen) -> None:
    page = specimen.page
    page.clock.install()
    page.goto(specimen.url)
    page.locator("#note").fill("Calm, eyes closed")
    page.clock.run_for(9 * 60_000)
    expect(page.locator("#lock")).to_be_hidden()
    page.clock.run_for(2 * 60_000)
    expect(page.locator("#lock")).to_be_visible()
    expect(page.locator("#note")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#lock")).to_be_visible()

    page.locator("#unlock-secret").fill("1111")
    page.locator("#lock [type=submit]").click()
    expect(page.locator("[data-unlock-error]")).to_have_text("That PIN is not right.")
    page.locator("#unlock-secret").fill("2468")
    page.locator("#lock [type=submit]").click()
    expect(page.locator("#lock")).to_be_hidden()
    assert page.locator("#note").input_value() == "Calm, eyes closed"


def test_a_locked_page_stays_locked_over_a_reload_with_its_draft(specimen: Specimen) -> None:
    page = specimen.open()
    page.locator("#note").fill("Half a sen")
    page.locator("[data-lock-now]").click()
    page.reload()

    expect(page.locator("#lock")).to_be_visible()
    assert page.locator("#note").input_value() == "Half a sen"


def test_due_times_follow_the_servers_clock(specimen: Specimen) -> None:
    page = specimen.open()

    expect(page.locator(".strip [data-elapsed-since]")).to_have_text("00:27")
    expect(page.locator(".strip .due").first).to_have_text("BP in 3 min")
    expect(page.locator(".board .is-late")).to_contain_text(["BP late by 10 min"])


def test_the_evidence_drawer_opens_closes_and_gives_focus_back(specimen: Specimen) -> None:
    page = specimen.open()
    link = page.locator("a[data-evidence]").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_contain_text("What it does not cover")
    page.keyboard.press("Escape")

    expect(page.locator("#drawer")).to_be_hidden()
    expect(link).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious(specimen: Specimen, scheme: str, width: int) -> None:
    page = specimen.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    specimen.open()
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then((r) => r.violations)")
    grave = [
        (one["id"], [node["html"][:120] for node in one["nodes"]])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]

    assert grave == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_page_and_targets_are_large(specimen: Specimen, width: int) -> None:
    page = specimen.page
    page.set_viewport_size({"width": width, "height": 900})
    specimen.open()

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .chip, .nav a, .checks li > label')]
            .filter((one) => one.offsetHeight && (one.offsetHeight < 44 || one.offsetWidth < 44))
            .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert small == []
