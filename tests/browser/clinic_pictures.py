"""Pictures of the demo clinic for the documentation: `python -m tests.browser.clinic_pictures docs/images`."""

import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image  # matplotlib brings it
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.clinic_server import PASSWORD, ClinicServer, made_in
from tests.browser.conftest import ARGUMENTS, CHROMIUM

PLAN = (
    "/plan/?weight=82+kg&age=44+years&bp=128/78&drug=ketamine&route=iv&dose=0.5+mg/kg&over=40+min&bag=1+mg/mL"
    "&route2=im&dose2=0.5+mg/kg"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page as one person sees it."""

    name: str
    username: str
    path: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"] = "light"
    n_charts: int = 0


def pictures(server: ClinicServer) -> list[Picture]:
    """What the README and the tutorial show."""
    live = f"/session/{server.session_of('Bo', 'infusing')}/"
    ada = "/patients/" + server.run(
        "from wane_clinic.people.models import Patient; print(Patient.objects.get(given_name='Ada').public_id)"
    )
    return [
        Picture(name="board", username="nurse", path="/board/", size=(1280, 420)),
        Picture(name="sheet", username="nurse", path=live, size=(1280, 900)),
        Picture(name="sheet-phone-dark", username="nurse", path=live, size=(390, 844), scheme="dark"),
        Picture(name="plan", username="prescriber", path=PLAN, size=(1280, 1000), n_charts=1),
        Picture(name="patient", username="prescriber", path=f"{ada}/", size=(1280, 1160), n_charts=1),
        Picture(name="course", username="prescriber", path=f"{ada}/plan/", size=(1280, 830)),
        Picture(name="score-card", username="prescriber", path="/score-card/", size=(1280, 800), n_charts=1),
    ]


def log_in(browser: Browser, server: ClinicServer, username: str) -> Page:
    """Somebody's page of their own."""
    page = browser.new_context().new_page()
    page.goto(f"{server.url}/account/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.locator(".who").wait_for()
    return page


def take(page: Page, server: ClinicServer, one: Picture, folder: Path) -> None:
    """One picture, once its charts are drawn."""
    page.set_viewport_size({"width": one.size[0], "height": one.size[1]})
    page.emulate_media(color_scheme=one.scheme)
    page.goto(server.url + one.path)
    if one.n_charts:
        page.locator("figure[data-drawn]").first.wait_for()
    keep(page, folder / f"clinic-{one.name}.png")


def take_check_in(staff: Page, browser: Browser, server: ClinicServer, folder: Path) -> None:
    """The third question on a phone, answered and not sent."""
    staff.goto(f"{server.url}/check-ins/")
    staff.locator(".due-row", has_text="Ivo").get_by_role("button", name="Make link").click()
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    phone.goto(staff.locator("#address").inner_text())
    for place in (1, 2):
        phone.locator(f"label.answer:has(input[name=q{place}][value='1'])").tap()
        expect(phone.locator(f"input[name=q{place + 1}]").first).to_be_visible()
    keep(phone, folder / "clinic-check-in.png")


def keep(page: Page, file: Path) -> None:
    """The page as it is, packed tighter than the browser packs it: a palette would move its colours."""
    with Image.open(io.BytesIO(page.screenshot())) as taken:
        taken.convert("RGB").save(file, optimize=True)


def main(folder: Path) -> None:
    """Every picture, of a clinic made for it."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        server = ClinicServer(home=made_in(Path(place) / "clinic"))
        server.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        pages = {username: log_in(browser, server, username) for username in ("nurse", "prescriber")}
        try:
            for one in pictures(server):
                take(pages[one.username], server, one, folder)
            take_check_in(pages["nurse"], browser, server, folder)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
