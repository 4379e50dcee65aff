"""Which synthesis printed this? Every way of pooling that `analysis.stats` knows, held against printed limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from ..errors import DataError
from .methods import as_frame, meanings, roundings

COLUMNS = [
    "measure", "method", "test", "prediction", "zero_cells", "level", "rounding",
    "value", "low", "high", "prediction_low", "prediction_high", "tau2", "i2_percent",
]  # fmt: skip


def methods_of_pooling(
    studies: pd.DataFrame,
    *,
    measure: str | None = None,
    low: str | None = None,
    high: str | None = None,
    value: str | None = None,
    also: dict[str, str] | None = None,
    likelihood: bool = False,
    levels: Sequence[float] = (0.95,),
) -> pd.DataFrame:
    """Give every way of pooling these studies that prints as these limits.

    Tried are all estimators of the between-study variance with all tests, all rules of prediction intervals, every
    treatment of zero cells and double-zero studies, and where there are counts of two groups Mantel-Haenszel and Peto.

    Parameters
    ----------
    studies : pandas.DataFrame
        Counts or means per study as for `analysis.stats.synthesis.effect_sizes`, or columns ``effect, variance``.
    measure : str, optional
        Name of the measure; needed with counts or means.
    low, high, value : str, optional
        What is printed of the pooled effect on the scale on which it is read; at least one limit.
    also : dict of str to str, optional
        Other prints: ``prediction_low``, ``prediction_high``, ``tau2`` and ``i2_percent``.
    likelihood : bool
        Try the likelihood models of `analysis.stats.synthesis.glmm` too, which take seconds.
    levels : sequence of float
        Confidence levels that are tried.

    Returns
    -------
    DataFrame
        One row per way that reproduces every print, those of the usual rounding on top: ``measure, method`` (of the
        between-study variance), ``test, prediction, zero_cells, level, rounding`` and the numbers themselves.
        ``prediction`` is empty unless a limit of the prediction interval is printed.

    Raises
    ------
    DataError
        When no limit is given, a name in `also` is unknown, or the studies lack columns.
    """
    if low is None and high is None:
        raise DataError("low and high: expected at least one printed limit, got none.")
    unknown = set(also or {}) - {"prediction_low", "prediction_high", "tau2", "i2_percent"}
    if unknown:
        raise DataError(
            f"also: expected prediction_low, prediction_high, tau2 or i2_percent; got {', '.join(unknown)}."
        )
    prints = meanings({"low": low, "high": high, "value": value, **(also or {})})
    rows = []
    for level in levels:
        predicting = any(name.startswith("prediction") for name in prints)
        for row in _ways(studies, measure, level, predicting=predicting, likelihood=likelihood):
            rounding = roundings({name: row[name] for name in prints}, prints)
            if rounding:
                rows.append([{**row, "rounding": ", ".join(rounding)}[name] for name in COLUMNS])
    return as_frame(rows, COLUMNS)


def _ways(
    studies: pd.DataFrame, measure: str | None, level: float, *, predicting: bool, likelihood: bool
) -> Iterator[dict]:
    from ..stats.synthesis.pooled import PREDICTION_RULES
    from ..stats.synthesis.weighted import METHODS, TESTS

    for zero_cells, effects in _effect_tables(studies, measure):
        for method in METHODS:
            for test in TESTS:
                pooled = _pooled(effects, method, test, level)
                if pooled is None:
                    continue
                rules = PREDICTION_RULES if predicting and method not in ("EE", "FE") else ("",)
                yield from (_row(pooled, rule, zero_cells) for rule in rules)
    for pooled in _of_counts(studies, measure, level):
        yield _row(pooled, "", "nothing added")
    for pooled in _likelihood(studies, measure, level) if likelihood else ():
        yield from (_row(pooled, rule, "nothing added") for rule in (PREDICTION_RULES if predicting else ("",)))


def _pooled(effects: pd.DataFrame, method: str, test: str, level: float):
    from ..stats.synthesis import pool

    try:
        return pool(effects, method=method, test=test, level=level)
    except DataError:  # an estimator that finds no variance for these studies is no candidate
        return None


def _effect_tables(studies: pd.DataFrame, measure: str | None) -> list[tuple[str, pd.DataFrame]]:
    """Give the effects under every treatment of zero cells that makes a difference."""
    from ..stats.synthesis import effect_sizes

    if measure is None or "effect" in studies:
        return [("", studies if measure is None else studies.assign(measure=measure))]
    tables: list[tuple[str, pd.DataFrame]] = []
    for to in ("only0", "if0all", "all", "none"):
        for dropped in (False, True):
            table = effect_sizes(studies, measure=measure, to=to, drop00=dropped)
            if any(table[["effect", "variance"]].equals(known[["effect", "variance"]]) for _, known in tables):
                continue
            tables.append((f"{to}{', double zeros dropped' if dropped else ''}", table))
    return [("", tables[0][1])] if len(tables) == 1 else tables


def _of_counts(studies: pd.DataFrame, measure: str | None, level: float) -> Iterator:
    from ..stats.synthesis import mantel_haenszel, peto

    if measure in ("OR", "RR", "RD", "IRR", "IRD") and "events_1" in studies:
        yield mantel_haenszel(studies, measure=measure, level=level)
    if measure in ("OR", "PETO") and {"events_1", "n_1"} <= set(studies):
        yield peto(studies, level=level)


def _likelihood(studies: pd.DataFrame, measure: str | None, level: float) -> Iterator:
    from ..stats.synthesis import glmm
    from ..stats.synthesis.designs import DESIGNS

    for model in DESIGNS.get(measure, {}):
        try:
            yield glmm(studies, measure=measure, model=model, level=level)
        except DataError:  # a model that finds no maximum for these studies is no candidate
            continue


def _row(pooled, rule: str, zero_cells: str) -> dict:
    prediction = pooled.prediction(rule) if rule else None
    limits = {name: getattr(pooled.estimate, name) for name in ("value", "low", "high")}
    return {
        "measure": pooled.measure,
        "method": pooled.method,
        "test": pooled.test,
        "prediction": rule,
        "zero_cells": zero_cells,
        "level": pooled.level,
        **limits,
        "prediction_low": prediction.low if prediction else float("nan"),
        "prediction_high": prediction.high if prediction else float("nan"),
        "tau2": pooled.tau2,
        "i2_percent": 100 * pooled.i2,
    }
