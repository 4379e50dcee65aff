"""Trials and their pooled effect, in the order of metafor's forest plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError
from ..forms import limits, percent, ratio
from .frames import checked_frame, number_column
from .rows import Column, rows
from .scale import linear_scale, ratio_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROLES = ("trial", "pooled", "prediction", "note", "sensitivity")


def forest(
    effects: pd.DataFrame,
    *,
    measure: str = "OR",
    counts: Sequence[Column] = (),
    favors: tuple[str, str] | tuple[()] = (),
    ax: Axes | None = None,
    width: str | float = "full",
) -> Axes:
    """Draw trials as squares (area by weight), their pooled effect as a diamond, and what follows from it.

    Parameters
    ----------
    effects : DataFrame
        Columns of `rows` with ``role`` "trial", "pooled", "prediction", "sensitivity" or "note" (a line of words: p,
        Q, I2, tau2); drawn in this order of roles. ``weight`` (0 to 1) of the trials. A rule stands above the pool.
    measure : str
        What the numbers are, as the column of estimates is headed. A ratio (name ends in R, or holds "ratio") is drawn
        on a log scale around 1, anything else on a linear one around 0.
    counts : sequence of Column
        Text columns left of the plot, such as events of each arm; left out on half a page.
    favors : tuple of str
        What lies left and right of the line of no effect.
    ax, width
        See `rows`.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        For a role of another kind, or no trial.

    Examples
    --------
    >>> import pandas as pd
    >>> trials = pd.DataFrame(
    ...     {"label": ["Addolorato 2007", "BACLAD 2015", "Pooled"], "role": ["trial", "trial", "pooled"],
    ...      "value": [6.25, 6.86, 6.44], "low": [2.42, 1.78, 2.96], "high": [16.1, 26.4, 14.0],
    ...      "weight": [0.67, 0.33, None]}
    ... )
    >>> [text.get_text() for text in forest(trials).texts][-2:]
    ['100%', '6.44 (2.96–14.0)']
    """
    effects = checked_frame(effects, "label", "role", "value", "low", "high", name="effects", row="a row per trial")
    if "trial" not in set(effects["role"]):
        raise DataError('effects: expected "trial" in the column role, got none; see the docstring.')
    weights = number_column(effects, "weight") if "weight" in effects else pd.Series(dtype=float)
    if not weights.dropna().between(0, 1).all():
        raise DataError(
            f"weight: expected shares from 0 to 1, got {weights[~weights.between(0, 1)].dropna().iloc[0]:g}."
        )
    other = sorted(set(effects["role"]) - set(_ROLES), key=str)
    if other:
        raise DataError(
            f"effects: role {other[0]!r} has no place in a forest plot; expected one of {', '.join(_ROLES)}."
        )
    place = {role: number for number, role in enumerate(_ROLES)}
    frame = effects.sort_values("role", key=lambda roles: roles.map(place), kind="stable", ignore_index=True)
    logarithmic = measure.endswith("R") or "ratio" in measure.lower()
    show = ratio if logarithmic else lambda value: f"{value:.2f}"
    frame["estimate"] = [_estimate(row, show) for row in frame.to_dict("records")]
    frame["share"] = [
        percent(row.weight, 0) if row.role == "trial" and row.weight == row.weight else ""
        for row in _with(frame, "weight")
    ]
    if frame["share"].any():
        frame.loc[frame["role"] == "pooled", "share"] = "100%"
    frame["rule"] = (frame["role"] == "pooled") & ~(frame["role"] == "pooled").shift(fill_value=False)
    numbers = [*frame["value"], *frame["low"], *frame["high"]]
    scale = ratio_scale(numbers, favors) if logarithmic else linear_scale(numbers, reference=0.0, ends=favors)
    right = [Column("Weight", "share", half=False)] if frame["share"].any() else []
    right.append(Column(f"{measure} (95% CI)", "estimate"))
    left = [Column(column.head, column.column, half=False) for column in counts]
    return rows(frame, scale, left=left, right=right, head="Trial", ax=ax, width=width)


def _with(frame: pd.DataFrame, column: str):
    return (frame if column in frame else frame.assign(**{column: float("nan")})).itertuples()


def _estimate(row: Mapping, show) -> str:
    low, high = row["low"], row["high"]
    if low != low or high != high:
        return ""
    interval = f"({limits(low, high, show)})"
    alone = row["role"] == "prediction" or row["value"] != row["value"]
    return (interval if alone else f"{show(row['value'])} {interval}").replace("-", "−")
