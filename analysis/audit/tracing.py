"""Each cited figure against what the primary studies say of the same quantity."""

from __future__ import annotations

import math

import pandas as pd

from ..printed import read_printed
from .arguments import frame_with

# What a statement is about (its context) and what it says of it. A field that the document leaves empty is
# unstated, which is no contradiction.
CONTEXT = ("endpoint", "population", "time_point", "period")
STATEMENT = ("value", "boundary", "denominator")
FIELDS = STATEMENT + CONTEXT
KEPT = ("figure", "source", "line", "topic", "quantity", "printed")
VERDICT = ("verdict", "differs", "unstated", "primary_figure", "primary_source", "primary_printed", "elsewhere")
_NUMBERS = ("relation", "value", "low", "high", "denominator")
COMPARED = (*_NUMBERS, "endpoint", "population", "time_point", "period_start", "period_end")


def trace(cited: pd.DataFrame, primary: pd.DataFrame) -> pd.DataFrame:
    """Find for each cited figure the primary figure of the same quantity, and the fields in which they differ.

    Primary rows of the same `quantity` are grouped by context (endpoint, population, time point, period). The
    context nearest to the cited figure decides: the verdict is

    - ``agrees``: every statement in that context agrees in all fields that the document fills;
    - ``contested: ...``: some statements agree, others differ in the fields named;
    - ``differs: ...``: every statement differs; the fields are those of the nearest one;
    - ``differs: fused ranges``: the cited range is the union of ranges printed for different endpoints;
    - ``no number printed``: the document states the quantity without a number;
    - ``untraced``: no primary figure of the quantity was seen.

    Numbers agree when the primary one prints as the cited one at the cited precision (36.2 prints as 36), lies in
    the cited range, or meets the cited bound (84 is *over 80*).

    Parameters
    ----------
    cited, primary : pandas.DataFrame
        Ledger columns, as given by ``load_cited_figures`` and ``load_primary_figures``.

    Returns
    -------
    pandas.DataFrame
        One row per cited figure: ``figure``, ``source``, ``line``, ``topic``, ``quantity``, ``printed``,
        ``verdict``, ``differs`` and ``unstated`` (fields, comma separated), ``primary_figure``, ``primary_source``,
        ``primary_printed``, and ``elsewhere``: primary figures of another context that say otherwise.

    Raises
    ------
    DataError
        When a column of the ledger is missing.

    Examples
    --------
    >>> from analysis import load_cited_figures, load_primary_figures
    >>> cited = load_cited_figures().query("quantity == 'baclofen_exposure_change'")
    >>> trace(cited, load_primary_figures())[["printed", "verdict"]].to_numpy().tolist()
    [['36%', 'differs: endpoint'], ['36.2%', 'agrees']]
    """
    frame_with(cited, "cited", (*KEPT, *COMPARED))
    frame_with(primary, "primary", ("figure", "source", "quantity", "printed", *COMPARED))
    by_quantity = dict(list(primary.groupby("quantity", sort=False)))
    empty = primary.iloc[:0]
    rows = [_traced(row, by_quantity.get(row["quantity"], empty)) for row in cited.to_dict("records")]
    return pd.concat([cited[list(KEPT)].reset_index(drop=True), pd.DataFrame(rows, columns=list(VERDICT))], axis=1)


def _traced(figure: dict, candidates: pd.DataFrame) -> dict:
    blank = dict.fromkeys(VERDICT[1:], "")
    if candidates.empty:
        return {"verdict": "untraced", **blank}
    compared = [(row, *_compare(figure, row)) for row in candidates.to_dict("records")]
    if not _has_number(figure):
        compared = [(row, [], unstated) for row, _, unstated in compared]
    nearest, differs, unstated = min(compared, key=lambda entry: len(entry[1]))
    same = [entry for entry in compared if _context(entry[0]) == _context(nearest)]
    others = [entry for entry in compared if entry not in same and entry[1]]
    contested = sorted({field for _, fields, _ in same for field in fields}, key=FIELDS.index)
    return {
        "verdict": _verdict(figure, differs, contested, candidates),
        **blank,
        "differs": ", ".join(differs or contested),
        "unstated": ", ".join(unstated),
        "primary_figure": nearest["figure"],
        "primary_source": nearest["source"],
        "primary_printed": _text(nearest["printed"]) or f"derived: {_number_text(nearest)}",
        "elsewhere": "; ".join(f"{row['figure']} ({', '.join(fields)})" for row, fields, _ in others),
    }


def _verdict(figure: dict, differs: list[str], contested: list[str], candidates: pd.DataFrame) -> str:
    if not _has_number(figure):
        return "no number printed"
    if not differs:
        return f"contested: {', '.join(contested)}" if contested else "agrees"
    return "differs: fused ranges" if _is_fused(figure, candidates) else f"differs: {', '.join(differs)}"


def _compare(figure: dict, row: dict) -> tuple[list[str], list[str]]:
    """Give the fields that differ, and those that only the primary row fills."""
    differs, unstated = [], []
    if not _number_agrees(figure, row):
        differs.append("value")
    if not _boundary_agrees(figure, row):
        differs.append("boundary")
    for field in ("denominator", *CONTEXT):
        cited, primary = _field(figure, field), _field(row, field)
        if primary and not cited:
            unstated.append(field)
        elif primary and cited != primary:
            differs.append(field)
    return differs, unstated


def _field(row: dict, field: str) -> str:
    if field == "period":
        return "-".join(_text(row[f"period_{end}"]) for end in ("start", "end")).strip("-")
    return _text(row[field])


def _context(row: dict) -> tuple[str, ...]:
    return tuple(_field(row, field) for field in CONTEXT)


def _text(cell) -> str:
    return "" if cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)) else str(cell)


def _has_number(row: dict) -> bool:
    return not (math.isnan(row["value"]) and math.isnan(row["low"]))


def _ends(row: dict) -> tuple[float, float]:
    return (row["value"], row["value"]) if math.isnan(row["low"]) else (row["low"], row["high"])


def _number_text(row: dict) -> str:
    low, high = _ends(row)
    return f"{low:.10g}" if low == high else f"{low:.10g}-{high:.10g}"


def _number_agrees(figure: dict, row: dict) -> bool:
    (low, high), (primary_low, primary_high) = _ends(figure), _ends(row)
    if _is_bound(figure) and not _is_bound(row):
        sign = figure["relation"]
        return {
            ">": primary_low > low,
            ">=": primary_low >= low,
            "<": primary_high < high,
            "<=": primary_high <= high,
        }[sign]
    said = read_printed(figure["printed"])
    if low == high or math.isnan(row["low"]):
        return said.holds(primary_low) and said.holds(primary_high)
    return (low, high) == (primary_low, primary_high)


def _is_bound(row: dict) -> bool:
    return row["relation"] in (">", ">=", "<", "<=")


def _boundary_agrees(figure: dict, row: dict) -> bool:
    return not (_is_bound(figure) and _is_bound(row)) or figure["relation"] == row["relation"]


def _is_fused(figure: dict, candidates: pd.DataFrame) -> bool:
    """Tell whether the cited range spans exactly what two or more printed ranges cover together."""
    ranges = candidates.dropna(subset=["low", "high"])
    if math.isnan(figure["low"]) or ranges["endpoint"].nunique() < 2:
        return False
    return (figure["low"], figure["high"]) == (ranges["low"].min(), ranges["high"].max())
