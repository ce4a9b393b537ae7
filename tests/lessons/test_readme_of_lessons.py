"""The page about all lessons agrees with them, and they with one another."""

import re
from itertools import pairwise

import pytest
import readme

LESSONS = readme.lessons()
ROUTE = ["0", "5", "6", "7", "9"]


def foot(lesson):
    return " ".join(lesson.prose.split("\n\n")[-1].split())


def test_the_page_is_not_stale():
    text = (readme.HERE / "README.md").read_text(encoding="utf-8")
    assert readme.page(text) == text, "run python lessons/readme.py"


def test_all_lessons_are_there_in_their_order():
    assert [lesson.number for lesson in LESSONS] == [*map(str, range(15)), *"ABCDEF"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_a_lesson_needs_only_lessons_before_it(lesson):
    before = [other.stem for other in LESSONS[: LESSONS.index(lesson)]]
    assert set(lesson.needs) <= set(before)


def test_the_route_of_ninety_minutes_needs_nothing_else():
    route = [lesson for lesson in LESSONS if lesson.number in ROUTE]
    assert {stem for lesson in route for stem in lesson.needs} <= {lesson.stem for lesson in route}
    assert sum(lesson.minutes for lesson in route) == 90


@pytest.mark.parametrize(
    ("lesson", "following"), list(pairwise(LESSONS)), ids=lambda lesson: lesson.stem
)
def test_each_lesson_leads_to_the_next_and_back(lesson, following):
    assert foot(lesson).endswith(
        f"[all lessons](README.md) | [{following.title}]({following.stem}.ipynb) →"
    )
    back = f"← [{lesson.title}]({lesson.stem}.ipynb) | [all lessons](README.md)"
    assert foot(following).startswith(back)


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
