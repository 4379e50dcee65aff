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
        ("12.5‰", "", 1.25, NAN, NAN, 0.01),
        ("5 per mille", "", 0.5, NAN, NAN, 0.1),
        ("125‱", "", 1.25, NAN, NAN, 0.01),
        ("5–10‰", "", NAN, 0.5, 1.0, 0.1),
        ("12½%", "", 12.5, NAN, NAN, 0.5),
        ("12 ¾", "", 12.75, NAN, NAN, 0.25),
        ("½ tablet", "", 0.5, NAN, NAN, 0.5),
        ("p = 3.2 × 10⁻⁴", "", 0.00032, NAN, NAN, 0.00001),
        ("3x10^4", "", 30_000, NAN, NAN, 10_000),
        ("p < 1e-3", "<", 0.001, NAN, NAN, 0.001),
        ("12k", "", 12_000, NAN, NAN, 1000),
        ("٣٫٥٪", "", 3.5, NAN, NAN, 0.1),
        ("３６．２％", "", 36.2, NAN, NAN, 0.1),
        ("𝟏𝟗𝟔𝟎s", "", NAN, 1960, 1969, 1),
        ("‐5", "", -5, NAN, NAN, 1),
        ("—5", "", -5, NAN, NAN, 1),
        ("36.2%²", "", 36.2, NAN, NAN, 0.1),
        ("H₂O 5 mg", "", 5, NAN, NAN, 1),
        ("5 h", "", 5, NAN, NAN, 1),
        ("30 min", "", 30, NAN, NAN, 1),
        ("37 °C", "", 37, NAN, NAN, 1),
        ("200mg", "", 200, NAN, NAN, 1),
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


@pytest.mark.parametrize(
    "text",
    [
        *("5²", "¹5", "10⁶", "10⁻³", "10₂", "3ⁿ", "5③", "③", "Ⅳ", "12⅓", "12.5½", "five½", "½½"),
        *("5th", "3rd", "5º", "3M", "3 M", "2m", "2bn", "12 k", "1e999", "5^2", "9" * 101, "9" * 5000),
    ],
)
def test_a_sign_at_the_digits_that_makes_another_number_is_refused(text):
    with pytest.raises(DataError, match="printed: expected"):
        read_printed(text)


@pytest.mark.parametrize("text", ["two hundred and five", "10 to 5", "-3 to -5"])
def test_a_range_that_falls_is_refused(text):
    with pytest.raises(DataError, match="a range that rises"):
        read_printed(text)


@pytest.mark.parametrize("text", [None, 5, 5.0, b"5", ["5"]])
def test_only_characters_are_read(text):
    with pytest.raises(DataError, match="expected the characters of a number"):
        read_printed(text)


def test_a_scale_that_a_range_names_once_is_that_of_both_ends():
    assert str(read_printed("2 to 3 million").interval()) == "[1500000, 3500000)"


def test_digits_of_every_script_say_what_ascii_digits_say():
    for zero in (0x0660, 0x06F0, 0x0966, 0xFF10, 0x1D7CE):
        assert read_printed("".join(chr(zero + int(digit)) for digit in "2047")).value == 2047


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text):
    try:
        said = read_printed(text)
    except DataError:
        return
    assert math.isnan(said.quantum) or said.interval("any").low <= said.interval().low
    assert all(0 <= start < end <= len(text) for start, end in find_numbers(text))


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


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("10 mg or 5 mg dose", (10, 5)),
        ("5, 10 or 20 mg", (5, 10, 20)),
        ("5 or 10 mg", (5, 10)),
        ("10% or 12.5%", (10, 12.5)),
        ("2 or 3 million", (2e6, 3e6)),
        ("one, two, or three doses", (1, 2, 3)),
        ("about 5 mg/day or 10 mg/day", (5, 10)),
    ],
)
def test_alternatives_are_one_statement_with_a_set(text, numbers):
    said = read_printed(text)
    assert said.alternatives == numbers
    assert math.isnan(said.value) and (said.low, said.high) == (min(numbers), max(numbers))
    assert all(said.holds(number) for number in numbers)
    assert not said.holds(max(numbers) + said.quantum)
    with pytest.raises(DataError, match="take one of them"):
        said.interval()


@pytest.mark.parametrize("text", ["1-3 or 4", "5, 10 and 20", "-5 or 3", "at most 5 or 10", "5 mg tablets or 10 mg"])
def test_what_is_no_set_is_refused(text):
    with pytest.raises(DataError, match="one quantity per row"):
        read_printed(text)


def test_or_more_is_a_bound_and_no_set():
    said = read_printed("200 mg or more")
    assert (said.relation, said.value, said.alternatives) == (">=", 200, ())
