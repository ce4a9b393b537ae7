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


# ---- what is used before it is built ------------------------------------------------------------

# Everything that the learner builds, by the lesson that builds it. Where an earlier lesson takes it
# from the package, it links there.
BUILT = {
    "02_broadcast_arrays": ("gradcheck",),
    "03_fit_line": ("nn.Linear", "nn.mse_loss", "optim.SGD"),
    "04_train_network": ("nn.Sequential", "nn.Tanh"),
    "05_scale_steps": ("optim.Adam", "train.fit"),
    "07_multiply_inputs": ("nn.Product",),
    "08_halve_exponential": ("exp_n", "iterate.exp_n", "iterate.abel.psi"),
    "09_join_operations": ("oplus",),
    "10_follow_current": ("iterate.generator",),
    "11_declare_operation": ("primitive", "iterate.partials"),
    "12_let_neuron_decide": ("nn.AddMul", "train.warm_start", "study.leave_out"),
    "13_measure_certainty": ("study.profile",),
    "14_change_units": ("train.multistart", "train.from_both_ends"),
    "16_linearise_errors": ("train.least_squares",),
    "17_compare_bridges": ("nn.peers.Blend", "nn.peers.SoftExponential"),
    "19_expose_tricks": ("study.wilson",),
    "20_compare_models": ("study.compare",),
    "21_stack_neurons": ("train.snap",),
    "B_compile_walk": ("compile",),
    "D_leave_line": ("iterate.schroeder.chi", "iterate.schroeder.chi_inv"),
    "F_build_kneser": ("iterate.kneser.slog", "iterate.kneser.tet"),
    "I_spell_sentences": ("softmax", "nn.cross_entropy"),
}
USED_EARLY = [
    (lesson, name, builder)
    for builder, names in BUILT.items()
    for name in names
    for lesson in LESSONS
    if name in lesson.names and lesson.stem < builder
]


def test_the_learner_builds_what_is_said_to_be_built():
    stems = {lesson.stem: lesson for lesson in LESSONS}
    for builder, names in BUILT.items():
        assert set(names) & stems[builder].names, (builder, names)


@pytest.mark.parametrize(
    ("lesson", "name", "builder"), USED_EARLY, ids=[f"{a.number} {b} {c}" for a, b, c in USED_EARLY]
)
def test_a_lesson_says_where_what_it_uses_will_be_built(lesson, name, builder):
    assert f"({builder}.ipynb)" in lesson.prose


# ---- time, and what closes a lesson -------------------------------------------------------------


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_the_minutes_are_those_that_are_counted(lesson):
    assert lesson.minutes == lesson.counted
    assert 15 <= sum(lesson.minutes) <= 30


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_a_lesson_closes_with_five_questions_and_their_answers(lesson):
    section = re.search(r"^## Five questions\n(.*?)^## ", lesson.prose, re.M | re.S)[1]
    asked = re.findall(r"<details><summary>(.+?)</summary>\n\n(.+?)\n\n?</details>", section, re.S)
    assert len(asked) == 5
    for question, answer in asked:
        assert question.endswith("?") and len(answer.split()) >= 5
