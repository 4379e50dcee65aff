"""Sample surveys, compared with R's survey package."""

from __future__ import annotations

import numpy as np

import agreement
from analysis.stats import survey_design, survey_mean, survey_proportion, survey_ratio, survey_total


def survey(case: dict) -> dict:
    given, data = case["input"], agreement.frame(case)
    lone = {"fail": "error"}.get(given["lone"], given["lone"])
    design = survey_design(data["weight"], strata=data.get("stratum"), clusters=data.get("cluster"), lone=lone)
    got = _answers("", design, data, None, given["conf"])
    if given["domain"]:
        got |= _answers("domain_", design, data, data["group"] == given["domain"], given["conf"])
    by_count, by_mean = survey_total(design, by=data["group"]), survey_mean(design, data["y"], by=data["group"])
    got |= {"by_count": by_count["value"], "by_count_se": by_count["se"]}
    return got | {"by_mean": by_mean["value"], "by_mean_se": by_mean["se"]}


def _answers(name: str, design, data, domain, conf: float) -> dict:
    how = {"domain": domain, "level": conf}
    found = {
        "total": survey_total(design, data["y"], **how),
        "count": survey_total(design, **how),
        "mean": survey_mean(design, data["y"], **how),
        "ratio": survey_ratio(design, data["y"], data["x"], **how),
        "share": survey_proportion(design, data["event"], method="wald", **how),
        "share_logit": survey_proportion(design, data["event"], method="logit", **how),
        "share_beta": survey_proportion(design, data["event"], method="beta", **how),
    }
    got = {f"{name}df": found["total"].df}
    for what, estimate in found.items():
        ends = {"": estimate.value, "_se": estimate.se, "_lower": estimate.low, "_upper": estimate.high}
        got |= {f"{name}{what}{end}": number for end, number in ends.items()}
    assert np.isclose(found["share_beta"].value, found["share"].value)
    return got


FAMILIES = {"survey": survey}
_EDGE = "at a share of 0 or 1 R's regression stops at a logit of about -26 or 26; there are no limits on that scale"
_BETA = "at a share of 0 or 1 the effective size of R is 0/0; here it is the number of records (test_survey)"
NOT_COMPARED = {
    "survey": {
        f"{case}/domain_share_{method}_{end}": reason
        for case in ("no_event", "all_events")
        for method, reason in {"logit": _EDGE, "beta": _BETA}.items()
        for end in ("lower", "upper")
    }
}
