import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minigrad._words import number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.5, "-0.5"),
        (4.30, "4.3"),
        (100.0, "100"),
        (999.6, "1,000"),
        (2701.3, "2,700"),
        (123456.0, "123,000"),
        (9_994_999.0, "9,990,000"),
        (9_996_000.0, "1e7"),
        (1.2345e9, "1.23e9"),
        (-1.2345e300, "-1.23e300"),
        (0.012349, "0.0123"),
        (1e-4, "0.0001"),
        (9.9e-5, "9.9e-5"),
        (5e-324, "4.94e-324"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, ""),
    ],
)
def test_numbers_are_written_as_people_write_them(value, text):
    assert number(value) == text


def test_the_number_of_digits_can_be_chosen():
    assert [number(1234.5, digits) for digits in (1, 2, 5, 6)] == [
        "1,000", "1,200", "1,234.5", "1,234.5",
    ]  # fmt: skip


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_is_the_number_to_three_digits(value):
    assert float(number(value).replace(",", "")) == float(f"{value:.3g}")
