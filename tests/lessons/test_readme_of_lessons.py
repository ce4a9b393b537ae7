"""The page about all lessons agrees with them, and they with one another."""

import re
from itertools import pairwise

import pytest
import readme

LESSONS = readme.lessons()
ROUTE = ["0", "7", "8", "9", "12"]


def test_the_page_is_not_stale():
    text = (readme.HERE / "README.md").read_text(encoding="utf-8")
    assert readme.page(text) == text, "run python lessons/readme.py"


def test_all_lessons_are_there_in_their_order():
    numbers = [int(lesson.number) for lesson in LESSONS if lesson.number.isdigit()]
    letters = [lesson.number for lesson in LESSONS if not lesson.number.isdigit()]
    assert numbers == sorted(set(numbers)) and letters == sorted(set(letters))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_a_lesson_needs_only_lessons_before_it(lesson):
    before = [other.stem for other in LESSONS[: LESSONS.index(lesson)]]
    assert set(lesson.needs) <= set(before)


def test_the_route_of_ninety_minutes_needs_nothing_else():
    route = [lesson for lesson in LESSONS if lesson.number in ROUTE]
    assert {stem for lesson in route for stem in lesson.needs} <= {lesson.stem for lesson in route}
    assert sum(lesson.minutes[0] for lesson in route) <= 90


def test_every_page_leads_to_the_next_and_back():
    """From the first lesson to the last, by way of the verdict after those with a number."""
    stems = [lesson.stem for lesson in LESSONS]
    pages = [f"{stem}.ipynb" for stem in stems]
    pages.insert(sum(stem[0].isdigit() for stem in stems), "verdict.md")
    verdict = (readme.HERE / "verdict.md").read_text(encoding="utf-8").strip().splitlines()[-1]
    feet = [verdict if page == "verdict.md" else readme.foot(page[:-6]) for page in pages]
    for (page, foot), (other, next_foot) in pairwise(zip(pages, feet, strict=True)):
        assert foot.endswith(f"({other}) →") and re.match(rf"← \[[^]]+\]\({page}\) \|", next_foot)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_new_words_stand_in_italics_where_they_appear(lesson):
    text = " ".join(lesson.prose.partition("## New words")[0].split())
    assert lesson.words
    for term in lesson.words:
        assert re.search(rf"(?<!\*)\*{re.escape(term)}\w*\*(?!\*)", text, flags=re.IGNORECASE), term


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_links_lead_somewhere(lesson):
    for link in re.findall(r"\]\(([^)\s]+)\)", lesson.prose):
        assert link.startswith("https://") or (readme.HERE / link.partition("#")[0]).exists(), link
        assert not link.startswith("../") or link.startswith("../figures/"), link


def test_no_word_is_new_twice():
    words = [term.casefold() for lesson in LESSONS for term in lesson.words]
    assert len(words) == len(set(words)), {word for word in words if words.count(word) > 1}
