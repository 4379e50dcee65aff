"""Kinetics: limits, identities and one published set."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats import kinetics as pk

RATE = st.floats(0.01, 5)


def test_naive_formula_away_from_equal_rates():
    time = np.linspace(0, 30, 50)
    naive = 0.8 * 100 * 1.2 / (20 * (1.2 - 0.15)) * (np.exp(-0.15 * time) - np.exp(-1.2 * time))
    curve = pk.oral_concentration(time, dose=100, ka=1.2, ke=0.15, volume=20, bioavailability=0.8)
    assert curve == pytest.approx(naive, rel=1e-12)


def test_equal_rates_are_the_limit_and_smooth():
    equal = pk.oral_concentration(4.0, dose=100, ka=0.3, ke=0.3, volume=10)
    assert equal == pytest.approx(100 * 0.3 * 4 * np.exp(-1.2) / 10, rel=1e-14)
    near = pk.oral_concentration(4.0, dose=100, ka=0.3 * (1 + np.logspace(-15, -6, 10)), ke=0.3, volume=10)
    assert near == pytest.approx(np.full(10, equal), rel=1e-5)
    assert (np.diff(near) >= -1e-12).all()


@settings(max_examples=60, deadline=None)
@given(ka=RATE, ke=RATE)
def test_absorption_rate_inverts_time_of_peak(ka, ke):
    tmax = pk.time_of_peak(ka, ke)
    assert pk.absorption_rate(tmax, ke) == pytest.approx(ka, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(ka=RATE, ke=RATE)
def test_the_curve_is_highest_at_its_peak_time(ka, ke):
    curve = partial(pk.oral_concentration, dose=10, ka=ka, ke=ke, volume=3)
    peak = pk.time_of_peak(ka, ke)
    assert curve(peak) >= np.max(curve(peak * np.array([0.9, 0.999, 1.001, 1.1])))


@settings(max_examples=25, deadline=None)
@given(ka=RATE, ke=RATE)
def test_area_is_what_the_curve_integrates_to(ka, ke):
    edges = np.concatenate([[0], np.geomspace(1e-4, 60, 4000)]) / min(ka, ke)
    curve = pk.oral_concentration(edges, dose=7, ka=ka, ke=ke, volume=2, bioavailability=0.5)
    assert np.trapezoid(curve, edges) == pytest.approx(
        pk.area_under_curve(dose=7, ke=ke, volume=2, bioavailability=0.5), rel=1e-3
    )


@pytest.mark.parametrize("ka", [0.05, 0.1, 0.1 * (1 + 1e-12), 1.3])
def test_many_doses_reach_the_steady_state(ka):
    curve = partial(pk.oral_concentration, ka=ka, ke=0.1, volume=30)
    plateau = pk.steady_state(dose=200, interval=8, ke=0.1, volume=30, ka=ka)
    doses = 8.0 * np.arange(200)
    time = doses[-1] + np.array([plateau.peak_time, 8 * (1 - 1e-15)])
    reached = pk.repeated_doses(time, curve, dose_times=doses, doses=200)
    assert reached == pytest.approx([plateau.peak, plateau.trough], rel=1e-9)
    fine = pk.repeated_doses(doses[-1] + np.linspace(0, 8, 801)[:-1], curve, dose_times=doses, doses=200)
    assert fine.max() <= plateau.peak * (1 + 1e-12)
    assert fine.mean() == pytest.approx(plateau.average, rel=1e-3)


def test_saturable_elimination_is_first_order_at_low_concentration():
    time = np.array([3.0, 0.5, 0.0, 12.0])
    low = pk.saturable_concentration(time, dose=1e-4, ka=1.5, volume=10, vmax=20, km=100)
    assert low == pytest.approx(pk.oral_concentration(time, dose=1e-4, ka=1.5, ke=0.2, volume=10), rel=1e-5)


def test_renal_factor_by_hand():
    assert pk.renal_clearance_factor(0.25, fraction_renal=0.8) == pytest.approx(0.4)
    assert pk.renal_clearance_factor([1.0, 0.0], fraction_renal=0.7) == pytest.approx([1.0, 0.3])


def test_infusion_becomes_a_bolus_when_short():
    short = pk.infusion_concentration(5.0, dose=100, duration=1e-9, ke=0.2, volume=10)
    assert short == pytest.approx(pk.bolus_concentration(5.0, dose=100, ke=0.2, volume=10), rel=1e-8)


def test_nothing_before_the_dose_and_missing_times_stay_missing():
    curve = pk.oral_concentration([-2.0, np.nan, 1.0], dose=1, ka=2, ke=1, volume=1)
    assert curve[0] == 0 and np.isnan(curve[1]) and curve[2] > 0
    assert pk.bolus_concentration(-0.1, dose=1, ke=1, volume=1) == 0


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: pk.oral_concentration(1, dose=1, ka=0, ke=1, volume=1), "ka"),
        (lambda: pk.oral_concentration(1, dose=-1, ka=1, ke=1, volume=1), "dose"),
        (
            lambda: pk.oral_concentration(1, dose=1, ka=1, ke=1, volume=1, bioavailability=1.2),
            "bioavailability",
        ),
        (lambda: pk.oral_concentration(1, dose=1, ka=np.inf, ke=1, volume=1), "ka"),
        (lambda: pk.elimination_rate("3 h"), "half_life"),
        (lambda: pk.absorption_rate(0, 1), "tmax"),
        (lambda: pk.renal_clearance_factor(30, fraction_renal=0.7), "kidney_function"),
        (lambda: pk.repeated_doses(1, pk.bolus_concentration, dose_times=[0, 1, 2], doses=[1, 2]), "doses"),
        (lambda: pk.steady_state(dose=1, interval=0, ke=1, volume=1), "interval"),
        (lambda: pk.noncompartmental([0, 1], [1, 2, 3]), "time"),
        (lambda: pk.noncompartmental([0, 0], [1, 2]), "time"),
        (lambda: pk.noncompartmental([0], [1]), "concentration"),
        (lambda: pk.noncompartmental([0, 1], [1, -2]), "concentration"),
        (lambda: pk.noncompartmental([0, 1], [1, 2], terminal_points=1), "terminal_points"),
    ],
)
def test_errors_name_the_argument(call, argument):
    with pytest.raises(DataError, match=argument):
        call()


def test_theophylline_subject_1_as_printed():
    """Pinheiro and Bates, Theoph subject 1; its linear AUC to 24.37 h is widely printed as 148.92."""
    time = [0, 0.25, 0.57, 1.12, 2.02, 3.82, 5.1, 7.03, 9.05, 12.12, 24.37]
    level = [0.74, 2.84, 6.57, 10.5, 9.66, 8.58, 8.36, 7.47, 6.89, 5.94, 3.28]
    seen = pk.noncompartmental(time, level)
    assert round(seen.auc, 2) == 148.92
    assert round(seen.half_life, 1) == 14.3
    assert "148.9" in seen.summary() and len(seen.to_frame()) == 11
    assert 0 < seen.extrapolated_share < 1


def test_curve_without_a_tail_has_no_half_life():
    seen = pk.noncompartmental([0, 1, 2], [1, 2, 3])
    assert np.isnan([seen.terminal_rate, seen.half_life, seen.auc_infinity, seen.r_squared]).all()
    assert "no terminal slope" in seen.summary()
    nothing = pk.noncompartmental([0, 1, np.nan], [0, 0, 4])
    assert nothing.peak == nothing.auc == 0 and np.isnan(nothing.last)


def test_profile_draws_points_and_terminal_line():
    import matplotlib.pyplot as plt

    ax = pk.noncompartmental([0, 1, 2, 4, 8], [0, 8, 4, 2, 0.5]).plot()
    assert len(ax.lines) == 2 and ax.get_xlabel() and ax.get_ylabel()
    plt.close(ax.figure)
