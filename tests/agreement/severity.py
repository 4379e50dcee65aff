"""Severity against dose, compared with R's stats, MASS, pROC, brglm2, coin, exactRankTests and sandwich."""

from __future__ import annotations

import numpy as np

import agreement
from analysis.stats import severity


def dose_logistic(case: dict) -> dict:
    given, data = case["input"], agreement.frame(case)
    fit = severity.dose_response(
        data["dose"],
        data["events"],
        data["total"],
        link=given["link"],
        scale=given["scale"],
        level=given["conf"],
    )
    terms = fit.to_frame()
    delta = fit.effective_dose(given["probs"], on="model")
    fieller = fit.effective_dose(given["probs"], on="model", limits="fieller")
    doses = fit.effective_dose(given["probs"])
    got = {
        "coef": terms["value"], "se": terms["se"], "p_slope": terms.loc["slope", "p"], "deviance": fit.deviance,
        "df": fit.df, "pearson": fit.pearson, "lr_chisq": fit.lr_chisq, "p_lr": fit.p_lr,
        "ed": delta["value"], "ed_se": delta["se"], "ed_ci_lower": delta["low"], "ed_ci_upper": delta["high"],
        "ed_bt": doses["value"], "ed_bt_lower": doses["low"], "ed_bt_upper": doses["high"],
        # R's case writes null for a limit that is at the end of the axis because the set is unbounded.
        "fieller_lower": fieller["low"].where(fieller["bounded"]),
        "fieller_upper": fieller["high"].where(fieller["bounded"]), "fieller_bounded": fieller["bounded"],
    }  # fmt: skip
    if given["link"] == "logit":
        wald, profile = (fit.odds_ratio(limits=limits) for limits in ("wald", "profile"))
        got |= {"or_per_unit": wald.value, "or_wald_lower": wald.low, "or_wald_upper": wald.high}
        got |= {"or_profile_lower": profile.low, "or_profile_upper": profile.high}
    shares = fit.predict(np.array(given["at"], dtype=float))
    return got | {"p_at": shares["value"], "p_at_lower": shares["low"], "p_at_upper": shares["high"]}


def firth(case: dict) -> dict:
    data = agreement.frame(case)
    fit = severity.firth_logistic(data.drop(columns="y"), data["y"], level=case["input"]["conf"])
    terms, ratios = fit.to_frame(), fit.odds_ratios()
    return {
        "coef": terms["value"], "se": terms["se"], "ci_lower": terms["low"], "ci_upper": terms["high"],
        "p": terms["p"], "loglik": fit.loglik, "separation": fit.separated, "ml_finite": not fit.separated,
        "or": ratios["value"], "or_lower": ratios["low"], "or_upper": ratios["high"],
    }  # fmt: skip


def logistic(case: dict) -> dict:
    data = agreement.frame(case)
    covariates = data.drop(columns=["events", "n"])
    fit = severity.logistic_regression(covariates, data["events"], data["n"], level=case["input"]["conf"])
    terms, ratios = fit.to_frame(), fit.odds_ratios()
    return {
        "coef": terms["value"], "se": terms["se"], "p": terms["p"], "ci_lower": terms["low"], "ci_upper": terms["high"],
        "or": ratios["value"], "or_lower": ratios["low"], "or_upper": ratios["high"], "loglik": fit.loglik,
    }  # fmt: skip


def dose_isotonic(case: dict) -> dict:
    data = agreement.frame(case)
    columns = data["dose"], data["events"], data["total"]
    fit = severity.isotonic_response(*columns)
    table = fit.to_frame()
    return {
        "raw": table["share"],
        "fit": table["value"],
        "blocks": fit.blocks,
        "unweighted": severity.isotonic_response(*columns, weighted=False).value,
        "crossing": fit.crossing(case["input"]["probs"]),
    }


def dose_trend(case: dict) -> dict:
    data = agreement.frame(case)
    fit = severity.dose_trend(data["dose"], data["events"], data["total"], exact=case["input"]["exact"])
    return {
        "ca_chisq": fit.chisq, "ca_z": fit.z, "ca_p": fit.p, "ca_p_one": fit.p_increasing,
        "ca_chisq_n1": fit.chisq_n1, "homog_chisq": fit.homogeneity, "homog_p": fit.p_homogeneity,
        "ca_departure": fit.departure, "departure_p": fit.p_departure, "exact_p": fit.p_exact,
    }  # fmt: skip


def dose_cutoff(case: dict) -> dict:
    data = agreement.frame(case)
    roc = severity.dose_threshold(data["dose"], data["event"], resamples=20)
    cut = severity.dose_cutoff(data["dose"], data["event"], cut=case["input"]["cut"])
    return {
        "auc": roc.auc.value, "auc_ci_lower": roc.auc.low, "auc_ci_upper": roc.auc.high, "auc_var": roc.auc_variance,
        "youden": roc.youden, "n_best": len(roc.best), "thr_low": roc.best["low"], "thr_high": roc.best["high"],
        "sens": roc.best["sensitivity"], "spec": roc.best["specificity"], "fisher_p": cut.p,
        "fisher_or": cut.odds_ratio.value, "fisher_or_lower": cut.odds_ratio.low,
        "fisher_or_upper": cut.odds_ratio.high, "n_above": cut.n_above, "events_above": cut.events_above,
        "n_below": cut.n_below, "events_below": cut.events_below,
        "upper0": cut.below_bound and cut.below_bound.high,
    }  # fmt: skip


FAMILIES = {
    "dose_logistic": dose_logistic,
    "firth": firth,
    "logistic": logistic,
    "dose_isotonic": dose_isotonic,
    "dose_trend": dose_trend,
    "dose_cutoff": dose_cutoff,
}
NOT_COMPARED: dict[str, dict[str, str]] = {}
