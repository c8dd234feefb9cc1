"""A real archive behind a real browser: ``manage.py serve`` with its samples, and Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.processes import UNLIMITED, free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Without the sandbox, which root cannot have; and no calls home.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 240.0  # seconds for the first start, fonts and samples included

PHONE, DESK = 390, 1280


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running archive."""
    data = tmp_path_factory.mktemp("archive")
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "NEWSARCHIVE_DATA": str(data),
        "PORT": str(port),
        "WEB_WORKERS": "1",
        "EMAIL_URL": "smtp://127.0.0.1:9?from=archive@example.org",  # nobody answers there
        **UNLIMITED,
    }
    with (data / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "serve"],
            env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, server, data / "log")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the archive did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Where it is not installed: a skip, or with CI a failure."""
    if CHROMIUM is None:
        reason = "Chromium is not installed: apt install chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Reader:
    """A reader with a browser window of their own; whatever goes wrong in it is kept in ``faults``."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context, self.site = context, site
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("request", self._check_host)

    def _check_host(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.faults.append(f"another host was asked: {request.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.site + quote(path, safe="/?&=:%#"))
        return self.page


@pytest.fixture
def reader(chromium: Browser, site: str) -> Iterator[Callable[..., Reader]]:
    """``reader(width=…, script=…, language=…, theme=…)`` opens a window; faults fail the test at its end."""
    readers: list[Reader] = []

    def make(
        width: int = DESK, *, script: bool = True, language: str = "ar", theme: str = "light", **options: Any
    ) -> Reader:
        phone = {"has_touch": True, "is_mobile": True} if width < 600 else {}
        context = chromium.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            java_script_enabled=script,
            **{**phone, **options},
        )
        cookies = [("django_language", language)] if language != "ar" else []
        cookies += [("reading", f"theme={theme}")] if theme != "light" else []
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies])
        readers.append(Reader(context, site))
        return readers[-1]

    yield make
    faults = [fault for each in readers for fault in each.faults]
    for each in readers:
        each.context.close()
    assert faults == []
