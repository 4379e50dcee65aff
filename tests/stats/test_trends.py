"""Annual percent change and interrupted time series."""

import agreement
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats.trends import annual_percent_changes, interrupted_time_series, loglinear_trend
from analysis.stats.trends.likelihood import deviance
from analysis.stats.trends.residuals import EXACT, level_or, pearson, unless_rounding

YEARS = np.arange(2010, 2018)
COUNTS = np.array([12, 15, 14, 20, 26, 24, 33, 35])
MODELS = ("poisson", "quasi-poisson", "negative-binomial", "log-rate")
OPTIONS = [("poisson", "wald"), ("poisson", "profile"), ("poisson", "robust"), ("quasi-poisson", "wald"),
           ("negative-binomial", "wald"), ("negative-binomial", "observed"), ("log-rate", "wald")]  # fmt: skip


def read(name):
    return pd.read_csv(agreement.REFERENCE / "data" / name)


def test_two_years_give_their_ratio():
    fit = loglinear_trend([40, 55], year=[2020, 2021], model="poisson")
    assert fit.apc.value == pytest.approx(37.5)
    assert np.isnan(fit.dispersion)
    assert np.isnan(loglinear_trend([40, 55], year=[2020, 2021]).apc.low)


@pytest.mark.parametrize("model", ["poisson", "negative-binomial"])
def test_coefficients_are_those_of_statsmodels(model):
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    fit = loglinear_trend(COUNTS, year=YEARS, population=1000 + YEARS, model=model)
    family = families.Poisson() if np.isinf(fit.theta) else families.NegativeBinomial(alpha=1 / fit.theta)
    x = np.column_stack([np.ones(8), YEARS - YEARS.mean()])
    theirs = GLM(COUNTS, x, family=family, offset=np.log(1000 + YEARS)).fit(tol=1e-12)
    assert [fit.intercept, fit.slope] == pytest.approx(theirs.params, rel=1e-9)
    assert fit.se == pytest.approx(theirs.bse[1], rel=1e-6)


def test_negative_binomial_theta_solves_its_score():
    """Strongly overdispersed counts, where MASS::glm.nb stops at a wrong theta."""
    table = read("trend_aids2_diagnoses.csv")
    fit = loglinear_trend(table["count"], year=table["year"], model="negative-binomial")
    from scipy.special import digamma

    y, mu, t = fit.count, fit.to_frame()["fitted"].to_numpy(), fit.theta
    score = (digamma(y + t) - digamma(t) + np.log(t / (t + mu)) + 1 - (y + t) / (mu + t)).sum()
    assert score == pytest.approx(0, abs=1e-9)
    assert t == pytest.approx(1.568, abs=5e-4)


def test_underdispersed_counts_have_no_theta():
    fit = loglinear_trend([10, 10, 11, 11, 12, 12], year=range(6), model="negative-binomial")
    poisson = loglinear_trend([10, 10, 11, 11, 12, 12], year=range(6), model="poisson")
    assert np.isinf(fit.theta)
    assert (fit.slope, fit.se) == pytest.approx((poisson.slope, poisson.se))
    with_full_information = loglinear_trend(
        [10, 10, 11, 11, 12, 12], year=range(6), model="negative-binomial", limits="observed"
    )
    assert np.isnan(with_full_information.se)


def test_constant_series_has_no_trend_and_no_p_value():
    for model in ("quasi-poisson", "log-rate"):
        fit = loglinear_trend([9] * 6, year=range(6), model=model)
        assert [fit.apc.value, fit.apc.low, fit.apc.high] == pytest.approx([0, 0, 0], abs=1e-9)
        assert np.isnan(fit.p_value)
        assert "exact fit" in fit.summary()


def test_gaps_stay_gaps_and_order_does_not_matter():
    gap = loglinear_trend([10, np.nan, 14, 20], year=[2010, 2011, 2012, 2015], model="poisson")
    assert gap.slope == loglinear_trend([20, 10, 14], year=[2015, 2010, 2012], model="poisson").slope
    assert gap.df == 1


def test_zeros_are_data_for_poisson_and_refused_for_logarithms():
    assert loglinear_trend([0, 1, 0, 4], year=range(4)).apc.value > 0
    with pytest.raises(DataError, match="got 0 in 2; use a Poisson model"):
        loglinear_trend([5, 3, 0, 4], year=range(4), model="log-rate")


def test_log_rate_takes_printed_rates():
    rates = [22.7, 30.1, 41.9, 55.0, 76.5]
    slope = np.polyfit(np.arange(5), np.log(rates), 1)[0]
    fit = loglinear_trend(rates, year=range(5), model="log-rate")
    assert fit.apc.value == pytest.approx(100 * np.expm1(slope))
    with pytest.raises(DataError, match="count: expected whole numbers"):
        loglinear_trend(rates, year=range(5))
    assert loglinear_trend([4.0, 5.0, 7.0], year=range(3)).df == 1


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"count": [0, 0, 0]}, "count"),
        ({"count": [0, 0, 5]}, "count"),
        ({"count": [5, 0, 0]}, "count"),
        ({"count": [1, -2, 3]}, "count"),
        ({"count": [1, 2.5, 3]}, "count"),
        ({"count": ["1", "2", "3"]}, "count"),
        ({"count": [1, 2]}, "count"),
        ({"count": [1, np.nan, np.nan]}, "count"),
        ({"year": [2010, 2010, 2011]}, "year"),
        ({"year": [2010, np.nan, 2011]}, "year"),
        ({"year": 2010}, "year"),
        ({"population": [10, 0, 10]}, "population"),
        ({"population": [10, 10]}, "count, year and population"),
        ({"level": 1}, "level"),
        ({"level": 0}, "level"),
        ({"model": "gamma"}, "model"),
        ({"limits": "profile"}, "limits"),
    ],
)
def test_what_cannot_be_used_is_named(change, argument):
    arguments = {"count": [5, 6, 9], "year": [2010, 2011, 2012]} | change
    with pytest.raises(DataError, match=f"^{argument}"):
        loglinear_trend(arguments.pop("count"), **arguments)


@settings(max_examples=15, deadline=None)
@given(
    counts=st.lists(st.integers(1, 400), min_size=4, max_size=12),
    option=st.sampled_from(OPTIONS),
    times=st.floats(1.5, 1e5),
)
def test_limits_contain_widen_and_do_not_depend_on_the_unit_of_population(counts, option, times):
    model, limits = option
    year = np.arange(len(counts))

    def apc(level, unit=1.0):
        people = np.full(len(counts), unit)
        return loglinear_trend(counts, year=year, population=people, model=model, limits=limits, level=level).apc

    narrow, wide, scaled = apc(0.8), apc(0.99), apc(0.8, times)
    if np.isnan(narrow.low):  # observed information at the Poisson limit
        return
    slack = 1e-9 * (1 + abs(narrow.value))
    assert wide.low <= narrow.low + slack
    assert narrow.low <= narrow.value + slack
    assert narrow.value <= narrow.high + slack
    assert narrow.high <= wide.high + slack
    assert [scaled.low, scaled.value, scaled.high] == pytest.approx(
        [narrow.low, narrow.value, narrow.high], rel=1e-6, abs=1e-6
    )


@settings(max_examples=10, deadline=None)
@given(counts=st.lists(st.integers(1, 400), min_size=4, max_size=12), model=st.sampled_from(MODELS))
def test_time_reversed_turns_the_trend(counts, model):
    forward = loglinear_trend(counts, year=np.arange(len(counts)), model=model)
    backward = loglinear_trend(counts[::-1], year=np.arange(len(counts)), model=model)
    assert forward.slope == pytest.approx(-backward.slope, rel=1e-6, abs=1e-8)
    assert forward.low == pytest.approx(-backward.high, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("model", MODELS[:3])
def test_many_series_at_once_are_the_single_ones(model):
    rng = np.random.default_rng(5)
    table = pd.DataFrame(rng.negative_binomial(3, 0.05, (20, 6)), index=range(2000, 2020), columns=list("abcdef"))
    table = table.astype(float)
    table.iloc[3:6, 2] = np.nan
    table["none"] = 0
    population = pd.Series(np.linspace(1e5, 2e5, 20), index=table.index)
    got = annual_percent_changes(table, population=population, model=model, level=0.9)
    assert list(got.index) == list(table.columns)
    assert got.loc["none"].isna().all()
    for name in "abcdef":
        one = loglinear_trend(table[name], year=table.index, population=population, model=model, level=0.9).apc
        assert list(got.loc[name]) == pytest.approx([one.value, one.low, one.high], rel=1e-7)


def test_many_series_refuse_what_is_not_a_table_of_counts():
    with pytest.raises(DataError, match="counts_by_year"):
        annual_percent_changes([[1, 2], [3, 4]])
    with pytest.raises(DataError, match="population"):
        annual_percent_changes(pd.DataFrame({"a": [1, 2]}, index=[1, 2]), population=[1, 2, 3])
    with pytest.raises(DataError, match="model"):
        annual_percent_changes(pd.DataFrame({"a": [1, 2]}, index=[1, 2]), model="log-rate")


def test_trend_as_table_words_and_picture():
    fit = loglinear_trend(COUNTS, year=YEARS, population=np.full(8, 1e5))
    table = fit.to_frame()
    assert list(table.columns) == ["year", "count", "population", "fitted", "low", "high"]
    assert ((table["low"] < table["fitted"]) & (table["fitted"] < table["high"])).all()
    assert table["fitted"].sum() == pytest.approx(COUNTS.sum())
    assert "2010 to 2017" in fit.summary()
    ax = fit.plot(new_axes())
    assert ax.get_ylabel() == "rate per 10,000"
    assert len(ax.collections) == 1


def new_axes():
    from matplotlib.figure import Figure

    return Figure().add_subplot()


def step_series(n=12, start=7, level=-10.0, slope=1.5):
    time = np.arange(1, n + 1)
    after = time >= start
    return 50 + 2.0 * time + level * after + slope * np.where(after, time - start, 0)


def test_interruption_gives_back_what_was_put_in():
    fit = interrupted_time_series(step_series(), start=7)
    assert fit.coefficients.tolist() == pytest.approx([50, 2, -10, 1.5])
    assert fit.effect_at_end == pytest.approx(-10 + 1.5 * 5)
    assert fit.to_frame()["se"].eq(0).all()
    assert fit.to_frame()["p"].isna().all()
    assert np.isnan(fit.durbin_watson)


def test_quasi_poisson_interruption_is_two_separate_trends():
    """With level and slope free on both sides the fit is a separate Poisson line before and after."""
    y = np.array([30, 28, 33, 35, 31, 38, 20, 18, 21, 17, 15, 16])
    fit = interrupted_time_series(y, start=7, model="quasi-poisson")
    before = loglinear_trend(y[:6], year=range(6), model="poisson")
    after = loglinear_trend(y[6:], year=range(6), model="poisson")
    assert fit.coefficients["time"] == pytest.approx(before.slope)
    assert fit.coefficients["slope"] == pytest.approx(after.slope - before.slope)
    assert fit.deviance == pytest.approx(before.deviance + after.deviance)
    assert fit.slope_change().unit == "percent"


def test_newey_west_is_that_of_statsmodels():
    from statsmodels.regression.linear_model import OLS

    y = step_series(40, 21) + np.random.default_rng(2).normal(size=40).cumsum()
    fit = interrupted_time_series(y, start=21, lag=3, season=(1, 12))
    theirs = OLS(y, fit.design).fit(cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": False})
    assert fit.to_frame()["se"].tolist() == pytest.approx(theirs.bse.tolist(), rel=1e-8)
    adjusted = fit.to_frame(errors="newey-west-adjusted")["se"]
    assert (adjusted / fit.to_frame()["se"]).tolist() == pytest.approx([np.sqrt(40 / 34)] * 6)


def test_autoregressive_errors_reach_the_exact_likelihood_of_statsmodels():
    from statsmodels.tools.numdiff import approx_hess
    from statsmodels.tsa.arima.model import ARIMA

    rng, e = np.random.default_rng(4), np.zeros(60)
    for t in range(1, 60):
        e[t] = 0.6 * e[t - 1] + rng.normal()
    y = step_series(60, 31) + e
    fit = interrupted_time_series(y, start=31, model="ar1")
    model = ARIMA(y, exog=fit.design.to_numpy(), order=(1, 0, 0), trend="n")
    at_ours = model.loglike([*fit.coefficients, fit.autocorrelation, fit.dispersion])
    assert fit.loglik == pytest.approx(at_ours, rel=1e-9)
    for change in (-1e-3, 1e-3):
        moved = [*fit.coefficients, fit.autocorrelation + change, fit.dispersion]
        assert model.loglike(moved) < fit.loglik
    best = np.array([*fit.coefficients, fit.autocorrelation, fit.dispersion])
    variances = np.diag(np.linalg.inv(-approx_hess(best, model.loglike, epsilon=1e-4)))
    assert fit.to_frame()["se"].to_numpy() == pytest.approx(np.sqrt(variances[:4]), rel=1e-4)


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"start": 2}, "start"),
        ({"start": 12}, "start"),
        ({"start": 6.5}, "start"),
        ({"y": [1, 2, np.nan, 4, 5, 6, 7, 8]}, "y: missing in period 3"),
        ({"y": ["a"] * 12}, "y"),
        ({"y": [1, 2, 3, 4], "start": 3}, "y: expected more than 4"),
        ({"lag": -1}, "lag"),
        ({"lag": 12}, "lag"),
        ({"model": "loess"}, "model"),
        ({"season": (1, 2)}, "season"),
        ({"population": np.ones(12)}, "population"),
        ({"population": np.zeros(12), "model": "quasi-poisson", "y": np.arange(12)}, "population"),
        ({"model": "quasi-poisson", "y": [5, 6, 4, 5, 6, 5, 0, 0, 0, 0, 0, 0]}, "y"),
        ({"model": "quasi-poisson", "y": step_series() + 0.5}, "y"),
        ({"model": "ar1"}, "y: lies exactly"),
    ],
)
def test_interruption_names_what_cannot_be_used(change, argument):
    arguments = {"y": step_series(), "start": 7} | change
    with pytest.raises(DataError, match=f"^{argument}"):
        interrupted_time_series(arguments.pop("y"), **arguments)


def test_interruption_refuses_unknown_errors_and_levels():
    fit = interrupted_time_series(step_series() + np.sin(np.arange(12)), start=7)
    with pytest.raises(DataError, match="errors"):
        fit.to_frame(errors="hc3")
    with pytest.raises(DataError, match="level"):
        fit.level_change(level=95)
    narrow, wide = fit.level_change(level=0.5), fit.level_change(level=0.99)
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


def test_interruption_as_words_and_picture():
    fit = interrupted_time_series(step_series() + np.sin(np.arange(12)), start=7, lag=1)
    assert "interrupted at 7; Newey-West lag 1" in fit.summary()
    ax = fit.plot(new_axes())
    assert ax.get_legend_handles_labels()[1] == ["observed", "fit (95% CI)", "without change"]
    assert len(ax.collections) == 2


def test_nearly_poisson_counts_still_solve_the_likelihood():
    """With theta in the thousands the plain difference of digamma functions has lost its digits."""
    from analysis.stats.trends.likelihood import negative_binomial

    rng = np.random.default_rng(99)
    x = np.arange(20) - 9.5
    design = np.column_stack([np.ones(20), x])
    y = rng.negative_binomial(2000, 2000 / (2000 + np.exp(5 + 0.02 * x)), (60, 20)).astype(float)
    fit = negative_binomial(design, y, np.ones((60, 20)))
    some = np.isfinite(fit.theta)
    assert some.sum() > 10
    mu = np.exp(fit.beta[some] @ design.T)
    score = ((y[some] - mu) / (1 + mu / fit.theta[some, None])) @ design
    assert np.abs(score).max() < 1e-6


def test_newey_west_variance_is_never_negative():
    table = interrupted_time_series([1, 0, 0, 1, 1, 0], start=3).to_frame()
    assert (table["se"] >= 0).all()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("limits", ["wald", "robust"])
@pytest.mark.parametrize("counts", [[50] * 12, [3 * 2**i for i in range(12)], [10**12] * 12])
def test_an_exact_fit_has_no_p_value_made_of_rounding(model, limits, counts):
    """Scatter that is estimated is 0 and not 1e-16; Poisson limits do not hang on the scatter."""
    if limits == "robust" and model != "poisson":
        return
    fit = loglinear_trend(counts, year=range(12), model=model, limits=limits)
    assert fit.pearson == 0
    if model in ("quasi-poisson", "log-rate") or limits == "robust":
        assert fit.se == 0
        assert np.isnan(fit.p_value)
        assert fit.low == fit.slope == fit.high
    elif counts[0] == counts[1]:
        assert fit.slope == 0
        assert fit.p_value == 1
    else:
        assert 0 < fit.se < 0.1


def test_small_scatter_is_not_taken_for_rounding():
    """One count in 10^9 off a line of constants: R's lm gives a t test of it, and so does this."""
    rates = np.full(10, 7.0)
    rates[3] *= 1 + 1e-9
    fit = loglinear_trend(rates, year=range(10), model="log-rate")
    assert fit.pearson == pytest.approx(np.var(np.log1p([1e-9] + [0] * 9)) * 10 * (1 - 2.25 / 74.25), rel=1e-5)
    assert 0.5 < fit.p_value < 0.8
    many = loglinear_trend([10**9] * 6 + [10**9 + 1], year=range(7))
    assert 0 < many.pearson < 1e-9
    assert many.p_value == pytest.approx(0.1723, abs=0.03)


def test_what_is_rounding_and_what_is_scatter():
    assert unless_rounding(np.array([0.9e-24, 1.1e-24, 4e-24]), np.array([1.0, 1.0, 5.0])).tolist() == [0, 1.1e-24, 0]
    assert unless_rounding(EXACT**2, 1.0) == 0
    assert unless_rounding(0.0, 0.0) == 0
    assert level_or(np.array([0.9e-12, -0.9e-12, -1.1e-12, np.nan, np.inf]), 1.0).tolist()[:3] == [0, 0, -1.1e-12]
    assert level_or(0.3e-12, 4.0) == 0.3e-12
    assert level_or(0.2e-12, 4.0) == 0
    assert np.isnan(level_or(np.nan, 1.0))
    assert level_or(-np.inf, 1.0) == -np.inf


def test_pearson_by_hand():
    y, mu = np.array([4.0, 9.0, 0.0]), np.array([5.0, 6.0, 0.0])
    assert pearson(y, mu) == pytest.approx(1 / 5 + 9 / 6)
    assert pearson(y, mu, theta=2.0) == pytest.approx(1 / (5 * 3.5) + 9 / (6 * 4))
    assert pearson(np.array([7.0]), np.array([7.0 + 5e-12])) == 0


def test_deviance_keeps_its_digits_where_the_fit_is_near():
    """y log(y/mu) - (y - mu) in decimals of 60 digits, where the difference of two logarithms has lost its own."""
    from decimal import Decimal, localcontext

    with localcontext() as context:
        context.prec = 60
        y, mu, n = Decimal(10**6), Decimal(10**6) + Decimal(1) / 1024, Decimal(4 * 10**6)
        poisson = float(2 * (y * (y / mu).ln() - (y - mu)))
        binomial = float(2 * (y * (y / mu).ln() + (n - y) * ((n - y) / (n - mu)).ln()))
    one = np.array([1e6]), np.array([1e6 + 1 / 1024]), np.array([4e6])
    assert deviance("poisson", *one) == pytest.approx(poisson, rel=1e-6)
    assert deviance("binomial", *one) == pytest.approx(binomial, rel=1e-6)
    ends = np.array([0.0, 5.0]), np.array([2.0, 4.0]), np.array([5.0, 5.0])
    by_hand = 2 * (5 * np.log(5 / 3) + 5 * np.log(5 / 4))
    assert deviance("binomial", *ends) == pytest.approx(by_hand)
    assert deviance("poisson", *ends) == pytest.approx(2 * (2 + 5 * np.log(5 / 4) - 1))


def test_exact_interruptions_have_no_p_value_made_of_rounding():
    for y in ([40] * 6 + [20] * 6, [2**i for i in range(6)] + [5 * 2**i for i in range(6)]):
        fit = interrupted_time_series(y, start=7, model="quasi-poisson")
        for errors in ("model", "newey-west"):
            table = fit.to_frame(errors=errors)
            assert table["se"].eq(0).all()
            assert table["p"].isna().all()
        assert fit.dispersion == 0


def test_interruption_needs_a_maximum_of_the_whole_likelihood():
    """Seasonal terms can leave no maximum where each side alone has one: no events in every third period."""
    y = np.where(np.arange(48) % 3 == 2, 0, 9 + np.arange(48) % 5)
    assert np.isfinite(interrupted_time_series(y, start=25, model="quasi-poisson").coefficients).all()
    with pytest.raises(DataError, match=r"^y: expected events"):
        interrupted_time_series(y, start=25, model="quasi-poisson", season=(1, 3))


def test_one_year_with_events_between_others_has_a_finite_slope():
    """The only zeros rule: events at one end alone have no finite slope, between others they have (slope 0 here)."""
    for model in MODELS[:3]:
        fit = loglinear_trend([0, 0, 7, 0, 0], year=range(5), model=model)
        assert fit.slope == pytest.approx(0, abs=1e-9)
        with pytest.raises(DataError, match=r"^count: expected events in more than one year"):
            loglinear_trend([0, 0, 0, 0, 7], year=range(5), model=model)
    table = pd.DataFrame({"a": [0, 0, 7, 0, 0], "b": [0, 0, 0, 0, 7], "c": [7, 0, 0, 0, 0]}, index=range(5))
    got = annual_percent_changes(table, model="poisson")
    assert np.isfinite(got.loc["a"]).all()
    assert got.loc[["b", "c"]].isna().all(axis=None)


def test_a_step_without_events_on_one_side_is_refused():
    with pytest.raises(DataError, match=r"^jump: expected events on both sides"):
        loglinear_trend([0, 0, 0, 4, 6, 9], year=range(2018, 2024), jump=2021)
    with pytest.raises(DataError, match=r"^count"):
        loglinear_trend([0, 0, 0, 0, 0, 9], year=range(2018, 2024), jump=2021)


def test_a_step_takes_a_degree_of_freedom_and_shows_itself():
    counts = [110, 118, 131, 142, 96, 104, 115, 122]
    fit = loglinear_trend(counts, year=range(2017, 2025), jump=2021, model="quasi-poisson")
    assert fit.df == 5
    assert fit.steps()["year"].tolist() == [2021]
    assert "Step in 2021 -37" in fit.summary()
    table = fit.to_frame()
    assert table["fitted"].sum() == pytest.approx(sum(counts))
    assert table["fitted"][:4].sum() == pytest.approx(sum(counts[:4]))
    alone = loglinear_trend(counts[:4] + [np.nan] * 4, year=range(2017, 2025), model="poisson")
    assert len(alone.steps()) == 0
    assert fit.steps().loc[0, "high"] > fit.steps().loc[0, "value"] > fit.steps().loc[0, "low"]


def test_labelled_columns_of_a_trend_are_paired_by_label():
    table = pd.DataFrame({"count": COUNTS, "year": YEARS, "people": 1000 + YEARS}, index=list("abcdefgh"))
    mixed = table.sample(frac=1, random_state=3)
    straight = loglinear_trend(table["count"], year=table["year"], population=table["people"])
    assert loglinear_trend(table["count"], year=mixed["year"], population=mixed["people"]).slope == straight.slope
    with pytest.raises(DataError, match="count and population"):
        loglinear_trend(table["count"], year=table["year"], population=table["people"].iloc[:-1])
    wide = pd.DataFrame({"x": COUNTS, "y": COUNTS[::-1]}, index=YEARS)
    people = pd.Series(1000.0 + YEARS**2, index=YEARS)
    expected = annual_percent_changes(wide, population=people)
    pd.testing.assert_frame_equal(annual_percent_changes(wide, population=people[::-1]), expected)
    both = pd.DataFrame({"y": people, "x": people})
    pd.testing.assert_frame_equal(annual_percent_changes(wide, population=both[::-1]), expected)
    for other in (people.set_axis(range(8)), both.rename(columns={"y": "z"}), both.iloc[:-1]):
        with pytest.raises(DataError, match="expected Series with the same labels"):
            annual_percent_changes(wide, population=other)
    y = pd.Series([30, 28, 33, 35, 31, 38, 20, 18, 21, 17, 15, 16], index=range(12, 0, -1))
    size = pd.Series(np.arange(100.0, 112), index=range(12, 0, -1))
    fits = [interrupted_time_series(y, start=7, model="quasi-poisson", population=p) for p in (size, size[::-1])]
    assert fits[0].coefficients.tolist() == fits[1].coefficients.tolist()


@pytest.mark.parametrize(
    "count",
    [
        pd.Series(COUNTS, dtype="category"),
        pd.Series(COUNTS, dtype="Int64"),
        [int(n) for n in COUNTS],
        tuple(COUNTS),
        np.array(COUNTS, dtype=object),
    ],
)
def test_columns_of_any_make_are_read_alike(count):
    assert loglinear_trend(count, year=YEARS).slope == loglinear_trend(COUNTS, year=YEARS).slope


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"count": [1e308, 1, 2, 3]}, "count"),
        ({"count": [1e-60, 1, 2, 3], "model": "log-rate"}, "count"),
        ({"population": [1e-60] * 4}, "population"),
        ({"model": np.array(["poisson"])}, "model"),
        ({"limits": pd.NA}, "limits"),
        ({"level": [0.9, 0.95]}, "level"),
        ({"count": np.ma.masked_array([1, 2, 3, 4], mask=[0, 1, 0, 0])}, "count"),
        ({"count": pd.to_timedelta([1, 2, 3, 4], unit="D")}, "count"),
        ({"count": [[1, 2], [3, 4]]}, "count"),
    ],
)
def test_what_no_fit_can_take_is_named(change, argument):
    arguments = {"count": [5, 6, 9, 8], "year": [2010, 2011, 2012, 2013]} | change
    with pytest.raises(DataError, match=f"^{argument}"):
        loglinear_trend(arguments.pop("count"), **arguments)


@pytest.mark.parametrize("season", [5, (1, 2, 3), "x"])
def test_a_season_that_is_no_pair_is_named(season):
    with pytest.raises(DataError, match=r"^season"):
        interrupted_time_series(step_series(20, 9) + np.sin(np.arange(20)), start=9, season=season)
