"""Rates, their ratio, and standardization."""

from agreement import frame
from analysis.stats.rate_difference import rate_difference
from analysis.stats.rate_ratio import percent_change, rate_ratio, rate_ratio_test
from analysis.stats.rates import rate, rate_test
from analysis.stats.standardization import (
    expected_count,
    indirectly_standardized_rate,
    standardized_rate,
    standardized_ratio,
)


def limits(name, estimate):
    return {f"{name}_lower": estimate.low, f"{name}_upper": estimate.high}


def poisson_rate(case):
    given = case["input"]
    x, t, level = given["x"], given["t"], given["conf"]
    got = {"rate": rate(x, t).value}
    for name, method in {"exact": "exact", "byar": "byar", "approx": "wald", "midp": "mid-p"}.items():
        got |= limits(name, rate(x, t, method=method, level=level))
    for name in ("two-sided", "less", "greater"):
        got[f"p_{name.replace('-', '_')}"] = rate_test(x, t, null=given["r0"], alternative=name)
    return got | {"upper_one_sided": rate(x, t, level=level, alternative="upper").high}


def ratio_of_rates(case):
    given = case["input"]
    groups, level = (given["x1"], given["t1"], given["x2"], given["t2"]), given["conf"]
    got = {"rr": rate_ratio(*groups).value}
    for name, method in {"exact": "exact", "midp": "mid-p", "wald": "wald"}.items():
        got |= limits(name, rate_ratio(*groups, method=method, level=level))
    periods = {"old_person_time": given["t2"], "new_person_time": given["t1"]}
    change = percent_change(given["x2"], given["x1"], **periods, level=level)
    difference = rate_difference(*groups, level=level)
    got |= {"pct_change": change.value, "rate_diff": difference.value}
    got |= limits("pct_change_exact", change) | limits("rate_diff", difference)
    tests = {"p_exact": "exact", "p_double": "doubled", "p_midp": "mid-p", "p_score": "score"}
    return got | {name: rate_ratio_test(*groups, method=method) for name, method in tests.items()}


def direct(case):
    table, level = frame(case), case["input"]["conf"]
    columns = table["count"], table["pop"], table["stdpop"]
    got = {"crude_rate": rate(table["count"].sum(), table["pop"].sum()).value}
    got["adj_rate"] = standardized_rate(*columns).value
    for method in ("gamma", "normal", "lognormal"):
        got |= limits(method, standardized_rate(*columns, method=method, level=level))
    return got


def indirect(case):
    table, level = frame(case), case["input"]["conf"]
    observed = table["count"].sum()
    expected = expected_count(table["pop"], table["stdcount"], table["stdpop"])
    got = {"observed": observed, "expected": expected, "smr": standardized_ratio(observed, expected).value}
    for name, method in {"exact": "exact", "byar": "byar", "midp": "mid-p", "wald_log": "log-wald"}.items():
        got |= limits(name, standardized_ratio(observed, expected, method=method, level=level))
    got["p_exact"] = rate_test(observed, expected)
    got["isr"] = indirectly_standardized_rate(table["count"], table["pop"], table["stdcount"], table["stdpop"]).value
    return got | {"crude_rate": rate(observed, table["pop"].sum()).value}


FAMILIES = {
    "poisson_rate": poisson_rate,
    "rate_ratio": ratio_of_rates,
    "direct_standardisation": direct,
    "smr": indirect,
}

_EPITOOLS = "epitools adds 0.5 in both limits, which is not the formula of Breslow and Day (compared as byar)"
NOT_COMPARED = {
    "poisson_rate": {"byar_half_lower": _EPITOOLS, "byar_half_upper": _EPITOOLS},
    "direct_standardisation": {
        "var": "an intermediate result: the normal limits are the rate -+ z sqrt(var), and they are compared",
        "all_zero/gamma_lower": "0/0 in R; the convention here is 0, as the reference recommends",
    },
}
