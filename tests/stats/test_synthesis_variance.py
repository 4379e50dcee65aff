"""The between-study variance: the highest maximum of its likelihood, its equations and its limits."""

import numpy as np
import pandas as pd
import pytest
from test_synthesis import BCG, effects_frame

from analysis.audit.pooling_methods import methods_of_pooling
from analysis.stats import synthesis
from analysis.stats.synthesis import profile
from analysis.stats.synthesis.least_squares import studies
from analysis.stats.synthesis.spectrum import residual_sums

RISKS = synthesis.effect_sizes(BCG, measure="RR")
TWO_PEAKS = pd.DataFrame({"effect": [-3.6, 0.5, 0.6, 0.9, 0], "variance": [0.85, 0.02, 0.22, 0.44, 0.31]})


def likelihood(frame, tau2, method, x=None):
    """The profile log-likelihood by its definition, on a column of variances."""
    y, v = frame["effect"].to_numpy(), frame["variance"].to_numpy()
    total = v + np.asarray(tau2, dtype=float)[..., None]
    x = np.ones((len(y), 1)) if x is None else x
    information = np.einsum("...i,ip,iq->...pq", 1 / total, x, x)
    beta = np.linalg.solve(information, np.einsum("...i,ip->...p", y / total, x)[..., None])
    residual = y - (x @ beta)[..., 0]
    value = -(np.log(2 * np.pi * total).sum(axis=-1) + (residual**2 / total).sum(axis=-1)) / 2
    return value - (np.linalg.slogdet(information)[1] / 2 if method == "REML" else 0)


def test_the_higher_of_two_maxima_is_found():
    """metafor 3.8 started at 2 gives these; started at 0 its ML stays at 0 with the lower likelihood."""
    pooled = synthesis.pool(TWO_PEAKS, method="ML")
    assert (pooled.tau2, pooled.effect) == pytest.approx((1.595917522364351, -0.150312534260382), rel=1e-9)
    assert (pooled.se, pooled.se_tau2) == pytest.approx((0.620862435199944, 1.208277858906124), rel=1e-9)
    found, zero = likelihood(TWO_PEAKS, np.array([pooled.tau2, 0.0]), "ML") + 2.5 * np.log(2 * np.pi)
    assert (round(found, 3), round(zero, 3)) == (-4.659, -6.495)
    restricted = synthesis.pool(TWO_PEAKS, method="REML")
    assert (restricted.tau2, restricted.se_tau2) == pytest.approx((2.326230288029392, 1.883571589787429), rel=1e-9)


@pytest.mark.parametrize(
    ("y", "v", "reml", "ml"),
    [
        ([0.1, 0.5, 0.9], [1e-12, 0.1, 1.0], 0.037216134411836424, 0.0),
        ([0.1, 0.5, 0.9, 0.2], [1e-12, 1e12, 1.0, 0.1], 0.0, 0.0),
        ([0.1, 0.5, 0.9], [1e-12, 1e-12, 1.0], 0.07488524035407368, 0.03962260293848679),
        ([0.1, 0.5, 100000.0], [0.04, 0.05, 1e12], 0.03500000019998991, 0.0),
        ([-3.6, 0.5, 0.6, 0.9, 0.0], [0.85, 0.02, 0.22, 0.44, 0.31], 2.3262302880294, 1.5959175223643232),
    ],
)
def test_variances_many_orders_of_magnitude_apart_keep_their_digits(y, v, reml, ml):
    """The right numbers come from a grid and golden sections in decimal arithmetic of 60 digits."""
    frame = effects_frame(list(zip(y, v, strict=True)))
    assert synthesis.pool(frame, method="REML").tau2 == pytest.approx(reml, rel=1e-9)
    assert synthesis.pool(frame, method="ML").tau2 == pytest.approx(ml, rel=1e-9)


@pytest.mark.parametrize("method", ["ML", "REML"])
@pytest.mark.parametrize("k", [2, 3, 5, 8])
def test_no_grid_finds_a_higher_likelihood(method, k):
    random = np.random.default_rng(k)
    v = 10 ** random.uniform(-3, 3, (60, k))
    y = random.standard_normal((60, k)) * np.sqrt(v + 1) * np.where(random.random((60, k)) < 0.2, 6, 1)
    found = profile.maximum_likelihood(residual_sums(studies(y, v)), method)
    for effect, variance, tau2 in zip(y, v, found, strict=True):
        frame = pd.DataFrame({"effect": effect, "variance": variance})
        grid = np.append(0, np.geomspace(variance.min() / 1000, 10 * np.ptp(effect) ** 2, 800))
        highest = likelihood(frame, grid, method).max()
        assert likelihood(frame, np.array([tau2]), method)[0] >= highest - 1e-10 * abs(highest)


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_no_grid_finds_a_higher_likelihood_of_a_regression(method):
    random = np.random.default_rng(7)
    for _ in range(40):
        frame = pd.DataFrame({"variance": 10 ** random.uniform(-2, 1, 6), "dose": random.uniform(30, 300, 6)})
        outlying = np.where(random.random(6) < 0.2, 6, 1)
        frame["effect"] = random.standard_normal(6) * np.sqrt(frame["variance"] + 0.5) * outlying
        fitted = synthesis.meta_regression(frame, "dose", method=method)
        design = np.column_stack([np.ones(6), frame["dose"] / 100])
        grid = np.append(0, np.geomspace(1e-4, 1e3, 800))
        highest = likelihood(frame, grid, method, design).max()
        at = likelihood(frame, np.array([fitted.tau2]), method, design)[0]
        assert at >= highest - 1e-10 * abs(highest)


def test_two_maxima_besides_zero_are_both_seen():
    """REML, places by golden sections in decimal arithmetic of 60 digits; the higher likelihood decides."""
    y = [[-26.01, 3.12, 0.28, 0.78, -0.06, 0.15], [18.58, 0.06, -0.16, -0.1, 0.8, 0.49]]
    v = [[9.725, 9.495, 0.024, 7.221, 0.082, 0.109], [7.421, 0.013, 0.15, 0.012, 0.922, 2.897]]
    sums = residual_sums(studies(np.array(y), np.array(v)))
    rows, low, high = profile.maxima(sums, "REML")
    assert sorted(rows) == [0, 0, 1, 1]
    peaks = profile.climbed(sums.rows(rows), "REML", low, high) * sums.unit[rows]
    assert sorted(peaks[rows == 0]) == pytest.approx([0.021315672865003448, 107.88884656192529], rel=1e-9)
    assert sorted(peaks[rows == 1]) == pytest.approx([0.000415055144244013, 45.165795509108314], rel=1e-9)
    assert profile.maximum_likelihood(residual_sums(studies(np.array(y), np.array(v))), "REML") == pytest.approx(
        [107.88884656192529, 45.165795509108314], rel=1e-9
    )


def test_what_is_built_on_pooling_finds_the_highest_maximum_too():
    """Each is the same synthesis by another way: leaving a far study out, adding one, groups, moderators, the audit."""
    far = pd.concat([TWO_PEAKS, pd.DataFrame({"effect": [0.4], "variance": [0.3]})], ignore_index=True)
    right = pytest.approx(1.595917522364351, rel=1e-9)
    assert synthesis.leave_one_out(far, method="ML")["tau2"].iloc[5] == right
    assert synthesis.cumulative(far, method="ML")["tau2"].iloc[4] == right
    assert synthesis.influence(far, method="ML")["tau2_deleted"].iloc[5] == right
    grouped = pd.concat([TWO_PEAKS.assign(age="adults", measure="GEN"), RISKS.assign(age="children", measure="GEN")])
    assert synthesis.subgroups(grouped, "age", method="ML").groups.loc["adults", "tau2"] == right
    pooled = synthesis.pool(TWO_PEAKS, method="ML").estimate
    prints = {name: f"{getattr(pooled, name):.4f}" for name in ("value", "low", "high")}
    audited = methods_of_pooling(TWO_PEAKS, measure="GEN", also={"tau2": "1.5959"}, **prints)
    assert audited[["method", "test"]].to_numpy().tolist() == [["ML", "z"]]


def test_two_studies_have_the_variance_of_their_formula():
    """k = 2, equal v: REML is half the squared difference less v, ML a quarter of it less v."""
    frame = effects_frame([(0.2, 0.05), (1.4, 0.05)])
    assert synthesis.pool(frame, method="REML").tau2 == pytest.approx(1.2**2 / 2 - 0.05, rel=1e-12)
    assert synthesis.pool(frame, method="ML").tau2 == pytest.approx(1.2**2 / 4 - 0.05, rel=1e-12)
    near = effects_frame([(0.2, 0.05), (0.2 + np.sqrt(0.1) * (1 - 1e-9), 0.05)])
    assert synthesis.pool(near, method="REML").tau2 == 0


@pytest.mark.parametrize("scale", [1e-12, 1e-3, 1e6, 1e12])
@pytest.mark.parametrize("method", ["REML", "ML", "PM", "DL", "SJ", "HE", "HS", "HSk"])
def test_variances_move_with_the_unit(method, scale):
    other = TWO_PEAKS.assign(effect=TWO_PEAKS["effect"] * np.sqrt(scale), variance=TWO_PEAKS["variance"] * scale)
    plain, scaled = (synthesis.pool(frame, method=method) for frame in (TWO_PEAKS, other))
    assert scaled.tau2 == pytest.approx(plain.tau2 * scale, rel=1e-10)
    assert scaled.se_tau2 == pytest.approx(plain.se_tau2 * scale, rel=1e-10)
    assert scaled.i2 == pytest.approx(plain.i2, rel=1e-10)
    limits = (plain.tau2_interval(), scaled.tau2_interval())
    assert limits[1].high == pytest.approx(limits[0].high * scale, rel=1e-10)


def test_paule_mandel_solves_its_equation_whatever_the_scale():
    """Its weighted sum of squares is k - 1 (Paule and Mandel 1982, J Res Natl Bur Stand 87:377-385)."""
    for scale in (1e-10, 1, 1e10):
        v, y = RISKS["variance"] * scale, RISKS["effect"] * np.sqrt(scale)
        tau2 = synthesis.pool(RISKS.assign(effect=y, variance=v), method="PM").tau2
        w = 1 / (v + tau2)
        assert (w * (y - (w * y).sum() / w.sum()) ** 2).sum() == pytest.approx(12, rel=1e-12)
        assert tau2 == pytest.approx(0.318068452205024 * scale, rel=1e-12), "metafor 3.8, tol 1e-14"


def test_dersimonian_laird_agrees_with_statsmodels():
    from statsmodels.stats.meta_analysis import combine_effects

    found = combine_effects(*RISKS[["effect", "variance"]].to_numpy().T, method_re="dl")
    assert synthesis.pool(RISKS, method="DL").tau2 == pytest.approx(found.tau2, rel=1e-12)
