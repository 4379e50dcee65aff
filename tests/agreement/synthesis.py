"""Evidence synthesis against metafor (effect sizes, inverse variance, Mantel-Haenszel, Peto)."""

from __future__ import annotations

import pandas as pd

from analysis.stats import synthesis

from . import frame


def studies_of(case: dict) -> pd.DataFrame:
    """The input frame under our column names (metafor's: ai, bi, ci, di; x1i, t1i, ...)."""
    data = frame(case)
    if "ai" in data:
        named = {"events_1": data["ai"], "n_1": data["ai"] + data["bi"]}
        return data.assign(**named, events_2=data["ci"], n_2=data["ci"] + data["di"])
    names = {"xi": "events", "ni": "n", "ti": "time", "yi": "effect", "vi": "variance"}
    names |= {"x1i": "events_1", "t1i": "time_1", "x2i": "events_2", "t2i": "time_2"}
    for group in "12":
        names |= {f"m{group}i": f"mean_{group}", f"sd{group}i": f"sd_{group}", f"n{group}i": f"n_{group}"}
    return data.rename(columns=names)


def effects_of(case: dict) -> pd.DataFrame:
    given, data = case["input"], studies_of(case)
    if "effect" in data:
        return data.assign(measure=given["measure"])
    rule = {
        "add": given.get("add", 0.5),
        "to": given.get("to", "only0"),
        "drop00": given.get("drop00", False),
    }
    return synthesis.effect_sizes(data, measure=given["measure"], **rule)


def meta_effect_sizes(case: dict) -> dict:
    found = effects_of(case)
    return {"yi": found["effect"], "vi": found["variance"]}


def common(pooled) -> dict:
    """The names that every pooled result of the reference shares."""
    estimate = pooled.estimate
    return {
        "k": pooled.k,
        "b": pooled.effect,
        "se": pooled.se,
        "ci_lb": pooled.effect_low,
        "ci_ub": pooled.effect_high,
        "p": pooled.p,
        "I2": 100 * pooled.i2,
        "H2": pooled.h2,
        "bt": estimate.value,
        "bt_ci_lb": estimate.low,
        "bt_ci_ub": estimate.high,
    }


def meta_uni(case: dict) -> dict:
    given = case["input"]
    rules = {"method": given["method"], "test": given["test"], "level": given["level"] / 100}
    pooled = synthesis.pool(effects_of(case), **rules)
    got = common(pooled) | {
        "stat": pooled.statistic,
        "QE": pooled.q,
        "QEp": pooled.tests.loc["Cochran Q", "p"],
    }
    got["weights"] = 100 * pooled.studies["weight"]
    if given["method"] in ("EE", "FE"):
        return got
    got |= {"tau2": pooled.tau2, "se_tau2": pooled.se_tau2}
    got["pi_lb"], got["pi_ub"] = pooled.prediction_limits("model")
    got["pi_riley_lb"], got["pi_riley_ub"] = pooled.prediction_limits("k-2")
    read, tau2, i2 = pooled.prediction("model"), pooled.tau2_interval(), pooled.i2_interval()
    got |= {"bt_pi_lb": read.low, "bt_pi_ub": read.high, "tau2_ci_lb": tau2.low, "tau2_ci_ub": tau2.high}
    return got | {"I2_ci_lb": 100 * i2.low, "I2_ci_ub": 100 * i2.high}


def meta_fixed_pooled(case: dict) -> dict:
    given, data = case["input"], studies_of(case)
    if given["func"] == "rma.peto":
        pooled = synthesis.peto(data)
    else:
        pooled = synthesis.mantel_haenszel(data, measure=given["measure"])
    got = common(pooled) | {"z": pooled.statistic, "QE": pooled.q, "QEp": pooled.tests.loc["Cochran Q", "p"]}
    for name, key in (("Cochran-Mantel-Haenszel", "MH"), ("Tarone", "TA")):
        if name in pooled.tests.index:
            got |= {key: pooled.tests.loc[name, "statistic"], f"{key}p": pooled.tests.loc[name, "p"]}
    return got


def meta_zero_cells(case: dict) -> dict:
    """Common effects of tables with zeros; metafor lists a study that adds nothing with the weight 0."""
    given, data = case["input"], studies_of(case)
    peto = given["func"] == "rma.peto"
    pooled = synthesis.peto(data) if peto else synthesis.mantel_haenszel(data, measure=given["measure"])
    q = pooled.tests.loc["Cochran Q"]
    return {
        "b": pooled.effect,
        "se": pooled.se,
        "ci_lb": pooled.effect_low,
        "ci_ub": pooled.effect_high,
        "p": pooled.p,
        "QE": q["statistic"],
        "QEdf": q["df"],
        "I2": 100 * pooled.i2,
        "H2": pooled.h2,
        "weights": 100 * pooled.studies["weight"].reindex(data.index, fill_value=0),
    }


def meta_limits(case: dict) -> dict:
    effects, level = effects_of(case), case["input"]["level"] / 100
    robust = synthesis.henmi_copas(effects, level=level)
    got = {"hc_b": robust.effect, "hc_se": robust.se, "hc_tau2": robust.tau2}
    got |= {"hc_lb": robust.effect_low, "hc_ub": robust.effect_high}
    for method in ("ML", "REML"):
        limits = synthesis.pool(effects, method=method, level=level).tau2_interval("profile-likelihood")
        got |= {f"{method}_tau2": limits.value, f"{method}_pl_lb": limits.low, f"{method}_pl_ub": limits.high}
    return got


FAMILIES = {
    "meta_effect_sizes": meta_effect_sizes,
    "meta_uni": meta_uni,
    "meta_fixed_pooled": meta_fixed_pooled,
    "meta_zero_cells": meta_zero_cells,
    "meta_limits": meta_limits,
    "meta_trials": meta_uni,
}

NOT_COMPARED = {
    "meta_fixed_pooled": {
        "nielweise07_MH_RD/k": (
            "the stored number is k.yi, the 17 studies of Cochran's Q; rma.mh itself says k = 18, and so many enter "
            "the difference, one of them without events."
        ),
    },
    "meta_zero_cells": dict.fromkeys(
        ("one_arm_OR/weights", "one_arm_RR/weights"),
        "Without an event in group 2 the ratio and all weights are missing; metafor says so of the study without any "
        "event too, which enters no ratio and is not listed by ours.",
    ),
}
