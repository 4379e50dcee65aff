"""Limits of two groups up to a billion people: 50-digit roots, and what must hold when groups or events are exchanged.

`score_limits_50_digits.csv` was computed with mpmath (60 digits): the likeliest risks under the constraint by bisection
of the likelihood's derivative, the limit by bisection of the score chi-square. Not one formula is shared.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.odds_ratio import ODDS_RATIOS, odds_ratio
from analysis.stats.rate_difference import DIFFERENCES, rate_difference
from analysis.stats.rate_ratio import RATIOS, rate_ratio
from analysis.stats.risk_difference import METHODS, risk_difference
from analysis.stats.risk_ratio import RISK_RATIOS, risk_ratio
from analysis.stats.score_limits import difference_of_products

FUNCTIONS = {f.__name__: f for f in (risk_difference, risk_ratio, odds_ratio, rate_difference)}
ROWS = list(csv.DictReader(Path(__file__).with_name("score_limits_50_digits.csv").read_text("utf-8").splitlines()))
TABLE = ("events", "n", "comparator_events", "comparator_n")


def table_of(row: dict) -> tuple[float, ...]:
    return tuple(float(row[name]) for name in TABLE)


@pytest.mark.parametrize("row", ROWS, ids=[f"{r['measure']}-{r['method']}-{r['level']}-{table_of(r)}" for r in ROWS])
def test_every_limit_is_the_root_to_twelve_digits(row):
    got = FUNCTIONS[row["measure"]](*table_of(row), method=row["method"], level=float(row["level"]))
    # a difference near 0 has the digits of the width of its interval, shares near 1 those of numbers near 1
    scale = 1e-13 * (got.high - got.low) if np.isfinite(got.high - got.low) else 0
    assert (got.low, got.high) == pytest.approx((float(row["low"]), float(row["high"])), rel=2e-13, abs=scale)


def test_three_deaths_in_three_hundred_million():
    """The issue's roots: -2.804863e-09 (the sign was lost), and 7.4177e-09 by Mee; the mirror image is exact."""
    got = risk_difference(3, 300_000_000, 0, 300_000_000, method="miettinen-nurminen")
    assert got.low == pytest.approx(-2.804863e-09, rel=1e-6)
    mirror = risk_difference(0, 300_000_000, 3, 300_000_000, method="miettinen-nurminen")
    assert (mirror.low, mirror.high) == (-got.high, -got.low)
    mee = risk_difference(2, 72_180_820, 0, 189_323_438, method="mee")
    assert mee.low == pytest.approx(7.4177e-09, rel=1e-5)


def test_a_difference_of_products_keeps_its_digits():
    a, b = 999_999_937.0, 999_999_929.0
    assert difference_of_products(a, b, a - 1, b + 1) == int(a) * int(b) - (int(a) - 1) * (int(b) + 1)
    assert difference_of_products(a, b, a, b) == 0


sizes = st.floats(0, 9).map(lambda power: int(10**power))
shares = st.one_of(st.floats(0, 1), st.floats(-9, 0).map(lambda power: 10**power), st.just(0.0), st.just(1.0))
group = st.tuples(sizes, shares, st.booleans()).map(
    lambda g: (g[0] - round(g[0] * g[1]) if g[2] else round(g[0] * g[1]), g[0])
)
tables = st.tuples(group, group).map(lambda pair: (*pair[0], *pair[1]))
levels = st.floats(0.5, 0.9999)
BOUNDED = sorted(set(METHODS) - {"agresti-caffo", "wald"})


def parts(made) -> tuple[float, float, float]:
    return made.value, made.low, made.high


@given(tables, st.sampled_from(sorted(METHODS)), levels)
@settings(max_examples=150, deadline=None)
def test_a_difference_mirrors_at_any_size(table, method, level):
    x1, n1, x2, n2 = table
    got = risk_difference(*table, method=method, level=level)
    swapped = risk_difference(x2, n2, x1, n1, method=method, level=level)
    others = risk_difference(n1 - x1, n1, n2 - x2, n2, method=method, level=level)
    near = max(1e-13 * (got.high - got.low), 1e-300)
    for other in (swapped, others):
        assert (-other.value, -other.high, -other.low) == pytest.approx(parts(got), rel=1e-12, abs=near)
    if method in BOUNDED:
        assert -1 <= got.low <= got.value <= got.high <= 1


@given(tables, st.sampled_from(sorted(set(RISK_RATIOS) - {"small-sample"})), levels)
@settings(max_examples=100, deadline=None)
def test_a_risk_ratio_inverts_at_any_size(table, method, level):
    x1, n1, x2, n2 = table
    got = risk_ratio(*table, method=method, level=level)
    with np.errstate(divide="ignore"):
        swapped = np.reciprocal(parts(risk_ratio(x2, n2, x1, n1, method=method, level=level)))
    assert (swapped[0], swapped[2], swapped[1]) == pytest.approx(parts(got), rel=1e-11, nan_ok=True)
    if method in ("score", "miettinen-nurminen") and x1 + x2:
        assert 0 <= got.low <= got.value * (1 + 1e-12)
        assert got.value * (1 - 1e-12) <= got.high


@given(tables, st.sampled_from(sorted(ODDS_RATIOS)), levels)
@settings(max_examples=100, deadline=None)
def test_an_odds_ratio_inverts_at_any_size(table, method, level):
    x1, n1, x2, n2 = table
    got = odds_ratio(*table, method=method, level=level)
    with np.errstate(divide="ignore"):
        swapped = np.reciprocal(parts(odds_ratio(x2, n2, x1, n1, method=method, level=level)))
        others = np.reciprocal(parts(odds_ratio(n1 - x1, n1, n2 - x2, n2, method=method, level=level)))
    for other in (swapped, others):
        assert (other[0], other[2], other[1]) == pytest.approx(parts(got), rel=1e-8, nan_ok=True)


counts, times = st.floats(0, 9).map(lambda power: int(10**power) - 1), st.floats(1e-3, 1e9)


@given(counts, times, counts, times, st.sampled_from(sorted(RATIOS)), levels)
@settings(max_examples=100, deadline=None)
def test_a_rate_ratio_inverts_and_scales(x1, t1, x2, t2, method, level):
    got = parts(rate_ratio(x1, t1, x2, t2, method=method, level=level))
    with np.errstate(divide="ignore"):
        swapped = np.reciprocal(parts(rate_ratio(x2, t2, x1, t1, method=method, level=level)))
    assert (swapped[0], swapped[2], swapped[1]) == pytest.approx(got, rel=1e-11, nan_ok=True)
    longer = parts(rate_ratio(x1, 8 * t1, x2, 8 * t2, method=method, level=level))
    assert longer == pytest.approx(got, rel=1e-12, nan_ok=True)


@given(counts, times, counts, times, st.sampled_from(sorted(DIFFERENCES)), levels)
@settings(max_examples=100, deadline=None)
def test_a_rate_difference_mirrors_and_scales(x1, t1, x2, t2, method, level):
    got = parts(rate_difference(x1, t1, x2, t2, method=method, level=level))
    near = 1e-12 * (got[2] - got[1]) + 1e-300
    swapped = parts(rate_difference(x2, t2, x1, t1, method=method, level=level))
    assert (-swapped[0], -swapped[2], -swapped[1]) == pytest.approx(got, rel=1e-12, abs=near)
    longer = parts(rate_difference(x1, 8 * t1, x2, 8 * t2, method=method, level=level, multiplier=8))
    assert longer == pytest.approx(got, rel=1e-12, abs=near)
    assert got[1] <= got[0] <= got[2]


@pytest.mark.parametrize("times_larger", [10, 1000, 10_000_000])
def test_rare_events_do_not_feel_the_size_of_the_groups(times_larger):
    """Differences times n tend to those of rates: from n of 10^2 to 10^9 only terms of 1/n are lost."""
    n = 100 * times_larger
    got = risk_difference(3, n, 1, n, method="mee")
    rates = rate_difference(3, n, 1, n, method="score")
    assert (n * got.low, n * got.high) == pytest.approx((n * rates.low, n * rates.high), abs=40 / n, rel=1e-12)
