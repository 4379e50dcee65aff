"""Joinpoints on observed years, and continuous breakpoints."""

from itertools import combinations, pairwise

import agreement
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats.joinpoint import (
    breakpoints,
    davies_test,
    default_maximum,
    joinpoint,
    joinpoint_models,
    permutation_test,
    score_test,
)
from analysis.stats.joinpoint.grid import Hinges, candidates, largest_drops
from analysis.stats.joinpoint.solution import solve
from analysis.stats.trends import loglinear_trend

RISE_AND_FALL = [100, 110, 121, 133, 146, 161, 177, 172, 166, 160, 155, 150, 145, 141]
YEARS = range(2001, 2015)


def read(name):
    return pd.read_csv(agreement.REFERENCE / "data" / name)


def new_axes():
    from matplotlib.figure import Figure

    return Figure().add_subplot()


def noisy(n, seed, joints=(), changes=()):
    """A log-linear series with noise: 5% a year, slope changed at each joint."""
    year = np.arange(n, dtype=float)
    line = 5 + 0.05 * year + sum(c * np.maximum(0, year - j) for j, c in zip(joints, changes, strict=True))
    return year, np.exp(line + np.random.default_rng(seed).normal(scale=0.03, size=n))


def test_downs_syndrome_by_age_of_the_mother():
    """Muggeo (2008), R News 8(1):20-25: births with Down's syndrome, binomial; breakpoint 31.08 (SE 0.7242)."""
    table = read("seg_down_syndrome_poisson.csv")
    fit = breakpoints(table["count"], x=table["x"], population=table["population"], model="binomial")
    row = fit.breakpoints().loc[0]
    assert row["value"] == pytest.approx(31.08, abs=0.005)
    assert row["se"] == pytest.approx(0.7242, abs=0.00005)
    assert fit.slopes[0] == pytest.approx(-0.01341, abs=0.000005)


@pytest.mark.parametrize(
    ("n", "most"),
    [(6, 0), (7, 1), (11, 1), (12, 2), (16, 2), (17, 3), (21, 3), (22, 4), (26, 4), (27, 5), (60, 5), (2, 0)],
)
def test_default_maximum_is_that_of_the_nci_program(n, most):
    assert default_maximum(n) == most


def brute_force(year, y, weight, k, ends, between):
    best, chosen = np.inf, None
    for at in combinations(range(ends, len(year) - ends), k):
        if all(b - a > between for a, b in pairwise(at)):
            hinges = [np.maximum(0, year - year[i]) for i in at]
            x = np.column_stack([np.ones(len(year)), year, *hinges]) * np.sqrt(weight)[:, None]
            beta, *_ = np.linalg.lstsq(x, np.sqrt(weight) * y, rcond=None)
            value = ((x @ beta - np.sqrt(weight) * y) ** 2).sum()
            if value < best:
                best, chosen = value, year[list(at)]
    return best, chosen


@pytest.mark.parametrize(("k", "ends", "between"), [(1, 2, 2), (2, 2, 2), (2, 3, 1), (3, 2, 0)])
@pytest.mark.parametrize("model", ["log-rate", "weighted-log-rate"])
def test_grid_search_finds_what_trying_every_set_finds(k, ends, between, model):
    year, rate = noisy(13, 4, (5,), (-0.2,))
    count = np.round(10 * rate)
    models = joinpoint_models(count, year=year, model=model, maximum=k, spacing=(ends, between))
    value, joints = brute_force(year, np.log(count), models.weights, k, ends, between)
    assert models.objective[k] == pytest.approx(value, rel=1e-10)
    assert models.joinpoints[k].tolist() == joints.tolist()


def test_drops_for_many_series_are_those_of_every_set():
    year = np.arange(18.0)
    hinges = Hinges(year, np.ones(18))
    series = np.random.default_rng(0).normal(size=(7, 18))
    rest = hinges.residual(series)
    for k in (1, 2, 3):
        drops = largest_drops(hinges.columns.T @ rest.T, hinges.gram, k, range(2, 16), 2)
        one_by_one = [hinges.sums_of_squares(y, candidates(18, k, 2, 2)).min() for y in series]
        assert ((rest**2).sum(axis=1) - drops).tolist() == pytest.approx(one_by_one, rel=1e-10)


def test_candidates_keep_their_distance():
    sets = candidates(15, 3, 2, 2)
    assert sets.min() == 2
    assert sets.max() == 12
    assert np.diff(sets, axis=1).min() == 3
    assert len({tuple(row) for row in sets}) == len(sets)
    assert candidates(6, 2, 2, 2).shape == (0, 2)


def test_weighted_bic_lies_between_bic_and_bic3():
    """Kim et al. (2023): BIC (1 - weight) + BIC3 weight, the weight a partial R2."""
    year, rate = noisy(20, 8, (9,), (-0.15,))
    models = joinpoint_models(rate, year=year)
    n, k = 20, np.arange(4)
    bic3 = np.log(models.objective / n) + (3 * k + 2) * np.log(n) / n
    assert models.weighted_bic[0] == models.bic[0]
    assert (models.weighted_bic[1:] > models.bic[1:]).all()
    assert (models.weighted_bic[1:] < bic3[1:]).all()
    hinge = np.maximum(0, year - models.joinpoints[1][0])
    line = np.column_stack([np.ones(n), year])
    residuals = [v - line @ np.linalg.lstsq(line, v, rcond=None)[0] for v in (np.log(rate), hinge)]
    weight = np.corrcoef(*residuals)[0, 1] ** 2
    assert models.weighted_bic[1] == pytest.approx(models.bic[1] * (1 - weight) + bic3[1] * weight)


def test_permutation_test_finds_the_joint_and_no_joint():
    year, bent = noisy(18, 1, (8,), (-0.1,))
    _, straight = noisy(18, 2)
    assert permutation_test(joinpoint_models(bent, year=year), permutations=499).k == 1
    test = permutation_test(joinpoint_models(straight, year=year), permutations=499)
    assert test.k == 0
    assert test.tests["alternative"].tolist() == [3, 2, 1]
    assert test.tests["threshold"].tolist() == pytest.approx([0.05 / 3] * 3)
    assert "0 joinpoints chosen by 499 permutations" in test.summary()


def test_permutation_p_value_by_hand():
    """One test, 0 against 1, the same permutations, each fitted by trying every joint."""
    year, rate = noisy(9, 3, (4,), (0.03,))
    models = joinpoint_models(rate, year=year, maximum=1)
    got = permutation_test(models, permutations=60, seed=11).tests.loc[0]
    y, one = np.log(rate), np.ones(9)
    fitted = np.polyval(np.polyfit(year, y, 1), year)
    shuffled = np.random.default_rng(11).permuted(np.tile(y - fitted, (60, 1)), axis=1)

    def ratio(series):
        return brute_force(year, series, one, 0, 2, 2)[0] / brute_force(year, series, one, 1, 2, 2)[0]

    reached = sum(ratio(fitted + rest) >= ratio(y) for rest in shuffled)
    assert got["ratio"] == pytest.approx(ratio(y))
    assert got["p"] == pytest.approx((1 + reached) / 61)


def test_permutation_test_is_seeded_and_reports_progress():
    year, rate = noisy(17, 5, (8,), (-0.04,))
    models, seen = joinpoint_models(rate, year=year), []
    first = permutation_test(models, permutations=99, progress=lambda what, share: seen.append((what, share)))
    assert [share for _, share in seen] == [1 / 3, 2 / 3, 1] and seen[0][0] == "0 against 3 joinpoints"
    pd.testing.assert_frame_equal(first.tests, permutation_test(models, permutations=99).to_frame())
    other = permutation_test(models, permutations=99, seed=1)
    assert not first.tests["p"].equals(other.tests["p"])


def test_permutation_test_refuses_what_it_cannot_do():
    counts = np.round(np.array(RISE_AND_FALL))
    models = joinpoint_models(counts, year=YEARS)
    with pytest.raises(DataError, match=r"^models"):
        permutation_test(joinpoint_models(counts, year=YEARS, model="poisson", maximum=1))
    with pytest.raises(DataError, match=r"^permutations"):
        permutation_test(models, permutations=0)
    with pytest.raises(DataError, match=r"^alpha"):
        permutation_test(models, alpha=5)


@pytest.mark.parametrize("select", ["bic", "weighted-bic", "permutation"])
def test_every_rule_sees_the_obvious_joint(select):
    fit = joinpoint(RISE_AND_FALL, year=YEARS, select=select)
    assert fit.joinpoints.tolist() == [2007]
    assert fit.joints().loc[0].tolist() == [2007, 2007, 2007]
    assert fit.apc()["value"].tolist() == pytest.approx([10, -3.2], abs=0.1)


def test_limits_of_a_joint_by_hand():
    """Lerman (1980): the joints whose sum of squares stays under the F bound."""
    from scipy.stats import f

    year, rate = noisy(16, 9, (7,), (-0.06,))
    models = joinpoint_models(rate, year=year, maximum=1)
    squares = {j: brute_force_at(year, np.log(rate), j) for j in range(2, 14)}
    bound = min(squares.values()) * (1 + f.ppf(0.9, 1, 12) / 12)
    inside = [j for j, value in squares.items() if value <= bound]
    assert models.fit(1, level=0.9).joints().loc[0].tolist() == [models.joinpoints[1][0], min(inside), max(inside)]
    assert min(inside) < max(inside)


def brute_force_at(year, y, j):
    x = np.column_stack([np.ones(len(year)), year, np.maximum(0, year - j)])
    return ((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2).sum()


def test_average_over_part_of_the_series():
    fit = joinpoint(RISE_AND_FALL, year=YEARS)
    segment = fit.apc().loc[0]
    inside = fit.aapc(start=2002, end=2006)
    assert [inside.value, inside.low, inside.high] == pytest.approx(segment[["value", "low", "high"]].tolist())
    across = fit.aapc(start=2005, end=2009)
    assert across.value == pytest.approx(100 * np.expm1(fit.slopes.mean()))
    known = fit.aapc(start=2002, end=2006, joints="known")
    assert known.high - known.low < inside.high - inside.low
    with pytest.raises(DataError, match="start, end"):
        fit.aapc(start=2009, end=2005)
    with pytest.raises(DataError, match="joints"):
        fit.apc("guessed")


def test_exact_series_take_the_fewest_joints():
    constant = joinpoint_models([20] * 12, year=range(12))
    assert constant.best() == 0
    assert constant.bic[0] == -np.inf
    assert permutation_test(constant, permutations=9).k == 0
    fit = constant.fit(0)
    assert fit.apc().loc[0, ["value", "low", "high"]].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert np.isnan(fit.apc().loc[0, "p"])
    bent = 1024.0 * 2.0 ** -np.abs(np.arange(14) - 6.0)
    exact = joinpoint_models(bent, year=range(14))
    assert exact.best() == 1
    assert exact.joinpoints[1].tolist() == [6]
    assert permutation_test(exact, permutations=99).k == 1


def test_short_series_have_fewer_joints_and_too_short_ones_none():
    assert len(joinpoint_models([3, 4, 6], year=range(3), maximum=4).objective) == 1
    assert len(joinpoint_models([3, 4, 6, 5, 7, 9], year=range(6), maximum=4, spacing=(2, 0)).objective) == 2
    with pytest.raises(DataError, match="at least 3 years"):
        joinpoint_models([3, 4], year=range(2))


def test_missing_years_are_gaps_and_zeros_need_a_likelihood():
    counts = [50, 55, 61, 66, 75, np.nan, 98, 110, 104, 99, 90, 86, 80]
    year = [*range(2001, 2007), *range(2008, 2015)]
    assert 2006 not in joinpoint_models(counts, year=year).year
    with_zero = [4, 3, 0, 6, 7, 9, 8, 12, 15, 14]
    with pytest.raises(DataError, match="got 0 in 2"):
        joinpoint_models(with_zero, year=range(10))
    fit = joinpoint(with_zero, year=range(10), model="poisson")
    assert fit.fitted.sum() == pytest.approx(sum(with_zero))


def test_poisson_grid_survives_a_tail_of_zeros():
    counts = [30, 28, 33, 31, 29, 35, 30, 31, 0, 0, 0, 0]
    models = joinpoint_models(counts, year=range(12), model="poisson")
    assert np.isfinite(models.objective).all()
    assert (np.diff(models.objective) < 0).all()


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"model": "gamma"}, "model"),
        ({"select": "aic"}, "select"),
        ({"level": 1.5}, "level"),
        ({"select": "weighted-bic", "model": "poisson"}, "criterion"),
        ({"count": [0] * 14, "model": "poisson"}, "count"),
        ({"count": [-1, *RISE_AND_FALL[1:]]}, "count"),
        ({"count": ["a"] * 14}, "count"),
        ({"year": [2001] * 14}, "year"),
        ({"population": [0] * 14}, "population"),
    ],
)
def test_joinpoint_names_what_cannot_be_used(change, argument):
    arguments = {"count": RISE_AND_FALL, "year": YEARS} | change
    with pytest.raises(DataError, match=f"^{argument}"):
        joinpoint(arguments.pop("count"), **arguments)


def test_search_names_what_cannot_be_used():
    for change, argument in [
        ({"spacing": (0, 2)}, "spacing"),
        ({"spacing": 2}, "spacing"),
        ({"maximum": -1}, "maximum"),
    ]:
        with pytest.raises(DataError, match=f"^{argument}"):
            joinpoint_models(RISE_AND_FALL, year=YEARS, **change)
    with pytest.raises(DataError, match=r"^maximum: \d joinpoints in 120 years are"):
        joinpoint_models(np.arange(1, 121) ** 2, year=range(120), maximum=6)
    with pytest.raises(DataError, match=r"^k"):
        joinpoint_models(RISE_AND_FALL, year=YEARS).fit(9)


def test_joinpoint_as_table_words_and_picture():
    fit = joinpoint(RISE_AND_FALL, year=YEARS, level=0.9)
    assert fit.to_frame()["end"].tolist() == [2007, 2014]
    assert "Joint 2007 (2007 to 2007)" in fit.summary()
    ax = fit.plot(new_axes())
    assert ax.get_yscale() == "log"
    assert [text.get_text() for text in ax.texts] == ["+10.0%", "\u22123.2%"]


@settings(max_examples=12, deadline=None)
@given(
    counts=st.lists(st.integers(5, 500), min_size=9, max_size=13),
    model=st.sampled_from(["log-rate", "weighted-log-rate", "poisson"]),
)
def test_joinpoint_properties(counts, model):
    year = np.arange(len(counts))
    models = joinpoint_models(counts, year=year, model=model)
    assert (np.diff(models.objective) <= 1e-9 * models.objective[0]).all()
    for k in range(len(models.objective)):
        narrow, wide = (models.fit(k, level=level) for level in (0.8, 0.99))
        for table, wider in [(narrow.apc(), wide.apc()), (narrow.joints(), wide.joints())]:
            assert (wider["low"] <= table["low"]).all()
            assert (table["low"] <= table["value"]).all()
            assert (table["value"] <= table["high"]).all()
            assert (table["high"] <= wider["high"]).all()
    scaled = joinpoint_models(counts, year=year, population=np.full(len(year), 1000), model=model)
    assert scaled.fit(1).apc()["value"].tolist() == pytest.approx(models.fit(1).apc()["value"].tolist(), abs=1e-6)


@pytest.mark.parametrize("model", ["gaussian", "poisson"])
def test_breakpoints_are_the_best_of_a_fine_grid(model):
    rng = np.random.default_rng(6)
    x = np.sort(rng.choice(np.arange(60.0), 24, replace=False))
    line = np.interp(x, [0, 20, 40, 60], [1, 3, 2, 3.5])
    y = line + rng.normal(scale=0.3, size=24) if model == "gaussian" else rng.poisson(np.exp(line))
    fit = breakpoints(y, x=x, number=2, model=model)
    from analysis.stats.joinpoint.profile import objectives

    points = np.array(list(combinations(np.union1d(np.linspace(x[2], x[-3], 60), x[2:-2]), 2)))
    best = objectives(fit.series, points[np.diff(points, axis=1)[:, 0] >= 2 * np.diff(x).min()]).min()
    assert fit.objective <= best * (1 + 1e-10)
    assert fit.objective > 0.98 * best


@pytest.mark.parametrize(("number", "seed"), [(2, 16), (3, 12)])
def test_breakpoints_at_their_least_distance_are_the_best_of_a_fine_grid(number, seed):
    """Where the line bends once, two breakpoints come as near each other as they may, and move together."""
    from analysis.stats.joinpoint.profile import objectives

    x = np.arange(1.0, 14)
    y = np.interp(x, [1, 6.6, 13], [4.2, 4, 8.5]) + np.random.default_rng(seed).normal(scale=0.05, size=13)
    fit = breakpoints(y, x=x, number=number)
    assert np.diff(fit.psi).min() == pytest.approx(2)
    points = np.array(list(combinations(np.linspace(3, 11, 41), number)))
    assert fit.objective <= objectives(fit.series, points[np.diff(points).min(axis=1) > 2 - 1e-9]).min()


def linearised_se(x, y, psi, above):
    """Standard errors of slopes and breakpoint of one bend by least squares, `above` the column of the breakpoint."""
    design = np.column_stack([np.ones(len(x)), x - x[0], np.maximum(0, x - psi)])
    beta = np.linalg.lstsq(design, y, rcond=None)[0]
    full = np.column_stack([design, -beta[2] * above])
    variance = ((y - design @ beta) ** 2).sum() / (len(x) - 4)
    covariance = variance * np.linalg.inv(full.T @ full)
    second = np.array([0.0, 1, 1, 0])
    return np.sqrt([covariance[1, 1], second @ covariance @ second, covariance[3, 3]])


def test_breakpoint_on_an_observed_year_has_a_standard_error():
    """Between those of either side, which R's segmented gives as its iterations end (1968: SE 2.55 to 2.88)."""
    table = read("seg_testis_dk_poisson.csv")
    fit = breakpoints(table["count"], x=table["x"], population=table["population"], model="poisson", number=2)
    assert fit.psi[0] == 1968
    assert fit.breakpoints()["se"].notna().all()
    assert np.isfinite([fit.aapc().low, fit.aapc().high]).all()
    assert fit.aapc().value == pytest.approx(2.506, abs=0.001)


@pytest.mark.parametrize("case", agreement.cases("segmented_corner"), ids=lambda case: case["case"])
def test_standard_errors_on_an_observed_year_lie_between_those_of_segmented(case):
    """R's segmented gives that of the left or of the right, by where its iterations end; here they are averaged."""
    table, expected = agreement.frame(case), case["expected"]
    fit = breakpoints(table["y"], x=table["x"], population=table.get("population"), model=case["input"]["type"])
    got = np.array([fit.breakpoints()["se"][0], *fit.segments()["se"]])
    sides = [[*expected[f"se_psi_{side}"], *expected[f"se_slopes_{side}"]] for side in ("left", "right")]
    assert (got >= np.min(sides, axis=0) * (1 - 1e-6)).all()
    assert (got <= np.max(sides, axis=0) * (1 + 1e-6)).all()
    assert not fit.held.any()


def test_standard_errors_do_not_jump_as_a_breakpoint_passes_an_observed_year():
    """One value moved little by little takes the breakpoint up to a year, holds it there, and takes it past."""
    x = np.arange(12.0)
    base = np.interp(x, [0, 5.0, 11], [0, 3, 1]) + np.random.default_rng(3).normal(scale=0.15, size=12)
    shifts = np.linspace(-1.5, 1.5, 61)
    psi, errors, sides = [], [], []
    for shift in shifts:
        y = base + shift * (x == 8) - shift * (x == 3)
        fit = breakpoints(y, x=x)
        psi.append(fit.psi[0])
        errors.append([*fit.segments()["se"], fit.breakpoints()["se"][0]])
        left, right = (linearised_se(x, y, fit.psi[0], x > fit.psi[0] + d) for d in (-1e-6, 1e-6))
        sides.append((np.minimum(left, right), np.maximum(left, right)))
    psi, errors = np.array(psi), np.array(errors)
    low, high = (np.array(side) for side in zip(*sides, strict=True))
    on_x = psi == np.round(psi)
    assert 3 < on_x.sum() < 20
    assert (np.diff(on_x.astype(int)) != 0).sum() >= 2
    assert (errors >= low * (1 - 1e-6)).all()
    assert (errors <= high * (1 + 1e-6)).all()
    assert ((low / high)[on_x].min(axis=0) < 0.97).all()
    smooth = np.abs(np.diff(psi)) < 0.2
    assert (
        np.abs(np.diff(np.log(errors), axis=0))[smooth].max() < 0.08
    )  # from left to right of the year they differ by a quarter


def test_standard_errors_away_from_observed_years_are_those_of_the_linearised_model():
    x = np.arange(12.0)
    y = np.interp(x, [0, 5.4, 11], [0, 3, 1]) + np.random.default_rng(8).normal(scale=0.1, size=12)
    fit = breakpoints(y, x=x)
    assert fit.psi[0] != np.round(fit.psi[0])
    got = [*fit.segments()["se"], fit.breakpoints()["se"][0]]
    assert got == pytest.approx(linearised_se(x, y, fit.psi[0], x > fit.psi[0]), rel=1e-6)


def test_a_breakpoint_held_by_the_limits_of_the_search_is_marked():
    x = np.arange(12.0)
    y = np.interp(x, [0, 1.2, 11], [0, 6, 1]) + np.random.default_rng(2).normal(scale=0.05, size=12)
    fit = breakpoints(y, x=x)
    assert fit.psi.tolist() == [2]
    assert fit.held.tolist() == [True]
    assert "beyond which the fit would improve: 2." in fit.summary()
    assert not breakpoints(np.interp(x, [0, 5.4, 11], [0, 3, 1]) + 0.1 * np.sin(7 * x), x=x).held.any()


@pytest.mark.parametrize("model", ["gaussian", "log-rate", "poisson", "binomial"])
def test_a_series_on_a_line_has_no_breakpoint(model):
    population = [100] * 10 if model == "binomial" else None
    for y in ([50] * 10, [2**i for i in range(10)] if model in ("log-rate", "poisson") else [50] * 10):
        with pytest.raises(DataError, match=r"^y: lies exactly on a straight line"):
            breakpoints(y, x=range(10), model=model, population=population)
    flat = breakpoints([50] * 10, x=range(10), number=0, model=model, population=population)
    assert flat.objective == 0


def test_a_series_on_one_bend_has_no_second_breakpoint():
    y = np.interp(range(14), [0, 6.5, 13], [1, 8, 2])
    assert breakpoints(y, x=range(14)).psi.tolist() == pytest.approx([6.5])
    with pytest.raises(DataError, match=r"^y: lies exactly on a line with 1 breakpoints"):
        breakpoints(y, x=range(14), number=2)


def test_breakpoint_after_years_without_events():
    """The likelihood rises as the breakpoint goes to 2016 and the line before it upright: 2016 itself fits exactly."""
    fit = breakpoints(NEW_SUBSTANCE, x=range(2010, 2022), model="poisson")
    alone = loglinear_trend(NEW_SUBSTANCE[7:], year=range(2017, 2022), model="poisson")
    assert fit.fitted[:7].tolist() == pytest.approx([0] * 6 + [4])
    assert fit.psi.tolist() == [2016]
    assert fit.slopes[0] == np.inf
    assert fit.slopes[1] == pytest.approx(alone.slope, rel=1e-8)
    first, second = fit.apc().iloc[0], fit.apc().iloc[1]
    assert first["value"] == np.inf
    assert first[["low", "high"]].isna().all()
    assert fit.segments()["se"].tolist()[1] == pytest.approx(alone.se, rel=1e-8)
    assert (second["low"], second["high"]) == pytest.approx((alone.apc.low, alone.apc.high), rel=1e-7)
    assert fit.breakpoints()["se"].isna().all()
    assert np.isnan([fit.aapc().value, fit.aapc().low, fit.mean_slope_se()]).all()
    assert "No finite slope in 2010 to 2016" in fit.summary()
    assert len(fit.plot(new_axes()).lines) == 3


def test_separated_shares_have_an_infinite_slope_beside_a_finite_one():
    """No severe case in the first years, then a share that rises: binomial, quasi-separated on the left."""
    severe = [0, 0, 0, 0, 0, 2, 3, 3, 6, 6, 9, 10]
    fit = breakpoints(severe, x=range(12), population=[20] * 12, model="binomial")
    alone = breakpoints(severe[5:], x=range(5, 12), population=[20] * 7, model="binomial", number=0)
    assert fit.psi.tolist() == [5]
    assert fit.slopes.tolist() == pytest.approx([np.inf, alone.slopes[0]], rel=1e-8)
    assert fit.segments()["se"].tolist()[1] == pytest.approx(alone.segments()["se"][0], rel=1e-8)


def test_labelled_columns_of_a_broken_line_are_paired_by_label():
    table = read("seg_plant_rkv.csv").set_index(pd.Index([f"p{i}" for i in range(len(read("seg_plant_rkv.csv")))]))
    straight = breakpoints(table["y"], x=table["x"])
    assert breakpoints(table["y"], x=table["x"].sample(frac=1, random_state=2)).psi == pytest.approx(straight.psi)
    shuffled = table["x"].sample(frac=1, random_state=2)
    assert davies_test(table["y"], x=shuffled) == pytest.approx(davies_test(table["y"], x=table["x"]), rel=1e-9)
    with pytest.raises(DataError, match="y and x"):
        breakpoints(table["y"], x=table["x"].iloc[1:])


def test_no_breakpoint_is_the_straight_line():
    x, y = np.arange(8.0), np.array([1.0, 2.1, 2.9, 4.2, 5.0, 6.1, 6.8, 8.1])
    fit = breakpoints(y, x=x, number=0)
    assert fit.coefficients.tolist() == pytest.approx(np.polyfit(x, y, 1)[::-1].tolist())
    assert len(fit.breakpoints()) == 0
    assert fit.mean_slope_se() == pytest.approx(fit.segments()["se"][0])


def test_breakpoints_shift_and_stretch_with_x():
    table = read("seg_plant_rkv.csv")
    fit = breakpoints(table["y"], x=table["x"])
    moved = breakpoints(table["y"][::-1], x=(5 * table["x"] - 300)[::-1])
    assert moved.psi == pytest.approx(5 * fit.psi - 300)
    assert moved.breakpoints()["se"][0] == pytest.approx(5 * fit.breakpoints()["se"][0], rel=1e-6)
    assert moved.slopes == pytest.approx(fit.slopes / 5)
    assert davies_test(table["y"], x=5 * table["x"]).p_value == pytest.approx(davies_test(table["y"], x=table["x"])[1])


def test_tests_of_a_constant_slope():
    rng = np.random.default_rng(3)
    x = np.arange(40.0)
    straight, bent = x + rng.normal(size=40), np.abs(x - 20) + rng.normal(size=40)
    assert davies_test(straight, x=x).p_value > 0.05
    found = davies_test(bent, x=x)
    assert found.p_value < 1e-6
    assert found.at == pytest.approx(20, abs=3)
    assert score_test(bent, x=x).p_value < 1e-6
    assert score_test(straight, x=x).p_value > 0.05
    for test in (davies_test, score_test):
        with pytest.raises(DataError, match=r"^y: lies exactly"):
            test(2 * x, x=x)
        with pytest.raises(DataError, match=r"^points"):
            test(bent, x=x, points=1)


def test_rows_with_a_missing_entry_are_left_out():
    table = read("seg_plant_rkv.csv")
    more = pd.concat([table, pd.DataFrame({"x": [300.0, np.nan], "y": [np.nan, 0.5]})])
    assert breakpoints(more["y"], x=more["x"]).psi == pytest.approx(breakpoints(table["y"], x=table["x"]).psi)


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"number": 3}, "x: expected more than 8 rows"),
        ({"number": 2, "x": [1, 1, 2, 2, 3, 3, 4, 4]}, "x: expected at least 5 distinct"),
        ({"number": 2, "x": [0, 0, 0, 1, 2, 3, 4, 5]}, "number: 2 breakpoints do not fit"),
        ({"number": 0.5}, "number"),
        ({"x": [1, 2, 3]}, "y, x and population"),
        ({"x": [1, 1, 1, 1, 2, 2, 2, 2]}, "x: expected at least 3 distinct"),
        ({"model": "log-rate", "y": [1, 2, 0, 3, 4, 5, 6, 7]}, "y: expected positive"),
        ({"model": "poisson", "y": [0, 0, 0, 3, 0, 0, 0, 0]}, "y: expected events"),
        ({"model": "poisson", "y": [0.5] * 8}, "y: expected whole"),
        ({"model": "binomial"}, "population: expected the number of trials"),
        ({"model": "binomial", "population": [2] * 8}, "y: expected at most"),
        ({"model": "poisson", "population": [-2] * 8}, "population"),
        ({"population": [2] * 8}, "population: the gaussian model has none"),
        ({"model": "cubic"}, "model"),
        ({"level": -0.1}, "level"),
    ],
)
def test_breakpoints_name_what_cannot_be_used(change, argument):
    arguments = {"y": [1, 4, 2, 5, 3, 7, 9, 12], "x": range(8)} | change
    with pytest.raises(DataError, match=f"^{argument}"):
        breakpoints(arguments.pop("y"), **arguments)


def test_percent_changes_need_a_logarithm():
    table = read("seg_plant_rkv.csv")
    with pytest.raises(DataError, match=r"^model"):
        breakpoints(table["y"], x=table["x"]).aapc()


def test_breakpoints_as_table_words_and_picture():
    table = read("seg_aids_uk_annual.csv")
    fit = breakpoints(table["count"], x=table["x"], model="poisson")
    assert fit.to_frame()["end"].tolist() == [fit.psi[0], 1991]
    assert "1 breakpoints, 8 rows, poisson" in fit.summary()
    ax = fit.plot(new_axes())
    assert len(ax.lines) == 3
    drawn = ax.lines[-1]
    assert np.interp(1984, *drawn.get_data()) == pytest.approx(fit.fitted[0])


NEW_SUBSTANCE = [0, 0, 0, 0, 0, 0, 4, 9, 15, 20, 26, 30]


def test_years_before_a_new_substance_leave_their_slope_open_and_the_rest_finite():
    """Joint in the first year with cases: the years from it on are a trend of their own."""
    fit = joinpoint(NEW_SUBSTANCE, year=range(2010, 2022), model="poisson")
    assert fit.joinpoints.tolist() == [2016]
    first, second = fit.apc().iloc[0], fit.apc().iloc[1]
    assert (first["slope"], first["value"]) == (np.inf, np.inf)
    assert first[["se", "low", "high", "p"]].isna().all()
    alone = loglinear_trend(NEW_SUBSTANCE[6:], year=range(2016, 2022), model="quasi-poisson")
    assert second["slope"] == pytest.approx(alone.slope, rel=1e-9)
    assert fit.df() == 3
    assert second["se"] == pytest.approx(alone.se * np.sqrt(alone.df / fit.df()), rel=1e-9)
    assert fit.objective == pytest.approx(alone.deviance, rel=1e-9)
    assert fit.fitted[:6].tolist() == [0] * 6
    assert np.isnan([fit.aapc().value, fit.aapc().low, fit.aapc().high]).all()
    inside = fit.aapc(start=2017, end=2021)
    assert (inside.value, inside.low) == pytest.approx((second["value"], second["low"]))
    assert "No finite slope in 2010-2016" in fit.summary()
    assert [text.get_text() for text in fit.plot(new_axes()).texts] == ["+38.6%"]


def test_a_withdrawn_product_falls_without_end():
    counts = [30, 28, 33, 31, 29, 35, 30, 31, 0, 0, 0, 0]
    models = joinpoint_models(counts, year=range(12), model="poisson")
    last = models.fit(1).apc().iloc[-1]
    assert (last["start"], last["slope"], last["value"]) == (7, -np.inf, -100)
    assert last[["low", "high", "p"]].isna().all()
    alone = loglinear_trend(counts[:8], year=range(8), model="poisson")
    assert models.fit(1).slopes[0] == pytest.approx(alone.slope, rel=1e-9)


def test_one_year_with_events_has_no_finite_slope_on_either_side():
    fit = joinpoint([0, 0, 0, 0, 5, 0, 0, 0], year=range(8), model="poisson")
    assert fit.slopes.tolist() == [np.inf, -np.inf]
    assert fit.apc()["p"].isna().all()
    assert fit.joints().loc[0, ["low", "high"]].isna().all()
    line = joinpoint_models([0, 0, 0, 0, 5, 0, 0, 0], year=range(8), model="poisson").fit(0)
    assert np.isfinite(line.apc().to_numpy()).all()


def test_a_slope_between_two_open_ones_may_go_either_way():
    models = joinpoint_models([9, 8, 9, 7, 8, 0, 0, 0, 0, 0, 0, 0], year=range(12), model="poisson", maximum=2)
    fit = models.fit(1)
    assert fit.joinpoints.tolist() == [4]
    deeper = solve("poisson", models.series, np.array([4, 8])).fit
    assert deeper.values[1] == -np.inf
    assert np.isnan(deeper.values[2])
    assert deeper.deviance == pytest.approx(fit.objective)


def test_the_search_compares_suprema_of_the_likelihood():
    """Every set fitted by itself at its supremum: the search finds the best and its deviance."""
    rng = np.random.default_rng(12)
    for _ in range(15):
        counts = rng.poisson(np.where(rng.random(12) < 0.5, 0, 5))
        if np.count_nonzero(counts) < 2:
            continue
        models = joinpoint_models(counts, year=range(12), model="poisson")
        sets = candidates(12, 2, 2, 2)
        each = [solve("poisson", models.series, at).fit.deviance for at in sets]
        assert models.objective[2] == pytest.approx(min(each), rel=1e-9, abs=1e-9)


def test_no_finite_slope_where_the_likelihood_has_no_maximum():
    """Random short series with many zeros: a slope is finite exactly when it is determined (exact arithmetic apart)."""
    rng, infinite, finite = np.random.default_rng(7), 0, 0
    for _ in range(60):
        n = int(rng.integers(7, 13))
        counts = rng.poisson(np.repeat(rng.choice([0.0, 0.3, 4.0], 3), [n // 3, n // 3, n - 2 * (n // 3)]))
        try:
            models = joinpoint_models(counts, year=range(n), model="poisson")
        except DataError:
            assert np.count_nonzero(counts) < 2
            continue
        for k in range(len(models.objective)):
            fit = models.fit(k)
            edges = np.concatenate([[0], fit.joinpoints, [n - 1]]).astype(int)
            for slope, a, b, row in zip(fit.slopes, edges[:-1], edges[1:], fit.apc().itertuples(), strict=True):
                with_events = np.flatnonzero(counts[a : b + 1])
                if np.isfinite(slope):
                    finite += 1
                    assert abs(slope) < 40
                    assert with_events.size
                else:
                    infinite += 1
                    assert with_events.size < 2
                    assert np.isnan([row.se, row.low, row.high, row.p]).all()
    assert infinite > 20
    assert finite > 50


def test_constant_counts_have_no_p_value_made_of_rounding():
    for counts in ([50] * 12, [5 * 2**i for i in range(12)], [10**12] * 12):
        fit = joinpoint(counts, year=range(12), model="poisson")
        row = fit.apc().loc[0]
        assert np.isnan(row["p"])
        assert row["se"] == 0
        assert row["low"] == row["value"] == row["high"]
        assert fit.objective == 0
    assert joinpoint([50] * 12, year=range(12), model="poisson").slopes.tolist() == [0]


def test_equally_good_sets_give_the_first():
    models = joinpoint_models([50] * 12, year=range(12), model="poisson")
    assert models.joinpoints[1].tolist() == [2]
    assert models.fit(1).joints().loc[0].tolist() == [2, 2, 9]
    mirrored = [9, 14, 11, 30, 30, 11, 14, 9, 9, 14, 11, 30, 30, 11, 14, 9]
    for model in ("poisson", "log-rate"):
        fit = joinpoint_models(mirrored, year=range(16), model=model, maximum=1)
        value = {j: solve(model, fit.series, np.array([j])).fit.deviance for j in range(2, 14)}
        assert value[int(fit.joinpoints[1][0])] == pytest.approx(min(value.values()))
        assert fit.joinpoints[1][0] <= 7.5


def test_standard_errors_weigh_the_logarithms():
    rates, errors = np.array([5.1, 5.6, 5.4, 6.3, 6.0, 6.9, 7.4]), np.array([0.2, 0.5, 0.1, 0.4, 0.2, 0.3, 0.6])
    fit = joinpoint_models(rates, year=range(7), standard_error=errors).fit(0)
    x = np.column_stack([np.ones(7), range(7)])
    w = (rates / errors) ** 2
    beta = np.linalg.solve(x.T @ (w[:, None] * x), x.T @ (w * np.log(rates)))
    assert fit.slopes[0] == pytest.approx(beta[1])
    tenfold = joinpoint_models(rates, year=range(7), standard_error=10 * errors).fit(0)
    assert tenfold.apc().loc[0].tolist() == pytest.approx(fit.apc().loc[0].tolist())
    equal = joinpoint_models(rates, year=range(7), standard_error=rates / 20).fit(0)
    plain = joinpoint_models(rates, year=range(7)).fit(0)
    assert equal.apc().loc[0].tolist() == pytest.approx(plain.apc().loc[0].tolist())


def test_a_declared_jump_is_taken_out_of_the_trend():
    year = np.arange(2000, 2016)
    rate = np.exp(2 + 0.04 * (year - 2000) - 0.5 * (year >= 2007))
    fit = joinpoint(rate, year=year, jump=2007)
    assert fit.joinpoints.tolist() == []
    assert fit.slopes[0] == pytest.approx(0.04)
    assert fit.steps().loc[0, "value"] == pytest.approx(100 * np.expm1(-0.5))
    assert fit.fitted.tolist() == pytest.approx(rate.tolist())
    assert len(joinpoint(rate, year=year).joinpoints) > 0
    noisy_rate = rate * np.exp(np.random.default_rng(1).normal(scale=0.02, size=16))
    noisy_fit = joinpoint(noisy_rate, year=year, jump=2007)
    assert "Step in 2007 -" in noisy_fit.summary()
    assert noisy_fit.df() == 16 - 3
    models = joinpoint_models(noisy_rate, year=year, jump=2007)
    assert models.bic[0] == pytest.approx(np.log(models.objective[0] / 16) + 3 * np.log(16) / 16)
    assert permutation_test(models, permutations=99).k == 0
    with pytest.raises(DataError, match=r"^criterion"):
        models.best("weighted-bic")


def test_permutations_of_a_series_with_a_jump_are_those_of_every_set():
    """The drops of the tables, against projecting every set of joints and the step out by least squares."""
    year = np.arange(12.0)
    steps = (year >= 5).astype(float)[:, None]
    hinges = Hinges(year, np.ones(12), steps)
    series = np.random.default_rng(0).normal(size=(4, 12))
    rest = hinges.residual(series)
    drops = largest_drops(hinges.columns.T @ rest.T, hinges.gram, 2, range(1, 11), 0, hinges.floor)
    squares = []
    for y in series:
        each = []
        for at in candidates(12, 2, 1, 0):
            x = np.column_stack([np.ones(12), year, steps, *(np.maximum(0, year - j) for j in at)])
            each.append(((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2).sum())
        squares.append(min(each))
    assert ((rest**2).sum(axis=1) - drops).tolist() == pytest.approx(squares, rel=1e-8)


@pytest.mark.parametrize("function", [joinpoint, joinpoint_models, loglinear_trend])
@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"standard_error": [0.1] * 13 + [0]}, "standard_error: expected positive"),
        ({"standard_error": [0.1] * 5}, "count, year and standard_error"),
        ({"standard_error": [0.1] * 14, "population": [10] * 14}, "standard_error: belongs to rates"),
        ({"standard_error": [0.1] * 14, "model": "poisson"}, "standard_error: belongs to model log-rate"),
        ({"jump": 2001}, "jump"),
        ({"jump": 2015}, "jump"),
        ({"jump": [2005.2, 2005.5]}, "jump"),
        ({"jump": "2005"}, "jump"),
        ({"jump": [2005, np.nan]}, "jump"),
        ({"year": [2001, 2002], "count": [5, 6], "jump": 2002}, "jump: expected more years"),
    ],
)
def test_errors_and_jumps_that_cannot_be_used_are_named(function, change, argument):
    arguments = {"count": RISE_AND_FALL, "year": YEARS, "model": "log-rate"} | change
    with pytest.raises(DataError, match=f"^{argument}"):
        function(arguments.pop("count"), **arguments)


def test_labelled_columns_of_a_series_are_paired_by_label():
    count = pd.Series(RISE_AND_FALL, index=[f"row {i}" for i in range(14)])
    year, people = pd.Series(YEARS, index=count.index), pd.Series(np.arange(100.0, 114), index=count.index)
    straight = joinpoint(count, year=year, population=people)
    mixed = joinpoint(count, year=year[::-1], population=people.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(straight.apc(), mixed.apc())
    error = people / 1000
    by_label = joinpoint(count, year=year, standard_error=error[::-1])
    assert by_label.slopes.tolist() == joinpoint(count, year=year, standard_error=error).slopes.tolist()
    with pytest.raises(DataError, match="count and population"):
        joinpoint(count, year=year, population=people.rename(index={"row 3": "row 99"}))


def test_breakpoints_that_slide_against_each_other_are_given_at_their_least_distance():
    """One x between two breakpoints: any line through its point fits, so that only one of them is a place."""
    x = [1990, 1991, 1994, 1997, 2002, 2018, 2029]
    fit = breakpoints([2, 6, 10, 22, 32, 70, 176], x=x, model="poisson", number=2)
    assert fit.psi.tolist() == pytest.approx([1996.56935, 1998.56935], abs=1e-4)
    assert fit.breakpoints()["se"].isna().all()
    assert fit.objective == pytest.approx(3.591211437876, rel=1e-10)
    assert fit.held.all()


def test_tests_of_a_slope_need_a_straight_line_with_a_maximum():
    for test in (davies_test, score_test):
        with pytest.raises(DataError, match=r"^y: expected events on more than one side"):
            test([0, 0, 0, 20, 20, 20], x=range(6), population=[20] * 6, model="binomial")
        with pytest.raises(DataError, match=r"^y: expected at least two rows that are not all events"):
            test([20, 20, 20, 20, 20, 4], x=range(6), population=[20] * 6, model="binomial")
        with pytest.raises(DataError, match=r"^y: expected events in at least two rows"):
            test([0, 0, 0, 0, 0, 4], x=range(6), model="poisson")
        assert test([0, 0, 0, 3, 9, 40], x=range(6), model="poisson").p_value > 0


def test_completely_separated_shares_have_no_finite_slope():
    fit = breakpoints([0, 0, 0, 20, 20, 20], x=range(6), population=[20] * 6, model="binomial", number=0)
    assert fit.slopes.tolist() == [np.inf]
    assert fit.segments()[["se", "low", "high"]].isna().all(axis=None)
    assert fit.objective == 0
    with pytest.raises(DataError, match=r"^y: lies exactly"):
        breakpoints([0, 0, 0, 20, 20, 20], x=range(6), population=[20] * 6, model="binomial")


@pytest.mark.parametrize(
    ("counts", "psi", "slopes"),
    [
        ([30, 28, 33, 31, 29, 35, 30, 31, 0, 0, 0, 0], 7, (0.01, -np.inf)),
        ([31, 30, 35, 29, 31, 33, 28, 30, 0, 0, 0, 0][::-1], 4, (np.inf, 0.01)),
    ],
)
def test_a_line_that_falls_to_nothing_and_its_mirror(counts, psi, slopes):
    fit = breakpoints(counts, x=range(12), model="poisson")
    assert fit.psi.tolist() == [psi]
    assert np.isinf(fit.slopes).tolist() == np.isinf(slopes).tolist()
    assert np.sign(fit.slopes).tolist() == np.sign(slopes).tolist()
    finite = np.isfinite(fit.slopes)
    assert np.isfinite(fit.segments()["se"]).tolist() == finite.tolist()
    assert fit.fitted[np.array(counts) == 0].tolist() == [0] * 4


def test_a_share_that_becomes_all_has_an_infinite_slope():
    """The mirror image of a share that begins at none: events and non-events change places, slopes their sign."""
    severe = np.array([0, 0, 0, 0, 0, 2, 3, 3, 6, 6, 9, 10])
    none, every = (breakpoints(y, x=range(12), population=[20] * 12, model="binomial") for y in (severe, 20 - severe))
    assert every.psi == pytest.approx(none.psi)
    assert every.slopes.tolist() == pytest.approx((-none.slopes).tolist(), rel=1e-8)
    assert every.segments()["se"].tolist()[1] == pytest.approx(none.segments()["se"].tolist()[1], rel=1e-8)
    assert every.objective == pytest.approx(none.objective, rel=1e-9)


@pytest.mark.parametrize("function", [breakpoints, davies_test, score_test])
@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"model": np.array(["gaussian"])}, "model"),
        ({"x": [1e60, *range(1, 12)]}, "x"),
        ({"y": [np.inf] * 12}, "y"),
        ({"y": [2 + 1j] * 12}, "y"),
        ({"x": pd.date_range("2010", periods=12)}, "x"),
        ({"y": [[1, 2, 3]] * 4}, "y"),
        ({"population": [1e-60] * 12, "model": "poisson"}, "population"),
    ],
)
def test_what_no_broken_line_can_take_is_named(function, change, argument):
    arguments = {"y": [1, 4, 2, 5, 3, 7, 9, 12, 11, 9, 8, 8], "x": range(12)} | change
    with pytest.raises(DataError, match=f"^{argument}"):
        function(arguments.pop("y"), **arguments)


def test_options_that_are_columns_are_named():
    models = joinpoint_models(RISE_AND_FALL, year=YEARS)
    for call, argument in [
        (lambda: joinpoint(RISE_AND_FALL, year=YEARS, select=np.array(["bic"])), "select"),
        (lambda: joinpoint_models(RISE_AND_FALL, year=YEARS, maximum=[1, 2]), "maximum"),
        (lambda: models.fit([1]), "k"),
        (lambda: models.fit(1, level=[0.9]), "level"),
        (lambda: models.fit(1).aapc(start=[2002]), "start"),
        (lambda: permutation_test("models"), "models"),
        (lambda: permutation_test(models, permutations=[9]), "permutations"),
        (lambda: permutation_test(models, alpha=[0.05]), "alpha"),
        (lambda: breakpoints(RISE_AND_FALL, x=YEARS, number=[1]), "number"),
        (lambda: davies_test(RISE_AND_FALL, x=YEARS, points=[5]), "points"),
    ]:
        with pytest.raises(DataError, match=f"^{argument}"):
            call()
