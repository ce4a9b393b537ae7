"""What visitors type and paste: numbers, laws, tables. Each is read, or refused in words."""

import math

import pytest
from browsing import press, text_of

pytestmark = pytest.mark.slow

# How a page's function answers each of several texts: what it returns, or what it throws.
ANSWERS = """([texts, name]) => texts.map((text) => {
    try { return { value: ({ readTable, read })[name](text) }; }
    catch (problem) { return { error: problem.message }; }
})"""


def answers(page, name, texts):
    return page.evaluate(ANSWERS, [texts, name])


ROWS = [[1, 2, 3], [2.5, 1, 4], [3, 3, 6]]
GOOD = {
    "commas": "a,b,c\n1,2,3\n2.5,1,4\n3,3,6",
    "no names": "1,2,3\n2.5,1,4\n3,3,6",
    "semicolons": "a;b;c\n1;2;3\n2.5;1;4\n3;3;6",
    "decimal commas": "a;b;c\n1;2;3\n2,5;1,0;4\n3;3;6",
    "tabs": "a\tb\tc\n1\t2\t3\n2.5\t1\t4\n3\t3\t6",
    "tabs and decimal commas": "a\tb\tc\n1\t2\t3\n2,5\t1\t4\n3\t3\t6",
    "blanks": "a b c\n1  2 3\n 2.5 1   4\n3 3 6",
    "blanks and decimal commas": "a b c\n1,0 2,0 3,0\n2,5 1,0 4,0\n3,0 3,0 6,0",
    "comma and blank": "a, b, c\n1, 2, 3\n2.5, 1, 4\n3, 3, 6",
    "quotes": '"a","b","c"\n"1","2","3"\n"2.5","1","4"\n"3","3","6"',
    "Windows": "a,b,c\r\n1,2,3\r\n2.5,1,4\r\n3,3,6\r\n",
    "old Macs": "a,b,c\r1,2,3\r2.5,1,4\r3,3,6",
    "empty lines": "\n\na,b,c\n\n1,2,3\n2.5,1,4\n3,3,6\n\n",
    "a mark of byte order": "\ufeffa,b,c\n1,2,3\n2.5,1,4\n3,3,6",
    "fractions": "a,b,c\n1,2,3\n5/2,1,4\n3,3,6",
    "text in quotes": 'a,"b",c\n1,2,3\n2.5,1,4\n3,3,6',
}


@pytest.mark.parametrize("name", GOOD)
def test_tables_as_people_paste_them(visit, name):
    (found,) = answers(visit(), "readTable", [GOOD[name]])
    assert found.get("error") is None
    assert found["value"]["rows"] == ROWS
    assert found["value"]["names"] == (["x1", "x2", "y"] if name == "no names" else ["a", "b", "c"])


def test_names_may_hold_what_separates(visit):
    texts = ['"girth, in";volume\n1;2\n2;3\n4;9', '"girth, in",volume\n1,2\n2,3\n4,9',
             "girth in\tvolume\n1\t2\n2\t3\n4\t9"]  # fmt: skip
    names = [found["value"]["names"] for found in answers(visit(), "readTable", texts)]
    assert names == [["girth, in", "volume"], ["girth, in", "volume"], ["girth in", "volume"]]


BAD = {
    "hello": "two columns at least",
    "1\n2\n3": "two columns at least",
    "a,b": "There are no rows of numbers",
    "a,b\n1,2": "There is one row of numbers",
    "a,b\n1,2\n2,": "Line 3: there is no b.",
    "a,b\n1,2\n2,3": "There are 2 rows of numbers",
    "a,b\n1,2\n2,-3\n3,4": "Line 3: b is -3. ",
    "a,b\n1,2\n2,−3\n3,4": "nothing may be below 0",
    "a,b\n1,2\n2,\n3,4": "Line 3: there is no b. Leave rows with gaps out.",
    "a,b\n1,2\n2,NA\n3,4": "Line 3, b: “NA” is no number.",
    "a,b\n1,2\n2,many\n3,4": "Line 3, b: “many” is no number.",
    "a,b\n1,2\n2,inf\n3,4": "“inf” is no number",
    "a,b\n1,2\n1,3\n1,4": "a is 1 in every row",
    "a,b\n1,2\n3,2\n5,2": "b is 2 in every row",
    "a,b,c\n1,2,3\n1,2\n2,3,4": "Line 3 has 2 columns, the first has 3.",
    "a;b\n1;2\n1;2;3\n2;3": "Line 3 has 3 columns, the first has 2.",
    "a\tb\n1\t1,250\n2\t2,250\n3\t4,000": "can be read in several ways",
    "1,2,3,4,5,6,7,8\n" * 4: "There are 8 columns: this page takes 7.",
    "a,b\n" + "1,2\n2,3\n" * 101: "There are 202 rows: this page takes 200.",
}


@pytest.mark.parametrize("text", BAD)
def test_a_wrong_table_is_refused_in_words(visit, text):
    (found,) = answers(visit(), "readTable", [text])
    assert BAD[text] in found["error"]


def test_html_in_a_name_is_shown_as_text(visit):
    page = visit("#data=table", reduced_motion="reduce")
    name = "<b>girth</b><img src=x onerror=alert(1)>"
    page.locator("#table").fill(f'{name};height;vol"ume<i>\n1;2;2\n2;1;2\n3;3;9\n2;4;8\n1;1;1')
    page.wait_for_function("() => valley")
    press(page, "Train")
    assert page.locator("#data-picture b, #data-picture img, figure i, main img").count() == 0
    assert name in page.locator("#data-picture").text_content()
    assert "ume<i>" in text_of(page, "data-title")
    page.reload()
    assert page.locator("main img").count() == 0
    page.evaluate("location.hash = '#data=table&table=<img src=x>'")
    assert page.locator("main img").count() == 0


def test_a_law_is_a_formula(visit):
    cases = {
        "2x + z": 2 * 1.5 + 2.5,
        "2·x·z": 2 * 1.5 * 2.5,
        "x z": 1.5 * 2.5,
        "2(x+z)": 2 * 4.0,
        "(x+z)(x+1)": 4.0 * 2.5,
        "x²": 2.25,
        "x³z": 1.5**3 * 2.5,
        "x^2^0.5": 1.5 ** (2**0.5),
        "-x^2 + 10": 10 - 2.25,
        "2^-x": 2**-1.5,
        "1 − x − z": 1 - 1.5 - 2.5,
        "12/x/2": 12 / 1.5 / 2,
        "1/2x": 0.5 * 1.5,
        "6:x": 4.0,
        "x + z·2": 1.5 + 5,
        "sqrt(x·z)": math.sqrt(1.5 * 2.5),
        "√(x)": math.sqrt(1.5),
        "√x": math.sqrt(1.5),
        "3√x": 3 * math.sqrt(1.5),
        "sin(x) + 2": math.sin(1.5) + 2,
        "exp(x) log(z) abs(-x)": math.exp(1.5) * math.log(2.5) * 1.5,
        "X*Z**2": 1.5 * 2.5**2,
        "2,5x": 2.5 * 1.5,
        ".5x": 0.75,
        "2e1 + x": 21.5,
        "xz": 1.5 * 2.5,
        "y = x + z": 4.0,
    }
    found = visit().evaluate(
        """(laws) => laws.map((law) => {
            try { return parse(law, ["x", "z"])({ x: 1.5, z: 2.5 }); } catch (problem) { return problem.message; }
        })""",
        list(cases),
    )
    assert dict(zip(cases, found, strict=True)) == pytest.approx(cases)


WRONG_LAWS = {
    "": "Write a law of x and z",
    "x +": "omething is missing at the end",
    "(x + z": " ) is missing",
    "x + z)": "“)” comes too much",
    "w + x": "“w” means nothing here",
    "alert(1)": "“alert” means nothing here",
    "constructor(x)": "“constructor” means nothing here",
    "x; z": "“;” comes too much",
    "x.constructor": "“.” comes too much",
    "window.stolen = 1": "“window” means nothing here",
    "1.5.5 x": "“.5” comes too much",
    "1,250 x": "“1,250” can be read in several ways",
    "x + * z": "“*” means nothing here",
    "sqrt x": " ( is missing",
    "√": "omething is missing at the end",
    "2 3": "“3” comes too much",
}


@pytest.mark.parametrize("law", WRONG_LAWS)
def test_a_wrong_law_is_refused_in_words(visit, law):
    page = visit("#data=law")
    page.locator("#law").fill(law)
    assert WRONG_LAWS[law] in text_of(page, "error-data")
    assert page.evaluate("() => window.stolen") is None


def test_a_law_of_impossible_values_is_refused_in_words(visit):
    page = visit("#data=law")
    for law, says in (("x − z", "It has to be positive, or 0, for all x and z from 1 to 4"),
                      ("7", "This law is the same everywhere"), ("1/(x−x)", "no number"),
                      ("log(x − 3) + 9", "no number")):  # fmt: skip
        page.locator("#law").fill(law)
        assert says in text_of(page, "error-data")
    page.locator("#law").fill("x·z")
    for noise, says in (("-3", "from 0 to 100"), ("much", "from 0 to 100"), ("", "from 0 to 100")):
        page.locator("#noise").fill(noise)
        assert says in text_of(page, "error-data")
    page.locator("#noise").fill("2,5")
    assert text_of(page, "error-data") == ""


def test_numbers_as_people_type_them(visit):
    cases = {
        "3.5": 3.5, "3,5": 3.5, " 2 ": 2, "1/3": 1 / 3, "−2": -2, "-2,5": -2.5, "+4": 4, "2e3": 2000,
        "2·10^3": 2000, "2 × 10^-1": 0.2, ".5": 0.5, ",5": 0.5, "5.": 5, "1,5/2,5": 0.6, "0,125": 0.125,
        "1250.5": 1250.5, "12,5000": 12.5, "1.5.5": None, "1,250": None, "1,250,000": None, "abc": None, "": None,
        "1/0": None, "1//2": None, "Infinity": None, "0x10": None, "½": 0.5, "−¼": -0.25, "1½": None, "1 2": None, "--1": None, "1e999": None,
        "1/2/3": None, "5 %": None,
    }  # fmt: skip
    found = visit().evaluate(
        "(texts) => texts.map((text) => read(text)).map((v) => (Number.isFinite(v) ? v : null))",
        list(cases),
    )
    assert dict(zip(cases, found, strict=True)) == cases


def test_what_is_wrong_with_a_number_is_said(visit):
    page = visit()
    for text, says in (("1.5.5", "“1.5.5” is no number"), ("1,250", "several ways"), ("", "x needs a number"),
                       ("two", "“two” is no number"), ("3/0", "nothing can be divided by 0")):  # fmt: skip
        page.locator("#x").fill(text)
        assert says in text_of(page, "error-1")
