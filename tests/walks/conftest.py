"""Journeys against the real thing: a server, a worker and Chromium on the synthetic town in its own database."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, expect, sync_playwright

from fixtures.accounts import DEMO_PASSWORD
from tests import databases

ROOT = Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = ROOT / ".local" / "screenshots"
LOADED = f"{os.environ.get('TEST_DATABASE_NAME', 'town_test')}_walks_loaded"
# Two processes may walk at once, each through a town of its own, a copy of that one.
DATABASE = "_".join(
    [os.environ.get("TEST_DATABASE_NAME", "town_test"), "walks", os.environ.get("PYTEST_XDIST_WORKER", "")]
)
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1440, height=900)
Visitor = Callable[..., Page]
Keep = Callable[[Page, str], None]
# A server starts in its own time on a busy machine, and so does a page.
STARTS_S, NAVIGATION_MS = 300, 120_000
# What is pressed must be there first, and what a program asks for comes from the same busy server.
ACT_MS = 90_000
# What a page does at once takes longer where three processes share two cores; nobody waits for what has come.
SHORTLY_MS = 40_000
expect.set_options(timeout=SHORTLY_MS)
# Chromium as root needs no sandbox of its own; the rest keeps it from asking the network.
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@dataclass(frozen=True)
class Town:
    """The running platform: its address, the survey file that waits to be sent, where it keeps files and secrets.

    `server` is the number of its process.
    """

    url: str
    survey: Path
    files: Path
    tokens: Path
    server: int


@dataclass(frozen=True)
class Loaded:
    """The synthetic town in a database that nobody uses, to be copied; and its survey."""

    database: str
    survey: Path


@pytest.fixture(scope="package")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Loaded by the first of the processes that walk; another waits for it and takes the same."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "loaded"
    with databases.alone("the town of the walks"):
        if not (folder / "done").exists():
            folder.mkdir(exist_ok=True)
            databases.make_anew(LOADED)
            load = [sys.executable, "manage.py", "load_town", "--survey", str(folder), "--verbosity", "0"]
            subprocess.run(load, cwd=ROOT, env=databases.surroundings(LOADED), check=True)
            (folder / "done").touch()
    return Loaded(database=LOADED, survey=next(folder.glob("*.zip")))


@pytest.fixture(scope="package")
def town(loaded: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running(loaded, DATABASE, tmp_path_factory.mktemp("walks")) as town:
        yield town


@contextmanager
def running(loaded: Loaded, database: str, folder: Path) -> Iterator[Town]:
    """A server and a worker on a copy of the loaded town, their files in the folder."""
    databases.copy_for_use(loaded.database, database)
    # All who walk share one address, from which more reports come within the hour than from a household.
    own = {"MEDIA_ROOT": str(folder / "files"), "CKAN_TOKENS": str(folder / "tokens"), "REPORTS_PER_HOUR": "500"}
    # Every layer is open from the first page on, however busy the machine.
    own |= {"OPEN_CHECK_AT_ONCE_MS": "600000"}
    surroundings = databases.surroundings(database) | own
    # The socket is ours and listens before the server starts: no port to guess.
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "server.log").open("w") as log:
        fd = listener.fileno()
        serve = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--fd", str(fd), "--no-access-log"]
        work = [sys.executable, "manage.py", "procrastinate", "worker"]
        started = [
            subprocess.Popen(command, cwd=ROOT, env=surroundings, pass_fds=[fd], stdout=log, stderr=log)
            for command in ([*serve, "--timeout-graceful-shutdown", "3"], work)
        ]
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            files, tokens = folder / "files", folder / "tokens"
            # Whoever comes first would wait for the start, and not everybody has so long a patience.
            urllib.request.urlopen(f"{url}/accounts/login/", timeout=STARTS_S).close()  # noqa: S310  our own
            yield Town(url=url, survey=loaded.survey, files=files, tokens=tokens, server=started[0].pid)
        finally:
            for process in started:
                process.terminate()
            for process in started:
                end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """It was told to end; nobody waits for the last job of a worker whose town is thrown away."""
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# Ended with the walks: while it runs, this thread has an event loop, in which Django refuses to ask the database.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    # Chromium without the windows that nobody sees: it takes half the processor's time.
    chromium = shutil.which("chromium-headless-shell")
    assert chromium, "Chromium is missing; script/setup --tests installs it."
    browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
    yield browser
    browser.close()


@pytest.fixture
def visitor(browser: Browser, town: Town) -> Iterator[Visitor]:
    """`visitor(as_="surveyor")` is a person signed in at a desk; `phone=True` has a phone, no `as_` is the public.

    Pages are Thai until the reader chooses: whoever has a browser in English has chosen it.
    """
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def make(*, as_: str | None = None, phone: bool = False, language: str = "th-TH") -> Page:
        context = browser.new_context(
            base_url=town.url,
            viewport=PHONE if phone else DESK,
            locale=language,
            is_mobile=phone,
            has_touch=phone,
        )
        contexts.append(context)
        context.set_default_timeout(ACT_MS)
        if language.startswith("en"):
            context.add_cookies([{"name": "django_language", "value": "en", "url": town.url}])
        page = context.new_page()
        page.set_default_navigation_timeout(NAVIGATION_MS)
        # Told at the end: what fails in here would end the connection to the browser, and with it all that follows.
        page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))
        if as_:
            sign_in(page, as_)
        return page

    yield make
    for context in contexts:
        context.close()
    assert broken == [], "scripts of the pages broke"


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/home/")


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Keep:
    """Keep a screenshot of the page, to be looked at."""

    def screenshot(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return screenshot
