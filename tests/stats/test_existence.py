"""When does a likelihood of counts have a maximum? Against exact rational arithmetic."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from analysis.stats.existence import face, has_maximum


def eliminate(rows, terms):
    """Reduced row echelon form in fractions, and the pivot columns."""
    rows, pivots = [[Fraction(v) for v in row] for row in rows], []
    for column in range(terms):
        at = next((i for i in range(len(pivots), len(rows)) if rows[i][column]), None)
        if at is None:
            continue
        top = len(pivots)
        rows[top], rows[at] = rows[at], rows[top]
        rows[top] = [v / rows[top][column] for v in rows[top]]
        for i, row in enumerate(rows):
            if i != top and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[top], strict=True)]
        pivots.append(column)
    return rows, pivots


def null_space(rows, terms):
    reduced, pivots = eliminate(rows, terms)
    basis = []
    for free in (c for c in range(terms) if c not in pivots):
        vector = [Fraction(0)] * terms
        vector[free] = Fraction(1)
        for row, pivot in zip(reduced, pivots, strict=False):
            vector[pivot] = -row[free]
        basis.append(vector)
    return basis


def receding_rows(design, side):
    """Rows that some direction of recession moves: every extreme ray of the cone is tried, in fractions."""
    terms, loose = len(design[0]), [i for i, s in enumerate(side) if s]
    null = null_space([design[i] for i, s in enumerate(side) if not s], terms)
    cone = [[side[i] * sum(a * b for a, b in zip(design[i], v, strict=True)) for v in null] for i in loose]
    _, pivots = eliminate(cone, len(null))
    cone, moved = [[row[c] for c in pivots] for row in cone], set()
    if not pivots:
        return moved
    for tight in combinations(cone, len(pivots) - 1):
        rays = null_space(tight, len(pivots))
        for sign in (1, -1) if len(rays) == 1 else ():
            gains = [sign * sum(a * b for a, b in zip(row, rays[0], strict=True)) for row in cone]
            if min(gains) >= 0:
                moved |= {loose[i] for i, gain in enumerate(gains) if gain > 0}
    return moved


def random_case(rng):
    n, k = int(rng.integers(5, 11)), int(rng.integers(0, 3))
    x = np.sort(rng.choice(20, n, replace=False))
    columns = [np.ones(n, int), x, *(np.maximum(0, x - j) for j in rng.choice(x, k, replace=False))]
    if rng.random() < 0.3:
        columns.append((x >= x[n // 2]).astype(int))
    return np.column_stack(columns), rng.poisson(rng.choice([0.2, 0.6, 1.5]), n)


@pytest.mark.parametrize("family", ["poisson", "binomial"])
def test_rows_that_go_to_their_limit_are_those_of_exact_arithmetic(family):
    rng, without = np.random.default_rng(31), 0
    for _ in range(150):
        design, y = random_case(rng)
        n = np.full(len(y), 3)
        y = np.minimum(y, 3) if family == "binomial" else y
        side = [-1 if v == 0 else 1 if family == "binomial" and v == 3 else 0 for v in y]
        expected = receding_rows(design.tolist(), side)
        found = face(family, design.astype(float), y, n)
        assert set(np.flatnonzero(~found.rows)) == expected
        assert has_maximum(family, design.astype(float), y, n) is (not expected)
        without += bool(expected)
    assert 30 < without < 120


def test_a_line_of_counts_needs_events_in_two_years_or_between_others():
    line = np.column_stack([np.ones(4), range(4)])
    assert has_maximum("poisson", line, np.array([0, 2, 1, 0]))
    assert has_maximum("negative-binomial", line, np.array([0, 2, 0, 0]))
    for counts in ([2, 0, 0, 0], [0, 0, 0, 2], [0, 0, 0, 0]):
        assert not has_maximum("poisson", line, np.array(counts))


def test_what_stays_finite_and_where_the_rest_goes():
    """Years 0 to 7, joints at 3 and 5, events in years 0 to 3 alone: falls from 3 on, and after 5 anything goes."""
    year = np.arange(8.0)
    design = np.column_stack([np.ones(8), year, np.maximum(0, year - 3), np.maximum(0, year - 5)])
    slopes = np.array([[0.0, 1, 0, 0], [0, 1, 1, 0], [0, 1, 1, 1]])
    found = face("poisson", design, np.array([3, 5, 4, 6, 0, 0, 0, 0]))
    assert found.rows.tolist() == [True] * 4 + [False] * 4
    assert found.finite(slopes).tolist() == [True, False, False]
    assert found.limit(slopes[1]) == -np.inf
    assert np.isnan(found.limit(slopes[2]))
    mirrored = face("poisson", design, np.array([0, 0, 0, 0, 0, 6, 4, 5]))
    assert mirrored.finite(slopes).tolist() == [False, False, True]
    assert mirrored.limit(slopes[1]) == np.inf
    assert np.isnan(mirrored.limit(slopes[0]))


def test_separation_with_events_alone_and_with_both():
    dose = np.column_stack([np.ones(4), [1.0, 2, 3, 4]])
    assert not has_maximum("binomial", dose, np.array([0, 0, 5, 5]), np.full(4, 5))
    assert not has_maximum("binomial", dose, np.array([5, 5, 5, 5]), np.full(4, 5))
    assert not has_maximum("binomial", dose, np.array([0, 2, 5, 5]), np.full(4, 5))
    assert has_maximum("binomial", dose, np.array([0, 2, 1, 5]), np.full(4, 5))
    assert has_maximum("binomial", dose, np.array([0, 5, 0, 5]), np.full(4, 5))
    falling = face("binomial", dose, np.array([5, 5, 0, 0]), np.full(4, 5))
    assert falling.limit(np.array([0.0, 1.0])) == -np.inf
