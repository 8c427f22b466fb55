"""Makes sure that a browser is there for the browser tests: an installed one, else Playwright's download, else the system's packages.

`python -m tests.browser.install` prints what it found. Where none can be had it says so and the browser tests are skipped,
except in CI (the variable CI is set), where it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
PLACES = (
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
DOWNLOAD_TIMEOUT_S = 240


def find_browser() -> str | None:
    """The path of a Chromium-like browser: RAG_BROWSER, then the PATH, then usual places, then Playwright's own."""
    named = os.environ.get("RAG_BROWSER")
    if named:
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    for place in PLACES:
        if Path(place).exists():
            return place
    return _playwrights_own()


def main() -> int:
    """Find or install a browser; 0 when there is one or none is required."""
    found = find_browser() or _downloaded() or _from_the_system()
    if found:
        sys.stdout.write(f"browser for the tests: {found}\n")
        return 0
    sys.stdout.write(
        "No browser could be found or installed; the browser tests will be skipped. Install Chromium or set RAG_BROWSER.\n"
    )
    return 1 if os.environ.get("CI") else 0


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def _downloaded() -> str | None:
    _try([sys.executable, "-m", "playwright", "install", "chromium"])
    return find_browser()


def _from_the_system() -> str | None:
    """Debian's Chromium, where we may install packages; a font with Chinese characters comes along."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo") and _try(["sudo", "-n", "true"]):
        prefix = ["sudo", "-n"]
    else:
        return None
    _try([*prefix, "apt-get", "update", "-qq"])
    _try(
        [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
    )
    return find_browser()


def _try(command: list[str]) -> bool:
    try:
        return (
            subprocess.run(command, capture_output=True, timeout=DOWNLOAD_TIMEOUT_S, check=False).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    sys.exit(main())
