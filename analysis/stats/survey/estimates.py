"""Totals, means, ratios and proportions of a population from a sample survey, with limits that know its design."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...errors import DataError
from ..arguments import checked_level, choice, numbers
from .design import SurveyDesign
from .linearized import Measure, SurveyEstimate, beta, estimated, logit, ratio, total, wald


def survey_total(
    design: SurveyDesign,
    values: ArrayLike | None = None,
    *,
    domain: ArrayLike | None = None,
    by: ArrayLike | None = None,
    level: float = 0.95,
) -> SurveyEstimate | pd.DataFrame:
    """Estimate the total of the population, or how many of it there are.

    Parameters
    ----------
    design : SurveyDesign
        Of the whole survey: a part of the records is a `domain` of it, never a design of its own.
    values : column of float, optional
        What to add up; records are counted (1 each) when left out.
    domain : column of bool, optional
        Records to count. The others stay in the design: a cluster without a record of the domain adds a 0.
    by : column, optional
        Groups, each a domain; records without a group are in none.
    level : float

    Returns
    -------
    SurveyEstimate or DataFrame
        With `by` a frame of ``value, low, high, se, df, n``, one row per group in order.

    Raises
    ------
    DataError
        When a value of the domain is missing, the domain is empty, or lengths or labels differ.

    Notes
    -----
    ``sum(w y)``, with the variance of the sums of clusters (`SurveyDesign.variance`) and Wald limits with a t quantile
    on clusters less strata, counted where the domain has records (Korn and Graubard; `degf` of a subset in R). The
    lower limit is not cut at 0. Without a degree of freedom the limits are missing.

    References
    ----------
    Lumley T (2004). Analysis of complex survey samples. J Stat Softw 9(8):1-19. doi:10.18637/jss.v009.i08
    Wolter KM (2007). Introduction to Variance Estimation. 2nd ed. Springer. doi:10.1007/978-0-387-35099-8

    Examples
    --------
    Emergency visits of small children after taking medicines, in a sample of four hospitals (invented).

    >>> from analysis.stats import survey_design
    >>> design = survey_design([80, 80, 75, 15, 16, 14], strata=list("SSSLLL"), clusters=[1, 1, 2, 7, 8, 8])
    >>> visits = survey_total(design, by=["child", "adult", "child", "child", "child", "adult"])
    >>> visits[["value", "se", "n"]].round(1).to_dict("index")["child"]
    {'value': 186.0, 'se': 5.1, 'n': 4}
    """
    values = np.ones(len(design.weights)) if values is None else values
    return estimated(design, {"values": values}, domain, by, Measure("total", total, wald, checked_level(level)))


def survey_mean(
    design: SurveyDesign,
    values: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    by: ArrayLike | None = None,
    level: float = 0.95,
) -> SurveyEstimate | pd.DataFrame:
    """Estimate the mean of the population.

    Parameters
    ----------
    design, values, domain, by, level
        As in `survey_total`.

    Returns
    -------
    SurveyEstimate or DataFrame
        As `survey_total`.

    Raises
    ------
    DataError
        As `survey_total`.

    Notes
    -----
    The ratio ``sum(w y) / sum(w)``, whose variance is that of the total of ``w (y - mean) / sum(w)``.

    References
    ----------
    Lumley T (2004). J Stat Softw 9(8):1-19. doi:10.18637/jss.v009.i08

    Examples
    --------
    Age in years of those visits (invented).

    >>> from analysis.stats import survey_design
    >>> design = survey_design([80, 80, 75, 15, 16, 14], strata=list("SSSLLL"), clusters=[1, 1, 2, 7, 8, 8])
    >>> print(survey_mean(design, [2, 31, 3, 4, 2, 44]).summary())
    mean: 12.76 (95% CI -8.571 to 34.09, Wald, t on 2 degrees of freedom); SE 4.958, 6 records
    """
    ones = np.ones(len(design.weights))
    measure = Measure("mean", ratio, wald, checked_level(level))
    return estimated(design, {"values": values, "ones": ones}, domain, by, measure)


def survey_ratio(
    design: SurveyDesign,
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    by: ArrayLike | None = None,
    level: float = 0.95,
) -> SurveyEstimate | pd.DataFrame:
    """Estimate the ratio of two totals of the population.

    Parameters
    ----------
    design : SurveyDesign
    numerator, denominator : column of float
    domain, by, level
        As in `survey_total`.

    Returns
    -------
    SurveyEstimate or DataFrame
        As `survey_total`; missing where the denominator adds up to 0.

    Raises
    ------
    DataError
        As `survey_total`.

    Notes
    -----
    ``R = sum(w y) / sum(w x)``, whose variance is that of the total of ``w (y - R x) / sum(w x)``.

    References
    ----------
    Lumley T (2004). J Stat Softw 9(8):1-19. doi:10.18637/jss.v009.i08

    Examples
    --------
    Tablets taken per hour until the visit (invented).

    >>> from analysis.stats import survey_design
    >>> design = survey_design([80, 80, 75, 15, 16, 14], strata=list("SSSLLL"), clusters=[1, 1, 2, 7, 8, 8])
    >>> round(survey_ratio(design, [2, 10, 1, 3, 1, 20], [1, 4, 2, 1, 1, 5]).value, 3)
    2.114
    """
    columns = {"numerator": numerator, "denominator": denominator}
    return estimated(design, columns, domain, by, Measure("ratio", ratio, wald, checked_level(level)))


def survey_proportion(
    design: SurveyDesign,
    events: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    by: ArrayLike | None = None,
    method: str = "logit",
    level: float = 0.95,
) -> SurveyEstimate | pd.DataFrame:
    """Estimate the share of the population with an event.

    Parameters
    ----------
    design : SurveyDesign
    events : column of 0 and 1, or of truth values
    domain, by, level
        As in `survey_total`.
    method : {"logit", "beta", "wald"}
        ``"logit"``: ``logit(p) -+ t se / (p (1 - p))``, brought back; none at 0 and 1. ``"beta"``: the exact limits of
        Clopper and Pearson at the effective size ``p (1 - p) / se^2``, times the square of ``t(n - 1) / t(df)`` (Korn
        and Graubard 1998); at 0 and 1, where it is not defined, the size is the number of records. ``"wald"``:
        ``p -+ t se``, not cut at 0 and 1.

    Returns
    -------
    SurveyEstimate or DataFrame
        As `survey_total`.

    Raises
    ------
    DataError
        As `survey_total`, and when an event is neither 0 nor 1.

    References
    ----------
    Korn EL, Graubard BI (1998). Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data. Surv Methodol 24(2):193-201.
    Lumley T (2004). J Stat Softw 9(8):1-19. doi:10.18637/jss.v009.i08

    Examples
    --------
    Share of the visits that ended in admission (invented).

    >>> from analysis.stats import survey_design
    >>> design = survey_design([80, 80, 75, 15, 16, 14], strata=list("SSSLLL"), clusters=[1, 1, 2, 7, 8, 8])
    >>> admitted = survey_proportion(design, [0, 1, 0, 0, 0, 1], method="beta")
    >>> round(admitted.value, 3), round(admitted.low, 3), round(admitted.high, 3)
    (0.336, 0.003, 0.945)
    """
    how = {"logit": logit, "beta": beta, "wald": wald}[choice(method, "method", ("logit", "beta", "wald"))]
    had = numbers(events, "events", low=0, high=1)
    broken = had[~np.isnan(had) & (had != np.floor(had))]
    if broken.size:
        raise DataError(f"events: expected 0 or 1 in every record, got {broken[0]:g}.")
    ones = np.ones(len(design.weights))
    measure = Measure("share", ratio, how, checked_level(level))
    return estimated(design, {"events": events, "ones": ones}, domain, by, measure)
