"""Severity against dose: published values, edge cases, and what must always hold."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats import severity

mpl.use("Agg")
DATA = Path(__file__).parents[1] / "agreement" / "reference" / "data"
DOSE, EVENTS, N = [3, 6, 9, 12, 18, 24], [0, 1, 3, 6, 11, 14], [20, 22, 21, 19, 18, 15]
quick = settings(max_examples=15, deadline=None)


def series(column: str, stem: str) -> pd.Series:
    return pd.read_csv(DATA / f"{stem}.csv")[column]


def penalized_profile(slope: float, x: np.ndarray, events: np.ndarray, n: np.ndarray) -> float:
    """Highest penalized log-likelihood of a slope over a grid of intercepts that is narrowed around its best points."""
    from scipy import special

    def loglik(intercept):
        eta = intercept[:, None] + slope * x
        weight = n * special.expit(eta) * special.expit(-eta)
        apart = sum(weight[:, i] * weight[:, j] * (x[i] - x[j]) ** 2 for i in range(len(x)) for j in range(i))
        plain = special.log_expit(eta) @ events + special.log_expit(-eta) @ (n - events)
        with np.errstate(divide="ignore"):
            return plain + np.log(apart) / 2

    grid = np.unique((np.linspace(-20, 20, 81)[:, None] - slope * x).round(9))
    found = loglik(grid)
    best = -np.inf
    for start in np.argsort(-found)[:8]:
        low, high = grid[max(start - 1, 0)], grid[min(start + 1, len(grid) - 1)]
        for _ in range(6):
            fine = np.linspace(low, high, 21)
            values = loglik(fine)
            top = int(values.argmax())
            low, high = fine[max(top - 1, 0)], fine[min(top + 1, 20)]
        best = max(best, values.max())
    return best


class TestZeroEventBound:
    def test_published(self):
        """0 of 6 and 0 of 30: Hanley and Lippman-Hand 1983, the exact values behind their rule of three."""
        assert severity.zero_event_bound(6).high == pytest.approx(0.393, abs=5e-4)
        assert severity.zero_event_bound(30).high == pytest.approx(0.0950, abs=5e-5)

    def test_column_keeps_its_index_and_its_gaps(self):
        table = severity.zero_event_bound(pd.Series([1, None, 4.0], index=list("abc")))
        assert list(table.index) == list("abc")
        assert table["high"].tolist() == pytest.approx([0.95, np.nan, 1 - 0.05**0.25], nan_ok=True)
        assert table["value"].isna().tolist() == [False, True, False]

    def test_huge_n_keeps_its_digits(self):
        assert severity.zero_event_bound(10**12).high == pytest.approx(-np.log(0.05) / 1e12, rel=1e-9)

    @pytest.mark.parametrize(("n", "level", "name"), [(0, 0.95, "n"), (4.5, 0.95, "n"), (-1, 0.95, "n"),
                                                      ("6", 0.95, "n"), (6, 1, "level"), (6, 0, "level")])  # fmt: skip
    def test_refused(self, n, level, name):
        with pytest.raises(DataError, match=rf"^{name}:"):
            severity.zero_event_bound(n, level=level)

    @quick
    @given(st.integers(1, 10**6), st.floats(0.5, 0.98))
    def test_widens_with_level_and_narrows_with_n(self, n, level):
        bound = severity.zero_event_bound(n, level=level).high
        assert 0 < bound < severity.zero_event_bound(n, level=level + 0.01).high < 1
        assert severity.zero_event_bound(n + 1, level=level).high < bound


class TestDoseResponse:
    def test_published_menarche(self):
        """Venables and Ripley, Modern Applied Statistics with S (2002), section 7.2."""
        data = pd.read_csv(DATA / "dose_menarche_logit.csv")
        fit = severity.dose_response(data["dose"], data["events"], data["total"])
        assert fit.coefficients == pytest.approx([-21.2264, 1.6320], abs=5e-5)
        assert fit.effective_dose().value == pytest.approx(13.0066, abs=5e-5)

    def test_one_row_per_person_equals_groups(self):
        people = [(d, int(i < e)) for d, e, n in zip(DOSE, EVENTS, N, strict=True) for i in range(n)]
        alone = severity.dose_response(*zip(*people, strict=True))
        grouped = severity.dose_response(DOSE, EVENTS, N)
        assert alone.coefficients == pytest.approx(grouped.coefficients, rel=1e-9)
        assert alone.lr_chisq == pytest.approx(grouped.lr_chisq, rel=1e-9)

    def test_unit_of_dose_only_scales(self):
        grams = severity.dose_response(DOSE, EVENTS, N)
        milligrams = severity.dose_response(np.multiply(DOSE, 1000.0), EVENTS, N)
        assert milligrams.effective_dose().high == pytest.approx(1000 * grams.effective_dose().high, rel=1e-9)
        assert milligrams.odds_ratio(per=1000).low == pytest.approx(grams.odds_ratio().low, rel=1e-9)

    def test_step_back_turns_the_odds_ratio_over(self):
        fit = severity.dose_response(DOSE, EVENTS, N)
        up, down = fit.odds_ratio(per=2), fit.odds_ratio(per=-2)
        assert (down.low, down.value, down.high) == pytest.approx((1 / up.high, 1 / up.value, 1 / up.low))

    def test_unbounded_fieller_set_is_stated(self):
        fit = severity.dose_response([1, 2, 3, 4, 5], [4, 6, 5, 5, 7], [20] * 5)
        limits = fit.effective_dose(limits="fieller")
        assert (limits.low, limits.high) == (-np.inf, np.inf)
        assert "unbounded" in limits.method and "unbounded" in fit.summary()
        row = fit.effective_dose([0.5], limits="fieller").iloc[0]
        assert not row["bounded"]

    def test_gap_of_an_unbounded_set_holds_no_accepted_dose(self):
        """At every excluded dose, and only there, the line is further from the target than z standard errors."""
        fit = severity.dose_response([1, 2, 3, 4, 5], [2, 4, 4, 6, 6], [20] * 5, level=0.95)
        row = fit.effective_dose([0.99], limits="fieller").iloc[0]
        if row["bounded"]:
            inside = [row["low"], row["high"]]
        else:
            assert np.isfinite(row["gap_low"])
            inside = [row["gap_low"], row["gap_high"]]
        v, (b0, b1) = fit.covariance, fit.coefficients
        for x in inside:
            gap = (b0 + b1 * x - np.log(99)) ** 2
            assert gap == pytest.approx(1.959964**2 * (v[0, 0] + 2 * x * v[0, 1] + x * x * v[1, 1]), rel=1e-5)

    def test_log_scale_gives_doses_and_positive_limits(self):
        fit = severity.dose_response(DOSE, EVENTS, N, scale="log10")
        model, dose = fit.effective_dose([0.5], on="model"), fit.effective_dose([0.5])
        assert dose["value"][0] == pytest.approx(10 ** model["value"][0])
        assert dose["se"][0] == pytest.approx(np.log(10) * dose["value"][0] * model["se"][0])
        flat = severity.dose_response([1, 2, 3, 4, 5], [4, 6, 5, 5, 7], [20] * 5, scale="log10")
        assert (flat.effective_dose(limits="fieller").low, flat.effective_dose(limits="fieller").high) == (0, np.inf)

    def test_fits_without_residual_and_flat_lines(self):
        """Two doses are fitted exactly: the slope is the difference of their logits."""
        fit = severity.dose_response([2, 5], [3, 7], [10, 10])
        assert fit.coefficients[1] == pytest.approx(2 * np.log(7 / 3) / 3)
        assert fit.odds_ratio(limits="wald").low == pytest.approx(np.exp(fit.to_frame().loc["slope", "low"]))
        flat = severity.dose_response([1, 2, 3, 4], [5] * 4, [10] * 4)
        assert flat.coefficients == pytest.approx([0, 0], abs=1e-12)
        assert flat.p_lr == pytest.approx(1)
        assert flat.effective_dose(limits="fieller").low == -np.inf
        assert not np.isfinite(flat.effective_dose([0.1, 0.9])[["low", "high"]]).any(axis=None)

    def test_odds_ratio_of_a_tiny_unit_may_be_infinite(self):
        micrograms = severity.dose_response(DOSE, EVENTS, N)
        tonnes = severity.dose_response(np.array(DOSE) * 1e-6, EVENTS, N)
        assert tonnes.odds_ratio().high == np.inf
        assert tonnes.odds_ratio(per=1e-6).high == pytest.approx(micrograms.odds_ratio().high)

    @pytest.mark.parametrize("events", [[0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 0, 0], [1] * 6, [1, 1, 0, 0, 0, 0]])
    def test_separation_is_refused_and_points_to_firth(self, events):
        with pytest.raises(DataError, match="firth_logistic"):
            severity.dose_response([1, 2, 3, 4, 5, 6], events)

    @pytest.mark.parametrize(
        ("arguments", "name"),
        [
            ((["3", 6], [0, 1]), "dose"),
            (([3, 6, 9], [0, 1]), "dose"),
            (([3, 6], [0, 1.5]), "events"),
            (([3, 6], [0, -1]), "events"),
            (([3, 6], [0, 5], [4, 4]), "events"),
            (([3, 6], [0, 1], [4, 4.5]), "n"),
            (([3, np.inf], [0, 1]), "dose"),
            (([5, 5, 5], [0, 1, 0]), "dose"),
            (([np.nan, np.nan], [0, 1]), "dose"),
        ],
    )
    def test_refused(self, arguments, name):
        with pytest.raises(DataError, match=rf"^{name}"):
            severity.dose_response(*arguments)

    @pytest.mark.parametrize(
        ("options", "name"), [({"link": "log"}, "link"), ({"scale": "log"}, "scale"), ({"level": 95}, "level")]
    )
    def test_options_refused(self, options, name):
        with pytest.raises(DataError, match=rf"^{name}:"):
            severity.dose_response(DOSE, EVENTS, N, **options)

    def test_zero_dose_on_log_scale_is_refused(self):
        with pytest.raises(DataError, match=r"^dose: .*scale='dose'"):
            severity.dose_response([0, *DOSE], [0, *EVENTS], [9, *N], scale="log10")

    def test_shares_and_odds_ratios_refused(self):
        fit = severity.dose_response(DOSE, EVENTS, N, link="probit")
        with pytest.raises(DataError, match=r"^share:"):
            fit.effective_dose(1)
        with pytest.raises(DataError, match=r"^link:"):
            fit.odds_ratio()

    def test_missing_rows_are_counted(self):
        fit = severity.dose_response([*DOSE, np.nan], [*EVENTS, 3], [*N, 5])
        assert fit.coefficients == pytest.approx(severity.dose_response(DOSE, EVENTS, N).coefficients)
        assert "1 rows with a missing entry left out" in fit.summary()

    @quick
    @given(st.lists(st.integers(1, 19), min_size=4, max_size=6), st.sampled_from(["logit", "probit"]))
    def test_mirror_and_limits(self, events, link):
        """Non-events in place of events turn the curve over; limits contain the value and widen with the level."""
        dose, n = np.arange(1, len(events) + 1), np.full(len(events), 20)
        assume(len(set(events)) > 1)
        fit = severity.dose_response(dose, events, n, link=link)
        other = severity.dose_response(dose, n - events, n, link=link)
        assert other.coefficients == pytest.approx(-fit.coefficients, rel=1e-6, abs=1e-8)
        wide = severity.dose_response(dose, events, n, link=link, level=0.99)
        for at in (fit.predict(2.5), wide.predict(2.5)):
            assert at.low < at.value < at.high
        assert wide.predict(2.5).low < fit.predict(2.5).low
        if link == "logit":
            narrow, broad = fit.odds_ratio(), wide.odds_ratio()
            assert broad.low < narrow.low < narrow.value < narrow.high < broad.high


class TestEdges:
    """Where numbers are huge, level, or almost separated; expected numbers from R 4.2.2 or from 50-digit arithmetic."""

    @pytest.mark.parametrize("link", ["logit", "probit", "cloglog"])
    @pytest.mark.parametrize("events", [[3, 3, 3, 3], [1, 1, 1, 1], [9, 9, 9, 9], [2, 5, 5, 2]])
    def test_shares_without_a_trend_have_slope_0(self, link, events):
        """No slope of rounding, no effective dose at 1e17, p = 1."""
        fit = severity.dose_response([0.1, 0.2, 0.3, 0.4], events, [10] * 4, link=link)
        assert fit.coefficients[1] == 0 and fit.lr_chisq == 0 and fit.p_lr == 1
        assert fit.to_frame().loc["slope", "p"] == 1
        table = fit.effective_dose([0.1, 0.5, 0.9])
        assert table[["value", "low", "high", "se"]].isna().all(axis=None)
        assert np.isnan(fit.effective_dose(0.5).value)
        fieller = fit.effective_dose(0.5, limits="fieller")
        assert np.isnan(fieller.value) and (fieller.low, fieller.high) == (-np.inf, np.inf)

    @pytest.mark.parametrize("unit", [1e-9, 1e-3, 1, 1e3, 1e9])
    @pytest.mark.parametrize("link", ["logit", "probit", "cloglog"])
    def test_units_only_scale(self, unit, link):
        one = severity.dose_response(DOSE, EVENTS, N, link=link)
        other = severity.dose_response(np.multiply(DOSE, unit), EVENTS, N, link=link)
        assert other.effective_dose([0.1, 0.5], limits="fieller")[["value", "low", "high"]].to_numpy() == pytest.approx(
            unit * one.effective_dose([0.1, 0.5], limits="fieller")[["value", "low", "high"]].to_numpy(), rel=1e-9
        )
        assert other.p_lr == pytest.approx(one.p_lr, rel=1e-9) and other.pearson == pytest.approx(one.pearson, rel=1e-9)

    def test_predicted_limits_by_hand(self):
        """The line -/+ 1.96 of its standard error, sqrt(v00 + 2 x v01 + x^2 v11), through the inverse logit."""
        fit = severity.dose_response(DOSE, EVENTS, N)
        v, line = fit.covariance, fit.coefficients @ [1, 10]
        half = 1.959963984540054 * np.sqrt(v[0, 0] + 20 * v[0, 1] + 100 * v[1, 1])
        seen = fit.predict(10)
        expected = [1 / (1 + np.exp(-at)) for at in (line, line - half, line + half)]
        assert [seen.value, seen.low, seen.high] == pytest.approx(expected, rel=1e-12)

    def test_three_events_in_hundreds_of_millions(self):
        """Two doses are fitted exactly: the slope is ln(3) but for 1e-8, its variance 1/3 + 1/1, deviance 0."""
        fit = severity.dose_response([0, 1], [1, 3], [300_000_000] * 2)
        expected = np.log(3) + np.log1p(-1 / 3e8) - np.log1p(-3 / 3e8)
        assert fit.coefficients[1] == pytest.approx(expected, rel=1e-14)
        assert fit.se[1] ** 2 == pytest.approx(4 / 3 + 2 / 3e8, rel=1e-8)
        assert abs(fit.deviance) < 1e-14 and fit.pearson < 1e-14
        assert fit.lr_chisq == pytest.approx(2 * (3 * np.log(1.5) + np.log(0.5)), rel=1e-7)

    @pytest.mark.parametrize("link", ["logit", "probit", "cloglog"])
    def test_grouped_counts_to_a_billion(self, link):
        """Ten million times the cases with the same shares: the same line, standard errors 1/sqrt(1e7) of it."""
        few = severity.dose_response([1, 2, 3, 4], [2, 3, 7, 9], [10] * 4, link=link)
        many = severity.dose_response([1, 2, 3, 4], np.array([2, 3, 7, 9]) * 10**7, [10**8] * 4, link=link)
        assert many.coefficients == pytest.approx(few.coefficients, rel=1e-12)
        assert many.se * 10**3.5 == pytest.approx(few.se, rel=1e-10)
        assert (many.deviance, many.pearson) == pytest.approx((few.deviance * 1e7, few.pearson * 1e7), rel=1e-9)

    def test_doses_far_from_0_keep_their_digits(self):
        """Years in place of 0 to 5: slope, its limits and p stay, the intercept moves along the line."""
        y, n = [1, 2, 3, 6, 5, 9], [10] * 6
        for fit in (severity.dose_response, severity.firth_logistic):
            near = fit(range(6), y, n)
            for start in (1e3, 1e7):
                far = fit(np.arange(6) + start, y, n)
                assert far.coefficients[1] == pytest.approx(near.coefficients[1], rel=1e-8)
                assert far.coefficients[0] == pytest.approx(near.coefficients @ [1, -start], rel=1e-9)
                assert far.se[1] == pytest.approx(near.se[1], rel=1e-8)
        assert far.low[1] == pytest.approx(near.low[1], rel=1e-8) and far.p[1] == pytest.approx(near.p[1], rel=1e-6)
        assert (far.low[0], far.high[0]) == pytest.approx((-1e7 * near.high[1], -1e7 * near.low[1]), rel=1e-6)

    @pytest.mark.parametrize(
        ("dose", "events", "n", "apart"),
        [
            ([1, 2, 2, 3], [0, 0, 1, 1], None, True),  # all but one dose: quasi-complete
            ([1, 2, 3], [0, 5, 10], [10, 10, 10], True),
            ([1, 2, 3, 4], [0, 1, 0, 1], None, False),
            ([1, 1 + 1e-15, 2, 3], [1, 0, 1, 1], None, False),  # exact comparison of neighboring floats
            ([1, 1 - 1e-15, 2, 3], [1, 0, 1, 1], None, True),
            ([1, 2, 3], [1, 0, 1], [1, 1, 1], False),
            ([1, 2, 3], [1, 1, 0], None, True),
        ],
    )
    def test_separation_is_exact(self, dose, events, n, apart):
        assert severity.firth_logistic(dose, events, n).separated is apart
        if apart:
            with pytest.raises(DataError, match="separates"):
                severity.dose_response(dose, events, n)

    def test_separation_of_two_covariates(self):
        """Neither year nor dose alone divides them, their sum does; with three cases on both sides none does."""
        from analysis.stats.severity.separation import separated

        year, dose = np.array([2010, 2012, 2011, 2014, 2013, 2019.0]), np.array([9, 7, 8.5, 7, 8, 1.0])
        event = (dose + year - 2010 > 9.2).astype(float)
        design = np.column_stack([np.ones(6), year, dose])
        assert separated(design, event, np.ones(6))
        crossed = np.vstack([design, design[[0, 3, 5]]]), np.append(event, 1 - event[[0, 3, 5]]), np.ones(9)
        assert not separated(*crossed)
        groups = np.column_stack([np.ones(4), [0, 0, 1, 1], [0, 1, 0, 1]])
        assert separated(groups, np.array([0, 0, 1, 2.0]), np.full(4, 2))

    def test_profile_limits_are_where_the_likelihood_has_fallen(self):
        """Twice the fall is the 95% quantile of chi-square on one degree of freedom."""
        fit = severity.dose_response([1, 2, 3], [1, 4, 2], [5] * 3)
        from analysis.stats.severity.binomial import profile_deviance

        ratio = fit.odds_ratio()
        for limit in (ratio.low, ratio.high):
            fall = profile_deviance(np.log(limit), np.array([1.0, 2, 3]), fit.data) - fit.deviance
            assert fall == pytest.approx(3.841458820694124, rel=1e-9)

    def test_labelled_columns_pair_by_label(self):
        names = list("abcdef")
        dose = pd.Series(DOSE, index=names)
        events, n = (pd.Series(column, index=names).sample(frac=1, random_state=3) for column in (EVENTS, N))
        other = n.rename({"a": "z"})
        for function in FUNCTIONS:
            pd.testing.assert_frame_equal(function(dose, events, n).to_frame(), function(DOSE, EVENTS, N).to_frame())
            with pytest.raises(DataError, match="same labels"):
                function(dose, events, other)
        people = pd.Series([True, False, True, False], index=list("abcd"))
        doses = pd.Series([1, 2, 3, 4.0], index=list("dcba"))
        assert severity.dose_trend(doses, people).z == severity.dose_trend([4, 3, 2, 1], [1, 0, 1, 0]).z
        frame = pd.DataFrame({"a": DOSE, "b": [0, 1] * 3}, index=names)
        one, two = (severity.firth_logistic(frame, e, k) for e, k in ((events, n), (EVENTS, N)))
        assert one.coefficients == pytest.approx(two.coefficients, rel=1e-12)

    @pytest.mark.parametrize(
        "odd",
        [
            "3 mg", ["a", 1, 2, 3, 4, 5], [[1, 2], [3]], 1j, np.inf, [1e300] * 6, [1e-310] * 6, np.ones((2, 2, 2)),
            pd.to_timedelta(DOSE, unit="h"), pd.period_range("2020", periods=6, freq="M"), object(),
            pd.DataFrame(), pd.Categorical(list("abcabc")), np.ma.masked_array(DOSE, [0, 1, 0, 0, 0, 0]), [],
        ],
        ids=lambda odd: type(odd).__name__,
    )  # fmt: skip
    def test_what_is_no_dose_is_refused(self, odd):
        for function in FUNCTIONS:
            with pytest.raises(DataError):
                function(odd, EVENTS, N)

    @pytest.mark.parametrize(
        "odd", ["3", 1j, np.inf, -np.inf, np.nan, object(), np.ones((2, 2, 2)), pd.Timedelta("3h")]
    )
    def test_methods_refuse_what_is_no_number(self, odd):
        fit, firth = severity.dose_response(DOSE, EVENTS, N), severity.firth_logistic(DOSE, EVENTS, N)
        steps = severity.isotonic_response(DOSE, EVENTS, N)
        calls = (fit.predict, fit.effective_dose, steps.crossing, severity.zero_event_bound)
        for call in (
            *calls,
            lambda per: fit.odds_ratio(per=per),
            lambda x: severity.dose_cutoff(DOSE, EVENTS, N, cut=x),
        ):
            with pytest.raises(DataError):
                call(odd)
        if not isinstance(odd, float):
            with pytest.raises(DataError):
                firth.predict(odd)

    def test_more_cases_than_people_are_refused(self):
        for n in (1e300, 7e9):
            with pytest.raises(DataError, match=r"^n: expected (at most|numbers from 0 to)"):
                severity.dose_trend([1, 2], [0, 1], [10, n])

    def test_options_that_are_no_option(self):
        calls = [
            lambda odd: severity.dose_response(DOSE, EVENTS, N, link=odd),
            lambda odd: severity.dose_trend(DOSE, EVENTS, N, exact=odd),
            lambda odd: severity.isotonic_response(DOSE, EVENTS, N, weighted=odd),
            lambda odd: severity.dose_threshold(DOSE, EVENTS, N, seed=odd),
            lambda odd: severity.dose_threshold(DOSE, EVENTS, N, resamples=odd),
        ]
        for call in calls:
            for odd in ("x", np.ones(3), 1e300, -1, [1, 2]):
                with pytest.raises(DataError):
                    call(odd)


class TestFirth:
    def test_published_endometrial(self):
        """Heinze and Schemper 2002, Table: NV 2.929 (0.610 to 7.855), PI -0.035, EH -2.604."""
        data = pd.read_csv(DATA / "firth_endometrial.csv")
        fit = severity.firth_logistic(data[["NV", "PI", "EH"]], data["y"])
        table = fit.to_frame()
        assert table.loc["NV", ["value", "low", "high"]].tolist() == pytest.approx([2.929, 0.610, 7.855], abs=1e-3)
        assert table["value"].tolist()[2:] == pytest.approx([-0.0348, -2.604], abs=5e-4)
        assert fit.separated and "separated" in fit.summary()

    def test_two_by_two_is_half_added_to_each_cell(self):
        """With one group variable the penalty adds one half to every cell (Firth 1993; Jeffreys prior)."""
        fit = severity.firth_logistic([1, 0], [5, 0], [6, 12])
        assert fit.odds_ratios()["value"].iloc[0] == pytest.approx((5.5 * 12.5) / (1.5 * 0.5), rel=1e-8)

    def test_only_above_200_has_finite_limits(self):
        dose, event = series("dose", "cut_seizure_above_200"), series("event", "cut_seizure_above_200")
        fit = severity.firth_logistic((dose > 200).astype(int).rename("above_200"), event)
        ratio = fit.odds_ratios().loc["above_200"]
        assert fit.separated
        assert 1 < ratio["low"] < ratio["value"] < ratio["high"] < np.inf

    @pytest.mark.parametrize(
        ("dose", "events", "n", "loglik"),
        [
            ([0.0, 0.18467088, 0.99876227, 0.99999889, 1.0], [2, 0, 0, 0, 0], [2, 3, 2, 1, 1], -3.652057668979111),
            (
                [5, 20, 50, 80, 300, 400, 1000, 2000],
                [2, 2, 0, 0, 0, 0, 0, 0],
                [3, 3, 2, 2, 1, 2, 1, 1],
                -8.483060052211217,
            ),
            ([10, 25, 30, 75, 300], [2, 1, 0, 0, 0], [2, 1, 2, 1, 1], -4.900514983253657),
            ([20, 100, 150, 300, 2000], [1, 1, 3, 1, 0], [1, 2, 3, 3, 2], -6.240826325842499),
        ],
    )
    def test_the_highest_of_several_maxima(self, dose, events, n, loglik):
        """Found on a fine grid of both fitted logits; a climb from no effect ends lower (-3.7716 in the first)."""
        x = (np.array(dose) - dose[0]) / np.ptp(dose)
        fit = severity.firth_logistic(x, events, n)
        assert fit.loglik == pytest.approx(loglik, abs=1e-9)
        other = severity.firth_logistic(dose, events, n)
        assert other.coefficients[1] * np.ptp(dose) == pytest.approx(fit.coefficients[1], rel=1e-7)
        assert fit.low[1] < fit.coefficients[1] < fit.high[1]
        for value in (*np.linspace(fit.low[1], fit.high[1], 5), fit.low[1] - 5, fit.high[1] + 5):
            top = penalized_profile(value, x, np.array(events), np.array(n))
            assert top <= fit.loglik + 1e-6
            if value < fit.low[1] or value > fit.high[1]:
                assert top < fit.loglik - 3.841458820694124 / 2
        for limit in (fit.low[1], fit.high[1]):
            top = penalized_profile(limit, x, np.array(events), np.array(n))
            assert top == pytest.approx(fit.loglik - 3.841458820694124 / 2, abs=1e-4)

    def test_p_is_the_level_at_which_a_limit_is_no_effect(self):
        """Limits and p come from one profile: at level 1 - p the limit next to 0 is 0."""
        fit = severity.firth_logistic([1, 2, 3, 4, 5], [1, 0, 2, 1, 3], [4] * 5)
        for j in (0, 1):
            other = severity.firth_logistic([1, 2, 3, 4, 5], [1, 0, 2, 1, 3], [4] * 5, level=1 - fit.p[j])
            assert min(abs(other.low[j]), abs(other.high[j])) < 1e-6

    def test_the_outermost_limit(self):
        """None up to 150 mg, all from 300: at 1.047 per mg the profile (on a grid) is 0.09 too high."""
        dose, events = [50, 80, 100, 150, 300, 450, 600], [0, 0, 0, 0, 1, 1, 1]
        assert severity.firth_logistic(dose, events).odds_ratios()["high"].iloc[0] == pytest.approx(1.04971, abs=5e-6)

    def test_two_dimensional_covariates(self):
        x = np.column_stack([DOSE, [0, 1] * 3])
        fit = severity.firth_logistic(x, EVENTS, N)
        frame = severity.firth_logistic(pd.DataFrame(x, columns=["dose", "group"]), EVENTS, N)
        assert fit.terms == ("intercept", "x1", "x2") and frame.terms == ("intercept", "dose", "group")
        assert fit.coefficients == pytest.approx(frame.coefficients, rel=1e-13)
        assert fit.predict(x) == pytest.approx(frame.predict(pd.DataFrame(x, columns=["dose", "group"])))
        with pytest.raises(DataError, match=r"^covariates: expected 2 columns"):
            fit.predict(DOSE)

    def test_unit_of_dose_only_scales(self):
        dose, event = series("dose", "cut_seizure_above_200"), series("event", "cut_seizure_above_200")
        a, b = severity.firth_logistic(dose, event), severity.firth_logistic(dose / 1000, event)
        assert (a.low[1] * 1000, a.high[1] * 1000) == pytest.approx((b.low[1], b.high[1]), rel=1e-6)
        assert a.p == pytest.approx(b.p, rel=1e-7)

    def test_groups_equal_people(self):
        people = [(d, int(i < e)) for d, e, n in zip(DOSE, EVENTS, N, strict=True) for i in range(n)]
        alone = severity.firth_logistic(*zip(*people, strict=True))
        grouped = severity.firth_logistic(DOSE, EVENTS, N)
        assert alone.coefficients == pytest.approx(grouped.coefficients, rel=1e-8)
        assert alone.loglik == pytest.approx(grouped.loglik, rel=1e-10)

    def test_predictions_lie_between_0_and_1_and_rise(self):
        fit = severity.firth_logistic([1, 2, 3, 20, 25, 30], [0, 0, 0, 1, 1, 1])
        shares = fit.predict([1, 10, 30])
        assert (np.diff(shares) > 0).all() and shares[0] > 0 and shares[-1] < 1

    @pytest.mark.parametrize(
        ("covariates", "events"), [([3, 3, 3], [0, 1, 0]), (np.array([[1, 2], [2, 4], [5, 10]]), [0, 1, 0])]
    )
    def test_constant_or_collinear_is_refused(self, covariates, events):
        with pytest.raises(DataError, match=r"^covariates:"):
            severity.firth_logistic(covariates, events)

    def test_lengths_and_text_are_refused(self):
        with pytest.raises(DataError, match=r"^covariates and events:"):
            severity.firth_logistic([1, 2, 3], [0, 1])
        with pytest.raises(DataError, match=r"^dose:"):
            severity.firth_logistic(pd.DataFrame({"dose": ["a", "b"]}), [0, 1])

    @settings(max_examples=6, deadline=None)
    @given(st.lists(st.booleans(), min_size=6, max_size=10))
    def test_always_finite_and_mirrored(self, flags):
        """Any outcome at all, separated or not, has finite limits around the estimate; non-events mirror them."""
        event, dose = np.array(flags, dtype=int), np.arange(len(flags), dtype=float)
        fit, other = severity.firth_logistic(dose, event), severity.firth_logistic(dose, 1 - event)
        assert np.isfinite([fit.low, fit.high]).all()
        assert (fit.low < fit.coefficients).all() and (fit.coefficients < fit.high).all()
        assert other.coefficients == pytest.approx(-fit.coefficients, abs=1e-6)
        assert other.low == pytest.approx(-fit.high, rel=1e-5, abs=1e-5)


class TestIsotonic:
    def test_pools_a_fall_by_weight(self):
        fit = severity.isotonic_response([1, 2, 3], [5, 1, 9], [10, 20, 10])
        assert fit.value == pytest.approx([0.2, 0.2, 0.9])
        assert fit.blocks == 2

    def test_order_of_rows_and_people_do_not_matter(self):
        people = [(d, int(i < e)) for d, e, n in zip(DOSE, EVENTS, N, strict=True) for i in range(n)]
        shuffled = np.random.default_rng(3).permutation(people)
        one, two = severity.isotonic_response(*shuffled.T), severity.isotonic_response(DOSE, EVENTS, N)
        pd.testing.assert_frame_equal(one.to_frame(), two.to_frame())

    def test_crossing(self):
        fit = severity.isotonic_response([10, 20, 30], [0, 3, 12], [30, 30, 15])
        assert fit.crossing(0.1) == 20
        assert np.array_equal(fit.crossing([0.0, 0.1, 0.11, 0.9]), [10, 20, 30, np.nan], equal_nan=True)

    def test_ties_and_levels_are_exact(self):
        """1/3, 2/6 and 3/9 are one level; 2 and 3 in 300 million are two; 0.1 is reached by 3 of 30."""
        assert severity.isotonic_response([1, 2, 3], [1, 2, 3], [3, 6, 9]).blocks == 1
        rare = severity.isotonic_response([1, 2, 3, 4], [1, 0, 3, 2], [300_000_000] * 4)
        assert rare.blocks == 2 and rare.value.tolist() == [0.5 / 3e8] * 2 + [2.5 / 3e8] * 2
        assert rare.crossing(2.5 / 3e8) == 3 and rare.crossing(0.5 / 3e8) == 1
        for events, n in ((3, 30), (7, 10), (29, 100), (1, 3)):
            assert severity.isotonic_response([5, 6], [events, n], [n, n]).crossing(events / n) == 5

    def test_unweighted_shares_are_pooled_alike(self):
        """0.5, 0.1 and 0.9: the first two become their mean, 0.3, not 6 of 30 (R: isoreg)."""
        fit = severity.isotonic_response([1, 2, 3], [5, 1, 9], [10, 10, 10], weighted=False)
        assert fit.value.tolist() == [0.3, 0.3, 0.9]
        skewed = severity.isotonic_response([1, 2, 3], [5, 2, 9], [10, 20, 10], weighted=False)
        assert skewed.value.tolist() == [0.3, 0.3, 0.9] and skewed.data.n.tolist() == [10, 20, 10]

    def test_one_dose_gives_clopper_pearson(self):
        """2 of 7: limits 0.0367 to 0.7096 (Clopper-Pearson)."""
        row = severity.isotonic_response([5], [2], [7]).to_frame().iloc[0]
        assert [row["low"], row["high"]] == pytest.approx([0.0367, 0.7096], abs=5e-5)

    def test_simultaneous_coverage(self):
        """The band holds the whole true curve in at least 95% of samples (within simulation error)."""
        rng, n = np.random.default_rng(11), np.full(4, 25)
        truth = np.array([0.05, 0.1, 0.3, 0.7])
        held = 0
        for events in rng.binomial(n, truth, size=(200, 4)):
            fit = severity.isotonic_response(np.arange(4), events, n)
            held += np.all((fit.low <= truth) & (truth <= fit.high))
        assert held >= 186  # 95% of 200 less two standard errors

    @quick
    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=7))
    def test_monotone_and_around_the_fit(self, pairs):
        events, n = np.array([a for a, _ in pairs]), np.array([a + b + 1 for a, b in pairs])
        fit = severity.isotonic_response(np.arange(len(pairs)), events, n)
        wide = severity.isotonic_response(np.arange(len(pairs)), events, n, level=0.99)
        for column in (fit.value, fit.low, fit.high):
            assert (np.diff(column) >= -1e-12).all()
        assert (fit.low <= fit.value).all() and (fit.value <= fit.high).all()
        assert (wide.low <= fit.low + 1e-12).all() and (wide.high >= fit.high - 1e-12).all()
        assert fit.value @ n == pytest.approx(events.sum())


class TestTrend:
    def test_published_alcohol_and_malformation(self):
        """Agresti, Categorical Data Analysis (2002), section 3.4: M2 = 6.57, Pearson 12.1 on 4 df."""
        present, absent = np.array([48, 38, 5, 1, 1]), np.array([17066, 14464, 788, 126, 37])
        fit = severity.dose_trend([0, 0.5, 1.5, 4, 7], present, present + absent)
        assert fit.chisq_n1 == pytest.approx(6.57, abs=5e-3)
        assert fit.homogeneity == pytest.approx(12.1, abs=0.05)
        assert fit.p_homogeneity == pytest.approx(0.02, abs=5e-3)

    def test_exact_p_by_listing_every_draw(self):
        """All ways to give 3 events to 7 people, counted one by one."""
        from itertools import combinations

        score = np.array([0, 0, 1, 1, 2, 4, 4])
        fit = severity.dose_trend([0, 1, 2, 4], [0, 1, 0, 2], [2, 2, 1, 2], exact=True)
        sums = np.array([score[list(who)].sum() for who in combinations(range(7), 3)])
        expected = np.mean(np.abs(sums - sums.mean()) >= abs(9 - sums.mean()) - 1e-9)
        assert fit.p_exact == pytest.approx(expected, rel=1e-12)

    def test_decimal_doses_have_an_exact_p_too(self):
        whole = severity.dose_trend([1, 2, 4], [1, 2, 5], [6, 6, 6], exact=True)
        tenths = severity.dose_trend([0.1, 0.2, 0.4], [1, 2, 5], [6, 6, 6], exact=True)
        assert tenths.p_exact == pytest.approx(whole.p_exact, rel=1e-12)
        with pytest.raises(DataError, match="multiples of one step"):
            severity.dose_trend([np.pi, np.e, np.sqrt(2)], [1, 2, 5], [6, 6, 6], exact=True)

    @pytest.mark.parametrize("events", [[0, 0, 0], [6, 6, 6]])
    def test_no_event_or_only_events_is_undefined(self, events):
        fit = severity.dose_trend([1, 2, 3], events, [6, 6, 6], exact=True)
        assert np.isnan([fit.z, fit.p, fit.p_exact, fit.homogeneity]).all()
        assert "not defined" in fit.summary()

    def test_one_dose_is_refused(self):
        with pytest.raises(DataError, match=r"^dose:"):
            severity.dose_trend([2, 2], [1, 0])

    @pytest.mark.parametrize("dose", [[0.1, 0.2, 0.3], [1e-9, 2e-9, 3e-9], [1.1, 2.2, 3.3]])
    @pytest.mark.parametrize("events", [[3, 3, 3], [3, 5, 3], [1, 2, 3], [6, 4, 2]])
    def test_rounding_has_no_direction(self, dose, events):
        """Equal shares, a hill, and straight lines: what is 0 is 0."""
        fit = severity.dose_trend(dose, events, [7, 7, 7])
        if events[0] == events[2]:
            assert fit.z == 0 and fit.p == 1 and "no direction" in fit.summary()
        else:
            assert fit.departure == 0 and fit.p_departure == 1
            assert ("rising" if events[0] < events[2] else "falling") in fit.summary()
        assert (fit.homogeneity == 0) == (len(set(events)) == 1)

    def test_two_doses_leave_no_departure(self):
        fit = severity.dose_trend([1, 3], [2, 5], [9, 11])
        assert fit.departure == 0 and np.isnan(fit.p_departure)
        assert fit.to_frame().loc["departure", ["statistic", "df"]].tolist() == [0, 0]

    @pytest.mark.parametrize("unit", [1e-30, 1e-9, 1, 1e9])
    def test_unit_of_dose_changes_nothing(self, unit):
        """p of 1, 2, 5 of 6 at doses of 1 : 2 : 4, exact 0.0256410256410256 = 1/39, in every unit."""
        fit = severity.dose_trend(np.array([0.1, 0.2, 0.4]) * unit, [1, 2, 5], [6, 6, 6], exact=True)
        assert fit.p_exact == pytest.approx(0.025641025641025647, rel=1e-12)
        assert fit.z == pytest.approx(2.4086896259762725, rel=1e-12)

    def test_exact_p_of_three_events_in_450_million(self):
        """Summed over all ways to place 3 events, in fractions: 0.009602194604481024."""
        fit = severity.dose_trend([1e-9, 2e-9, 5e-9], [0, 1, 2], [300_000_000, 100_000_000, 50_000_000], exact=True)
        assert fit.p_exact == pytest.approx(0.009602194604481024, rel=1e-13)
        with pytest.raises(DataError, match=r"^exact: .* too much work"):
            severity.dose_trend([1, 2], [10**8, 10**8], [3 * 10**8] * 2, exact=True)

    def test_r_example(self):
        """prop.trend.test(c(0,1,3,6), rep(10,4), c(50,100,200,400)): 11.135, p 0.0008471."""
        fit = severity.dose_trend([50, 100, 200, 400], [0, 1, 3, 6], [10] * 4)
        assert (fit.chisq, fit.p) == (pytest.approx(11.135, abs=5e-4), pytest.approx(0.0008471, abs=5e-8))
        assert fit.p_increasing == pytest.approx(fit.p / 2) and fit.chisq_n1 == pytest.approx(fit.chisq * 39 / 40)

    def test_equals_the_two_by_two_chi_square(self):
        from analysis.stats.comparison import contingency_test

        table = contingency_test([[3, 17], [9, 12]], test="chi-square")
        assert severity.dose_trend([0, 1], [3, 9], [20, 21]).chisq == pytest.approx(table.statistic, rel=1e-12)

    @quick
    @given(st.lists(st.integers(0, 10), min_size=3, max_size=5))
    def test_mirror_and_reversal(self, events):
        n, dose = np.full(len(events), 10), np.arange(len(events))
        assume(0 < sum(events) < n.sum())
        fit = severity.dose_trend(dose, events, n, exact=True)
        assert severity.dose_trend(dose, n - events, n).z == pytest.approx(-fit.z, abs=1e-9)
        assert severity.dose_trend(-dose, events, n).z == pytest.approx(-fit.z, abs=1e-9)
        assert severity.dose_trend(dose, n - events, n, exact=True).p_exact == pytest.approx(fit.p_exact, rel=1e-9)
        assert 0 < fit.p_exact <= 1


class TestCutoff:
    def test_published_tea_tasting(self):
        """Fisher 1935; Agresti 2002, section 3.5: 3 of 4 against 1 of 4, p = 0.486, conditional odds ratio 6.408."""
        fit = severity.dose_cutoff([300, 100], [3, 1], [4, 4], cut=200)
        assert fit.p == pytest.approx(0.486, abs=5e-4)
        assert fit.odds_ratio.value == pytest.approx(6.408, abs=5e-4)
        assert fit.odds_ratio.high == pytest.approx(626.24, abs=5e-3)

    def test_bound_below_equals_zero_event_bound(self):
        dose, event = series("dose", "cut_seizure_above_200"), series("event", "cut_seizure_above_200")
        fit = severity.dose_cutoff(dose, event, cut=200)
        assert fit.below_bound.high == pytest.approx(severity.zero_event_bound(12).high, rel=1e-12)
        assert "at most 0.2209" in fit.summary()

    def test_three_against_one_of_300_million(self):
        """50-digit Fisher p 0.62499999875 (as for the table [[3, 299999997], [1, 299999999]])."""
        fit = severity.dose_cutoff([1, 2], [1, 3], [300_000_000] * 2, cut=1)
        assert fit.p == pytest.approx(0.62499999875, rel=1e-11)
        assert fit.odds_ratio.value == pytest.approx(3.0000000150, rel=1e-9)

    def test_a_dose_at_the_cut_is_below(self):
        assert severity.dose_cutoff([200, 201], [1, 1], cut=200).n_below == 1

    @pytest.mark.parametrize("cut", [0, 1000])
    def test_empty_side_is_not_estimable(self, cut):
        fit = severity.dose_cutoff(DOSE, EVENTS, N, cut=cut)
        assert np.isnan(fit.odds_ratio.value) and fit.p == 1 and "not estimable" in fit.odds_ratio.method
        assert (fit.below_bound is None) == (cut == 0)
        assert fit.to_frame()["n"].sum() == sum(N)

    def test_no_event_at_all(self):
        fit = severity.dose_cutoff([1, 2, 3], [0, 0, 0], cut=2)
        assert np.isnan(fit.odds_ratio.value) and (fit.odds_ratio.low, fit.odds_ratio.high) == (0, np.inf)


class TestThreshold:
    def test_published_asah(self):
        """Robin et al., BMC Bioinformatics 2011;12:77: S100B, area 0.731 (0.630 to 0.833), threshold 0.205."""
        fit = severity.dose_threshold(series("dose", "cut_asah_s100b"), series("event", "cut_asah_s100b"))
        assert fit.threshold.value == pytest.approx(0.205, abs=1e-9)
        assert [fit.auc.value, fit.auc.low, fit.auc.high] == pytest.approx([0.731, 0.630, 0.833], abs=5e-4)
        assert fit.threshold.low <= 0.205 <= fit.threshold.high

    def test_bootstrap_is_seeded(self):
        dose, event = series("dose", "cut_asah_s100b"), series("event", "cut_asah_s100b")
        one, two, three = (severity.dose_threshold(dose, event, resamples=300, seed=s).threshold for s in (5, 5, 6))
        assert one == two
        assert "seed 5" in one.method and "seed 6" in three.method

    def test_bootstrap_equals_a_plain_loop(self):
        """The vectorized bootstrap against the rule applied to each sample on its own."""
        from analysis.stats.severity.threshold import _best_gap

        dose, rng = np.array([1.0, 2.0, 5.0, 9.0, 12.0]), np.random.default_rng(2)
        events, others = rng.multinomial(6, [0.1, 0.1, 0.2, 0.3, 0.3], 50), rng.multinomial(7, [0.2] * 5, 50)
        got = _best_gap(dose, events, others)
        for found, some, none in zip(got, events, others, strict=True):
            seen = dose[some + none > 0]
            middles = (seen[:-1] + seen[1:]) / 2
            index = [some[dose > t].sum() * none.sum() + none[dose < t].sum() * some.sum() for t in middles]
            assert found == middles[int(np.argmax(index))]

    def test_ties_are_all_listed_and_the_lowest_given(self):
        fit = severity.dose_threshold([1, 1, 2, 2, 2, 3, 3, 4, 4, 4], [0, 1, 0, 0, 1, 0, 1, 1, 0, 1])
        assert len(fit.best) == 2 and fit.threshold.value == 2.5
        assert "equally good" in fit.summary()

    def test_complete_separation(self):
        fit = severity.dose_threshold([10, 20, 30, 200, 250], [0, 0, 0, 1, 1])
        assert fit.youden == 1 and fit.auc.value == 1 and fit.auc_variance == 0
        assert 20 < fit.threshold.low <= fit.threshold.value == 115 <= fit.threshold.high < 250

    @pytest.mark.parametrize(
        ("dose", "events", "name"),
        [([1, 2], [0, 0], "events"), ([1, 2], [1, 1], "events"), ([2, 2], [0, 1], "dose")],
    )
    def test_refused(self, dose, events, name):
        with pytest.raises(DataError, match=rf"^{name}:"):
            severity.dose_threshold(dose, events)

    def test_huge_counts_keep_their_ties(self):
        """Two gaps with the same index, in counts whose products pass 2**53: both are listed."""
        fit = severity.dose_threshold([1, 2, 3], [1, 1, 10**9], [10**9, 10**9, 2 * 10**9], resamples=5)
        m, n = 10**9 + 2, 4 * 10**9 - 10**9 - 2
        first, second = (10**9 - 1) * m - n, (2 * 10**9 - 2) * m - 2 * n
        assert second > first and fit.threshold.value == 2.5
        assert fit.youden == pytest.approx(second / (m * n), rel=1e-12)

    def test_area_by_hand_with_ties(self):
        """DeLong's variance by its definition, pair by pair."""
        events, others = np.array([1, 2, 2]), np.array([3, 1, 1])
        fit = severity.dose_threshold([1, 2, 3], events, events + others, resamples=5)
        some, none = np.repeat([1, 2, 3], events), np.repeat([1, 2, 3], others)
        pairs = np.subtract.outer(some, none)
        score = (pairs > 0) + (pairs == 0) / 2
        variance = score.mean(axis=1).var(ddof=1) / len(some) + score.mean(axis=0).var(ddof=1) / len(none)
        assert (fit.auc.value, fit.auc_variance) == (pytest.approx(score.mean()), pytest.approx(variance))
        half = 1.959963984540054 * np.sqrt(variance)
        assert fit.auc.low == pytest.approx(score.mean() - half) and fit.auc.high == pytest.approx(
            min(score.mean() + half, 1)
        )

    def test_no_resamples_is_refused(self):
        with pytest.raises(DataError, match=r"^resamples:"):
            severity.dose_threshold([1, 2], [0, 1], resamples=0)

    @quick
    @given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=6, max_size=20))
    def test_area_is_the_share_of_pairs(self, rows):
        dose, event = np.array([d for d, _ in rows]), np.array([int(e) for _, e in rows])
        assume(0 < event.sum() < len(rows) and np.ptp(dose) > 0)
        fit = severity.dose_threshold(dose, event, resamples=50)
        gap = np.subtract.outer(dose[event == 1], dose[event == 0])
        assert fit.auc.value == pytest.approx(np.mean((gap > 0) + (gap == 0) / 2))
        assert fit.youden == pytest.approx((fit.curve["sensitivity"] + fit.curve["specificity"]).max() - 1)
        assert dose.min() <= fit.threshold.low <= fit.threshold.high <= dose.max()


FUNCTIONS = (
    severity.dose_response,
    severity.firth_logistic,
    severity.isotonic_response,
    severity.dose_trend,
    lambda *columns: severity.dose_cutoff(*columns, cut=10),
    lambda *columns: severity.dose_threshold(*columns, resamples=20),
)

FITS = {
    "dose response": lambda: severity.dose_response(DOSE, EVENTS, N),
    "log dose": lambda: severity.dose_response(DOSE, EVENTS, N, scale="log10"),
    "firth": lambda: severity.firth_logistic(DOSE, EVENTS, N),
    "firth, two": lambda: severity.firth_logistic(pd.DataFrame({"a": DOSE, "b": [0, 1] * 3}), EVENTS, N),
    "isotonic": lambda: severity.isotonic_response(DOSE, EVENTS, N),
    "trend": lambda: severity.dose_trend(DOSE, EVENTS, N),
    "cutoff": lambda: severity.dose_cutoff(DOSE, EVENTS, N, cut=10),
    "threshold": lambda: severity.dose_threshold(DOSE, EVENTS, N, resamples=50),
}


@pytest.mark.parametrize("name", FITS)
def test_every_fit_has_a_frame_a_summary_and_a_picture(name):
    from matplotlib.figure import Figure

    fit = FITS[name]()
    ax = Figure().subplots()
    assert fit.plot(ax) is ax
    assert ax.get_xlabel() and ax.get_ylabel() and ax.has_data()
    assert len(fit.to_frame()) >= 1 and fit.to_frame().to_numpy().size > 1
    assert len(fit.summary().splitlines()) >= 2


def test_the_degrees_of_freedom_of_a_dose_trend_are_those_of_its_doses():
    table = severity.dose_trend([1, 2, 3, 4], [1, 2, 4, 6], [10, 10, 10, 10]).to_frame()
    assert table["df"].tolist() == [1, 3, 2, 0]


def test_logistic_regression_refuses_what_has_no_estimate_and_pairs_by_label():
    rows = pd.DataFrame({"several": [0, 1, 0, 1], "old": [0, 0, 1, 1]}, index=list("abcd"))
    events, n = pd.Series([40, 24, 19, 13], index=list("abcd")), pd.Series([200, 70, 60, 25], index=list("abcd"))
    fit = severity.logistic_regression(rows, events, n)
    turned = severity.logistic_regression(rows, events[::-1], n.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(fit.to_frame(), turned.to_frame())
    firth = severity.firth_logistic(rows, events, n)
    assert fit.coefficients == pytest.approx(firth.coefficients, abs=0.05)
    with pytest.raises(DataError, match="use firth_logistic"):
        severity.logistic_regression([1, 2, 3, 4], [0, 0, 1, 1])
    with pytest.raises(DataError, match="do not determine one another"):
        severity.logistic_regression(rows.assign(both=rows["several"] + rows["old"]), events, n)
    with pytest.raises(DataError, match="same labels"):
        severity.logistic_regression(rows, events.rename({"a": "z"}), n)
