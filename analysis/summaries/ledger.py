"""The ledger as a whole: burden and tracing."""

from __future__ import annotations

import pandas as pd

from ..audit import trace
from ..loaders import load_burden, load_cited_claims, load_cited_figures, load_primary_figures
from ..sources import read_sources
from .registry import summary


@summary(
    "Burden: people, deaths and changes, cited and at their source",
    tables=("cited_figures", "primary_figures"),
    caveat=(
        "The 30% is cited as suicide attempts, its source counts deaths. No source was found for the 2.5-fold rise of "
        "overdose deaths and for the prescriptions; the 400,000 was seen on tertiary pages alone, which are no "
        "evidence. 'Millions' is printed without a number."
    ),
    needs={
        "figures": (
            "kind figure source line quantity statistic printed relation value low high unit form place "
            "denominator population endpoint arm comparator definition time_point period_start period_end rank "
            "locator"
        ),
    },
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
    needs={
        "cited": (
            "figure source line topic quantity statistic printed relation value low high unit form place "
            "denominator population endpoint arm comparator definition time_point period_start period_end"
        ),
        "primary": (
            "figure source quantity statistic printed relation value low high unit form place denominator "
            "population endpoint arm comparator definition time_point period_start period_end rank locator"
        ),
    },
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


@summary(
    "Claims that are no numbers, beside what is documented",
    tables=("cited_claims",),
    caveat=(
        "Claims and evidence are told in our words. 'Untraced' means that the evidence was looked for and not found, "
        "not that the claim is wrong; a document stands as evidence only against itself."
    ),
    needs={
        "claims": "statement source line claim words reading evidence_source evidence locator",
    },
)
def cited_claims(claims: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every claim of the five documents that no number decides, how it reads, and what is documented.

    Parameters
    ----------
    claims : DataFrame, optional
        Columns as from `load_cited_claims`; the shipped claims when left out.

    Returns
    -------
    DataFrame
        ``statement``, ``claim``, ``words`` (printed), ``reading``, ``evidence``, ``locator``, ``source``, ``line``,
        ``evidence_source`` and ``sentence`` (all of it in words that can be quoted); by document and line.
    """
    rows = load_cited_claims() if claims is None else claims
    names = {key: source.label for key, source in read_sources().items()}
    told = rows.assign(sentence=[_claim_in_words(row, names) for row in rows.to_dict("records")])
    columns = ["statement", "claim", "words", "reading", "evidence", "locator", "source", "line", "evidence_source"]
    return told[[*columns, "sentence"]].sort_values(["source", "line"], kind="stable", ignore_index=True)


def _claim_in_words(row: dict, names: dict[str, str]) -> str:
    opening = f"{names.get(row['source'], row['source'])}, line {row['line']}, says “{row['words']}” ({row['claim']})"
    own = row["evidence_source"] == row["source"]
    behind = "" if pd.isna(row["evidence_source"]) or own else names.get(row["evidence_source"], row["evidence_source"])
    place = "" if pd.isna(row["locator"]) or own else row["locator"]
    found = ", ".join(filter(None, (behind, place)))
    return f"{opening}: {row['reading']}. Evidence: {row['evidence']}" + (f" ({found})." if found else ".")


def _period(rows: pd.DataFrame) -> pd.Series:
    start, end = (rows[f"period_{side}"].astype("string").fillna("") for side in ("start", "end"))
    return start.where(start == end, start + "-" + end).astype("str")
