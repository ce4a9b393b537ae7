import re

import numpy as np
import pandas as pd
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
        "sep=;\r\n" + GOOD.replace(",", ";"),
    ],
    ids=["byte-order mark", "Windows", "spaces", "blank lines at the end", "quotes", "sep=;"],
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
        ("1_000,5,6", r"line 3, column 'girth': '1_000' is not a number\. Correct it"),
        (
            '4,"1,000",6',
            r"line 3, column 'height': '1,000' has a comma or a blank inside\. Write a point",
        ),
        (
            '"1,5","1.000,5",6',
            r"line 3, column 'girth': '1,5'; line 3, column 'height': '1.000,5' have a comma",
        ),
        (
            "4,5,60%",
            r"line 3, column 'volume': '60%' is in per cent\. Delete the signs",
        ),
        ("4,15\u202f926,6", r"line 3, column 'height': '15.*926' has a comma or a blank inside"),
        (
            "Total,5,6",
            r"line 3, column 'girth': 'Total' is not a number\. Correct it, or empty the cell",
        ),
        ("inf,5,6", r"line 3, column 'girth': 'inf' is not finite\. Remove the line"),
        ("4,1e400,6", r"line 3, column 'height': '1e400' is not finite\. Remove the line"),
        ("4,5,1,234", r"line 3.*4 cells"),
    ],
    ids=[
        "text",
        "underscore",
        "thousands",
        "commas",
        "percent",
        "blank",
        "total",
        "inf",
        "too large",
        "one too many",
    ],
)
def test_a_cell_that_is_no_number_is_named_by_line_and_column(line, message, write):
    with pytest.raises(ValueError, match=rf"trees\.csv, {message}"):
        tasks.Task.from_csv(write(GOOD.replace("4,5,6", line)))


def test_all_columns_that_are_not_there_are_named_at_once(write):
    message = (
        r"no column 'Girth' \(did you mean 'girth'\?\), no column 'age'\. Its columns are girth,"
    )
    with pytest.raises(ValueError, match=message):
        tasks.read_columns(write(GOOD), ["Girth", "height", "age"])


def test_a_name_of_two_lines_is_a_name(write):
    task = tasks.Task.from_csv(write(GOOD.replace("height", '"height\nof  tree"')))
    assert task.features == ("girth", "height of tree") and task.place(0) == "line 3"


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
        ("girth,,volume\n1,2,3\n", "column 2 has no name in the first line"),
        ("girth,girth,volume\n1,2,3\n", "has several columns named girth"),
        ("volume\n1\n2\n", "no column to predict 'volume' from"),
        (b"PK\x03\x04\x00\xff,\n1,2\n", "is not a text file: save the table as CSV"),
        ("girth,volume\n1,5,2\n8,5,4\n", "line 2 has 3 cells, the header names 2"),
    ],
    ids=["empty", "header only", "no header", "a nameless column", "duplicate names", "one column",
         "a spreadsheet", "decimal commas between commas"],
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


def test_one_feature_may_be_given_as_a_word(write):
    assert tasks.Task.from_csv(write(GOOD), features="girth").features == ("girth",)


def test_a_feature_named_twice_is_refused(write):
    with pytest.raises(ValueError, match="named twice: girth, girth"):
        tasks.Task.from_csv(write(GOOD), features=["girth", "girth"])


# ---- as others write it ------------------------------------------------------------------------

CELLS = [["1.5", "2", "3"], ["4", "5.25", "6"], ["4", "5", "9.5"]]
HEAD = ["girth", "height", "volume"]


def written(separator, point=".", quoted=False):
    rows = [HEAD, *([cell.replace(".", point) for cell in row] for row in CELLS)]
    sign = '"' if quoted else ""
    return "".join(separator.join(sign + c + sign for c in row) + "\n" for row in rows)


@pytest.mark.parametrize("quoted", [False, True], ids=["", "quoted"])
@pytest.mark.parametrize(
    ("separator", "point"),
    [(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ","), ("|", "."), (" ", ".")],
)
def test_every_separator_gives_the_same_numbers(separator, point, quoted, write):
    columns = tasks.read_csv(write(written(separator, point, quoted)))
    assert list(columns) == HEAD
    assert np.column_stack(list(columns.values())).tolist() == np.array(CELLS, float).tolist()


def test_aligned_columns_are_read(write):
    text = "girth  volume\n  1.5       2\n    4      16\n"
    assert tasks.read_csv(write(text))["volume"].tolist() == [2, 16]


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_pandas_writes_is_read(separator, index, tmp_path):
    frame = pd.DataFrame(np.array(CELLS, float), columns=HEAD)
    frame.to_csv(tmp_path / "own.csv", sep=separator, index=index)
    if index:
        with pytest.warns(UserWarning, match="the first column, 0, 1, 2, has no name"):
            columns = tasks.read_csv(tmp_path / "own.csv")
    else:
        columns = tasks.read_csv(tmp_path / "own.csv")
    assert list(columns) == HEAD and columns["volume"].tolist() == frame["volume"].tolist()


R = {  # of data.frame(dist = c(2.5, 10, 4), speed = c(4, 4, 7)), rows named or not
    "write.csv": '"","dist","speed"\n"1",2.5,4\n"2",10,4\n"3",4,7\n',
    "write.csv2": '"";"dist";"speed"\n"1";2,5;4\n"2";10;4\n"3";4;7\n',
    "write.table": '"dist" "speed"\n"1" 2.5 4\n"2" 10 4\n"3" 4 7\n',
    "with tabs": '"dist"\t"speed"\n"1"\t2.5\t4\n"2"\t10\t4\n"3"\t4\t7\n',
    "with commas": '"dist","speed"\n"1",2.5,4\n"2",10,4\n"3",4,7\n',
    "names": '"dist" "speed"\n"Fiat 128" 2.5 4\n"Volvo" 10 4\n"Opel" 4 7\n',
}


@pytest.mark.parametrize("text", R.values(), ids=R)
def test_row_names_that_r_writes_are_skipped_with_a_word(text, write):
    with pytest.warns(
        UserWarning, match=r"trees\.csv: the first column, \S.*, has no name"
    ) as told:
        task = tasks.Task.from_csv(write(text), scale=None)
    assert task.features == ("dist",) and task.x.ravel().tolist() == [2.5, 10, 4]
    assert task.y.ravel().tolist() == [4, 4, 7]
    assert task.notes == tuple(str(warning.message) for warning in told)


def test_columns_that_a_spreadsheet_left_empty_are_no_columns(write):
    assert list(tasks.read_csv(write("girth,volume,,\n1,2,,\n4,5,,\n"))) == ["girth", "volume"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_with_accents_are_read_in_every_encoding(encoding, write):
    path = write("höhe,größe\n1,2\n4,5\n".encode(encoding))
    if encoding == "cp1252":
        with pytest.warns(UserWarning, match="not in UTF-8 and was read as cp1252"):
            task = tasks.Task.from_csv(path)
        assert len(task.notes) == 1
    else:
        task = tasks.Task.from_csv(path)
        assert task.notes == ()
    assert task.features == ("höhe",) and task.targets == ("größe",)


def test_commas_beside_points_are_not_taken_for_decimal_commas(write):
    with pytest.raises(ValueError, match=r"line 2, column 'a': '1,234' has a comma"):
        tasks.read_csv(write("a;y\n1,234;1.5\n2,345;2\n"))


def test_commas_that_may_be_thousands_are_told(write):
    with pytest.warns(UserWarning, match=r"commas are read as decimal commas, so 1,234 is 1\.234"):
        columns = tasks.read_csv(write("a;y\n1,234;1\n2,345;2\n"))
    assert columns["a"].tolist() == [1.234, 2.345]


def test_a_folder_and_a_name_that_no_file_has_are_answered_with_a_sentence(tmp_path):
    with pytest.raises(IsADirectoryError, match=r"is a folder: name a file in it$"):
        tasks.read_csv(tmp_path)
    with pytest.raises(
        ValueError, match=r"a\?b.csv cannot be read \(embedded null byte\): check its name"
    ):
        tasks.read_csv("a\0b.csv")


def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(write, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "trees.csv")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(
        PermissionError,
        match=r"^trees\.csv cannot be read \(permission denied\): check its permissions$",
    ):
        tasks.read_csv("trees.csv")


# ---- gaps --------------------------------------------------------------------------------------

GAPS = ["", "NA", "NaN", "nan", "null", "NULL", "None", "N/A", "#N/A", ".", "-", '"NA"', " "]


@pytest.mark.parametrize("gap", GAPS)
def test_a_row_with_a_gap_is_left_out_with_a_word(gap, write):
    path = write(f"girth,height,volume\n1,2,3\n4,{gap},6\n4,5,9\n")
    note = "1 of 3 rows has gaps and is left out: line 3 (column 'height')"
    with pytest.warns(UserWarning, match=re.escape(note)):
        task = tasks.Task.from_csv(path, scale=None)
    assert task.x.tolist() == [[1, 2], [4, 5]] and task.y.ravel().tolist() == [3, 9]
    assert task.notes == (f"{path}: {note}",)
    assert np.isnan(tasks.read_columns(path, ["height"])["height"]).tolist() == [False, True, False]


def test_a_line_that_is_too_short_has_a_gap(write):
    with pytest.warns(UserWarning, match=r"line 3 \(column 'volume'\)"):
        assert len(tasks.read_csv(write(GOOD.replace("4,5,6", "4,5")))["girth"]) == 2


def test_of_many_rows_with_gaps_the_first_five_are_named(write):
    path = write("a,b,y\n" + "NA,1,2\n" * 4 + "1,NA,2\n" * 3 + "3,4,5\n5,3,2\n")
    with pytest.warns(UserWarning) as told:
        tasks.read_csv(path)
    assert str(told[0].message).endswith(
        "7 of 9 rows have gaps and are left out: lines 2, 3, 4, 5, 6 and 2 more (columns 'a', 'b')"
    )


def test_a_gap_in_a_column_that_is_not_used_does_no_harm(write):
    assert len(tasks.read_csv(write(GOOD.replace("4,5,6", "4,,6")), without="height")["girth"]) == 3


@pytest.mark.parametrize(("complete", "says"), [("", "no row"), ("1,2,3\n", "only one row")])
def test_if_hardly_a_row_is_left_the_columns_with_gaps_are_named(complete, says, write):
    path = write(f"girth,height,volume\n1,NA,3\n4,NA,6\n{complete}")
    with pytest.raises(ValueError) as error:
        tasks.Task.from_csv(path)
    for part in (
        f"{says} is complete",
        "'height' (2 of ",
        "--without height",
        "without=['height']",
    ):
        assert part in str(error.value)


def test_a_target_without_numbers_calls_for_another_target(write):
    with pytest.raises(ValueError, match=r"'volume' \(2 of 2 rows\)\. Choose another target"):
        tasks.read_csv(write("girth,volume\n1,NA\n2,\n"))


# ---- text, and columns that count --------------------------------------------------------------

IRIS = (
    "number,length,width,species\n3,1,2,setosa\n1,2,2,setosa\n2,3,5,versicolor\n9,4,5,virginica\n"
)


def test_all_columns_of_text_are_named_at_once_with_one_cure(write):
    with pytest.raises(ValueError) as error:
        tasks.read_csv(write("species,place,x,y\ncherry,wood,1,2\npine,park,3,4\n"))
    for part in (
        "line 2, column 'species': 'cherry'; line 2, column 'place': 'wood' are not numbers",
        "--without species,place (in Python, without=['species', 'place'])",
    ):
        assert part in str(error.value)


def test_a_target_of_classes_is_refused_as_such(write):
    message = "predicts numbers; 'species' holds classes (setosa, versicolor, …), which it cannot "
    with pytest.raises(ValueError, match=re.escape(message) + "predict.*--target"):
        tasks.Task.from_csv(write(IRIS))


def test_one_wrong_cell_in_the_target_does_not_make_it_classes(write):
    with pytest.raises(ValueError, match=r"line 3, column 'volume': 'six' is not a number"):
        tasks.read_csv(write(GOOD.replace("4,5,6", "4,5,six")))


def test_without_leaves_out_columns_and_the_last_of_the_others_is_the_target(write):
    task = tasks.Task.from_csv(write(IRIS), without=["species", "number"])
    assert task.features == ("length",) and task.targets == ("width",)
    assert task.notes == ()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"without": ["heigth"]}, "no column 'heigth' (did you mean 'height'"),
        ({"target": "volume", "without": ["volume"]}, "'volume' is the target and cannot be left"),
        ({"features": ["girth"], "without": ["girth"]}, "'girth' is a feature and cannot be left"),
        ({"without": ["girth", "height"]}, "no column to predict 'volume' from"),
        ({"without": ["girth", "height", "volume"]}, "all columns"),
    ],
)
def test_columns_that_cannot_be_left_out_are_named(options, message, write):
    with pytest.raises(ValueError, match=re.escape(message)):
        tasks.Task.from_csv(write(GOOD), **options)


@pytest.mark.parametrize("first", [0, 1, 1001])
def test_a_column_that_merely_counts_is_told_with_the_cure(first, write):
    text = "id,girth,volume\n" + "".join(f"{first + i},{i % 3},{i % 4}\n" for i in range(6))
    with pytest.warns(UserWarning, match=r"column 'id' rises by 1 from row to row.*--without id"):
        task = tasks.Task.from_csv(write(text))
    assert task.features == ("id", "girth") and len(task.notes) == 1
    assert tasks.Task.from_csv(write(text), features=["id", "girth"]).notes == ()
    assert tasks.Task.from_csv(write(text), without="id").notes == ()


def test_a_number_that_may_stand_for_a_gap_is_told(write):
    text = "dose,age,mass\n" + "".join(f"{i % 5 + 1},{i % 4 + 20},{i % 7 + 1}\n" for i in range(20))
    text = text.replace("3,22,3", "999,22,-99")
    with pytest.warns(
        UserWarning, match=r"'dose' is 999 in 1 row, far .* empty the cells|'mass' is -99"
    ):
        task = tasks.Task.from_csv(write(text))
    assert len(task.notes) == 2 and len(task.x) == 20
    assert tasks.Task.from_csv(write(text.replace("-99", "4").replace("999", "9"))).notes == ()


def test_a_target_that_merely_counts_is_told_unless_it_was_asked_for(write):
    text = "girth,volume,id\n" + "".join(f"{i % 3},{i % 4},{i + 7}\n" for i in range(6))
    with pytest.warns(UserWarning, match=r"column 'id' rises by 1 from row to row.*with --target"):
        tasks.Task.from_csv(write(text))
    assert tasks.Task.from_csv(write(text), "id").notes == ()


def test_a_column_that_counts_and_is_the_only_input_is_meant(write):
    assert tasks.Task.from_csv(write("week,mass\n1,2\n2,5\n3,11\n")).notes == ()


# ---- 0 and 1 -----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("0", "1"), ("FALSE", "TRUE"), ("False", "True"), ("0.0", "1")])
@pytest.mark.parametrize("scale", ["mean", None])
def test_a_0_1_column_is_coded_and_never_divided(scale, words, write):
    no, yes = words
    path = write(f"dose,old,y\n2,{no},3\n4,{yes},6\n9,{yes},9\n")
    task = tasks.Task.from_csv(path, scale=scale)
    assert task.coded == ("old",) and task.x_scale.tolist() == [5 if scale else 1, 1]
    assert task.x[:, 1].tolist() == [1, np.e, np.e]
    assert task.notes == (
        f"{path}: column 'old' holds only 0 and 1, which the neuron sees as 1 and e",
    )


def test_a_0_1_target_is_not_coded(write):
    with pytest.warns(
        UserWarning, match="'died' holds only 0 and 1, a no or yes, .* logistic regre"
    ):
        task = tasks.Task.from_csv(write("dose,died\n1,0\n2,1\n5,1\n"), scale=None)
    assert task.coded == () and task.y.ravel().tolist() == [0, 1, 1]


def test_words_beside_true_and_false_are_no_numbers(write):
    with pytest.raises(ValueError, match="'TRUE' is not a number"):
        tasks.read_csv(write("a,y\nTRUE,1\nmaybe,2\n"))
    with pytest.raises(ValueError, match="'TRUE' is not a number"):
        tasks.read_csv(write("a,y\nTRUE,1\n3,2\n"))


@pytest.mark.parametrize("column", [["1e-308", "2e-308"], ["1e308", "9e307"]])
def test_columns_at_the_ends_of_the_range_of_numbers_are_refused(column, write):
    with pytest.raises(ValueError, match=r"column 'a' has values up to .*in another unit"):
        tasks.Task.from_csv(write(f"a,y\n{column[0]},1\n{column[1]},2\n"))
