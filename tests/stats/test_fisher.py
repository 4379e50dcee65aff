"""Fisher's exact test, two by two and larger, against fractions: from three cases to 80 million."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from analysis.errors import DataError
from analysis.stats.comparison import contingency_test, freeman_halton
from analysis.stats.two_by_two import association_test


def fraction_p(table) -> float:
    """Probability of all tables with these margins that are no likelier, as a fraction: one after the other."""
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    last = columns.index(max(columns))
    unlikely = every = Fraction(0)

    def filled(places, left, weight):
        nonlocal unlikely, every
        if not places:
            for row, entry in enumerate(left):
                weight /= factorial_ratio(entry, table[row][last])
            every += weight
            # log of the ratio up to 1e-10, as the program (its rounding errors are smaller)
            unlikely += weight if weight <= 1 + Fraction(1, 10**10) else 0
            return
        for entries in fillings(left, columns[places[0]]):
            now = weight
            for row, entry in enumerate(entries):
                now /= factorial_ratio(entry, table[row][places[0]])
            filled(places[1:], [a - b for a, b in zip(left, entries, strict=True)], now)

    filled([place for place in range(len(columns)) if place != last], rows, Fraction(1))
    return float(unlikely / every)


def fillings(rows, column):
    if len(rows) == 1:
        yield from [(column,)] if column <= rows[0] else []
        return
    for entry in range(max(0, column - sum(rows[1:])), min(rows[0], column) + 1):
        yield from ((entry, *others) for others in fillings(rows[1:], column - entry))


def factorial_ratio(above: int, below: int) -> Fraction:
    found = Fraction(1)
    for factor in range(min(above, below) + 1, max(above, below) + 1):
        found *= factor
    return found if above >= below else 1 / found


def test_three_deaths_against_one_among_three_hundred_million():
    """Both arms alike: the tables of 4 : 0, 3 : 1 and their mirrors; 1 - 6 / 16 but for 1 / N (fractions)."""
    table = [[3, 299_999_997], [1, 299_999_999]]
    assert contingency_test(table, test="fisher").p == pytest.approx(0.62499999875, rel=1e-12)
    assert fraction_p(table) == pytest.approx(0.62499999875, rel=1e-12)


@pytest.mark.parametrize(
    "table",
    [
        [[0, 80_000_000], [7, 20_000_000]],
        [[12, 1_130_697], [7, 29_309_296]],
        [[999_999_990, 10], [999_999_999, 1]],
        [[15, 17], [39_493_805, 1_647_146]],
        [[6, 2], [1, 8]],
    ],
)
def test_two_by_two_is_the_one_of_the_project_and_exact(table):
    done = contingency_test(table, test="fisher")
    (a, b), (c, d) = table
    assert done.test == "Fisher exact" and done.p == association_test(a, a + b, c, c + d)
    assert done.p == pytest.approx(fraction_p(table), rel=1e-11)
    assert contingency_test(np.transpose(table), test="fisher").p == pytest.approx(done.p, rel=1e-11)


def test_a_table_too_wide_to_list_is_refused_with_the_test_to_use():
    with pytest.raises(DataError, match=r"5,000,000 .* got 300,000,000 .* use test='chi-square'"):
        contingency_test([[10**8, 2 * 10**8], [2 * 10**8, 10**8]], test="fisher")
    with pytest.raises(DataError, match=r"1,000,000,000 cases for a simulated Fisher test, got 5,000,000,000,000,001;"):
        contingency_test([[10**15, 10**15, 1], [10**15, 10**15, 10**15]], test="fisher")
    assert 0 < contingency_test([[5_000, 10**8], [5_100, 10**8]], test="fisher").p < 1


@pytest.mark.parametrize(
    "table",
    [
        [[3, 299_999_997, 5], [1, 299_999_999, 2]],
        [[0, 3], [4, 2], [30_000_000, 31_000_000], [1, 2]],
        [[2, 0, 1, 70_000_000], [1, 3, 0, 9_000_000], [0, 1, 2, 900_000]],
        [[40_000_000, 1, 0], [30_000_000, 2, 2], [20_000_000, 0, 4], [5_000_000, 0, 1]],
        [[3, 1, 2], [0, 4, 1], [2, 2, 0]],
        [[2, 3, 3], [3, 0, 4], [2, 4, 1]],
        [[98, 3, 2], [101, 0, 5], [99, 4, 1]],  # on both sides of where Stirling's series begins
    ],
)
def test_larger_tables_agree_with_fractions_from_eight_to_600_million_cases(table):
    """Logs of factorials of millions have no digits left for the seventh: 4e-7 was lost, and gigabytes were taken."""
    expected = fraction_p(table)
    assert freeman_halton.exact_p(np.array(table)) == pytest.approx(expected, rel=1e-11)
    assert freeman_halton.exact_p(np.array(table).T) == pytest.approx(expected, rel=1e-11)


def test_random_tables_agree_with_fractions():
    rng = np.random.default_rng(5)
    for _ in range(20):
        table = rng.integers(0, 4, (3, 3))
        table[:, 0] += rng.integers(1, 10 ** rng.integers(1, 8), 3)
        table[0, 1:] += 1
        table[rng.integers(3), 0] += 1
        assert freeman_halton.exact_p(table) == pytest.approx(fraction_p(table.tolist()), rel=1e-10)


def test_simulated_tables_of_millions_agree_with_the_exact_ones():
    table = np.array([[3, 29_999_997, 5], [1, 29_999_999, 2]])
    exact = freeman_halton.exact_p(table)
    assert freeman_halton.simulated_p(table, 4000, 3) == pytest.approx(exact, abs=4 * np.sqrt(exact / 4000))


def test_a_rare_outcome_among_80_million_cases_is_chosen_and_done():
    done = contingency_test([[50_000_000, 300, 3], [30_000_000, 170, 0]])
    assert done.test == "Fisher exact (Freeman-Halton)" and "smallest expected count 1.12" in done.reason
    assert done.p == pytest.approx(0.4113333315410673, rel=1e-10)  # all 1,884 tables by whole numbers


@pytest.mark.parametrize(("name", "wrong"), [("resamples", 0), ("resamples", [10, 20]), ("seed", "one"), ("seed", -1)])
def test_draws_are_checked(name, wrong):
    with pytest.raises(DataError, match=rf"^{name}: expected"):
        contingency_test([[1, 2], [3, 4]], test="fisher", **{name: wrong})
