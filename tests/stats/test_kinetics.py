"""Kinetics: limits, identities and one published set."""

from functools import partial

import numpy as np
import pandas as pd
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


@pytest.mark.parametrize("gap", [1e-9, 1e-5, 1e-3, 5e-3, 9e-3, 1.1e-2, 1.9e-2, 2.1e-2, 5e-2])
def test_absorption_rate_near_equal_rates(gap):
    """Where the two branches of Lambert's W meet no digit is lost, on either side."""
    for ka in (0.5 * (1 + gap), 0.5 / (1 + gap)):
        assert pk.absorption_rate(pk.time_of_peak(ka, 0.5), 0.5) == pytest.approx(ka, rel=1e-13)


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
    assert round(seen.auc, 2) == round(seen.auc_last, 2) == 148.92
    assert round(seen.half_life, 1) == 14.3
    assert "148.9" in seen.summary() and "half-life 14.3" in seen.summary() and len(seen.to_frame()) == 16
    assert seen.extrapolated_share == pytest.approx(1 - 148.92305 / 216.61193303822571, rel=1e-12)


class TestBelowQuantification:
    """Zeros are samples below the limit of quantification; the areas are those that PKNCA prints in its own tests."""

    @pytest.mark.parametrize(
        ("time", "level", "area"),
        [
            ([0, 1, 2, 3, 4], [0, 5, 3, 1.5, 0], 8.75 + 1.5 / np.log(2)),
            ([0, 1, 2, 3, 4, 5], [0, 8, 4, 2, 1, 0], 14.5 + 1 / np.log(2)),
            ([0, 1, 2, 3, 4, 5, 6, 7], [0, 8, 4, 2, 1, 0, 0, 0], 14.5 + 1 / np.log(2)),
            ([0, 1, 2, 4, 8, 12], [0, 5, 8, 4, 1, 0], 31 + 2 / np.log(2)),
        ],
    )
    def test_area_to_infinity_starts_at_the_last_measurable(self, time, level, area):
        """The area to it by hand, and its concentration over the rate; zeros behind it change nothing."""
        seen = pk.noncompartmental(time, level)
        assert seen.auc_infinity == pytest.approx(area, rel=1e-14)
        kept = np.flatnonzero(level)[-1] + 1
        short = pk.noncompartmental(time[:kept], level[:kept])
        for name in ("auc_infinity", "auc_log_infinity", "aumc_infinity", "extrapolated_share", "mean_residence_time"):
            assert getattr(seen, name) == getattr(short, name)
        assert seen.extrapolated_share == pytest.approx(seen.last / seen.terminal_rate / area, rel=1e-12)
        assert seen.auc_last == short.auc_last == short.auc < seen.auc

    def test_end(self):
        """0, 1, 0 at 0, 1, 2: AUClast 0.5, AUCall 1; further zeros add nothing."""
        for level in ([0, 1, 0], [0, 1, 0, 0, 0, 0, 0]):
            seen = pk.noncompartmental(range(len(level)), level)
            assert (seen.auc_last, seen.auc, seen.auc_log) == (0.5, 1, 1)
            assert np.isnan([seen.half_life, seen.auc_infinity, seen.extrapolated_share]).all()

    def test_middle(self):
        """A 0 between two measurable samples is a 0; a missing one is left out."""
        kept = pk.noncompartmental(range(8), [0, 2, 0, 1, 2, 1, 0, 0])
        left = pk.noncompartmental(range(8), [0, 2, np.nan, 1, 2, 1, 0, 0])
        assert (kept.auc_last, kept.auc, left.auc_last, left.auc) == (5.5, 6, 7, 7.5)
        assert [kept.auc_log_last, left.auc_log_last] == pytest.approx([4 + 1 / np.log(2), 2.5 + 3 / np.log(2)])
        missing = pk.noncompartmental(range(8), [0, 2, np.nan, 1, 2, 1, np.nan, 0])
        assert (missing.auc_last, missing.auc, missing.auc_log) == (7, 8, pytest.approx(3.5 + 3 / np.log(2)))

    def test_start(self):
        """Zeros before absorption count from the first sample; without a first concentration there is no area."""
        late = pk.noncompartmental([0, 1, 2, 3, 4], [0, 0, 4, 2, 1])
        assert (late.auc, late.peak_time) == (6.5, 2)
        missing = pk.noncompartmental([0, 1, 2, 3], [np.nan, 4, 2, 1])
        areas = ("auc", "auc_log", "aumc", "auc_last", "auc_log_last", "aumc_last", "auc_infinity", "aumc_infinity")
        assert np.isnan([getattr(missing, name) for name in areas]).all()
        assert missing.half_life == pytest.approx(1) and missing.peak == 4
        untimed = pk.noncompartmental([np.nan, 1, 2, 3], [9, 4, 2, 1])
        assert untimed.auc == 4.5

    def test_nothing_measurable(self):
        seen = pk.noncompartmental([2, 3], [0, 0])
        assert seen.peak == seen.auc == seen.auc_last == seen.aumc_last == 0
        assert np.isnan([seen.peak_time, seen.last, seen.last_time, seen.auc_infinity, seen.clearance(10)]).all()


class TestTerminalSlope:
    def test_peak_in_the_tail_is_no_part_of_the_slope(self):
        """The last three points hold the peak: only what comes after it may be used."""
        assert np.isnan(pk.noncompartmental([0, 1, 2, 3], [1, 2, 8, 4]).terminal_rate)
        seen = pk.noncompartmental([0, 1, 2, 3, 4], [1, 2, 8, 4, 1])
        assert seen.half_life == pytest.approx(0.5) and seen.curve["terminal"].tolist() == [False] * 3 + [True] * 2

    def test_two_equal_peaks(self):
        """The first is the peak; the second belongs to what comes after it."""
        seen = pk.noncompartmental([0, 1, 2, 3], [0, 8, 8, 4])
        assert seen.peak_time == 1 and seen.half_life == pytest.approx(1)

    @pytest.mark.parametrize(
        "level", [[5, 1, 2, 3], [5, 3, 3, 3], [5, 3, 3 * (1 + 2e-16), 3], [9, 0.1 + 0.2, 0.3, 0.3], [5, 1, 3, 1]]
    )
    def test_a_tail_that_does_not_fall_has_no_half_life(self, level):
        seen = pk.noncompartmental(range(4), level)
        names = ("terminal_rate", "half_life", "r_squared", "auc_infinity", "auc_log_infinity", "aumc_infinity")
        assert np.isnan([getattr(seen, name) for name in names]).all() and not seen.curve["terminal"].any()
        assert np.isfinite(seen.auc) and "no terminal half-life" in seen.summary()

    def test_points_are_the_last_ones(self):
        level = [0, 64, 16, 8, 4, 2]
        assert pk.noncompartmental(range(6), level).curve["terminal"].tolist() == [False] * 3 + [True] * 3
        assert pk.noncompartmental(range(6), level, terminal_points=2).curve["terminal"].sum() == 2
        assert pk.noncompartmental(range(6), level, terminal_points=9).curve["terminal"].sum() == 4

    def test_least_squares_by_hand(self):
        """ln of 8, 1, 4 on 2, 3, 4 has slope -ln(2)/2 and squared correlation 3/28."""
        seen = pk.noncompartmental(range(5), [0, 9, 8, 1, 4])
        assert seen.terminal_rate == pytest.approx(np.log(2) / 2, rel=1e-13)
        assert seen.r_squared == pytest.approx(0.5 / (14 / 3), rel=1e-13)


def test_bolus_gives_back_its_constants():
    """A curve of one exponential: clearance ke V, mean residence time 1/ke, log-down area exact."""
    time = np.array([0, 0.5, 1, 2, 4, 8, 24.0])
    seen = pk.noncompartmental(time, pk.bolus_concentration(time, dose=100, ke=0.2, volume=25))
    assert seen.auc_log_infinity == pytest.approx(20, rel=1e-13)
    assert seen.auc_log_last == pytest.approx(20 * (1 - np.exp(-4.8)), rel=1e-13)
    fine = np.linspace(0, 24, 20_001)
    seen = pk.noncompartmental(fine, pk.bolus_concentration(fine, dose=100, ke=0.2, volume=25))
    assert seen.clearance(100) == pytest.approx(5, rel=1e-6)
    assert seen.mean_residence_time == pytest.approx(5, rel=1e-6)
    assert (seen.aumc_last, seen.auc_infinity) == pytest.approx((seen.aumc, 20), rel=1e-6)
    assert seen.clearance(0.5) == pytest.approx(0.025, rel=1e-6) and seen.clearance(0) == 0
    for dose in ("100 mg", -1):
        with pytest.raises(DataError, match=r"^dose:"):
            seen.clearance(dose)


def test_log_area_keeps_its_digits_near_a_plateau():
    """Two concentrations that differ in the last digits: 50-digit arithmetic gives their mean times the step."""
    for gap in (1e-15, 1e-13, 1e-9, 1e-5):
        level = [0.0, 3 * (1 + gap), 3.0]
        seen = pk.noncompartmental([0, 2, 4], level)
        assert seen.auc_log == pytest.approx(seen.auc - 2 * 3 * gap**2 / 12, rel=1e-15)
    wide = pk.noncompartmental([0, 1], [1e300, 1e-300])
    assert wide.auc_log == pytest.approx(1e300 / (600 * np.log(10)), rel=1e-14)


def test_samples_pair_by_label():
    time, level = pd.Series([0, 1, 2, 4], index=list("abcd")), pd.Series([2, 8, 0, 4], index=list("dbac"))
    assert pk.noncompartmental(time, level) == pk.noncompartmental([0, 1, 2, 4], [0, 8, 4, 2])
    with pytest.raises(DataError, match="same labels"):
        pk.noncompartmental(time, level.rename({"d": "e"}))


@pytest.mark.parametrize(
    "call",
    [
        lambda time, dose: pk.oral_concentration(time, dose=dose, ka=1, ke=0.2, volume=30),
        lambda time, dose: pk.bolus_concentration(time, dose=dose, ke=0.2, volume=30),
        lambda time, dose: pk.infusion_concentration(time, dose=dose, duration=1, ke=0.2, volume=30),
        lambda time, dose: pk.time_of_peak(time + 1, dose),
        lambda time, dose: pk.absorption_rate(time + 1, dose),
        lambda time, dose: pk.area_under_curve(dose=time, ke=dose, volume=30),
        lambda time, dose: pk.renal_clearance_factor(time / 8, fraction_renal=dose / 100),
        lambda time, dose: pk.steady_state(dose=time, interval=dose, ke=0.2, volume=30).peak,
        lambda time, dose: pk.repeated_doses(
            9, partial(pk.bolus_concentration, ke=0.2, volume=30), dose_times=time, doses=dose
        ),
    ],
)
def test_columns_pair_by_label_or_are_refused(call):
    time, dose = pd.Series([0.0, 1, 4], index=list("abc")), pd.Series([30.0, 10, 20], index=list("cab"))
    assert call(time, dose) == pytest.approx(call(np.array([0.0, 1, 4]), np.array([10.0, 20, 30])))
    with pytest.raises(DataError, match="same labels"):
        call(time, dose.rename({"a": "x"}))
    with pytest.raises(DataError, match=r"length|one per dose time"):
        call(np.array([0.0, 1, 4]), np.array([10.0, 20]))


@pytest.mark.parametrize("time", [1e-3, 0.5, 3.0, 40.0, 700.0])
@pytest.mark.parametrize("gap", [-1e-6, -1e-12, -2e-16, 0, 2e-16, 1e-12, 1e-6])
def test_equal_rates_lose_no_digit(time, gap):
    """Near ka = ke the curve is F D ka t exp(-k t)(1 - g t/2 + g^2 t^2/6 ...) / V with g = ka - ke (Taylor series)."""
    ke = 0.25
    ka = ke * (1 + gap)
    g = ka - ke
    expected = 8 * ka * time * np.exp(-ke * time) * (1 - g * time / 2 + (g * time) ** 2 / 6) / 2
    assert pk.oral_concentration(time, dose=8, ka=ka, ke=ke, volume=2) == pytest.approx(expected, rel=1e-13)


def test_numbers_of_fifty_digits():
    """Computed once with 60 digits (mpmath 1.4): curve, peak time and plateau far from and near equal rates."""
    assert pk.oral_concentration(
        780115.243593906, dose=1, ka=8.891280973002337e-05, ke=0.00011428769496203615, volume=1
    ) == pytest.approx(2.6358636132288252e-30, rel=2e-14)
    assert pk.time_of_peak(4.3741543285066715e-05, 0.7541054889936959) == pytest.approx(12.936592100363422, rel=1e-15)


def test_huge_and_tiny_doses_scale():
    one = pk.oral_concentration(3, dose=1, ka=1, ke=0.2, volume=10)
    for dose in (0, 1e-60, 1e-9, 1e9, 1e60):
        assert pk.oral_concentration(3, dose=dose, ka=1, ke=0.2, volume=10) == pytest.approx(dose * one, rel=1e-14)
    assert pk.oral_concentration([1e60, 1e-60], dose=1, ka=1, ke=0.2, volume=10) == pytest.approx([0, 1e-61], rel=1e-14)


def test_saturable_does_not_hang_on_the_units():
    """Hours to seconds, mg to g: the same curve; and 30-digit arithmetic (mpmath odefun) at one time."""
    one = pk.saturable_concentration([0.5, 3.0, 8.0], dose=40, ka=1.5, volume=40, vmax=0.2, km=0.1)
    two = pk.saturable_concentration(
        np.array([0.5, 3.0, 8.0]) * 3600e9, dose=0.04, ka=1.5 / 3600e9, volume=40, vmax=2e-4 / 3600e9, km=1e-4
    )
    assert two == pytest.approx(one / 1000, rel=1e-9)
    assert one == pytest.approx([0.460535386779818, 0.494104649280582, 0.00350352298823249], rel=1e-9)
    assert pk.saturable_concentration(2, dose=1, ka=1.5, volume=40, vmax=0.2, km=0.1) > 0
    assert pk.saturable_concentration(2, dose=0, ka=1.5, volume=40, vmax=0.2, km=0.1) == 0
    assert pk.saturable_concentration([np.nan, -1, 0], dose=40, ka=1, volume=40, vmax=1, km=1) == pytest.approx(
        [np.nan, 0, 0], nan_ok=True
    )


ODD = ("3 h", [1, "x"], pd.to_timedelta([1, 2], unit="h"), pd.period_range("2020", periods=2, freq="M"), 1j, np.inf,
       [[1, 2], [3]], object(), pd.DataFrame({"a": [1, 2]}))  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_what_is_no_finite_number_is_refused(odd):
    calls = [
        lambda: pk.elimination_rate(odd),
        lambda: pk.half_life(odd),
        lambda: pk.oral_concentration(odd, dose=1, ka=1, ke=1, volume=1),
        lambda: pk.oral_concentration(1, dose=odd, ka=1, ke=1, volume=1),
        lambda: pk.bolus_concentration(1, dose=1, ke=odd, volume=1),
        lambda: pk.infusion_concentration(1, dose=1, duration=odd, ke=1, volume=1),
        lambda: pk.saturable_concentration(1, dose=odd, ka=1, volume=1, vmax=1, km=1),
        lambda: pk.saturable_concentration(1, dose=1, ka=1, volume=1, vmax=1, km=odd),
        lambda: pk.time_of_peak(1, odd),
        lambda: pk.absorption_rate(odd, 1),
        lambda: pk.area_under_curve(dose=1, ke=1, volume=odd),
        lambda: pk.steady_state(dose=1, interval=1, ke=odd, volume=1),
        lambda: pk.repeated_doses(1, partial(pk.bolus_concentration, ke=1, volume=1), dose_times=odd, doses=1),
        lambda: pk.noncompartmental(odd, odd),
        lambda: pk.noncompartmental([0, 1, 2], [3, 2, 1], terminal_points=odd),
    ]
    for call in calls:
        with pytest.raises(DataError):
            call()


@pytest.mark.parametrize("curve", [None, pk.bolus_concentration, lambda time: time])
def test_a_curve_that_takes_no_dose_is_refused(curve):
    with pytest.raises(DataError, match=r"^curve:"):
        pk.repeated_doses(1, curve, dose_times=[0], doses=1)


def test_a_bolus_plateau_and_mixed_absorption():
    plateau = pk.steady_state(dose=100, interval=8, ke=0.1, volume=20)
    peak = 5 / (1 - np.exp(-0.8))
    assert (plateau.peak_time, plateau.peak, plateau.trough) == pytest.approx((0, peak, peak * np.exp(-0.8)))
    with pytest.raises(DataError, match=r"^ka:"):
        pk.steady_state(dose=100, interval=8, ke=0.1, volume=20, ka=[np.inf, 1])


def test_half_life_and_rate_turn_into_each_other():
    assert pk.half_life(0.25) == pytest.approx(np.log(2) / 0.25, rel=1e-15)
    assert pk.half_life(pk.elimination_rate([3.5, 24.0])) == pytest.approx([3.5, 24.0], rel=1e-15)


def test_small_doses_add_up_and_three_dimensions_are_refused():
    curve = partial(pk.bolus_concentration, ke=0.2, volume=1)
    assert pk.repeated_doses(2, curve, dose_times=[0, 1], doses=[0, 0.5]) == pytest.approx(0.5 * np.exp(-0.2))
    with pytest.raises(DataError, match=r"^doses:"):
        pk.repeated_doses(2, curve, dose_times=[0, 1], doses=[-0.5, 1])
    deep = np.ones((1, 1, 1))
    for call in (
        lambda: pk.oral_concentration(deep, dose=1, ka=1, ke=1, volume=1),
        lambda: pk.bolus_concentration(deep, dose=1, ke=1, volume=1),
        lambda: pk.infusion_concentration(deep, dose=1, duration=1, ke=1, volume=1),
        lambda: pk.saturable_concentration(deep, dose=1, ka=1, volume=1, vmax=1, km=1),
    ):
        with pytest.raises(DataError, match=r"^time:"):
            call()


def test_a_missing_dose_time_leaves_the_sum_unknown():
    curve = partial(pk.bolus_concentration, ke=0.2, volume=30)
    assert np.isnan(pk.repeated_doses(3, curve, dose_times=[0, np.nan], doses=10))
    assert pk.repeated_doses([np.nan, 3], curve, dose_times=[0, 2], doses=10) == pytest.approx(
        [np.nan, (np.exp(-0.6) + np.exp(-0.2)) / 3], nan_ok=True
    )


def test_curve_without_a_tail_has_no_half_life():
    seen = pk.noncompartmental([0, 1, 2], [1, 2, 3])
    assert np.isnan([seen.terminal_rate, seen.half_life, seen.auc_infinity, seen.r_squared]).all()
    assert "no terminal half-life" in seen.summary()


def test_profile_draws_points_and_terminal_line():
    import matplotlib.pyplot as plt

    ax = pk.noncompartmental([0, 1, 2, 4, 8], [0, 8, 4, 2, 0.5]).plot()
    assert len(ax.lines) == 2 and ax.get_xlabel() and ax.get_ylabel()
    terminal = ax.lines[1]
    assert list(terminal.get_xdata()) == [2, 4, 8] and (np.diff(terminal.get_ydata()) < 0).all()
    plt.close(ax.figure)
    ax = pk.noncompartmental([0, 1, 2], [0, 1, 2]).plot()
    assert len(ax.lines) == 1
    plt.close(ax.figure)
