"""Joinpoint grid search and continuous breakpoints, as R computed them."""

import numpy as np

from analysis.stats.joinpoint import breakpoints, davies_test, joinpoint_models, score_test
from analysis.stats.joinpoint.linearised import one_sided
from analysis.stats.joinpoint.open_ended import fit_at

from . import frame


def _grid(case: dict) -> dict:
    table, given = frame(case), case["input"]
    named = {
        "year": table["x"],
        "population": table.get("population"),
        "maximum": given["kmax"],
        "spacing": (given["min_end"], given["min_between"]),
    }
    weights = {"constant": "log-rate", "poisson_variance": "weighted-log-rate"}
    models = joinpoint_models(table["count"], model=weights[given["weights"]], **named)
    poisson = joinpoint_models(table["count"], model="poisson", **named)
    k = models.best("bic")
    fit = models.fit(k, level=given["conf"])
    segments, average = fit.apc("known"), fit.aapc(joints="known")
    return {
        "sse_by_k": models.objective,
        "joinpoints_by_k": models.joinpoints,
        "bic_by_k": models.bic,
        "k_bic": k,
        "joinpoints": fit.joinpoints,
        "slopes": fit.slopes,
        "se_slopes": segments["se"],
        "se_slopes_jp": fit.apc("estimated")["se"],
        "apc": segments["value"],
        "apc_lower": segments["low"],
        "apc_upper": segments["high"],
        "aapc": average.value,
        "aapc_lower": average.low,
        "aapc_upper": average.high,
        "sse_gap": models.runner_up[k] / models.objective[k] - 1,
        "poisson_deviance_by_k": poisson.objective,
        "poisson_joinpoints_by_k": poisson.joinpoints,
    }


def _given(case: dict) -> dict:
    table, given = frame(case), case["input"]
    named = {"year": table["year"], "jump": given["jump"] or None, "maximum": given["kmax"]}
    named |= {"spacing": (given["min_end"], given["min_between"])}
    if given["weights"] == "poisson":
        models = joinpoint_models(table["count"], model="poisson", population=table["population"], **named)
    else:
        error = table["se"] if given["weights"] == "given" else None
        models = joinpoint_models(table["rate"], standard_error=error, **named)
    fit = models.fit(models.best())
    segments, steps = fit.apc(), fit.steps()
    names = {"step": "step", "step_se": "se", "step_low": "low", "step_high": "high", "step_p": "p"}
    return {
        "objective": models.objective,
        "joinpoints_by_k": models.joinpoints,
        "bic": models.bic,
        "k": len(fit.joinpoints),
        "slopes": fit.slopes,
        "se": segments["se"],
        "p": segments["p"],
        **{name: steps[column] for name, column in names.items()},
    }


def _broken_line(case: dict) -> dict:
    table, given = frame(case), case["input"]
    model = {"gaussian_log": "log-rate"}.get(given["type"], given["type"])
    y = table["y" if model == "gaussian" else "count"]
    named = {"x": table["x"], "population": table.get("population"), "model": model}
    fits = [breakpoints(y, number=k, level=given["conf"], **named) for k in range(given["kmax"] + 1)]
    fit = fits[given["k"]]
    joints, segments = fit.breakpoints(), fit.segments()
    got = {
        "psi": fit.psi,
        "psi_segmented": fit.psi,
        "se_psi": joints["se"],
        "psi_ci_lower": joints["low"],
        "psi_ci_upper": joints["high"],
        "slopes": fit.slopes,
        "se_slopes": segments["se"],
        "objective": fit.objective,
        "bic_by_k": [each.bic for each in fits],
        "k_bic": min(range(len(fits)), key=lambda k: fits[k].bic),
        "davies_p": davies_test(y, **named).p_value,
        "score_p": score_test(y, **named).p_value,
    }
    return got | (_percent_changes(fit) if model != "gaussian" else {})


def _corner(case: dict) -> dict:
    table, model, k = frame(case), case["input"]["type"], case["input"]["k"]
    fit = breakpoints(table["y"], x=table["x"], population=table.get("population"), model=model, number=k)
    at = fit_at(fit.series, fit.psi)
    dispersion = fit.objective / fit.df if model == "gaussian" else 1.0
    got = {"psi": fit.psi, "objective": fit.objective, "slopes": fit.slopes}
    for name, from_left in (("left", True), ("right", False)):
        covariance = dispersion * one_sided(fit.series, fit.psi, at, np.full(k, from_left))
        error = np.sqrt(np.diag(covariance))
        got |= {f"se_psi_{name}": error[k + 2 :], f"se_slopes_{name}": error[1 : k + 2]}
    return got


def _percent_changes(fit) -> dict:
    percent, average = fit.apc(), fit.aapc()
    return {
        "apc": percent["value"],
        "apc_lower": percent["low"],
        "apc_upper": percent["high"],
        "aapc": average.value,
        "aapc_lower": average.low,
        "aapc_upper": average.high,
        "aapc_log_se": fit.mean_slope_se(),
        "aapc_fixed_psi_se": fit.mean_slope_se(breakpoints="known"),
    }


FAMILIES = {"joinpoint_grid": _grid, "joinpoint_given": _given, "segmented": _broken_line, "segmented_corner": _corner}

NOT_COMPARED = {
    "segmented": {
        "kink": "information only in the reference; errors at a corner are compared in segmented_corner",
        "selgmented_k": "information only in the reference: a heuristic search that may miss the optimum",
    },
    "segmented_corner": {
        "segmented_se_psi": "the one or the other of the two errors beside it, by where segmented was started; the one "
        "given here lies between them (a test of its own)",
    },
}
