"""Numbers are printed by one rule: halves away from zero, from the fraction where counts are known."""

import ast
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.forms import (
    bare_percent,
    limits,
    p_value,
    percent,
    percent_of,
    percent_points,
    ratio,
    rounded,
    signed_percent,
)


@pytest.mark.parametrize(
    ("n", "denominator", "printed"),
    [(1, 16, "6.3%"), (9, 2000, "0.5%"), (229, 400, "57.3%"), (0, 7, "0.0%"), (7, 7, "100.0%"), (3, 0, "")],
)
def test_a_count_is_printed_as_the_fraction_it_is(n, denominator, printed):
    assert percent_of(n, denominator) == printed
    assert not denominator or percent(n / denominator) == printed, "from the share as from the counts"


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 3))
def test_percentages_of_counts_and_of_shares_are_those_of_decimal_arithmetic(n, denominator, decimals):
    exact = Decimal(100 * n) / denominator
    least = Decimal(1).scaleb(-decimals)
    said = exact.quantize(least, ROUND_HALF_UP)
    none, all_of_them = n > 0 and said == 0, n < denominator and said == 100
    expected = f"<{least}%" if none else f">{100 - least}%" if all_of_them else f"{said:,}%"
    assert percent_of(n, denominator, decimals) == expected
    assert percent(n / denominator, decimals) == expected


@pytest.mark.parametrize(
    ("value", "printed"),
    [(6.25, "6.3"), (-6.25, "−6.3"), (0.05, "0.1"), (-0.05, "−0.1"), (1234.56, "1,234.6"), (math.inf, "infinite")],
)
def test_a_fall_is_rounded_as_the_rise_of_the_same_size(value, printed):
    assert signed_percent(value) == printed


def test_a_rise_has_a_plus_sign_where_one_is_asked_for():
    assert [signed_percent(value, plus=True) for value in (2.25, 0, -2.25)] == ["+2.3", "0.0", "−2.3"]
    assert signed_percent(-7.125, 2) == "−7.13"


@pytest.mark.parametrize("form", [rounded, percent, bare_percent, signed_percent, ratio, p_value])
@pytest.mark.parametrize("missing", [math.nan, None, pd.NA])
def test_what_is_missing_is_printed_as_nothing(form, missing):
    assert form(missing) == ""
    assert signed_percent(missing, plus=True) == ""


def test_ratios_and_p_values_are_rounded_alike():
    assert [ratio(value) for value in (2.675, 12.25, 100.5, 0.125, 0.0125)] == ["2.68", "12.3", "101", "0.13", "0.013"]
    assert [p_value(p) for p in (0.125, 0.0625, 0.0005, 0.995)] == ["0.13", "0.063", "<0.001", ">0.99"]


def test_large_and_exact_numbers_keep_all_their_digits():
    assert rounded(Fraction(10**30 + 1, 2), 1) == "500,000,000,000,000,000,000,000,000,000.5"
    assert rounded(1.5e74).replace(",", "") == f"15{'0' * 73}"


def percentages_formatted_by_hand(source: str) -> list[int]:
    """Give the lines with ``{x:.1f}%``, ``{x:.0%}``, ``{100 * x:.1f}`` or ``round(100 * x)``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            for part, following in zip(node.values, [*node.values[1:], None], strict=True):
                spec = ast.unparse(part.format_spec)[2:-1] if getattr(part, "format_spec", None) else ""
                before_sign = isinstance(following, ast.Constant) and str(following.value).startswith(("%", " percent"))
                fixed, share = re.search(r"\.[^.%]*f$", spec), re.search(r"\.?\d*%$", spec)
                if (share and not re.search("%[A-Za-z]", spec)) or (fixed and (before_sign or hundredfold(part.value))):
                    found.append(part.lineno)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "round":
            found += [node.lineno for argument in node.args if hundredfold(argument)]
        if isinstance(node, ast.Attribute) and node.attr in ("fmt_percent", "PercentFormatter"):
            found.append(node.lineno)
    return found


def hundredfold(node: ast.AST) -> bool:
    """Tell whether an expression holds a product with 100."""
    return any(
        isinstance(part, ast.BinOp)
        and isinstance(part.op, ast.Mult)
        and any(isinstance(side, ast.Constant) and side.value == 100 for side in (part.left, part.right))
        for part in ast.walk(node)
    )


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('f"{share:.0%} known"', [1]),
        ('f"{x:.1f}%"', [1]),
        ('f"{x:+,.1f}%"', [1]),
        ('f"{x:.{digits}f}% of all"', [1]),
        ('f"{100 * share:.1f}"', [1]),
        ('f"{x * 100.0:.2f} in a hundred"', [1]),
        ("\nround(100 * share, 1)", [2]),
        ("table.fmt_percent(columns)", [1]),
        ('f"{day:%Y-%m-%d}"', []),
        ('f"{100 * level:g}% limits"', []),
        ('f"{percent(share)} of them, {ratio:.2f}"', []),
    ],
)
def test_formatting_by_hand_is_found_however_it_is_written(source, lines):
    assert percentages_formatted_by_hand(source) == lines


# A percentage is a printed number: who formats it by hand rounds by another rule.
ALLOWED = {
    "forms.py": "the rule itself",
    "cases/characteristics.py": "Table 1 takes its decimals from the reader",
    "stats/comparison/contingency.py": "the share of small expected counts, in a warning",
    "stats/comparison/table_one.py": "Table 1 takes its decimals from the reader",
}


def test_no_percentage_is_formatted_by_hand():
    house = Path(analysis.__file__).parent
    stray = [
        f"{path.relative_to(house)}:{line}"
        for path in sorted(house.rglob("*.py"))
        if str(path.relative_to(house)) not in ALLOWED
        for line in percentages_formatted_by_hand(path.read_text(encoding="utf-8"))
    ]
    assert not stray, f"use analysis.forms: {', '.join(stray)}"


@pytest.mark.parametrize("form", [percent, percent_of])
@pytest.mark.parametrize(
    ("n", "denominator", "decimals", "printed"),
    [
        (2, 20_000, 1, "<0.1%"),
        (9, 20_000, 1, "<0.1%"),
        (10, 20_000, 1, "0.1%"),
        (19_998, 20_000, 1, ">99.9%"),
        (19_990, 20_000, 1, ">99.9%"),
        (19_989, 20_000, 1, "99.9%"),
        (1, 80_000_000, 2, "<0.01%"),
        (996, 1000, 0, ">99%"),
        (0, 20_000, 1, "0.0%"),
        (20_000, 20_000, 1, "100.0%"),
    ],
)
def test_some_are_not_printed_as_none_nor_most_as_all(form, n, denominator, decimals, printed):
    assert (form(n, denominator, decimals) if form is percent_of else form(n / denominator, decimals)) == printed


def test_what_arithmetic_leaves_of_none_and_of_all_is_none_and_all():
    assert percent(1e-17) == "0.0%" and percent(1 - 1e-16) == "100.0%" and bare_percent(0.9999) == ">99.9"
    assert percent(1.0004) == "100.0%" and percent(-0.0001) == "0.0%", "no share of a whole"
    assert percent_points(0.0001) == percent_points(-0.0001) == "0.0%" and percent_points(-0.0213) == "-2.1%"


def test_limits_that_are_bounds_are_joined_by_a_word():
    assert limits(0.0001, 0.0031, bare_percent) == "<0.1 to 0.3"
    assert limits(0.981, 0.9999, bare_percent) == "98.1 to >99.9" and limits(0.0, 0.0031, bare_percent) == "0.0–0.3"
