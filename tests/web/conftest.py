"""Fixtures of the page's tests."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from safeshare.web.guard import Guard
from tests.web.guarded import PORT, TOKEN, Client, echo
from tests.web.pages import WINDOW, Watched, watch
from tests.web.photos import astronaut
from tests.web.picture import Picture
from tests.web.program import Program, Visitor, start_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def photo() -> bytes:
    return astronaut()


@pytest.fixture
def client() -> Client:
    return Client(Guard(echo, port=PORT, token=TOKEN))


@pytest.fixture
def inside(client: Client) -> Client:
    assert client.enter().status == 200
    return client


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """A program of the test's own, for tests that use its link or end it."""
    running = start_program(tmp_path / "temp")
    yield running
    running.end(signal.SIGKILL)


@pytest.fixture(scope="session")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor of a program that many tests share: starting one takes seconds."""
    running = start_program(tmp_path_factory.mktemp("shared"))
    yield Visitor(running)
    running.end(signal.SIGKILL)


def missing(reason: str) -> None:
    """Skip for want of a browser, or fail where one is required."""
    if os.environ.get("SAFESHARE_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_command() -> str:
    """Where the machine's own Chromium is."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing(f"no browser on this machine: none of {', '.join(BROWSERS)}")
    return str(path)


@pytest.fixture(scope="module")
def browser(browser_command: str) -> Iterator[Browser]:
    """The machine's own Chromium. Ended with its module: it keeps the thread's event loop busy."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser_command, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def watched(browser: Browser, visitor: Visitor) -> Iterator[Watched]:
    """A fresh page of the shared program."""
    context = browser.new_context(viewport=WINDOW)
    context.add_cookies([visitor.browser_cookie()])
    opened = watch(context)
    opened.goto(visitor.address + "/")
    yield opened
    context.close()


@pytest.fixture
def picture(watched: Watched, photo: bytes) -> Picture:
    """The stage of a fresh page with the portrait on it."""
    watched.open_photo(photo)
    return Picture(watched)
