"""Which documents print which effect."""

from __future__ import annotations

import pandas as pd

from ..loaders import load_cited_terms, load_document_mentions
from ..sources import read_sources
from .registry import summary


@summary(
    "Which documents print which effect",
    tables=("document_mentions", "concept_phrases", "cited_terms"),
    caveat=(
        "Every line of the five documents was searched for every effect in its spellings and inflections: a blank says "
        "that the document does not print it. Several lists that document 004 announces are missing from its text."
    ),
    needs={
        "mentions": "concept source line sense",
        "terms": "source line list standard system",
    },
)
def document_agreement(mentions: pd.DataFrame | None = None, terms: pd.DataFrame | None = None) -> pd.DataFrame:
    """For every clinical effect the documents that print it, where, and in which list they name it as an effect.

    Parameters
    ----------
    mentions : DataFrame, optional
        Columns as from `load_document_mentions`; the shipped mentions when left out.
    terms : DataFrame, optional
        Columns as from `load_cited_terms`; the shipped terms when left out.

    Returns
    -------
    DataFrame
        One row per effect and document that prints its word: ``effect`` (standard term), ``system``, ``source``,
        ``site``, ``line`` (the first that lists it as an effect, else the first that prints it), ``lists`` (in which
        lists it is an effect; empty when it is printed otherwise only), ``sense`` (``concept``, or ``another sense``
        when the document prints the word in another sense only) and ``documents`` (how many print the effect); the
        effects printed by most documents first.
    """
    rows = load_document_mentions() if mentions is None else mentions
    listed = load_cited_terms() if terms is None else terms
    listed = listed[listed["system"].notna()]  # only clinical effects have an organ system
    own = rows["sense"] == "concept"
    counted = rows[own].groupby("concept", observed=True)["source"].nunique()
    first = rows.assign(rank=~own).sort_values(["rank", "line"], kind="stable")
    frame = first.drop_duplicates(["concept", "source"]).rename(columns={"concept": "effect"})
    named = listed.groupby(["standard", "source"], sort=False, observed=True).agg(
        listed_line=("line", "min"), lists=("list", lambda lists: ", ".join(dict.fromkeys(lists.astype(str))))
    )
    frame = frame.join(named, on=["effect", "source"])
    sites = {key: source.label for key, source in read_sources().items()}
    frame = frame.assign(
        system=frame["effect"].map(listed.drop_duplicates("standard").set_index("standard")["system"]),
        site=frame["source"].map(sites),
        line=frame["listed_line"].fillna(frame["line"]).astype("Int64"),
        lists=frame["lists"].astype(object).fillna(""),  # a ledger without lists has no level for none
        documents=frame["effect"].map(counted).fillna(0).astype("Int64"),
    )
    order = frame.sort_values(["documents", "effect", "source"], ascending=[False, True, True], ignore_index=True)
    return order[["effect", "system", "source", "site", "line", "lists", "sense", "documents"]]
