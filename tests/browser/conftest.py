"""A headless browser and two servers: the page over a toy assistant, and the chatbot over the shipped corpus.

`install.find_browser` says which browser. Where there is none these tests are skipped, except in CI, where
that is a failure.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.install import find_browser

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
START_SECONDS = 120  # a busy machine with two cores imports gradio in ten


def unavailable(reason: str) -> None:
    """Skip, or fail in CI, where a browser is always to be had."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        unavailable("Playwright is not installed: pip install '.[test]'")
        return
    path = find_browser()
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            first = str(error).strip().splitlines()[0]
            unavailable(f"No browser could be started ({first}); install Chromium, or set RAG_BROWSER to one")
            return
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page: visit(url, locale="zh-CN", width=1280, height=900, dark=False)."""
    contexts = []

    def open_page(
        url: str, locale: str = "zh-CN", width: int = 1280, height: int = 900, *, dark: bool = False
    ) -> Any:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.errors, page.strangers = [], []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on(
            "request", lambda request: page.strangers.append(request.url) if foreign(request.url) else None
        )
        page.goto(url)
        page.wait_for_selector("#header .bar")
        page.wait_for_selector("#conversation .welcome")
        return page

    yield open_page
    for context in contexts:
        context.close()


def foreign(url: str) -> bool:
    """Whether a request leaves this machine."""
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:"))


@pytest.fixture
def ask() -> Callable[[Any, str], Any]:
    """Types a question, sends it, and gives its exchange once the answer is complete."""

    def type_and_send(page: Any, question: str) -> Any:
        before = page.locator(".exchange").count()
        page.locator("#question textarea").fill(question)
        page.locator("#question textarea").press("Enter")
        return finished(page, before + 1)

    return type_and_send


def finished(page: Any, number: int) -> Any:
    """The exchange with this number, once it has ended in an answer, a decline or an error."""
    exchange = page.locator(f"#e{number}:is(.answered, .declined, .failed):not(:has([aria-busy]))")
    exchange.wait_for()
    return exchange


@pytest.fixture(scope="session")
def toy_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving([str(HERE / "toy_server.py")], tmp_path_factory.mktemp("toy"), positional=True) as url:
        yield url


@pytest.fixture(scope="session")
def chatbot_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real app.py over an index of the shipped corpus."""
    folder = tmp_path_factory.mktemp("chatbot")
    index = folder / "index"
    build = [sys.executable, "-m", "rag", "build", str(ROOT / "corpus"), "--index", str(index)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=600)
    with serving([str(ROOT / "app.py"), "--index", str(index)], folder) as url:
        yield url


@contextmanager
def serving(command: list[str], folder: Path, *, positional: bool = False) -> Iterator[str]:
    """The address of a server that is up, started in a process of its own and ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    log = folder / "server.log"
    arguments = [sys.executable, *command, *([port] if positional else ["--port", port])]
    with log.open("wb") as output:
        server = subprocess.Popen(arguments, cwd=ROOT, stdout=output, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}/"
        wait_until_up(server, url, log)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_up(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"The server did not start:\n{log.read_text(errors='replace')}", pytrace=False)
