"""Percentages as sets: counts, denominators, chances, and real percentages that are and are not possible."""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from audit_rows import CHECKS, ROWS, name_of, rows_of, verdict_holds
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.audit.arithmetic import check_rate
from analysis.audit.compare import CONVENTIONS, NEAREST
from analysis.audit.percentages import chance_of_passing, count_ranges, possible_counts, possible_denominators
from analysis.audit.shares import check_percentage, check_share
from analysis.errors import DataError
from analysis.printed import ROUNDINGS, Interval, read_printed

MODES = {
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "half-down": ROUND_HALF_DOWN,
    "truncation": ROUND_DOWN,
}
PAIRS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def as_printed(count: int, n: int, decimals: int, rounding: str) -> str:
    """Round by the decimal module, exactly: the numerator is brought over a power of ten first where it can be."""
    share = Fraction(100 * count, n) * 10**decimals
    below = share.numerator // share.denominator
    rest = share - below
    half = Fraction(1, 2)
    tail = Decimal("0.5") if rest == half else Decimal("0.25") if 0 < rest < half else Decimal("0.75")
    digits = (Decimal(below) + (tail if rest else 0)).quantize(Decimal(1), MODES[rounding])
    return f"{digits.scaleb(-decimals):.{decimals}f}%"


@pytest.mark.parametrize("row", rows_of("percentage", "share"), ids=name_of)
def test_published_percentages(row):
    verdict_holds(row)


def test_every_published_number_is_checked_and_has_a_source():
    assert {row["check"] for row in ROWS} == set(CHECKS)
    assert all(row["source"] and row["place"] for row in ROWS)
    assert sum(not row["verdict"] for row in ROWS) > 70, "most of them are right, and nothing may be said of these"


def test_the_arm_behind_an_impossible_percentage_is_proposed_first():
    (found,) = check_percentage("68.2%", 43, groups={"baclofen arm": 22, "placebo arm": 21})
    assert found.repairs[0] == "15 of 22 (baclofen arm)"
    assert found.means == "[68.15, 68.25)"
    (found,) = check_percentage("56.8%", 320, groups={"baclofen arm": 162}, conventions=NEAREST)
    assert found.severity == "impossible"
    assert "92 of 162 (baclofen arm)" in found.explanation


def test_the_nearest_fitting_denominators_are_proposed():
    assert check_percentage("42.6%", 190, count=80)[0].repairs == ("42.1%", "80 of 188", "81 of 190")
    assert check_percentage("10.1%", 80)[0].repairs[0] == "8 of 79"
    assert check_percentage("11.9%", 158)[0].repairs == ("19 of 159", "19 of 160", "18 of 151")


@settings(max_examples=80, deadline=None)
@given(PAIRS, st.integers(0, 2), st.sampled_from(sorted(MODES)))
def test_an_honest_percentage_is_never_impossible_and_never_reported_under_its_own_convention(pair, decimals, rounding):
    count, n = pair
    printed = as_printed(count, n, decimals, rounding)
    assert check_percentage(printed, n, count=count, rounding=rounding) == []
    assert count in possible_counts(printed, n, rounding=rounding)
    assert count in possible_counts(printed, n, rounding="any")
    for found in (check_percentage(printed, n, count=count), check_percentage(printed, n)):
        assert all(finding.severity == "unusual" for finding in found)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.integers(0, 1000), st.sampled_from(ROUNDINGS))
def test_counts_are_those_whose_percentage_lies_in_the_set(n, tenths, rounding):
    printed = f"{tenths / 10:.1f}%"
    means = read_printed(printed).interval(rounding)
    expected = [count for count in range(n + 1) if means.holds(Fraction(100 * count, n))]
    assert possible_counts(printed, n, rounding=rounding) == expected
    row = count_ranges([printed], n, rounding=rounding).iloc[0]
    assert row["possible"] == bool(expected)
    assert not expected or [row["lowest"], row["highest"]] == [expected[0], expected[-1]]


def test_every_convention_decides_a_half_in_its_own_way():
    found = {name: [text for text in ("12%", "13%") if possible_counts(text, 8, rounding=name)] for name in CONVENTIONS}
    assert found == {"half-up": ["13%"], "half-even": ["12%"], "half-down": ["12%"], "truncation": ["12%"]}
    assert possible_counts("12%", 8, rounding="any") == possible_counts("13%", 8, rounding="any") == [1]


def test_a_bound_stands_for_all_that_it_bounds():
    assert possible_counts("<1%", 250) == [0, 1, 2]
    assert possible_counts("over 80%", 10) == [9, 10]
    assert check_percentage("over 99%", 10) == []
    assert check_percentage("more than 100%", 10)[0].severity == "impossible"


def test_denominators_of_one_of_several_and_of_all_percentages():
    assert [n for n in range(1, 61) if possible_counts("11.9%", n)] == possible_denominators("11.9%", up_to=60)
    assert possible_denominators("42.6%", up_to=400, count=80) == [188]
    both = possible_denominators(["68.2%", "23.8%"], up_to=400)
    assert 43 not in both
    assert both == [n for n in range(1, 401) if possible_counts("68.2%", n) and possible_counts("23.8%", n)]
    parts = possible_denominators(["33%", "33%", "33%"], up_to=12, exhaustive=True)
    assert parts == [3, 6, 9, 12]
    assert possible_denominators(["40%", "40%"], up_to=12) == [5, 10]
    assert possible_denominators(["40%", "40%"], up_to=12, exhaustive=True) == []


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 150), st.sampled_from(ROUNDINGS))
def test_the_chance_of_passing_is_the_share_of_percentages_that_pass(n, rounding):
    passing = sum(bool(possible_counts(f"{value}%", n, rounding=rounding)) for value in range(101))
    assert chance_of_passing("7%", n, rounding=rounding) == pytest.approx(passing / 101)
    assert count_ranges(["7%"], [n], rounding=rounding)["chance"].iloc[0] == pytest.approx(passing / 101)


def test_the_test_has_no_power_with_many_people():
    assert chance_of_passing("68.2%", 1000) == 1.0
    assert chance_of_passing("68%", 100) == 1.0
    assert chance_of_passing("68.2%", 43) == pytest.approx(44 / 1001)


def test_columns_keep_their_index():
    draw = np.random.default_rng(4)
    values = draw.integers(0, 1001, 200_000)
    printed = pd.Series([f"{value / 10:.1f}%" for value in values], index=range(5, 200_005))
    sizes = draw.integers(1, 2000, 200_000)
    frame = count_ranges(printed, sizes)
    assert frame.index[0] == 5
    assert frame.loc[~frame["possible"], "lowest"].isna().all()
    for place in (0, 77, 4321, 199_999):
        counts = possible_counts(printed.iloc[place], int(sizes[place]))
        assert frame["possible"].iloc[place] == bool(counts)
    assert count_ranges([], []).empty


def test_unknown_people_may_be_left_out_of_the_denominator_or_kept():
    assert check_percentage("41.0%", 106_639, count=43_525, missing=383) == []
    assert check_percentage("40.8%", 106_639, count=43_525, missing=383) == []
    assert check_percentage("41.4%", 106_639, count=43_525, missing=383)[0].severity == "impossible"


def test_more_than_all_is_impossible_and_a_wrong_share_is_named():
    assert check_percentage("100%", 10, count=11)[0].severity == "impossible"
    assert "share of the others" in check_percentage("57.9%", 190, count=80)[0].explanation
    assert "share of the others" in check_share("40.6%", 73_451, 50_266)[0].explanation
    assert "percent of the others" in check_share("146.1%", 73_451, 50_266)[0].explanation
    assert check_share("59%", "59.4", "40.6") == [], "printed parts are sets too"


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: possible_counts("68.2%", 43, rounding="up"), "rounding"),
        (lambda: possible_counts("several", 43), "printed"),
        (lambda: check_percentage("68.2%", 43, count=-1), "count"),
        (lambda: check_percentage("68.2%", 43, count=4.5), "count"),
        (lambda: check_percentage("68.2%", 43, count=4, missing=43), "missing"),
        (lambda: possible_denominators([], up_to=10), "printed"),
        (lambda: possible_denominators("5%", up_to=0), "up_to"),
        (lambda: count_ranges(["5%"], [0]), "n"),
        (lambda: count_ranges(["5%", None], [1, 2]), "printed"),
        (lambda: count_ranges(["5%", "6%"], [1, 2, 3]), "n"),
        (lambda: check_share("5%", 3), "others"),
    ],
)
def test_errors_name_the_argument(call, word):
    with pytest.raises(DataError, match=f"^{word}: expected"):
        call()


@given(
    st.integers(-10_000, 10_000),
    st.integers(0, 3),
    st.sampled_from(["half-up", "half-even", "half-down", "truncation"]),
)
@settings(max_examples=80, deadline=None)
def test_a_set_holds_exactly_the_numbers_that_print_so(thousandths, decimals, rounding):
    number = Decimal(thousandths) / 1000
    step = Decimal(1).scaleb(-decimals)
    printed = number.quantize(step, MODES[rounding])
    assert read_printed(f"{printed}").interval(rounding).holds(Fraction(number))
    assert read_printed(f"{printed}").interval("any").holds(Fraction(number))
    if printed:
        assert not read_printed(f"{printed + step}").interval(rounding).holds(Fraction(number))


def test_signs_ranges_and_bounds_are_read_as_sets():
    assert read_printed("-19.8%").value == -19.8
    assert read_printed("−4.4").value == -4.4
    assert (read_printed("-7.1 to -1.7").low, read_printed("-7.1 to -1.7").high) == (-7.1, -1.7)
    assert read_printed("COVID-19").value == 19, "a hyphen inside a word is no sign"
    assert read_printed("tenfold").value == 10
    assert str(read_printed("0.5-3 h").interval()) == "[0.45, 3.5)"
    assert str(read_printed("up to 48 hours").interval()) == "(-inf, 48]"
    assert str(read_printed("23.5 million").interval()) == "[23450000, 23550000)"
    assert str(read_printed("36.2%").interval("any")) == "[36.15, 36.3)"
    assert str(read_printed("36.2%").interval("half-even")) == "[36.15, 36.25]"
    assert str(read_printed("36.3%").interval("half-even")) == "(36.25, 36.35)"
    assert read_printed("23.5 million").decimals == 0
    with pytest.raises(DataError, match="printed: expected a number"):
        read_printed("several days").interval()


def test_sets_are_added_multiplied_and_divided_with_their_ends():
    one, other = read_printed("0.7").interval(), read_printed("10.4").interval()
    assert str(other / one) == f"({10.35 / 0.75:.15g}, {10.45 / 0.65:.15g})"
    assert str(one + other) == "[11, 11.2)"
    assert str(one - other) == "(-9.8, -9.6)"
    assert str(read_printed("-1.7").interval()) == "(-1.75, -1.65]"
    assert str(read_printed("0.0").interval()) == "(-0.05, 0.05)"
    assert str(one * -one) == "(-0.5625, -0.4225]"
    zero = Interval(Fraction(0), Fraction(2), True, False)
    assert (zero * Interval(Fraction(1), Fraction(3), False, False)).holds(0)
    assert str(Interval.of(1) / zero) == "(0.5, inf)"


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [("[1,2)", "[2,3]", False), ("[1,2]", "[2,3]", True), ("(1,2)", "[1,1]", False), ("[1,2)", "(0,1]", True)],
)
def test_sets_overlap_when_they_share_a_number(first, second, common):
    def read(text):
        low, high = text[1:-1].split(",")
        return Interval(Fraction(low), Fraction(high), text[0] == "[", text[-1] == "]")

    assert read(first).overlaps(read(second)) is read(second).overlaps(read(first)) is common


@pytest.mark.parametrize(
    ("printed", "n", "counts"),
    [
        ("12.5‰", 80, [1]),
        ("12½%", 25, []),
        ("12½%", 8, [1]),
        ("5 per mille", 200, [1]),
        ("٥٠٪", 4, [2]),
        ("½%", 200, [1]),
    ],
)
def test_signs_behind_the_digits_are_read(printed, n, counts):
    assert list(possible_counts(printed, n)) == counts


@pytest.mark.parametrize(
    "printed",
    ["5²", "10⁶", "5 h", "5 min", "5k", "5M", "5°", "5③", "5th", "13 patients", "50-fold", "5 per thousand", "5e999"],
)
def test_what_is_no_percentage_is_refused(printed):
    with pytest.raises(DataError, match="printed: expected a percentage"):
        possible_counts(printed, 80)


@pytest.mark.parametrize(
    "printed", ["50", "50%", "50 percent", "50 per cent", "(50)", "50%*", "50% of all", "fifty percent"]
)
def test_words_of_percentages_are_none_of_another_unit(printed):
    assert list(possible_counts(printed, 4)) == [2]


def test_a_rate_that_names_its_unit_is_held_in_it():
    assert (
        check_rate("12.5‰", 1, 80, per=1000) == check_rate("1.25%", 1, 80) == check_rate("12.5 per mille", 1, 80) == []
    )
    assert check_rate("12.5‰", 2, 80)[0].severity == "impossible"


@pytest.mark.parametrize("n", [1e9, 10**18])
def test_of_many_people_no_count_is_listed_and_every_answer_is_immediate(n):
    with pytest.raises(DataError, match="n: expected a smaller number"):
        possible_counts("33", n)
    assert check_percentage("33%", n) == [] and chance_of_passing("33%", n, rounding="any") == 1
    assert check_percentage("33%", n, count=int(n) // 5)[0].severity == "impossible"
    assert check_percentage("33%", 10, groups={"all": n})[0].repairs[0].endswith("(all)")
    ends = count_ranges(["33%", "0%"], n)[["lowest", "highest"]].to_numpy().tolist()
    assert ends == [[n * 325 // 1000, n * 335 // 1000 - 1], [0, n // 200 - 1]], (
        "in whole numbers, beyond 2^63 on the way"
    )


def test_what_would_take_all_memory_is_refused():
    for call in (lambda: possible_counts("0", 10**19), lambda: possible_denominators("33%", up_to=10**9)):
        with pytest.raises(DataError, match="at most"):
            call()
    with pytest.raises(DataError, match="from 1 to 1e"):
        count_ranges(["33%"], [1e19])
    assert len(possible_counts("50", 10**6)) == 10_000


@pytest.mark.parametrize(("printed", "steps"), [("7%", 100), ("½%", 200), ("7.5%", 1000)])
def test_the_chance_under_any_rounding_is_that_of_counting_all_prints(printed, steps):
    for n in (1, 2, 3, 7, steps // 2 - 1, steps // 2, steps // 2 + 1, 3 * steps // 4, steps - 1):
        shares = [Fraction(count * steps, n) for count in range(n + 1)]
        prints = {print for share in shares for print in (share // 1, (share + Fraction(1, 2)) // 1)}
        assert chance_of_passing(printed, n, rounding="any") == pytest.approx(len(prints) / (steps + 1))


@pytest.mark.parametrize(
    ("printed", "n", "repairs"),
    [
        ("3.3%", 10, ("1 of 30",)),  # 20 away
        ("3.2%", 10, ()),  # 1 of 31 is 21 away
        ("3.2%", 11, ("1 of 31",)),
        ("0.37%", 303, ("1 of 273",)),  # a tenth of n away
        ("0.37%", 304, ()),
        ("0.37%", 300, ("1 of 273", "1 of 272", "1 of 271")),  # three, the nearest first
        ("0.00050%", 212_020, ("1 of 202,020",)),  # 10,000 away
        ("0.00050%", 212_021, ()),
        ("0.00050%", 188_020, ("1 of 198,020",)),
        ("0.00050%", 188_019, ()),
    ],
)
def test_other_denominators_are_looked_for_within_20_or_a_tenth_or_10_000(printed, n, repairs):
    assert check_percentage(printed, n)[0].repairs == repairs


def test_a_count_keeps_its_own_repairs():
    assert check_percentage("50%", 30, count=14)[0].repairs == ("47%", "14 of 28", "15 of 30")
