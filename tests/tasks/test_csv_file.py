import numpy as np
import pytest

from minigrad import tasks
from minigrad._words import nearest

GOOD = "girth,height,volume\n1,2,3\n4,5,6\n4,5,9\n"


@pytest.fixture
def write(tmp_path):
    """Return a function that writes text to trees.csv and returns its path."""

    def write(text):
        path = tmp_path / "trees.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def test_the_last_column_is_the_target_and_the_others_the_features(write):
    task = tasks.Task.from_csv(write(GOOD), scale=None)
    assert task.features == ("girth", "height") and task.targets == ("volume",)
    assert task.x.tolist() == [[1, 2], [4, 5], [4, 5]] and task.y.ravel().tolist() == [3, 6, 9]


def test_target_and_features_can_be_chosen(write):
    task = tasks.Task.from_csv(write(GOOD), target="girth", features=["volume"], scale=None)
    assert task.x.ravel().tolist() == [3, 6, 9] and task.y.ravel().tolist() == [1, 4, 4]


def test_columns_are_divided_by_their_means(write):
    task = tasks.Task.from_csv(write(GOOD))
    assert task.x_scale.tolist() == [3, 4] and task.y_scale.tolist() == [6]
    assert task.x == pytest.approx(np.array([[1, 2], [4, 5], [4, 5]]) / [3, 4])
    assert task.y.ravel().tolist() == [0.5, 1, 1.5]
    assert task.scale == "mean" and task.measured


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace(",", " , "),
        GOOD + "\n,,\n",
        GOOD.replace("4,5,6", '"4","5","6"'),
    ],
    ids=["byte-order mark", "Windows line ends", "spaces", "blank lines at the end", "quotes"],
)
def test_what_spreadsheets_write_is_understood(text, write):
    columns = tasks.read_csv(write(text))
    assert {name: list(values) for name, values in columns.items()} == {
        "girth": [1, 4, 4],
        "height": [2, 5, 5],
        "volume": [3, 6, 9],
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("4,tall,6", r"line 3, column 'height': 'tall' is not a number\. Correct it"),
        ("4,,6", r"line 3, column 'height': the cell is empty\. Fill it in"),
        ("4,5", r"line 3, column 'volume': the cell is missing \(the line has 2 cells\)"),
        ("4,nan,6", r"line 3, column 'height': 'nan' is not finite\. Remove the line"),
        ("inf,5,6", r"line 3, column 'girth': 'inf' is not finite\. Remove the line"),
        ("4,5,1,234", r"line 3.*4 cells"),
    ],
    ids=["text", "empty", "missing", "nan", "inf", "one too many"],
)
def test_a_cell_that_is_no_number_is_named_by_line_and_column(line, message, write):
    with pytest.raises(ValueError, match=rf"trees\.csv, {message}"):
        tasks.Task.from_csv(write(GOOD.replace("4,5,6", line)))


def test_lines_are_counted_as_an_editor_counts_them(write):
    with pytest.raises(ValueError, match=r"line 6, column 'height': 'x'"):
        tasks.Task.from_csv(write(GOOD.replace("4,5,6\n", '\n"4\n",5,6\n4,x,6\n')))


def test_text_in_a_column_that_is_not_used_does_no_harm(write):
    path = write("species,girth,volume\ncherry,1,2\ncherry,3,4\n")
    assert tasks.Task.from_csv(path, features=["girth"]).features == ("girth",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty: its first line must name the columns"),
        ("girth,volume\n", "has a header but no data below it"),
        ("1,2,3\n4,5,6\n", "has no header: its first line must name the columns"),
        ("girth;volume\n1;2\n", "semicolons: save it with commas"),
        ("girth;volume\n1,5;2,5\n", "semicolons: save it with commas"),
        ("girth\tvolume\n1\t2\n", "tabs: save it with commas"),
        ("girth,,volume\n1,2,3\n", "column 2 has no name in the first line"),
        ("girth,girth,volume\n1,2,3\n", "has several columns named girth"),
        ("volume\n1\n2\n", "no column to predict 'volume' from"),
        (b"h\xf6he,volume\n1,2\n", "UTF-8"),
    ],
    ids=["empty", "header only", "no header", "semicolons", "decimal commas", "tabs",
         "a nameless column", "duplicate names", "one column", "Latin-1"],
)  # fmt: skip
def test_a_file_of_another_form_is_named_with_a_cure(text, message, write):
    with pytest.raises(ValueError, match=rf"trees\.csv.*{message}"):
        tasks.Task.from_csv(write(text))


@pytest.mark.parametrize("options", [{"target": "volum"}, {"features": ["girth", "volum"]}])
def test_a_column_that_does_not_exist_is_answered_with_the_nearest_name(options, write):
    with pytest.raises(ValueError) as error:
        tasks.Task.from_csv(write(GOOD), **options)
    for part in ("trees.csv", "'volum'", "did you mean 'volume'", "girth, height, volume"):
        assert part in str(error.value)


def test_a_target_is_not_a_feature_too(write):
    with pytest.raises(ValueError, match="'girth' is the target"):
        tasks.Task.from_csv(write(GOOD), target="girth", features=["girth", "height"])


def test_a_file_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.csv"):
        tasks.Task.from_csv(tmp_path / "nowhere.csv")


def test_a_column_of_both_signs_is_divided_by_the_mean_of_its_absolute_values(write):
    task = tasks.Task.from_csv(write("girth,volume\n-2,1\n4,2\n"))
    assert task.x_scale.tolist() == [3] and task.x.ravel() == pytest.approx([-2 / 3, 4 / 3])


def test_a_constant_column_is_named(write):
    with pytest.raises(ValueError, match=r"column 'girth' is 0 in all 2 rows.*Leave it out"):
        tasks.Task.from_csv(write("girth,volume\n0,1\n0,2\n"))


def test_a_scale_that_is_not_mean_is_refused(write):
    with pytest.raises(ValueError, match=r"\"mean\" or None, got 'max'"):
        tasks.Task.from_csv(write(GOOD), scale="max")


def test_columns_can_be_read_by_name_in_any_order(write):
    columns = tasks.read_columns(write(GOOD), ["volume", "girth"])
    assert list(columns) == ["volume", "girth"] and columns["girth"].tolist() == [1, 4, 4]


@pytest.mark.parametrize(
    ("word", "answer"), [("tress", " (did you mean 'trees'?)"), ("zzz", ""), ("", "")]
)
def test_nearest_suggests_only_what_is_near(word, answer):
    assert nearest(word, ["trees", "delivery"]) == answer


def test_a_column_without_a_name_is_refused(write):
    with pytest.raises(ValueError, match="column 1 has no name"):
        tasks.Task.from_csv(write(",a,y\n0,1,2\n1,2,3\n"))


def test_one_feature_may_be_given_as_a_word(write):
    assert tasks.Task.from_csv(write(GOOD), features="girth").features == ("girth",)


def test_a_feature_named_twice_is_refused(write):
    with pytest.raises(ValueError, match="named twice: girth, girth"):
        tasks.Task.from_csv(write(GOOD), features=["girth", "girth"])
