"""Table 1 of a frame: against R by hand, the expectations of Python's tableone, and the single functions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats import comparison
from analysis.stats.comparison import table_one
from analysis.stats.comparison.differences import standardized
from analysis.stats.comparison.labels import crossed
from analysis.stats.comparison.printed_table import measured_value

# R's data set infert (Trichopoulos et al. 1976): ages by education, and induced abortions (0, 1, 2) by education
AGES = {
    "0-5yrs": "26:3 34:3 39:3 42:3",
    "6-11yrs": "21:3 23:3 25:3 26:3 27:6 28:12 29:6 30:9 31:6 32:9 34:9 35:12 36:9 37:6 38:3 39:6 40:6 41:3 42:3 44:3",
    "12+ yrs": "21:3 23:3 24:3 25:12 26:9 27:9 28:18 29:6 30:3 31:15 32:6 34:6 35:6 36:6 37:6 38:5",
}
INDUCED = {"0-5yrs": [4, 2, 6], "6-11yrs": [78, 27, 15], "12+ yrs": [61, 39, 16]}
ICU = {"CCU": (137, 25), "CSRU": (194, 8), "MICU": (318, 62), "SICU": (215, 41)}
EDUCATION = pd.CategoricalDtype(list(AGES), ordered=True)


@pytest.fixture(scope="module")
def infert():
    parts = []
    for name, ages in AGES.items():
        pairs = [entry.split(":") for entry in ages.split()]
        age = np.repeat([float(value) for value, _ in pairs], [int(n) for _, n in pairs])
        parts.append(pd.DataFrame({"education": name, "age": age, "induced": np.repeat([0, 1, 2], INDUCED[name])}))
    return pd.concat(parts, ignore_index=True).astype({"education": EDUCATION, "induced": "category"})


@pytest.fixture
def cases():
    rng = np.random.default_rng(6)
    n = 80
    return pd.DataFrame(
        {
            "arm": np.repeat(["drug", "placebo"], n // 2),
            "age": np.append(rng.normal(40, 10, n - 1), np.nan),
            "sex": rng.choice(["female", "male"], n),
            "rare": ["yes"] + ["no"] * (n - 1),
            "site": ["one"] * n,
        }
    )


class TestAgainstR:
    """``tapply``, ``quantile``, ``kruskal.test``, ``oneway.test``, ``fisher.test``; Yang and Dalton's formula in R."""

    def test_measured(self, infert):
        table = table_one(infert, by="education", columns=["age"])
        rows = table.described.set_index("group")
        assert rows.index.tolist() == ["Total", *AGES] and rows["n"].tolist() == [248, 12, 120, 116]
        assert rows["mean"].tolist()[1:] == pytest.approx([35.25, 32.85, 29.724137931034484], rel=1e-12)
        assert rows["sd"].tolist()[1:] == pytest.approx([6.3263518138598069, 5.3540999761511596, 4.3809592098307535])
        quartiles = rows[["q1", "median", "q3"]].to_numpy()[1:].tolist()
        assert quartiles == [[32, 36.5, 39.75], [28.75, 33, 36.25], [26, 29, 32.5]]
        done = table.tested.iloc[0]
        assert (done["test"], done["df"]) == ("Kruskal-Wallis", 2)
        assert (done["statistic"], done["p"]) == pytest.approx((25.0861216953592, 3.569586312711e-06), rel=1e-11)
        welch = table_one(infert, by="education", columns=["age"], tests={"age": "welch anova"}).tested.iloc[0]
        assert welch["p"] == pytest.approx(4.3677333091449e-05, rel=1e-10)
        assert (welch["df"], welch["df_residual"]) == pytest.approx((2, 29.4874761181615), rel=1e-12)

    def test_counted(self, infert):
        table = table_one(infert, by="education", columns=["induced"])
        assert table.tested["test"].tolist() == ["Fisher exact (Freeman-Halton)"]
        assert table.tested["p"][0] == pytest.approx(0.0078195683837622033, rel=1e-9)
        chi = table_one(infert, by="education", columns=["induced"], tests={"induced": "chi-square"}).tested
        assert chi["p"][0] == pytest.approx(0.0023838975279158424, rel=1e-11)
        frame = table.to_frame(percent="row", total=False)
        assert frame.loc[1, list(AGES)].tolist() == ["2 (2.9%)", "27 (39.7%)", "39 (57.4%)"]
        assert frame.columns.tolist() == ["variable", "level", *AGES, "test", "p", "smd"]

    def test_the_largest_of_the_pairwise_differences_is_shown(self, infert):
        means = comparison.pairwise_differences(infert["age"], infert["education"])
        expected = [0.40952675751126105, 1.0155404455483568, 0.63900187963099753]
        assert means["value"].tolist() == pytest.approx(expected, rel=1e-12)
        assert means[["first", "second"]].to_numpy().tolist()[1] == ["0-5yrs", "12+ yrs"]
        levels = comparison.pairwise_differences_categories(crossed(infert["induced"], infert["education"]))
        distances = [0.89817904805079241, 0.84970114762655036, 0.26992405131328212]
        assert levels["value"].tolist() == pytest.approx(distances, rel=1e-11)
        smd = table_one(infert, by="education").tested.set_index("variable")["smd"]
        assert smd.to_dict() == pytest.approx({"age": max(expected), "induced": max(distances)}, rel=1e-11)

    def test_the_largest_in_size_may_be_of_a_negative_pair(self):
        """Means 2, 12 and 5, variances 1: the differences themselves."""
        value, group = [1.0, 2, 3, 11, 12, 13, 4, 5, 6], np.repeat(list("abc"), 3)
        pairs = comparison.pairwise_differences(value, group)["value"]
        assert pairs.tolist() == [-10.0, -3.0, 7.0]
        assert table_one(pd.DataFrame({"v": value, "g": group}), by="g").tested["smd"].tolist() == [10.0]


class TestAgainstPythonsTableone:
    """Expectations in the tests of the package (PhysioNet 2012 by their counts; others as they stand there)."""

    def counted(self, levels: dict) -> pd.DataFrame:
        rows = [(level, died) for level, counts in levels.items() for died, n in enumerate(counts) for _ in range(n)]
        return pd.DataFrame(rows, columns=["level", "death"])

    def test_percentages(self):
        table = table_one(self.counted(ICU), by="death")
        by_column, by_row = table.to_frame(), table.to_frame(percent="row")
        assert by_column["Total"].tolist() == ["162 (16.2%)", "202 (20.2%)", "380 (38.0%)", "256 (25.6%)"]
        assert by_column[0].tolist() == ["137 (15.9%)", "194 (22.5%)", "318 (36.8%)", "215 (24.9%)"]
        assert by_column[1].tolist() == ["25 (18.4%)", "8 (5.9%)", "62 (45.6%)", "41 (30.1%)"]
        assert by_row["Total"].tolist() == ["162 (100.0%)", "202 (100.0%)", "380 (100.0%)", "256 (100.0%)"]
        assert by_row[0].tolist() == ["137 (84.6%)", "194 (96.0%)", "318 (83.7%)", "215 (84.0%)"]
        assert by_row[1].tolist() == ["25 (15.4%)", "8 (4.0%)", "62 (16.3%)", "41 (16.0%)"]

    def test_differences(self):
        """Death by ventilation, 0.017 there (0: 468 and 72 of 540; 1: 396 and 64 of 460)."""
        frame = self.counted({0: (468, 72), 1: (396, 64)}).astype({"death": "category"})
        assert abs(table_one(frame, by="level").tested["smd"][0]) == pytest.approx(0.017, abs=5e-4)
        # Borenstein et al. 2009, chapter 4: means 103 and 100, SD 5.5 and 4.5, 50 each: d = 0.5970, g = 0.5924
        groups = (50, 103.0, 5.5**2), (50, 100.0, 4.5**2)
        assert standardized(*groups) == pytest.approx(0.5970, abs=5e-5)
        assert standardized(*groups, spread="hedges") == pytest.approx(0.5924, abs=5e-5)
        assert comparison.smd_standard_error(standardized(*groups), 50, 50) == pytest.approx(0.2044, abs=5e-5)

    def test_means(self):
        ages = pd.DataFrame({"age": range(20), "group": np.repeat(list("abcd"), [2, 4, 6, 8])})
        frame = table_one(ages, by="group").to_frame(digits=2, total=False)
        assert frame.loc[0, list("abcd")].tolist() == ["0.50 (0.71)", "3.50 (1.29)", "8.50 (1.87)", "15.50 (2.45)"]
        values = pd.DataFrame({"group": [1] * 3 + [0] * 7, "value": [1, 2, 3, 3, 4, 4, 4, 4, 4, 5]})
        assert table_one(values, by="group").to_frame(digits=1).loc[0, [0, 1]].tolist() == ["4.0 (0.6)", "2.0 (1.0)"]

    def test_adjusted(self):
        frame = pd.DataFrame(
            {
                "numbers": [1, 2, 6, 1, 1, 1],
                "other": [1, 2, 3, 3, 3, 4],
                "even": ["yes", "no", "yes", "yes", "no", "yes"],
            }
        ).assign(colors=["red", "white", "blue", "red", "blue", "blue"])
        tests = {"numbers": "welch", "other": "welch", "colors": "chi-square"}
        shown = table_one(frame, by="even", tests=tests).to_frame(adjust="bonferroni").drop_duplicates("variable")
        assert shown.set_index("variable")["p_adjusted"].round(3).to_dict() == {
            "numbers": 1,
            "other": 1,
            "colors": 0.669,
        }


class TestAdjusted:
    p = 0.011, 0.02, 0.3, 0.0004, 0.02, None, 0.049, 0.9, 0.62

    @pytest.mark.parametrize(
        ("method", "expected"),
        [  # R: p.adjust(p, method)
            ("holm", [0.077, 0.12, 0.9, 0.0032, 0.12, np.nan, 0.196, 1, 1]),
            ("benjamini-hochberg", [0.04, 0.04, 0.4, 0.0032, 0.04, np.nan, 0.0784, 0.9, 0.7085714285714285]),
            ("bonferroni", [0.088, 0.16, 1, 0.0032, 0.16, np.nan, 0.392, 1, 1]),
        ],
    )
    def test_is_that_of_r(self, method, expected):
        got = comparison.adjusted_p_values(self.p, method=method)
        assert got == pytest.approx(expected, rel=1e-12, nan_ok=True)
        labelled = comparison.adjusted_p_values(pd.Series(self.p, index=list("ihgfedcba")), method=method)
        assert labelled.index.tolist() == list("ihgfedcba") and labelled.tolist() == pytest.approx(
            expected, nan_ok=True
        )

    def test_edges(self):
        assert comparison.adjusted_p_values([]).tolist() == []
        assert np.isnan(comparison.adjusted_p_values([None, np.nan])).all()
        for wrong in ([0.1, 1.1], [-0.1], ["0.1"], [[0.1]]):
            with pytest.raises(DataError, match=r"^p: expected"):
                comparison.adjusted_p_values(wrong)
        with pytest.raises(DataError, match=r"^method: expected one of holm"):
            comparison.adjusted_p_values([0.1], method="fdr")

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(st.floats(0, 1), min_size=1, max_size=12),
        st.sampled_from(["holm", "benjamini-hochberg", "bonferroni"]),
    )
    def test_never_below_the_given_and_in_the_same_order(self, p, method):
        got = comparison.adjusted_p_values(p, method=method)
        assert (got >= np.array(p) * (1 - 1e-12)).all() and (got <= 1).all()
        assert (np.diff(got[np.argsort(p)]) >= -1e-15).all()

    def test_tests_that_were_not_made_do_not_count(self, cases):
        shown = (
            table_one(cases, by="arm").to_frame(adjust="bonferroni").drop_duplicates("variable").set_index("variable")
        )
        assert np.isnan(shown.loc["site", "p_adjusted"])
        assert shown.loc["sex", "p_adjusted"] == pytest.approx(min(3 * shown.loc["sex", "p"], 1))


class TestTableOne:
    def test_every_test_is_named_with_its_reason(self, cases):
        table = table_one(cases, by="arm")
        tested = table.tested.set_index("variable")
        assert tested["test"].to_dict() == {
            "age": "Welch t", "sex": "Pearson chi-square", "rare": "Fisher exact", "site": "none"
        }  # fmt: skip
        assert "1 rows with a missing entry left out" in tested.loc["age", "reason"]
        assert tested.loc["site", "reason"] == "not tested: fewer than two levels or groups with cases"
        assert np.isnan(tested.loc["site", "p"])
        assert all(name in table.summary() for name in tested["test"])

    def test_numbers_are_those_of_the_single_functions(self, cases):
        table = table_one(cases, by="arm", columns=["age", "sex"], tests={"age": "wilcoxon"})
        tested = table.tested.set_index("variable")
        assert tested.loc["age", "p"] == comparison.compare_groups(cases["age"], cases["arm"], test="wilcoxon").p
        counts = pd.crosstab(cases["sex"], cases["arm"])
        assert tested.loc["sex", "p"] == comparison.contingency_test(counts).p
        smd = comparison.standardized_difference_categories(counts["drug"], counts["placebo"]).value
        assert tested.loc["sex", "smd"] == smd
        women = table.described.query("level == 'female' and group == 'drug'").iloc[0]
        assert women["n"] == counts.loc["female", "drug"] and women["share"] == women["n"] / 40
        missing = table.described.query("variable == 'age' and unknown")
        assert missing.set_index("group")["n"].to_dict() == {"Total": 1, "drug": 0, "placebo": 1}

    def test_printed_frame(self, cases):
        frame = table_one(cases, by="arm", columns=["age", "rare"]).to_frame()
        assert frame["variable"].tolist() == ["age", "age", "rare", "rare"]
        assert frame["level"].tolist() == ["mean (SD)", "(missing)", "no", "yes"]
        assert frame.loc[2, "drug"] == "39 (97.5%)" and frame.loc[3, "placebo"] == "0 (0.0%)"
        assert frame.loc[1, ["Total", "drug", "placebo"]].tolist() == ["1", "0", "1"]
        assert frame["p"].notna().tolist() == [True, False, True, False]

    def test_measured_columns_alone(self):
        """Means 11/3 and 38, standard deviations 1/sqrt(3) and 7."""
        frame = pd.DataFrame({"dose": [3.0, 4, 4, 31, 45, 38], "arm": [1, 1, 1, 2, 2, 2]})
        table = table_one(frame, by="arm")
        assert table.to_frame().loc[0, [1, 2]].tolist() == ["3.667 (0.577)", "38.00 (7.00)"]
        both = table.to_frame(measured="both", digits=1)
        assert both["level"].tolist() == ["mean (SD)", "median (IQR)"]
        assert both[1].tolist() == ["3.7 (0.6)", "4.0 (3.5 to 4.0), n = 3"]
        assert both["test"].tolist() == ["Wilcoxon rank sum, exact", ""]
        assert table.to_frame(measured="median")["Total"].tolist() == ["17.50 (4.000 to 36.25), n = 6"]

    def test_percentages_round_halves_up(self):
        """1 of 16, 9 of 2,000 and 229 of 400 are 6.25, 0.45 and 57.25%: no float of them rounds as they do."""
        for n, size, shown in ((1, 16, "1 (6.3%)"), (9, 2000, "9 (0.5%)"), (229, 400, "229 (57.3%)")):
            frame = pd.DataFrame({"site": ["home"] * n + ["work"] * (size - n)})
            assert table_one(frame).to_frame()["Total"][0] == shown
        assert table_one(pd.DataFrame({"site": list("abbbbbbb")})).to_frame(digits=2)["Total"][0] == "1 (12.50%)"
        assert table_one(pd.DataFrame({"site": list("abbbbbbb")})).to_frame(digits=0)["Total"][0] == "1 (13%)"

    def test_missing_is_a_level_where_asked(self):
        frame = pd.DataFrame({"route": ["oral", None, "oral", None, "eye"], "arm": list("xxyyy")})
        out, kept = (table_one(frame, by="arm", unknowns=how) for how in ("excluded", "kept"))
        assert out.to_frame()["Total"].tolist() == ["1 (33.3%)", "2 (66.7%)", "2"]
        assert kept.to_frame()["Total"].tolist() == ["1 (20.0%)", "2 (40.0%)", "2 (40.0%)"]
        assert kept.tested["p"][0] == comparison.contingency_test([[0, 1], [1, 1], [1, 1]]).p
        assert out.tested["p"][0] == comparison.contingency_test([[0, 1], [1, 1]]).p

    def test_rows_without_a_group_are_in_the_total_alone(self):
        frame = pd.DataFrame({"age": [1.0, 2, 3, 4, 50], "sex": list("fmfmf"), "year": [2019, 2019, 2020, 2020, None]})
        table = table_one(frame, by="year")
        rows = table.rows.query("variable == 'age'").set_index("group")["n"]
        assert rows.to_dict() == {"Total": 5, 2019: 2, 2020: 2} and table.without_group == 1
        assert "1 cases of no group" in table.summary()
        assert "missing" not in table.tested["reason"][0]

    @pytest.mark.parametrize(
        "labels",
        [
            [2019, 2020],
            [False, True],
            [0.5, 1.5],
            [9, 10],
            [("a", 1), ("a", 2)],
            list(pd.to_datetime(["2020", "2021"])),
        ],
    )
    def test_groups_by_labels_of_any_kind(self, labels):
        frame = pd.DataFrame(
            {"age": [3.0, 4, 4, 9, 8, 7], "sex": list("ffmmmf"), "by": [labels[0]] * 3 + [labels[1]] * 3}
        )
        plain = table_one(frame.assign(by=list("aaabbb")), by="by")
        for by in (frame["by"], frame["by"].astype("category")):
            table = table_one(frame.assign(by=by), by="by")
            shown = table.to_frame()
            assert list(shown.columns)[2:5] == ["Total", *labels]
            assert shown[labels[0]].tolist() == plain.to_frame()["a"].tolist()
            pd.testing.assert_frame_equal(table.tested, plain.tested)

    def test_columns_of_any_kind_are_described(self):
        frame = pd.DataFrame(
            {
                "truth": [True, False, None, True],
                "number": pd.array([1, None, 3, 4], dtype="Int64"),
                "year": pd.Categorical([2020, 2019, 2020, 2020]),
                "day": pd.to_datetime(["2020-01-01", "2020-01-01", None, "2019-01-01"]),
                "mixed": [1, "a", None, 1],
                "nothing": [np.nan] * 4,
                "no text": [None] * 4,
            }
        )
        shown = table_one(frame).to_frame(measured="median").set_index(["variable", "level"])["Total"]
        assert shown["truth", True] == "2 (66.7%)" and shown["truth", "(missing)"] == "1"
        assert shown["number", "median (IQR)"] == "3.000 (2.000 to 3.500), n = 3"
        assert shown["year"].to_dict() == {2019: "1 (25.0%)", 2020: "3 (75.0%)"}
        assert shown["day", pd.Timestamp(2019, 1, 1)] == "1 (33.3%)"
        assert shown["mixed", 1] == "2 (66.7%)"
        assert shown["nothing", "median (IQR)"] == "no value" and shown["no text", "(missing)"] == "4"

    def test_a_group_without_a_value_is_left_out_and_said(self):
        frame = pd.DataFrame(
            {"age": [1.0, 2, 3, 4, None, None], "sex": ["f", "m", "f", "m", None, None], "by": list("aabbcc")}
        )
        tested = table_one(frame, by="by").tested.set_index("variable")
        assert tested.loc["age", "p"] == comparison.wilcoxon_rank_sum([1, 2], [3, 4]).p
        assert tested.loc["age", "reason"].endswith("2 rows with a missing entry left out, all of c")
        assert tested.loc["sex", "reason"].endswith("1 empty columns left out")
        assert tested.loc["sex", "smd"] == 0 and tested.loc["age", "smd"] == pytest.approx(-2 / np.sqrt(0.5))
        one = table_one(frame.assign(sex=["f", "m", None, None, None, None]), by="by").tested.set_index("variable")
        assert one.loc["sex", "reason"] == "not tested: fewer than two levels or groups with cases"
        alone = table_one(frame.assign(age=[1.0, None, None, None, None, None]), by="by").tested
        assert alone["reason"][0] == "not tested: fewer than two groups with values" and np.isnan(alone["smd"][0])

    def test_differences_that_are_not_defined(self):
        frame = pd.DataFrame(
            {"by": list("aabbcc"), "same": ["x"] * 6, "apart": list("uvwxyz"), "one": [1.0, 2, 3, 4, 5, None]}
        )
        smd = table_one(frame, by="by").tested.set_index("variable")["smd"]
        assert smd.isna().all()
        two = pd.DataFrame({"by": list("aabb"), "level": list("xyxy"), "value": [1.0, 1, 3, 3]})
        assert table_one(two, by="by").tested["smd"].tolist() == [0.0, -np.inf]

    def test_pairs_of_categories(self):
        """Groups that share none of two categories are infinitely far apart, of three not defined; signs are of two."""
        pairs = comparison.pairwise_differences_categories
        assert pairs([[5, 0], [0, 7]])["value"].tolist() == [np.inf]
        assert pairs([[0, 5], [7, 0]])["value"].tolist() == [-np.inf]
        assert pairs([[5, 0, 1], [0, 7, 2], [0, 0, 3]])["value"].tolist()[:1] == [np.inf]
        assert np.isnan(pairs([[5, 0], [0, 7], [0, 1]])["value"][0])
        assert np.isnan(pairs([[5, 7], [0, 0]])["value"][0]) and np.isnan(pairs([[5, 0], [1, 0]])["value"][0])
        signed, size = pairs([[2, 5], [8, 5]]).iloc[0], pairs([[2, 5, 0], [8, 5, 0], [0, 0, 1]]).iloc[0]
        assert signed["value"] < 0 and (size["value"], size["low"], size["high"]) == pytest.approx(
            (-signed["value"], -signed["high"], -signed["low"])
        )
        wide = pairs([[2, 5], [8, 5]], level=0.99).iloc[0]
        assert wide["low"] < signed["low"] and wide["high"] > signed["high"]
        for wrong in ([[5], [7]], [5, 7], [["a", "b"]]):
            with pytest.raises(DataError, match=r"^table: expected"):
                pairs(wrong)

    def test_picture(self, cases):
        from matplotlib.figure import Figure

        ax = Figure().subplots()
        assert table_one(cases, by="arm", columns=["age", "sex"]).plot(ax) is ax
        assert ax.get_xlabel() and ax.get_ylabel()
        with pytest.raises(DataError, match=r"^by: expected groups"):
            table_one(cases).plot()

    def test_refused(self, cases):
        for arguments, said in (
            ({"by": "arm", "columns": ["weight"]}, r"^data: expected a column 'weight'"),
            ({"by": "site"}, r"^site: expected at least two groups, got 1"),
            ({"by": "arm", "columns": "age"}, r"^columns: expected a list"),
            ({"by": "arm", "columns": []}, r"^columns: expected characteristics"),
            ({"by": "arm", "columns": ["arm"]}, r"^columns: expected characteristics other than by='arm'"),
            ({"by": "arm", "tests": {"height": "welch"}}, r"^data: expected a column 'height'"),
            ({"by": "arm", "tests": {"sex": "welch"}}, r"^test: expected one of"),
            ({"by": "arm", "tests": "welch"}, r"^tests: expected a test by characteristic"),
            ({"by": "arm", "unknowns": "dropped"}, r"^unknowns: expected one of"),
        ):
            with pytest.raises(DataError, match=said):
                table_one(cases, **arguments)
        with pytest.raises(DataError, match=r"^arm: expected no group called 'p'"):
            table_one(cases.replace({"arm": {"drug": "p"}}), by="arm")
        with pytest.raises(DataError, match=r"^data: expected one column 'sex'"):
            table_one(cases[["sex", "sex", "arm"]], by="arm")
        with pytest.raises(DataError, match=r"^data: expected a pandas DataFrame"):
            table_one([1, 2, 3])
        with pytest.raises(DataError, match=r"^age: expected finite numbers"):
            table_one(cases.fillna({"age": np.inf}), by="arm")
        with pytest.raises(DataError, match=r"^percent: expected one of column, row"):
            table_one(cases).to_frame(percent="all")
        with pytest.raises(DataError, match=r"^adjust: expected one of holm"):
            table_one(cases, by="arm").to_frame(adjust="fdr")


@pytest.mark.parametrize(
    ("value", "significant", "shown"),
    [(11 / 3, 4, "3.667"), (38, 4, "38.00"), (12345.67, 4, "12,346"), (0.00123456, 4, "0.001235"), (0, 4, "0.000"),
     (-0.0, 3, "0.00"), (9999.96, 4, "10,000"), (1e9, 3, "1,000,000,000"), (1.2e-9, 3, "1.20e-09"),
     (-5.55, 3, "-5.55")],
)  # fmt: skip
def test_measured_values_are_never_printed_as_powers_but_the_smallest(value, significant, shown):
    assert measured_value(value, significant) == shown
