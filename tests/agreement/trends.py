"""Log-linear trends and interrupted time series, as R computed them."""

from analysis.stats.trends import interrupted_time_series, loglinear_trend

from . import frame


def _trend(case: dict) -> dict:
    table, level = frame(case), case["input"]["conf"]
    given = {"year": table["year"], "population": table.get("population"), "level": level}

    def fit(model, limits="wald"):
        return loglinear_trend(table["count"], model=model, limits=limits, **given)

    poisson, quasi = fit("poisson"), fit("quasi-poisson")
    got = {
        "b0": poisson.intercept,
        "b1": poisson.slope,
        "se_b1": poisson.se,
        "p_poisson": poisson.p_value,
        "deviance": poisson.deviance,
        "pearson": poisson.pearson,
        "df": poisson.df,
        "phi": quasi.dispersion,
        "se_quasi": quasi.se,
        "p_quasi": quasi.p_value,
        "hc0_se_b1": fit("poisson", "robust").se,
        **_percent("apc", poisson.apc, "apc_wald"),
        **_percent(None, fit("poisson", "profile").apc, "apc_profile"),
        **_percent(None, quasi.apc, "apc_quasi_t"),
    }
    if case["input"]["fit_nb"]:
        nb = fit("negative-binomial")
        got |= {"nb_theta": nb.theta, "nb_b1": nb.slope, "nb_se_b1": nb.se, "nb_loglik": nb.loglik}
        got |= {
            "nb_se_b1_full": fit("negative-binomial", "observed").se,
            **_percent("nb_apc", nb.apc, "nb_apc"),
        }
    if (table["count"] > 0).all():
        got |= _percent("loglin_apc", fit("log-rate").apc, "loglin_apc")
    return got


def _given(case: dict) -> dict:
    table, model, jump = frame(case), case["input"]["model"], case["input"]["jump"] or None
    named = {"year": table["year"], "jump": jump}
    if model == "given":
        fit = loglinear_trend(table["rate"], model="log-rate", standard_error=table["se"], **named)
    else:
        named |= {"population": table.get("population"), "model": model}
        fit = loglinear_trend(table["count"], **named)
    steps, apc = fit.steps(), fit.apc
    names = {"step": "step", "step_se": "se", "step_low": "low", "step_high": "high", "step_p": "p"}
    got = {"slope": fit.slope, "se": fit.se, "apc_low": apc.low, "apc_high": apc.high, "p": fit.p_value, "df": fit.df}
    if "profile_low" in case["expected"]:
        profile = loglinear_trend(table["count"], limits="profile", **named).apc
        got |= {"profile_low": profile.low, "profile_high": profile.high}
    return got | {name: steps[column] for name, column in names.items()}


def _percent(name, estimate, prefix) -> dict:
    limits = {f"{prefix}_lower": estimate.low, f"{prefix}_upper": estimate.high}
    return limits | ({name: estimate.value} if name else {})


def _interrupted(case: dict) -> dict:
    table, given = frame(case), case["input"]
    season = (given["nharm"], given["period"])
    named = {"start": given["t0"], "season": season}
    if given["family"] != "gaussian":
        relative = {"model": "quasi-poisson", "population": table.get("population")}
        fit = interrupted_time_series(table["y"], lag=given["lag"], **relative, **named)
        return _relative(fit, given["conf"])
    fit = interrupted_time_series(table["y"], lag=given["lag"], **named)
    least_squares, robust = fit.to_frame(errors="model"), fit.to_frame(errors="newey-west")
    step = fit.level_change(errors="newey-west", level=given["conf"])
    got = {
        "coef": fit.coefficients,
        "se_ols": least_squares["se"],
        "p_ols": least_squares["p"],
        "se_nw": robust["se"],
        "se_nw_adj": fit.to_frame(errors="newey-west-adjusted")["se"],
        "sigma2": fit.dispersion,
        "dw": fit.durbin_watson,
        "level_ci_lower_nw": step.low,
        "level_ci_upper_nw": step.high,
        "effect_end": fit.effect_at_end,
        "auto_lag": interrupted_time_series(table["y"], **named).lag,
    }
    return got | (_autoregressive(table["y"], named) if given["arima"] else {})


def _relative(fit, level) -> dict:
    scaled = fit.to_frame(errors="model")
    step, slope = fit.level_change(level=level), fit.slope_change(level=level)
    return {
        "coef": fit.coefficients,
        "se_poisson": fit.to_frame(errors="poisson")["se"],
        "phi": fit.dispersion,
        "se_quasi": scaled["se"],
        "p_quasi": scaled["p"],
        "deviance": fit.deviance,
        "se_nw": fit.to_frame(errors="newey-west")["se"],
        "effect_end": fit.effect_at_end,
        **_percent("level_pct", step, "level_pct"),
        **_percent("slope_pct", slope, "slope_pct"),
    }


def _autoregressive(y, named) -> dict:
    fit = interrupted_time_series(y, model="ar1", **named)
    return {
        "arima_ar1": fit.autocorrelation,
        "arima_level": fit.coefficients["level"],
        "arima_slope": fit.coefficients["slope"],
        "arima_se_level": fit.to_frame().loc["level", "se"],
        "arima_sigma2": fit.dispersion,
        "arima_loglik": fit.loglik,
    }


FAMILIES = {"loglinear_trend": _trend, "trend_given": _given, "its": _interrupted}
