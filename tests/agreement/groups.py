"""Limits of rates, of two groups and of standardized rates, and what is made of them (`reference/scripts/groups.R`)."""

from agreement import frame
from analysis.estimate import Estimate
from analysis.stats.attributable import attributable_fraction, population_attributable_fraction
from analysis.stats.e_value import e_value
from analysis.stats.odds_ratio import odds_ratio
from analysis.stats.rate_difference import rate_difference
from analysis.stats.rate_ratio import rate_ratio
from analysis.stats.rates import rate
from analysis.stats.risk_ratio import risk_ratio
from analysis.stats.standardization import standardized_rate


def limits(name, estimate):
    return {f"{name}_lower": estimate.low, f"{name}_upper": estimate.high}


def bounds(name, function, *groups, method, level):
    upper, lower = (function(*groups, method=method, level=level, alternative=side) for side in ("upper", "lower"))
    return {f"{name}_upper_bound": upper.high, f"{name}_lower_bound": lower.low}


def rate_limits(case):
    x, t, level = (case["input"][name] for name in ("x", "t", "conf"))
    got = bounds("exact", rate, x, t, method="exact", level=level)
    for method in ("score", "jeffreys"):
        got |= limits(method, rate(x, t, method=method, level=level))
    return got


def two_rate_limits(case):
    *groups, level = (case["input"][name] for name in ("x1", "t1", "x2", "t2", "conf"))
    got = bounds("ratio_exact", rate_ratio, *groups, method="exact", level=level)
    got |= bounds("diff_wald", rate_difference, *groups, method="wald", level=level)
    for method in ("score", "mover"):
        got |= limits(f"ratio_{method}", rate_ratio(*groups, method=method, level=level))
        got |= limits(f"diff_{method}", rate_difference(*groups, method=method, level=level))
    return got


def group_limits(case):
    a, b, c, d, level = (case["input"][name] for name in ("a", "b", "c", "d", "conf"))
    groups = (a, a + b, c, c + d)
    got = bounds("rr", risk_ratio, *groups, method="wald", level=level)
    got |= bounds("or", odds_ratio, *groups, method="wald", level=level)
    for name, function in {"rr": risk_ratio, "or": odds_ratio}.items():
        got |= limits(f"{name}_mn", function(*groups, method="miettinen-nurminen", level=level))
    exposed = attributable_fraction(risk_ratio(*groups, level=level))
    got |= {"af": exposed.value} | limits("af", exposed)
    for name, design in {"paf": "cohort", "cc_paf": "case-control"}.items():
        for end, method in {"": "jewell", "_wald": "wald"}.items():
            made = population_attributable_fraction(*groups, design=design, method=method, level=level)
            got |= {name: made.value} | limits(name + end, made)
    return got


def dobson(case):
    table, level = frame(case), case["input"]["conf"]
    got = {}
    for method in ("exact", "byar"):
        columns = table["count"], table["pop"], table["stdpop"]
        made = standardized_rate(*columns, method=f"dobson-{method}", level=level)
        got |= {"adj_rate": made.value} | limits(method, made)
    return got


def e_values(case):
    given = case["input"]
    made = e_value(Estimate(*(given[part] for part in ("value", "low", "high"))), measure=given["measure"])
    return {"value": made.value, "limit": made.limit}


FAMILIES = {
    "rate_limits": rate_limits,
    "two_rate_limits": two_rate_limits,
    "group_limits": group_limits,
    "dobson": dobson,
    "e_value": e_values,
}
