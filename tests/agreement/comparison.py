"""Group comparisons, compared with R's stats, exactRankTests and vcd."""

from __future__ import annotations

import pandas as pd
from scipy.special import ndtri

import agreement
from analysis.stats import comparison


def contingency(case: dict) -> dict:
    table = case["input"]["table"]
    pearson = comparison.contingency_test(table, test="chi-square")
    got = {
        "chisq": pearson.statistic, "df": pearson.df, "p": pearson.p, "cramers_v": comparison.cramers_v(table),
        "min_expected": comparison.expected_counts(table).min(),
        "g": comparison.contingency_test(table, test="g").statistic,
    }  # fmt: skip
    if case["input"]["fisher"]:
        got["fisher_p"] = comparison.contingency_test(table, test="fisher").p
    if len(table) == len(table[0]) == 2:
        yates = comparison.contingency_test(table, test="yates")
        got |= {"chisq_yates": yates.statistic, "p_yates": yates.p}
    return got


def group_comparison(case: dict) -> dict:
    data = agreement.frame(case)
    value, group = data["value"], data["group"].astype(str)
    seen = comparison.group_summary(value, group)
    ranks = comparison.kruskal_wallis(value, group)
    got = {"levels": list(seen.index), **{name: seen[name] for name in ("n", "mean", "sd", "median", "q1", "q3")}}
    got |= {"kw": ranks.statistic, "kw_df": ranks.df, "kw_p": ranks.p}
    if "anova_f" in case["expected"]:
        classical, welch = (comparison.anova(value, group, equal_variances=same) for same in (True, False))
        got |= {"anova_f": classical.statistic, "anova_p": classical.p}
        got |= {"welch_f": welch.statistic, "welch_p": welch.p}
    if len(seen) == 2:
        x, y = (value[group == name] for name in seen.index)
        got |= _two_groups(x, y) | (_means(x, y) if "t" in case["expected"] else {})
    return got


def _two_groups(x: pd.Series, y: pd.Series) -> dict:
    exact = comparison.wilcoxon_rank_sum(x, y, exact=True)
    normal, plain = (comparison.wilcoxon_rank_sum(x, y, exact=False, correct=c) for c in (True, False))
    shift = exact.estimate
    return {
        "W": exact.statistic, "p_exact": exact.p, "p_normal": normal.p, "p_normal_nocc": plain.p,
        "hl": shift.value, "hl_lower": shift.low, "hl_upper": shift.high,
    }  # fmt: skip


def _means(x: pd.Series, y: pd.Series) -> dict:
    welch, student = (comparison.t_test(x, y, equal_variances=same) for same in (False, True))
    spreads = {"cohen_d": "cohen", "hedges_g": "hedges", "smd_table1": "average"}
    return {
        "t": welch.statistic, "t_df": welch.df, "t_p": welch.p, "diff_lower": welch.estimate.low,
        "diff_upper": welch.estimate.high, "t_pooled": student.statistic, "t_pooled_p": student.p,
        **{name: comparison.standardized_difference(x, y, spread=s).value for name, s in spreads.items()},
    }  # fmt: skip


def smd_categorical(case: dict) -> dict:
    first, second = case["input"]["group1"], case["input"]["group2"]
    smd = comparison.standardized_difference_categories(first, second).value
    return {
        "smd": smd,
        "abs_smd": abs(smd),
        "se": comparison.smd_standard_error(smd, sum(first), sum(second)),
    }


def agree(case: dict) -> dict:
    if "table" in case["input"]:
        table = case["input"]["table"]
        plain, weighted = comparison.kappa(table), comparison.kappa(table, weights="linear")
        return {
            "kappa": plain.value, "kappa_se": _se(plain), "kappa_w": weighted.value, "kappa_w_se": _se(weighted),
            "agreement": comparison.observed_agreement(table).value,
        }  # fmt: skip
    data = agreement.frame(case)
    pearson, *ranks = (
        comparison.correlation(data["x"], data["y"], method=m) for m in ("pearson", "spearman", "kendall")
    )
    return {
        "pearson": pearson.estimate.value, "pearson_p": pearson.p, "pearson_lower": pearson.estimate.low,
        "pearson_upper": pearson.estimate.high, "spearman": ranks[0].estimate.value,
        "kendall": ranks[1].estimate.value,
    }  # fmt: skip


def _se(estimate) -> float:
    """The standard error that normal limits were made with."""
    return (estimate.high - estimate.low) / (2 * ndtri((1 + estimate.level) / 2))


FAMILIES = {
    "contingency": contingency,
    "group_comparison": group_comparison,
    "smd_categorical": smd_categorical,
    "agreement": agree,
}
_EMPTY = "an empty column makes R's statistic 0/0; it is left out here, and the reason of the test says so"
NOT_COMPARED = {
    "contingency": {f"zero_column/{name}": _EMPTY for name in ("chisq", "df", "p", "cramers_v", "min_expected")}
}
