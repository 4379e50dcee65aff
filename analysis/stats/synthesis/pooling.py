"""Inverse-variance pooling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtr, stdtr

from ...errors import DataError
from ..arguments import checked_level, choice, numbers
from .conventions import CONVENTIONS, Convention
from .least_squares import Studies, studies
from .measures import MEASURES, back_transform
from .pooled import PREDICTION_RULES, Pooled, heterogeneity_tests, quantile, with_limits
from .weighted import METHODS, TESTS, Fit, fit

LARGEST = 1e50  # cubes of weights and squares of effects must stay within floating-point numbers


def pool(
    effects: pd.DataFrame,
    *,
    convention: str = "metafor",
    method: str | None = None,
    test: str | None = None,
    prediction: str | None = None,
    level: float = 0.95,
) -> Pooled:
    """Pool effects by inverse variance under a common or a random effect.

    The effect is ``sum wy / sum w`` with ``w = 1/(v + tau2)``. With the weighted sum of squares ``Q(t) = sum w (y -
    mean)^2`` the between-study variance tau2 is:

    ==========  ==========================================================================================  ==========
    method      tau2                                                                                        source
    ==========  ==========================================================================================  ==========
    REML        highest maximum of the restricted likelihood                                                [2]_, [3]_
    ML          highest maximum of the likelihood                                                           [3]_
    DL          ``(Q(0) - (k - 1)) / (sum 1/v - sum 1/v^2 / sum 1/v)``                                      [1]_
    PM, EB      root of ``Q(t) = k - 1``: two names of one estimator                                        [4]_
    SJ          ``sum w (y - mean)^2 / (k - 1)`` with ``w = 1/(v/start + 1)``, start being the mean         [5]_
                squared deviation of the effects
    HE          variance of the effects less the mean of v                                                  [6]_
    HS          ``(Q(0) - k) / sum 1/v``                                                                    [7]_
    HSk         ``(Q(0) k/(k - 1) - k) / sum 1/v``                                                          [7]_
    EE, FE      none: one common effect                                                                     [1]_
    ==========  ==========================================================================================  ==========

    All but SJ and the likelihoods are brought to 0 when they are negative.

    Parameters
    ----------
    effects : pandas.DataFrame
        Columns ``effect, variance`` and, for the way back to the reading scale, ``measure`` (and ``n`` for
        PFT): what `effect_sizes` gives, or printed effects. Without one the measure is GEN, effects that are
        read as they are; GENEXP are logarithms of ratios. Studies with a missing effect or variance are left
        out.
    convention : {"metafor", "meta", "revman5"}
        Whose defaults the next three follow when they are not given, and whose definition of I2 and H2.

        ============  =======  ==========  ======================================================================
        convention    method   prediction  I2 and H2
        ============  =======  ==========  ======================================================================
        ``metafor``   REML     model       tau2 / (tau2 + s2) and 1 + tau2 / s2, s2 the typical variance
        ``meta``      REML     k-1         (Q - df) / Q and Q / df, the latter at least 1; missing for one study
        ``revman5``   DL       k-2         as ``meta``
        ============  =======  ==========  ======================================================================

    method : {"REML", "ML", "DL", "PM", "EB", "SJ", "HE", "HS", "HSk", "EE", "FE"}, optional
        Between-study variance, as in the table.
    test : {"z", "t", "knha", "adhoc"}, optional
        ``"z"``: normal, standard error ``1 / sqrt(sum w)``. ``"t"``: Student's t with k - 1 and the same standard
        error. ``"knha"``: t with k - 1 and that of Hartung, Knapp, Sidik and Jonkman, whose square is ``sum w (y -
        mean)^2 / ((k - 1) sum w)`` [8]_. ``"adhoc"``: the same, but never below ``1 / sqrt(sum w)``.
    prediction : {"model", "k-1", "k-2"}, optional
        Quantile of the prediction interval (see `Pooled.prediction_limits`).
    level : float
        Confidence level as a share.

    Returns
    -------
    Pooled

    Raises
    ------
    DataError
        When columns are lacking, no study is left, a variance is not above 0, effects or variances are beyond 1e50, or
        an option is unknown.

    Notes
    -----
    One study gives its own effect, Q = 0 and tau2 = 0. Equal effects give tau2 = 0 and, under "knha", a
    standard error of 0 and no p value: use "adhoc". With two studies "knha" has one degree of freedom and its
    interval is very wide.

    A likelihood of few studies may have several maxima: 0.5% of random sets of six studies with outliers had two above
    0. The highest of all is found (see `analysis.stats.synthesis.profile`); R's metafor gives the one that its start
    leads to.

    Examples
    --------
    Intubation after an overdose of baclofen and of other sedatives in three series:

    >>> from analysis.stats.synthesis import effect_sizes
    >>> series = pd.DataFrame(
    ...     {"events_1": [8, 12, 5], "n_1": [20, 45, 14], "events_2": [6, 15, 9], "n_2": [60, 160, 48]}
    ... )
    >>> pool(effect_sizes(series, measure="OR"))
    odds ratio 3.698 (95% CI 1.997 to 6.849, REML, z), 3 studies, p < 0.001
    prediction interval (model): 1.997 to 6.849
    tau2 of the log odds ratio 0 (Q-profile 0 to 7.899), I2 0.0%
    Cochran Q 1.02, df 2, p = 0.60

    References
    ----------
    .. [1] DerSimonian R, Laird N. Meta-analysis in clinical trials. Control Clin Trials 1986;7:177-188.
       doi:10.1016/0197-2456(86)90046-2
    .. [2] Viechtbauer W. Bias and efficiency of meta-analytic variance estimators in the random-effects model. J
       Educ Behav Stat 2005;30:261-293. doi:10.3102/10769986030003261
    .. [3] Harville DA. Maximum likelihood approaches to variance component estimation. J Am Stat Assoc 1977;72:320-338.
       doi:10.1080/01621459.1977.10480998
    .. [4] Paule RC, Mandel J. Consensus values and weighting factors. J Res Natl Bur Stand 1982;87:377-385.
       doi:10.6028/jres.087.022
    .. [5] Sidik K, Jonkman JN. Simple heterogeneity variance estimation for meta-analysis. J R Stat Soc C
       2005;54:367-384. doi:10.1111/j.1467-9876.2005.00489.x
    .. [6] Hedges LV, Olkin I. Statistical methods for meta-analysis. Academic Press; 1985, chapter 9.
    .. [7] Hunter JE, Schmidt FL. Methods of meta-analysis. 2nd ed. Sage; 2004.
    .. [8] Knapp G, Hartung J. Improved tests for a random effects meta-regression with a single covariate. Stat Med
       2003;22:2693-2710. doi:10.1002/sim.1482
    .. [9] Higgins JPT, Thompson SG. Quantifying heterogeneity in a meta-analysis. Stat Med 2002;21:1539-1558.
       doi:10.1002/sim.1186
    """
    rules = options(convention, method, test, prediction)
    level = checked_level(level)
    frame, measure = usable_effects(effects)
    given = studies(frame["effect"].to_numpy(), frame["variance"].to_numpy())
    fitted = fit(given, rules.method)
    row = pooled_rows(given, fitted, rules, level).iloc[0]
    q = float(fitted.q[0])
    return Pooled(
        measure=measure,
        method=rules.method,
        test=rules.test,
        level=level,
        **{name: float(row[name]) for name in ("effect", "se", "effect_low", "effect_high", "statistic", "df", "p")},
        k=len(frame),
        tau2=np.nan if rules.method in ("EE", "FE") else float(fitted.tau2[0]),
        se_tau2=float(fitted.se_tau2[0]),
        i2=float(row["i2"]),
        h2=float(row["h2"]),
        prediction_rule=rules.prediction,
        i2_from="Q" if rules.method in ("EE", "FE") else rules.i2_from,
        tests=heterogeneity_tests(Cochran_Q=(q, len(frame) - 1)),
        studies=with_limits(frame, fitted.weights[0] / fitted.weights.sum(), measure, level),
    )


def options(convention, method=None, test=None, prediction=None) -> Convention:
    """Give the convention with what the caller set himself."""
    base = CONVENTIONS[choice(convention, "convention", tuple(CONVENTIONS))]
    return replace(
        base,
        method=choice(base.method if method is None else method, "method", METHODS),
        test=choice(base.test if test is None else test, "test", TESTS),
        prediction=choice(base.prediction if prediction is None else prediction, "prediction", PREDICTION_RULES),
    )


def usable_effects(effects: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Give the studies with an effect and a variance, and their one measure."""
    if not isinstance(effects, pd.DataFrame) or not {"effect", "variance"} <= set(effects.columns):
        raise DataError(
            "effects: expected a pandas DataFrame with the columns effect and variance, got "
            f"{_shown(effects)}; see effect_sizes."
        )
    effect, variance = numbers(effects["effect"], "effect"), numbers(effects["variance"], "variance", low=0)
    kept = ~(np.isnan(effect) | np.isnan(variance))
    if not kept.any():
        raise DataError("effects: expected at least one study with an effect and a variance, got none.")
    if (variance[kept] == 0).any() or np.isinf([effect[kept], variance[kept]]).any():
        raise DataError("variance: expected finite effects and variances above 0; leave such studies out.")
    sizes = np.abs([effect[kept], variance[kept], 1 / variance[kept]])
    if (sizes > LARGEST).any():
        raise DataError("variance: expected effects and variances between 1e-50 and 1e50; give them in another unit.")
    measures = sorted({str(name) for name in effects["measure"]}) if "measure" in effects else ["GEN"]
    if len(measures) != 1:
        raise DataError(f"effects: expected one measure, got {', '.join(measures)}.")
    frame = effects.loc[kept].assign(effect=effect[kept], variance=variance[kept])
    if measures[0] == "PFT":
        if "n" not in effects:
            raise DataError("effects: expected the column n, which the way back from PFT needs.")
        if np.isnan(numbers(frame["n"], "n", low=1)).any():
            raise DataError("n: expected the number of every study, which the way back from PFT needs; one is missing.")
    return frame, choice(measures[0], "measure", tuple(MEASURES))


def _shown(given) -> str:
    if isinstance(given, pd.DataFrame):
        return f"the columns {', '.join(map(str, given.columns))}" if len(given.columns) else "a frame without columns"
    return type(given).__name__


def pooled_rows(given: Studies, fitted: Fit, rules: Convention, level: float) -> pd.DataFrame:
    """One row per synthesis, on the pooling scale: effect, limits, test and heterogeneity."""
    with np.errstate(divide="ignore", invalid="ignore"):
        effect, se = fitted.beta[:, 0], fitted.se(rules.test)[:, 0]
        df = np.full(len(effect), np.inf) if rules.test == "z" else given.df.astype(float)
        half = quantile(level, df) * se
        i2, h2 = heterogeneity(given, fitted, rules)
        frame = {
            "k": given.k,
            "effect": effect,
            "se": se,
            "effect_low": effect - half,
            "effect_high": effect + half,
        }
        statistic = np.where(se > 0, effect / se, np.nan)
        frame |= {"statistic": statistic, "df": df, "p": two_sided(statistic, df)}
    frame |= {"tau2": fitted.tau2, "i2": i2, "h2": h2, "q": fitted.q}
    return pd.DataFrame(frame | {"q_p": np.where(given.df > 0, chdtrc(np.maximum(given.df, 1), fitted.q), 1.0)})


def heterogeneity(given: Studies, fitted: Fit, rules: Convention) -> tuple[np.ndarray, np.ndarray]:
    """I2 as a share, and H2, from the between-study variance or from Q (see `from_q`).

    Without studies left over they are 0 and 1 in metafor and missing in the programs that take them from Q.
    """
    if rules.i2_from == "Q" or rules.method in ("EE", "FE"):
        return from_q(fitted.q, given.df, rules)
    i2, h2 = fitted.tau2 / (fitted.tau2 + fitted.typical), fitted.tau2 / fitted.typical + 1
    enough = given.df > 0
    return np.where(enough, i2, 0.0), np.where(enough, h2, 1.0)


def from_q(q, df, rules: Convention) -> tuple[np.ndarray, np.ndarray]:
    """``max(0, (Q - df) / Q)`` and ``Q / df``, the latter at least 1 where I2 is defined by Q.

    metafor gives Q / df of a common effect as it is, below 1 too; Higgins and Thompson's H is at least 1.
    """
    q, df = np.asarray(q, dtype=float), np.asarray(df)
    floor, none = (1.0, (np.nan, np.nan)) if rules.i2_from == "Q" else (0.0, (0.0, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        i2, h2 = np.where(q > df, (q - df) / q, np.where(np.isnan(q), np.nan, 0.0)), np.maximum(q / df, floor)
    return np.where(df > 0, i2, none[0]), np.where(df > 0, h2, none[1])


def two_sided(statistic, df) -> np.ndarray:
    """Two-sided p of Student's t, or of the normal where `df` is infinite; missing where it is 0."""
    below = -np.abs(statistic)
    student = stdtr(np.where(np.isfinite(df) & (df > 0), df, 1.0), below)
    return 2 * np.where(np.isinf(df), ndtr(below), np.where(df > 0, student, np.nan))


def pooled_table(given: Studies, rules: Convention, level: float, measure: str, n=None) -> pd.DataFrame:
    """`pooled_rows` with ``value, low, high`` on the reading scale in front; PFT needs `n` of each study."""
    table = pooled_rows(given, fit(given, rules.method), rules, level)
    columns = table[["effect", "effect_low", "effect_high"]].to_numpy()
    if measure == "PFT":
        sizes = np.broadcast_to(n, given.present.shape)
        pairs = zip(columns, sizes, given.present, strict=True)
        read = np.array([back_transform(three, measure, n=size[there]) for three, size, there in pairs])
    else:
        read = back_transform(columns, measure)
    shown = pd.DataFrame(read, columns=["value", "low", "high"])
    return pd.concat([shown, table], axis=1)
