"""Takes the screenshots in docs/: `python -m tests.browser.screenshots INDEX`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, ROOT, finished, serving
from tests.browser.install import find_browser

SHOTS = (
    ("zh", "zh-CN", "上海自贸试验区最初设立时的面积是多少？"),
    ("en", "en-GB", "How many projects had MOFCOM completed with UNIDO over 50 years?"),
)


def main(index: str) -> None:
    """Serve the index and write both files."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving([str(ROOT / "app.py"), "--index", index], Path(folder)) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        for name, locale, question in SHOTS:
            page = browser.new_page(
                locale=locale, viewport={"width": 1280, "height": 880}, reduced_motion="reduce"
            )
            page.goto(url)
            page.wait_for_selector("#conversation .welcome")
            page.locator("#question textarea").fill(question)
            page.locator("#question textarea").press("Enter")
            finished(page, 1)
            page.evaluate("document.activeElement.blur()")
            page.wait_for_timeout(300)
            page.screenshot(path=ROOT / "docs" / f"page-{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
