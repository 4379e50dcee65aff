"""The ledger as a whole: burden and tracing."""

from __future__ import annotations

import pandas as pd

from ..audit import trace
from ..loaders import load_burden, load_cited_figures, load_primary_figures
from .registry import summary


@summary(
    "Burden: people, deaths and changes, cited and at their source",
    tables=("cited_figures", "primary_figures"),
    caveat=(
        "The 30% is cited as suicide attempts, its source counts deaths; the 2.5-fold rise of overdose deaths was not "
        "found at its source; 'millions' is printed without a number."
    ),
)
def burden(figures: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every cited figure of burden beside what its source says.

    Parameters
    ----------
    figures : DataFrame, optional
        Columns as from `load_burden`; the shipped figures when left out.

    Returns
    -------
    DataFrame
        ``quantity``, ``endpoint``, ``printed``, ``value``, ``unit``, ``period`` (calendar years), ``primary_value``,
        ``primary_unit``, ``primary_endpoint``, ``ratio`` (cited over primary, for the same kind of number),
        ``verdict``, ``source``, ``line`` and ``primary_source``.
    """
    rows = load_burden() if figures is None else figures
    cited, primary = (rows[rows["kind"] == kind].reset_index(drop=True) for kind in ("cited", "primary"))
    traced = trace(cited.assign(topic="burden"), primary)
    match = primary.set_index("figure").reindex(traced["primary_figure"]).reset_index(drop=True)
    same_unit = (cited["unit"] == match["unit"]) | (cited["statistic"] == match["statistic"])
    return pd.DataFrame(
        {
            "quantity": cited["quantity"],
            "endpoint": cited["endpoint"],
            "printed": cited["printed"],
            "value": cited["value"],
            "unit": cited["unit"],
            "period": _period(cited),
            "primary_value": match["value"],
            "primary_unit": match["unit"],
            "primary_endpoint": match["endpoint"],
            "ratio": (cited["value"] / match["value"]).where(same_unit),
            "verdict": traced["verdict"],
            "source": cited["source"],
            "line": cited["line"],
            "primary_source": match["source"],
        }
    )


@summary(
    "Each cited figure traced to its primary study",
    tables=("cited_figures", "primary_figures"),
    caveat=(
        "Verdicts are computed from the two ledgers. Most primary studies were seen as abstracts; 'untraced' means "
        "that no primary figure was seen, not that none exists."
    ),
)
def traced_figures(cited: pd.DataFrame | None = None, primary: pd.DataFrame | None = None) -> pd.DataFrame:
    """Each cited figure, its primary figure, the fields that differ and the verdict.

    Parameters
    ----------
    cited, primary : DataFrame, optional
        Ledger columns as from `load_cited_figures` and `load_primary_figures`; the shipped ledgers when left out.

    Returns
    -------
    DataFrame
        As from `analysis.audit.trace`, which explains the verdicts.
    """
    cited = load_cited_figures() if cited is None else cited
    primary = load_primary_figures() if primary is None else primary
    return trace(cited, primary)


def _period(rows: pd.DataFrame) -> pd.Series:
    start, end = (rows[f"period_{side}"].astype("string").fillna("") for side in ("start", "end"))
    return start.where(start == end, start + "-" + end).astype("str")
