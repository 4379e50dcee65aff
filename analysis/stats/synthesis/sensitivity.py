"""How far the pooled effect hangs on single studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import gammainc

from ...errors import DataError
from ..arguments import checked_level
from .least_squares import studies
from .pooling import options, pooled_table, usable_effects
from .weighted import fit

if TYPE_CHECKING:
    pass


def leave_one_out(
    effects: pd.DataFrame,
    *,
    convention: str = "metafor",
    method: str | None = None,
    test: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Pool again without each study in turn; all fits are made at once.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`.
    convention, method, test, level
        As for `pool`.

    Returns
    -------
    pandas.DataFrame
        One row per study left out, in its order and under its index: ``value, low, high`` on the reading
        scale, then ``k, effect, se, ..., tau2, i2, h2, q, q_p`` as in `Pooled`.

    Raises
    ------
    DataError
        With fewer than two studies.

    Examples
    --------
    The pooled effect without each of five series of poisonings:

    >>> series = pd.DataFrame({"effect": [0.2, 0.5, 0.9, 1.4, 1.9], "variance": [0.02, 0.05, 0.1, 0.2, 0.4]})
    >>> leave_one_out(series)["value"].round(2).tolist()
    [1.0, 0.95, 0.84, 0.67, 0.63]
    """
    frame, _ = usable_effects(effects)
    if len(frame) < 2:
        raise DataError("effects: expected at least 2 studies to leave one out, got 1.")
    return _table(effects, ~np.eye(len(frame), dtype=bool), (convention, method, test, level))


def cumulative(
    effects: pd.DataFrame,
    *,
    convention: str = "metafor",
    method: str | None = None,
    test: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Pool the first study, the first two, and so on, in the order of the rows (sort by year first).

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`.
    convention, method, test, level
        As for `pool`.

    Returns
    -------
    pandas.DataFrame
        The columns of `leave_one_out`, one row per study added.

    Examples
    --------
    How the pooled effect changed as series were published:

    >>> series = pd.DataFrame({"effect": [0.2, 0.5, 0.9, 1.4, 1.9], "variance": [0.02, 0.05, 0.1, 0.2, 0.4]})
    >>> cumulative(series)[["k", "value"]].round(2).to_numpy().tolist()
    [[1.0, 0.2], [2.0, 0.3], [3.0, 0.46], [4.0, 0.63], [5.0, 0.81]]
    """
    frame, _ = usable_effects(effects)
    return _table(effects, np.tri(len(frame), dtype=bool), (convention, method, test, level))


def influence(effects: pd.DataFrame, *, convention: str = "metafor", method: str | None = None) -> pd.DataFrame:
    """How much each study moves the pooled effect.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`.
    convention, method
        As for `pool`.

    Returns
    -------
    pandas.DataFrame
        One row per study: ``rstudent`` residual from the fit without the study over its standard error;
        ``dffits`` and ``dfbetas`` change of the fitted and the pooled effect in standard errors;
        ``cook_distance``; ``covariance_ratio`` of the pooled effect without to with the study;
        ``tau2_deleted`` and ``q_deleted`` without it; ``hat`` value, which is the weight as a share; and
        ``influential``: an absolute dffits above ``3 sqrt(1/(k - 1))``, a Cook's distance beyond the
        chi-square median, a hat value above ``3/k`` or an absolute dfbetas above 1.

    Raises
    ------
    DataError
        With fewer than two studies.

    Examples
    --------
    Which of five series moves the pooled effect most:

    >>> series = pd.DataFrame({"effect": [0.2, 0.5, 0.9, 1.4, 1.9], "variance": [0.02, 0.05, 0.1, 0.2, 0.4]})
    >>> influence(series)["cook_distance"].idxmax()
    0

    References
    ----------
    Viechtbauer W, Cheung MWL. Outlier and influence diagnostics for meta-analysis. Res Synth Methods
    2010;1:112-125. doi:10.1002/jrsm.11
    """
    frame, _ = usable_effects(effects)
    k = len(frame)
    if k < 2:
        raise DataError("effects: expected at least 2 studies to judge their influence, got 1.")
    rules = options(convention, method)
    y, v = frame["effect"].to_numpy(), frame["variance"].to_numpy()
    whole = fit(studies(y, v), rules.method)
    without = fit(studies(y, v, ~np.eye(k, dtype=bool)), rules.method)
    hat = whole.weights[0] / whole.weights.sum()
    variance, rest = whole.covariance[0, 0, 0], without.covariance[:, 0, 0]
    shift = whole.beta[0, 0] - without.beta[:, 0]
    reweighted = 1 / (v + without.tau2[:, None])
    table = {
        "rstudent": (y - without.beta[:, 0]) / np.sqrt(v + rest + without.tau2),
        "dffits": shift / np.sqrt(hat * (without.tau2 + v)),
        "dfbetas": shift * np.sqrt(reweighted.sum(axis=1)),
        "cook_distance": shift**2 / variance,
        "covariance_ratio": rest / variance,
        "tau2_deleted": without.tau2,
        "q_deleted": without.q,
        "hat": hat,
    }
    far = np.abs(table["dffits"]) > 3 * np.sqrt(1 / (k - 1))
    moved = (gammainc(0.5, table["cook_distance"] / 2) > 0.5) | (np.abs(table["dfbetas"]) > 1)
    return pd.DataFrame(table | {"influential": far | moved | (hat > 3 / k)}, index=frame.index)


def _table(effects, present, settings) -> pd.DataFrame:
    convention, method, test, level = settings
    frame, measure = usable_effects(effects)
    given = studies(frame["effect"].to_numpy(), frame["variance"].to_numpy(), present)
    rules = options(convention, method, test)
    table = pooled_table(given, rules, checked_level(level), measure, frame.get("n"))
    labels = frame.get("study", frame.index)
    return table.set_axis(pd.Index(labels, name="study"), axis=0)
