"""A browser with the page, for the tests of each of its parts."""

import re

import pytest
from browsing import CHROMIUM, OPTIONS, PAGE, WIDE

USUAL = ("x=2", "y=7", "n=0.5")  # unless an address says otherwise


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no browser: chromium, chromium-browser or google-chrome")
    with playwright.sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser):
    """Open the page with a hash; afterwards, see that nothing was asked for and nothing went wrong."""
    contexts, asked_for, went_wrong = [], [], []

    def answer(route):
        if route.request.url.split("#")[0] == PAGE.as_uri():
            return route.continue_()
        asked_for.append(route.request.url)
        return route.abort()

    def open_page(address="#", viewport=WIDE, clock=False, **options):
        if address:  # otherwise the page asks for a guess first
            address += "".join(
                f"&{usual}" for usual in USUAL if not re.search(rf"[#&]{usual[:2]}", address)
            )
        contexts.append(browser.new_context(viewport=viewport, **options))
        page = contexts[-1].new_page()
        page.route("**/*", answer)
        page.on("console", lambda message: went_wrong.append(message.text))
        page.on("pageerror", lambda error: went_wrong.append(str(error)))
        if clock:
            page.clock.install(time=0)
        page.goto(PAGE.as_uri() + address)
        if clock:  # from now on it moves only when it is told to
            page.clock.pause_at(60)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked_for == []
    assert went_wrong == []
