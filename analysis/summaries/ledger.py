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
        "The 30% is cited as suicide attempts, its source counts deaths. No source was found for the 2.5-fold rise of "
        "overdose deaths and for the prescriptions; the 400,000 was seen on tertiary pages alone, which are no "
        "evidence. 'Millions' is printed without a number."
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
        ``primary_unit``, ``primary_endpoint``, ``ratio`` (cited over primary, where the two numbers agree or differ),
        ``verdict``, ``source``, ``line``, ``primary_source`` and ``sentence`` (the verdict in words).
    """
    rows = load_burden() if figures is None else figures
    cited, primary = (rows[rows["kind"] == kind].reset_index(drop=True) for kind in ("cited", "primary"))
    traced = trace(cited.assign(topic="burden"), primary)
    match = primary.set_index("figure").reindex(traced["primary_figure"]).reset_index(drop=True)
    held = traced["verdict"].str.startswith(("agrees", "differs", "contested"))
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
            "ratio": (cited["value"] / match["value"]).where(held),
            "verdict": traced["verdict"],
            "source": cited["source"],
            "line": cited["line"],
            "primary_source": match["source"],
            "sentence": traced["sentence"],
        }
    )


@summary(
    "Each cited figure traced to its source",
    tables=("cited_figures", "primary_figures"),
    caveat=(
        "Verdicts are computed from what both sides state. Most studies were seen as abstracts; 'untraced' means that "
        "no statement of the quantity was seen, not that none exists, and no tertiary page stands against a figure."
    ),
)
def traced_figures(cited: pd.DataFrame | None = None, primary: pd.DataFrame | None = None) -> pd.DataFrame:
    """Each cited figure, the statement that decides, the fields that differ, the verdict and its sentence.

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
