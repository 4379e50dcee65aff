"""Which synthesis printed this? Every way of pooling that `analysis.stats` knows, held against printed limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pandas as pd

from ..errors import DataError
from ..stats.arguments import checked_level
from .arguments import frame_with, several
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
    treatment of zero cells and double-zero studies (of metafor, meta and RevMan 5), and where there are counts of two
    groups Mantel-Haenszel and Peto.

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

    Examples
    --------
    A synthesis of three series prints a risk ratio of 0.38 (0.18 to 0.77) and does not say how:

    >>> series = pd.DataFrame(
    ...     {"events_1": [4, 3, 2], "n_1": [40, 50, 30], "events_2": [9, 8, 7], "n_2": [38, 52, 31]}
    ... )
    >>> found = methods_of_pooling(series, measure="RR", value="0.38", low="0.18", high="0.77")
    >>> "Mantel-Haenszel" in set(found["method"])
    True
    """
    if low is None and high is None:
        raise DataError("low and high: expected at least one printed limit, got none.")
    if also is not None and not isinstance(also, Mapping):
        raise DataError(f"also: expected prints by name, such as {{'tau2': '0.16'}}; got {also!r}.")
    unknown = set(also or {}) - {"prediction_low", "prediction_high", "tau2", "i2_percent"}
    if unknown:
        raise DataError(
            f"also: expected prediction_low, prediction_high, tau2 or i2_percent; got {', '.join(map(str, unknown))}."
        )
    frame_with(studies, "studies", ["effect", "variance"] if measure is None else [])
    prints = meanings({"low": low, "high": high, "value": value, **(also or {})})
    rows = []
    for level in several(levels, checked_level):
        for row in _ways(studies, measure, level, prints=prints, likelihood=likelihood):
            rounding = roundings({name: row[name] for name in prints}, prints)
            if rounding:
                rows.append([{**row, "rounding": ", ".join(rounding)}[name] for name in COLUMNS])
    return as_frame(rows, COLUMNS)


def _ways(studies: pd.DataFrame, measure: str | None, level: float, *, prints, likelihood: bool) -> Iterator[dict]:
    from ..stats.synthesis.pooled import PREDICTION_RULES
    from ..stats.synthesis.weighted import METHODS, TESTS

    predicting = any(name.startswith("prediction") for name in prints)
    conventions = ("metafor", "meta") if "i2_percent" in prints else ("metafor",)
    for zero_cells, effects in _effect_tables(studies, measure):
        for method in METHODS:
            for test in TESTS:
                rules = PREDICTION_RULES if predicting and method not in ("EE", "FE") else ("",)
                for pooled in _pooled(effects, conventions, level, method=method, test=test):
                    yield from (_row(pooled, rule, zero_cells) for rule in rules)
    for pooled, zero_cells in _of_counts(studies, measure, level):
        yield _row(pooled, "", zero_cells)
    for pooled in _likelihood(studies, measure, level) if likelihood else ():
        yield from (_row(pooled, rule, "nothing added") for rule in (PREDICTION_RULES if predicting else ("",)))


def _pooled(effects: pd.DataFrame, conventions, level: float, **how) -> list:
    """Give the synthesis, once more by a convention that takes I2 from Q where that is another number."""
    from ..stats.synthesis import pool

    try:
        found = [pool(effects, convention=convention, level=level, **how) for convention in conventions]
    except DataError:  # an estimator that finds no variance for these studies is no candidate
        return []
    return found if abs(found[0].i2 - found[-1].i2) > 1e-9 else found[:1]


def _effect_tables(studies: pd.DataFrame, measure: str | None) -> list[tuple[str, pd.DataFrame]]:
    """Give the effects under every treatment of zero cells that makes a difference."""
    from ..stats.synthesis import CONVENTIONS, effect_sizes

    if measure is None or "effect" in studies:
        return [("", studies if measure is None else studies.assign(measure=measure))]
    tables: list[tuple[str, pd.DataFrame]] = []
    for to, dropped, program in product(("only0", "if0all", "all", "none"), (False, True, None), CONVENTIONS):
        table = effect_sizes(studies, measure=measure, to=to, drop00=dropped, convention=program)
        if any(table[["effect", "variance"]].equals(known[["effect", "variance"]]) for _, known in tables):
            continue
        label = to if program == "metafor" else f"{to} as in {program}"
        tables.append((f"{label}{', double zeros dropped' if dropped else ''}", table))
    return [("", tables[0][1])] if len(tables) == 1 else tables


def _of_counts(studies: pd.DataFrame, measure: str | None, level: float) -> Iterator[tuple]:
    """Give common effects of the counts, with what is added to zero cells; each number once."""
    from ..stats.synthesis import CONVENTIONS, mantel_haenszel, peto

    seen = []
    if measure in ("OR", "RR", "RD", "IRR", "IRD") and "events_1" in studies:
        for program, rules in CONVENTIONS.items():
            pooled = mantel_haenszel(studies, measure=measure, convention=program, level=level)
            if (pooled.effect, pooled.se) not in seen:
                seen.append((pooled.effect, pooled.se))
                exact = rules.mantel_haenszel == "exact"
                yield pooled, "nothing added" if exact else f"only0 as in {program}"
    if measure in ("OR", "PETO") and {"events_1", "n_1"} <= set(studies):
        yield peto(studies, level=level), "nothing added"


def _likelihood(studies: pd.DataFrame, measure: str | None, level: float) -> Iterator:
    from ..stats.synthesis import glmm
    from ..stats.synthesis.designs import DESIGNS

    for model in DESIGNS.get(measure or "", {}):
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
