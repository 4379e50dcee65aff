"""Printed numbers are read from their characters."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.printed import find_numbers, read_printed

NAN = math.nan


@pytest.mark.parametrize(
    ("text", "relation", "value", "low", "high", "quantum"),
    [
        ("36.2%", "", 36.2, NAN, NAN, 0.1),
        ("36%", "", 36, NAN, NAN, 1),
        ("over 80%", ">", 80, NAN, NAN, 1),
        ("no more than 80 mg per day", "<=", 80, NAN, NAN, 1),
        ("larger than 200mg", ">", 200, NAN, NAN, 1),
        ("up to 48 hours", "<=", 48, NAN, NAN, 1),
        ("roughly 70,000 more", "~", 70000, NAN, NAN, 1),
        ("23.5 million people", "", 23_500_000, NAN, NAN, 100_000),
        ("three to four hours", "", NAN, 3, 4, 1),
        ("70% to 96%", "", NAN, 70, 96, 1),
        ("0.5-3 h", "", NAN, 0.5, 3, 1),
        ("2 to 3 million", "", NAN, 2e6, 3e6, 1e6),
        ("1960s", "", NAN, 1960, 1969, 1),
        ("Thirteen patients", "", 13, NAN, NAN, 1),
        ("twenty-three cases", "", 23, NAN, NAN, 1),
        ("2.5-fold", "", 2.5, NAN, NAN, 0.1),
        ("several days", "", NAN, NAN, NAN, NAN),
    ],
)
def test_reads_what_is_printed(text, relation, value, low, high, quantum):
    read = read_printed(text)
    assert read.relation == relation
    for got, wanted in zip((read.value, read.low, read.high, read.quantum), (value, low, high, quantum), strict=True):
        assert math.isclose(got, wanted, rel_tol=1e-12) or (math.isnan(got) and math.isnan(wanted))


@pytest.mark.parametrize("text", ["", "  ", "5 mg or 10 mg or 20 mg", "43 of 56"])
def test_refuses_nothing_and_more_than_one_quantity(text):
    with pytest.raises(DataError, match="printed: expected"):
        read_printed(text)


def test_a_coarser_print_of_the_same_number_holds():
    assert read_printed("36%").holds(36.2)
    assert read_printed("20 million").holds(19.6e6)
    assert not read_printed("36%").holds(36.5), "halves are rounded up"
    assert read_printed("36.5%").holds(36.45)
    assert not read_printed("68.2%").holds(100 * 29 / 43)


@given(st.integers(0, 10**9), st.integers(0, 3))
def test_a_number_holds_its_own_print(number, decimals):
    value = number / 10**decimals
    assert read_printed(f"{value:,.{decimals}f}").holds(value)
    assert not read_printed(f"{value:,.{decimals}f}").holds(value + 10.0**-decimals)


def test_finds_every_kind_of_number_in_a_text():
    text = (
        "In 2016, millions lived with it for weeks; 50 million people, a 2.5-fold rise since the 1960s in one of ten."
    )
    found = [text[start:end] for start, end in find_numbers(text)]
    assert found == ["2016", "millions", "for weeks", "50 million", "2.5", "1960s", "one", "ten"]
