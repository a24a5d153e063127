"""Pictures of the demo clinic for the documentation: `python -m tests.browser.clinic_pictures docs/images`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.clinic_server import PASSWORD, ClinicServer, made_in
from tests.browser.conftest import ARGUMENTS, CHROMIUM

PLAN = (
    "/plan/?weight=82+kg&age=44+years&bp=128/78&drug=ketamine&route=iv&dose=0.5+mg/kg&over=40+min&bag=1+mg/mL"
    "&over2=60+min&dose2=0.5+mg/kg"
)
WIDE, TABLET, PHONE = (1280, 900), (820, 1180), (390, 844)


def take(page: Page, server: ClinicServer, folder: Path) -> None:
    page.goto(f"{server.url}/account/login/")
    page.locator("[name=login]").fill("nurse")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.locator(".who").wait_for()
    live = f"/session/{server.session_of('Bo', 'infusing')}/"
    for name, path, (width, height), scheme in (
        ("board", "/board/", (1280, 420), "light"),
        ("sheet", live, WIDE, "light"),
        ("sheet-tablet", live, TABLET, "light"),
        ("sheet-phone-dark", live, PHONE, "dark"),
        ("plan", PLAN, (1280, 1000), "light"),
    ):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(server.url + path)
        page.wait_for_timeout(1500)
        page.screenshot(path=str(folder / f"clinic-{name}.png"))


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        server = ClinicServer(home=made_in(Path(place) / "clinic"))
        server.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            take(browser.new_page(), server, folder)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
