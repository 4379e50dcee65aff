"""One proportion, and two: difference, risk ratio, odds ratio."""

from analysis.stats.odds_ratio import odds_ratio
from analysis.stats.proportions import binomial_test, proportion, rule_of_three
from analysis.stats.risk_difference import number_needed_to_treat, risk_difference
from analysis.stats.risk_ratio import risk_ratio
from analysis.stats.two_by_two import association_test

ONE = {
    "cp": "clopper-pearson",
    "wilson": "wilson",
    "wilsoncc": "wilson-cc",
    "proptest_cc": "wilson-cc",
    "ac": "agresti-coull",
    "jeff": "jeffreys-equal-tailed",
    "jeffmod": "jeffreys",
    "midp": "mid-p",
    "wald": "wald",
}
DIFFERENCE = {
    "newcombe": "newcombe",
    "newcombe_cc": "newcombe-cc",
    "wald": "wald",
    "agresti_caffo": "agresti-caffo",
    "mn": "miettinen-nurminen",
    "mee": "mee",
}


def limits(name, estimate):
    return {f"{name}_lower": estimate.low, f"{name}_upper": estimate.high}


def binom_ci(case):
    given = case["input"]
    x, n, level = given["x"], given["n"], given["conf"]
    got = {"estimate": proportion(x, n).value, "rule_of_three": rule_of_three(n)}
    for name, method in ONE.items():
        got |= limits(name, proportion(x, n, method=method, level=level))
    for side in ("upper", "lower"):
        bound = proportion(x, n, method="clopper-pearson", level=level, alternative=side)
        got[f"{side}_one_sided"] = bound.high if side == "upper" else bound.low
    for name in ("two-sided", "less", "greater"):
        got[f"p_{name.replace('-', '_')}"] = binomial_test(x, n, null=given["p0"], alternative=name)
    return got


def two_proportions(case):
    given = case["input"]
    groups, level = (given["x1"], given["n1"], given["x2"], given["n2"]), given["conf"]
    got = {"diff": risk_difference(*groups).value}
    for name, method in DIFFERENCE.items():
        got |= limits(name, risk_difference(*groups, method=method, level=level))
    return got | tests(groups)


def tests(groups):
    names = {
        "p_chisq": "chi-square",
        "p_chisq_yates": "chi-square-yates",
        "p_fisher": "fisher",
        "p_midp": "mid-p",
    }
    return {name: association_test(*groups, method=method) for name, method in names.items()}


def groups_of(case):
    a, b, c, d = (case["input"][cell] for cell in "abcd")
    return a, a + b, c, c + d


def risk_ratios(case):
    groups, level = groups_of(case), case["input"]["conf"]
    by = {m: risk_ratio(*groups, method=m, level=level) for m in ("wald", "small-sample", "wald-adjusted", "score")}
    difference = risk_difference(*groups, method="wald", level=level)
    got = {"rr": by["wald"].value, "rr_small": by["small-sample"].value, "rr_half": by["wald-adjusted"].value}
    got |= limits("wald", by["wald"]) | limits("rr_small_ci", by["small-sample"])
    got |= limits("rr_half_ci", by["wald-adjusted"]) | limits("score", by["score"])
    got |= {"rd": difference.value, "nnt": number_needed_to_treat(*groups).value}
    return got | limits("rd_wald", difference) | tests(groups)


def odds_ratios(case):
    groups, level = groups_of(case), case["input"]["conf"]
    by = {m: odds_ratio(*groups, method=m, level=level) for m in ("wald", "wald-adjusted", "exact", "mid-p")}
    got = {"or": by["wald"].value, "or_half": by["wald-adjusted"].value}
    got |= {"cmle": by["exact"].value, "mue": by["mid-p"].value}
    got |= limits("wald", by["wald"]) | limits("or_half_ci", by["wald-adjusted"])
    got |= limits("fisher", by["exact"]) | limits("midp", by["mid-p"])
    for side in ("greater", "less"):
        got[f"p_fisher_{side}"] = association_test(*groups, alternative=side)
    return got | tests(groups)


FAMILIES = {
    "binom_ci": binom_ci,
    "two_proportions": two_proportions,
    "risk_ratio": risk_ratios,
    "odds_ratio": odds_ratios,
}

_PROP_TEST = "R's prop.test drops the continuity correction at x = n/2, Newcombe's published formula does not"
NOT_COMPARED = {
    "binom_ci": {"half_5_10/proptest_cc_lower": _PROP_TEST, "half_5_10/proptest_cc_upper": _PROP_TEST},
}
