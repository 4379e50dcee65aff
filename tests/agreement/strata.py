"""2x2 tables over strata."""

from agreement import frame
from analysis.stats.strata import (
    common_odds_ratio,
    common_risk_ratio,
    exact_stratified_test,
    homogeneity_test,
    mantel_haenszel_test,
)


def stratified(case):
    table = frame(case)
    groups = (table["a"], table["a"] + table["b"], table["c"], table["c"] + table["d"])
    got = {}
    estimates = {"or_mh": common_odds_ratio(*groups), "rr_mh": common_risk_ratio(*groups)}
    if case["input"]["exact"]:
        estimates["or_exact"] = common_odds_ratio(*groups, method="exact")
        got["p_exact"] = exact_stratified_test(*groups)
    for name, estimate in estimates.items():
        got |= {name: estimate.value, f"{name}_lower": estimate.low, f"{name}_upper": estimate.high}
    for corrected, end in ((True, "_cc"), (False, "")):
        test = mantel_haenszel_test(*groups, corrected=corrected)
        got |= {f"stat{end}": test.statistic, f"p{end}": test.p}
    for name, method in {"bd": "breslow-day", "tarone": "tarone", "woolf": "woolf"}.items():
        test = homogeneity_test(*groups, method=method)
        got |= {name: test.statistic, f"{name}_p": test.p}
    return got


FAMILIES = {"stratified_2x2": stratified}
