"""A tablet: Chromium with a profile of its own on disk, killed whole and opened again on the same profile."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

from tests.live.furnish import PASSWORD, USERNAME

CHROMIUM = os.environ.get("WANE_CHROMIUM") or shutil.which("chromium") or "chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
TYPE_A_SET = """([systolic, diastolic]) => {
  const form = document.querySelector("form#set");
  form.elements.namedItem("systolic_mmhg").value = systolic;
  form.elements.namedItem("diastolic_mmhg").value = diastolic;
  delete form.dataset.queueTapped;
  form.requestSubmit();
}"""
N_WAITING = """() => new Promise((done, failed) => {
  const open = indexedDB.open("wane-queue", 1);
  open.onupgradeneeded = () => open.result.createObjectStore("entries", { keyPath: "key" });
  open.onerror = () => failed(open.error);
  open.onsuccess = () => {
    const count = open.result.transaction("entries").objectStore("entries").count();
    count.onsuccess = () => { open.result.close(); done(count.result); };
    count.onerror = () => failed(count.error);
  };
})"""


@contextmanager
def tablet(profile: Path, sheet: str) -> Iterator[tuple[BrowserContext, Page]]:
    """The nurse's tablet, logged in, on one sheet."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=CHROMIUM, args=ARGUMENTS, viewport={"width": 820, "height": 1180}
        )
        try:
            page = context.pages[0] if context.pages else context.new_page()
            page.goto(sheet)
            if "/account/login/" in page.url:
                page.fill("#id_login", USERNAME)
                page.fill("#id_password", PASSWORD)
                page.click("section.sheet button[type=submit]")
                page.wait_for_url(lambda url: "/account/login/" not in url)
                page.goto(sheet)
            page.wait_for_selector("form#set")
            yield context, page
        finally:
            with suppress(Error):
                context.close()


def type_sets(page: Page, sets: list[tuple[int, int]]) -> None:
    """Sets as typed, one after another; each is kept before the next."""
    for number, signs in enumerate(sets, start=1):
        page.evaluate(TYPE_A_SET, list(signs))
        until = time.monotonic() + 20
        while n_waiting(page) < number:
            assert time.monotonic() < until, "The set was not kept."
            time.sleep(0.02)


def n_waiting(page: Page) -> int:
    return int(page.evaluate(N_WAITING))


def kill_tablet(profile: Path) -> int:
    """Signal 9 to every process that was started on this profile, and to nothing else."""
    mark, killed = f"--user-data-dir={profile}", 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError, ProcessLookupError):
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if mark in words:
                os.kill(int(folder.name), signal.SIGKILL)
                killed += 1
    return killed
