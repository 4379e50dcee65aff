"""Effect sizes and sampling variances of studies from their counts, rates or means."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import DataError
from ..arguments import choice, counts, events_of, number, numbers
from .conventions import CONVENTIONS, Convention
from .measures import MEASURES, TWO_MEANS, Measure

ZERO_RULES = ("only0", "if0all", "all", "none")


def effect_sizes(
    frame: pd.DataFrame,
    *,
    measure: str,
    add: float | None = None,
    to: str = "only0",
    drop00: bool | None = None,
    convention: str = "metafor",
) -> pd.DataFrame:
    """Effect and sampling variance of every study, on the scale on which they are pooled.

    =====================  ============================================================================
    columns needed         measures
    =====================  ============================================================================
    ``events, n``          PR share, PLN log, PLO logit, PAS arcsine, PFT Freeman-Tukey double arcsine
    ``events, time``       IR rate, IRLN log, IRS square root, IRFT Freeman-Tukey
    ``events_1, n_1``      RR and OR (logs), PETO (log odds ratio, one step), RD difference,
    ``events_2, n_2``      AS difference of arcsines
    ``events_1, time_1``   IRR (log), IRD difference
    ``events_2, time_2``
    ``mean_1, sd_1, n_1``  MD difference, SMD Hedges' g with exact correction, ROM log ratio
    ``mean_2, sd_2, n_2``
    =====================  ============================================================================

    Effects that are given already need no counts: `pool` reads GEN as it is and GENEXP (logarithms of ratios) by exp.
    Group 1 is the treated or exposed one. PFT is ``(asin(sqrt(x/(n+1))) + asin(sqrt((x+1)/(n+1)))) / 2`` with
    variance ``1/(4n + 2)``; SMD has variance ``1/n1 + 1/n2 + g^2/(2(n1 + n2))``.

    Zero cells get an increment, by default in the studies that have one, and programs differ in where it goes:

    ===========  ================================  =====================================  ==========================
    measures     metafor                           meta                                   revman5
    ===========  ================================  =====================================  ==========================
    OR, PLO      every cell                        every cell                             every cell
    RR, PLN      every cell (n grows by 2 add)     events and n (n grows by add)          every cell
    RD, PR, IRD  every cell                        variance only, effect of the counts    RD: variance only
    IRR, IRLN,   events                            events                                 events
    IR
    PETO         every cell                        nothing                                nothing
    PAS, PFT,    nothing                           nothing                                nothing
    IRS, IRFT,
    AS
    dropped      none                              OR without events or with nothing      OR and RR without events or
                                                   else, RR without events                with nothing else
    ===========  ================================  =====================================  ==========================

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per study.
    measure : str
        Name of the measure, as in the table.
    add : float, optional
        The increment. By default 1/2, and 0 for measures whose zero cells get nothing.
    to : {"only0", "if0all", "all", "none"}
        Which studies get it: those with a zero cell, all once any study has one, all, none.
    drop00 : bool, optional
        Leave out studies with no events, or with nothing but events, in both groups. By default what
        `convention` does.
    convention : {"metafor", "meta", "revman5"}
        Whose rules for zero cells hold.

    Returns
    -------
    pandas.DataFrame
        The rows of `frame` with the columns ``measure, effect, variance`` added. Effects that are not defined
        (missing counts, double zeros dropped, a logarithm of 0) are missing.

    Raises
    ------
    DataError
        When a column is lacking, counts are broken, or an option is unknown.

    Examples
    --------
    Seizures after flumazenil and after placebo; the second trial saw none after flumazenil:

    >>> trials = pd.DataFrame(
    ...     {"study": ["A", "B"], "events_1": [3, 0], "n_1": [60, 48], "events_2": [1, 2], "n_2": [58, 50]}
    ... )
    >>> effect_sizes(trials, measure="OR")[["effect", "variance"]].round(3).to_numpy().tolist()
    [[1.099, 1.368], [-1.609, 2.441]]
    >>> effect_sizes(trials, measure="RD", convention="meta")["effect"].round(3).tolist()
    [0.033, -0.04]

    References
    ----------
    Viechtbauer W. Conducting meta-analyses in R with the metafor package. J Stat Softw 2010;36(3).
    doi:10.18637/jss.v036.i03
    Freeman MF, Tukey JW. Transformations related to the angular and the square root. Ann Math Stat
    1950;21:607-611. doi:10.1214/aoms/1177729756
    Hedges LV. Distribution theory for Glass's estimator of effect size. J Educ Stat 1981;6:107-128.
    doi:10.3102/10769986006002107
    """
    chosen = MEASURES[choice(measure, "measure", tuple(m for m in MEASURES if MEASURES[m].columns))]
    rules = CONVENTIONS[choice(convention, "convention", tuple(CONVENTIONS))]
    if drop00 not in (None, True, False):
        raise DataError(f"drop00: expected True, False or None, got {drop00!r}.")
    cells, columns = study_cells(frame, chosen.columns), chosen.columns
    place = rules.zero_cells.get(measure, "cells")
    if add is None:
        add = 0.0 if chosen.stabilised or place == "nothing" else 0.5
    missing = np.isnan(np.sum(cells, axis=0)) | _dropped(cells, chosen, rules, drop00)
    if columns == TWO_MEANS:
        for_effect = for_variance = cells
    else:
        grown = with_added(cells, columns, number(add, "add", low=0), choice(to, "to", ZERO_RULES))
        for_effect, for_variance = _placed(cells, grown, place)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        effect, variance = chosen.formula(*for_effect)[0], chosen.formula(*for_variance)[1]
    missing |= ~(np.isfinite(effect) & np.isfinite(variance))
    effect, variance = (np.where(missing, np.nan, column) for column in (effect, variance))
    return frame.assign(measure=measure, effect=effect, variance=variance)


def _dropped(cells, chosen: Measure, rules: Convention, drop00) -> np.ndarray:
    """Studies of two groups that say nothing of the measure: all those when asked for, else those of the convention."""
    if len(chosen.columns) != 4 or drop00 is False:
        return np.zeros(len(cells[0]), dtype=bool)
    empty, full = double_zero(cells, chosen.columns)
    if drop00:
        return empty | full
    return (empty & (chosen.name in rules.without_events)) | (full & (chosen.name in rules.events_only))


def _placed(cells, grown, place: str):
    """Cells of the effect and cells of its variance, where the increment goes to `place` of a convention."""
    if place == "variance":
        return cells, grown
    if place != "events":
        return grown, grown
    events, others = grown[::2], cells[1::2]
    full = np.all([other == 0 for other in others], axis=0)
    for_effect = _interleaved(events, others)
    # Without non-events log(n/n) = 0 has the variance 1/x - 1/(n + add): x stays, n grows.
    for_variance = [
        np.where(full, *pair) for pair in zip(_interleaved(cells[::2], grown[1::2]), for_effect, strict=True)
    ]
    return for_effect, tuple(for_variance)


def _interleaved(first, second) -> tuple:
    return tuple(cell for pair in zip(first, second, strict=True) for cell in pair)


def study_cells(frame: pd.DataFrame, columns: tuple[str, ...]) -> tuple[np.ndarray, ...]:
    """Give the checked columns; counts out of `n` become events and non-events."""
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"frame: expected a pandas DataFrame with one row per study, got {type(frame).__name__}.")
    lacking = [name for name in columns if name not in frame.columns]
    if lacking:
        raise DataError(f"frame: expected the columns {', '.join(columns)}; {', '.join(lacking)} lacking.")
    if columns == TWO_MEANS:
        return tuple(_mean_column(frame[name], name) for name in columns)
    pairs = zip(columns[::2], columns[1::2], strict=True)
    return tuple(cell for pair in pairs for cell in _group_cells(frame, *pair))


def _mean_column(values, name: str) -> np.ndarray:
    if name.startswith("n_"):
        return counts(values, name)
    return numbers(values, name, low=0 if name.startswith("sd") else -np.inf)


def _group_cells(frame, events: str, size: str) -> tuple[np.ndarray, np.ndarray]:
    if size.startswith("n"):
        some, total = events_of(frame[events], frame[size], names=(events, size))
        return some, total - some
    time = numbers(frame[size], size, low=0)
    if ((time == 0) | np.isinf(time)).any():
        raise DataError(f"{size}: expected finite times above 0, got {'0' if (time == 0).any() else 'infinity'}.")
    return counts(frame[events], events), time


def double_zero(cells, columns: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Studies without an event in either group, and those (of counts out of n) without a non-event in either."""
    first, second = cells[::2], cells[1::2]
    empty, full = (first[0] == 0) & (first[1] == 0), (second[0] == 0) & (second[1] == 0)
    return empty, full & ("n_1" in columns)


def with_added(cells, columns: tuple[str, ...], add: float, to: str) -> tuple[np.ndarray, ...]:
    """Add `add` to the cells of the studies that `to` names; observation times are no cells."""
    is_count = [not name.startswith("time") for name in columns]
    zero = np.any([cell == 0 for cell, counted in zip(cells, is_count, strict=True) if counted], axis=0)
    chosen = {"only0": zero, "if0all": np.full_like(zero, zero.any()), "all": True, "none": False}[to]
    return tuple(
        cell + np.where(chosen, add, 0) if counted else cell for cell, counted in zip(cells, is_count, strict=True)
    )
