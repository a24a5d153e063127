"""Real Chromium on the specimen page; each test has its own browser profile and its own server."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.clinic_server import ClinicServer, made_once
from tests.browser.specimen_server import Door, served
from wane_clinic.web.specimen import write_specimen

CHROMIUM = os.environ.get("WANE_CHROMIUM") or shutil.which("chromium") or "chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Specimen:
    page: Page
    door: Door
    url: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self) -> Page:
        self.page.goto(self.url)
        expect(self.page.locator("figure[data-drawn]")).to_have_count(3, timeout=30_000)
        return self.page


@pytest.fixture(scope="session")
def specimen_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_specimen(tmp_path_factory.mktemp("specimen")).parent


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each file: its event loop runs while it lives, and Django takes whatever comes then for asynchronous."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[ClinicServer]:
    """The demo clinic on a free port; each file writes in a copy of its own."""
    ours = tmp_path_factory.getbasetemp()
    shared = ours if worker_id == "master" else ours.parent
    server = ClinicServer(home=made_once(shared, tmp_path_factory.mktemp("home") / "clinic"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def specimen(specimen_folder: Path, context: BrowserContext) -> Iterator[Specimen]:
    with served(specimen_folder) as (url, door):
        made = Specimen(page=context.new_page(), door=door, url=url)
        made.page.on("console", lambda m: made.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        context.on("request", lambda r: made.outside.append(r.url) if not r.url.startswith((url, "blob:")) else None)
        yield made
        made.page.close()
