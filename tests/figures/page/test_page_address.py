"""The address of the page keeps what is chosen."""

import pytest
from browsing import address, set_slider, text_of, words

pytestmark = pytest.mark.slow


STATE = {"x": "3", "y": "4.5", "n": "0.25", "kind": "abel", "step": "4", "units": "feet",
         "valley": "abel", "at": "0.56", "train": "20"}  # fmt: skip


def test_what_is_chosen_is_in_the_address_and_comes_back(visit):
    page = visit()
    page.locator("#x").fill("3")
    page.locator("#y").fill("4.5")
    for name in ("n", "at"):
        set_slider(page, name, STATE[name])
    set_slider(page, "train", STATE["train"])
    for name in ("kind", "units", "valley"):
        page.locator(f"input[name={name}][value={STATE[name]}]").check()
    page.locator("#first").click()
    for _ in range(4):
        page.locator("#next").click()
    assert address(page) == STATE
    said = [words(page, number) for number in (1, "graph", 3, 4)]
    page.reload()
    assert [words(page, number) for number in (1, "graph", 3, 4)] == said
    assert [page.locator(f"#{name}").input_value() for name in ("x", "y", "n", "at", "train")] == [
        STATE[name] for name in ("x", "y", "n", "at", "train")
    ]


def test_a_changed_address_changes_the_page(visit):
    page = visit()
    page.evaluate("location.hash = '#x=5&step=2'")
    assert page.locator("#x").input_value() == "5"
    assert page.locator("#step-now").inner_text() == "step 2 of 10"


def test_nonsense_in_the_address_is_passed_over(visit):
    nonsense = "&kind=<b>&step=99&units=miles&valley=&at=NaN&train=-1&z=%E0%A4%A&done=-3&table=1,2"
    usual = visit("#x=2&y=7&n=0")
    page = visit(f"#x=2&y=7&n=7{nonsense}&data=stars&points=one&way=straight&start=there")
    for number in (1, "graph", 3, 4):
        assert words(page, number) == words(usual, number)
    assert text_of(page, "found") == text_of(usual, "found")


def test_a_wrong_number_in_the_address_is_named(visit):
    page = visit("#x=abc")
    assert "x: “abc” is no number" in text_of(page, "error-1")
