"""Where the page is, the screens it is seen on, and what a visitor does with it."""

import json
import shutil
from pathlib import Path

FIGURES = Path(__file__).parents[3] / "figures"
PAGE = FIGURES / "explore.html"
TABLES = json.loads((FIGURES / "page" / "tables.json").read_text("utf-8"))
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
PHONE, TABLET = {"width": 390, "height": 844}, {"width": 768, "height": 1024}
SAVED = 500  # milliseconds after which the address is up to date
SPOKEN = 700  # milliseconds after which a screen reader is told


def set_slider(page, name, value):
    page.locator(f"#{name}").fill(str(value))


def words(page, number):
    return text_of(page, f"words-{number}")


def text_of(page, name):
    return page.locator(f"#{name}").inner_text().replace("\xa0", " ")


def listen(page):
    """Keep in `told` what a screen reader is told from now on."""
    page.evaluate(
        """() => {
            window.told = [];
            new MutationObserver(() => told.push(byId("status").textContent.replaceAll("\\u00a0", " ")))
                .observe(byId("status"), { childList: true, characterData: true, subtree: true });
        }"""
    )


def press(page, name):
    """Click a button, even if it says that it does nothing now."""
    page.get_by_role("button", name=name, exact=True).click(force=True)


def drag(page, name, start, end):
    """Move the pressed mouse over a picture, from one n to another, and return the last n reached."""
    box, (left, right) = page.locator(f"#{name}").bounding_box(), edges(page, name)
    for n in (start, (start + end) / 2, end):
        page.mouse.move(box["x"] + left + n * (right - left), box["y"] + box["height"] / 2)
        if n == start:
            page.mouse.down()
    page.mouse.up()


def edges(page, name):
    return page.locator(f"#{name}").evaluate("(svg) => svg.edges")


def address(page):
    # The page's own timer, which is due after the one that saves, however busy the machine is.
    page.evaluate(f"new Promise((done) => setTimeout(done, {SAVED}))")
    pairs = page.evaluate("[...new URLSearchParams(location.hash.slice(1))]")
    return dict(pairs)
