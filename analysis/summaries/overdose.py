"""Clinical effects in the cited overdose series."""

from __future__ import annotations

import pandas as pd

from ..loaders import load_overdose_series
from ..stats.proportions import proportion
from .registry import summary


@summary(
    "Clinical effects in the series of 23 baclofen overdoses",
    tables=("cited_figures", "primary_figures"),
    methods=("clopper_1934", "wilson_1927"),
    caveat=(
        "The denominator 23 counts presentations, 8 of them with baclofen alone. 'Decreased level of consciousness' is "
        "the abstract's own wording; the document leaves out its cut-off, a Glasgow Coma Scale below 9, and two "
        "heart-rate effects."
    ),
    needs={
        "series": "effect count denominator kind definition quantity source line",
    },
)
def overdose_effects(series: pd.DataFrame | None = None, *, level: float = 0.95) -> pd.DataFrame:
    """Count, share and limits of every clinical effect of the cited overdose series.

    Parameters
    ----------
    series : DataFrame, optional
        Columns as from `load_overdose_series`; the shipped series when left out.
    level : float
        Confidence level of both intervals.

    Returns
    -------
    DataFrame
        ``effect`` (as the document words it), ``primary_effect`` (as the study does), ``cut_off`` (what the study
        prints with it), ``count``, ``denominator``,
        ``share``, ``exact_low`` and ``exact_high`` (Clopper-Pearson), ``wilson_low`` and ``wilson_high``, ``cited``
        (whether the document gives the effect), ``source`` and ``line``; the most frequent effect first.
    """
    rows = load_overdose_series() if series is None else series
    rows = rows[rows["denominator"].notna() & ~rows["quantity"].str.endswith("_alone")]
    cited = rows[rows["kind"] == "cited"]
    primary = rows[rows["kind"] == "primary"]
    omitted = primary[~primary["quantity"].isin(cited["quantity"])]
    frame = pd.concat([cited, omitted], ignore_index=True)
    exact: pd.DataFrame = proportion(frame["count"], frame["denominator"], method="clopper-pearson", level=level)
    wilson: pd.DataFrame = proportion(frame["count"], frame["denominator"], method="wilson", level=level)
    study = primary.set_index("quantity")
    answer = pd.DataFrame(
        {
            "effect": frame["effect"],
            "primary_effect": frame["quantity"].map(study["effect"]),
            "cut_off": frame["quantity"].map(study["definition"]),
            "count": frame["count"],
            "denominator": frame["denominator"],
            "share": exact["value"],
            "exact_low": exact["low"],
            "exact_high": exact["high"],
            "wilson_low": wilson["low"],
            "wilson_high": wilson["high"],
            "cited": (frame["kind"] == "cited").astype("boolean"),
            "source": frame["source"],
            "line": frame["line"],
        }
    )
    return answer.sort_values("count", ascending=False, kind="stable", ignore_index=True)
