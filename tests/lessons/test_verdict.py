"""The page after the lessons: one page, whose numbers are those of the README's tested table."""

import re

import readme

PAGE = (readme.HERE / "verdict.md").read_text(encoding="utf-8")
README = (readme.HERE.parent / "README.md").read_text(encoding="utf-8")
TABLE = re.search(r"^## Is it worth it\?\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)[1]


def test_every_measured_number_is_in_the_table():
    prose = re.sub(r"\]\(.*?\)|\[lesson \d+|^\d\. |^#.*$", "", PAGE, flags=re.MULTILINE)
    measured = set(re.findall(r"(?<![\w₁₂₃₄])\d+(?:\.\d+)?(?! %)", prose)) - {"0", "1"}
    assert len(measured) >= 15
    assert measured <= set(re.findall(r"\d+(?:\.\d+)?", TABLE))


def test_it_is_one_page():
    assert len(re.findall(r"[a-z]{2,}", PAGE, flags=re.IGNORECASE)) <= 480


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert len(links) >= 8
    for link in links:
        assert (readme.HERE / link.partition("#")[0]).exists(), link
