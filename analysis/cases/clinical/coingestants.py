"""Which substances come together."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...errors import DataError
from ..study.selection import Study
from .effects import with_shares


def co_ingestants(study: Study, *, level: float = 0.95) -> pd.DataFrame:
    """Count the other substances in the cases of a study, apart from those it was selected by.

    Parameters
    ----------
    study : Study
        With a substance.
    level : float

    Returns
    -------
    DataFrame
        ``substance, n, cases`` and ``value, low, high``: the share of all cases of the study with that substance too
        (Wilson limits); most frequent first. A case counts once per substance.

    Raises
    ------
    DataError
        When the study has no substance.
    """
    if study.mentions.equals(study.store.substances):
        raise DataError("study: expected one selected by a substance; select(store, substance=...).")
    substances = study.store.substances
    own = study.mentions.select("substance").distinct()
    others = study.among(substances).anti_join(own, "substance")
    counted = study.run(others.group_by("substance").aggregate(n=others.case_id.nunique()))
    counted = counted.sort_values(["n", "substance"], ascending=[False, True], ignore_index=True)
    counted = counted.assign(cases=study.count())
    return with_shares(study, counted, "wilson", level)


def substances_involved(study: Study, *, level: float = 0.95) -> pd.DataFrame:
    """Count every substance of the cases of a study, those among them that it was selected by.

    Parameters
    ----------
    study : Study
    level : float

    Returns
    -------
    DataFrame
        As `co_ingestants`.
    """
    rows = study.of("substances")
    counted = study.run(rows.group_by("substance").aggregate(n=rows.case_id.nunique()))
    counted = counted.sort_values(["n", "substance"], ascending=[False, True], ignore_index=True)
    return with_shares(study, counted.assign(cases=study.count()), "wilson", level)


def combinations(study: Study, *, at_least: int = 2) -> pd.DataFrame:
    """Count the pairs of substances that were reported in the same case.

    Parameters
    ----------
    study : Study
        With a substance, the pairs that it is one of.
    at_least : int
        Leave out rarer pairs (in the engine).

    Returns
    -------
    DataFrame
        ``first, second`` (in alphabetical order), ``n`` cases with both, ``expected`` number if substances came
        together as if by chance among the cases with more than one, and ``ratio`` of the two; most frequent first.

    Raises
    ------
    DataError
        When the substance of the study is the one ranked first: what comes with it by chance is not known then.

    Notes
    -----
    ``expected = n(first) n(second) / n`` over the cases with at least two different substances (``attrs["cases"]``): of
    a study of one substance, those that it would have without it, with the same years, ages and reasons. Among the
    cases of the substance itself every ratio would be 1.
    """
    own = None if study.mentions.equals(study.store.substances) else study.mentions.select("substance").distinct()
    if own is not None and study.how == "first":
        raise DataError(
            'study: expected one of a substance mentioned at any rank, got ranked first; select(..., how="any").'
        )
    several = _several(study if own is None else replace(study, cases=study.base))
    found = study.run(_pairs(study, several, own, int(at_least)))
    single = study.run(several.group_by("substance").aggregate(n=several.count())).set_index("substance")["n"]
    cases = int(study.run(several.aggregate(n=several.case_id.nunique()))["n"].iloc[0])
    first, second = (found[name].map(single).astype(float) for name in ("first", "second"))
    expected = first * second / max(cases, 1)
    shown = found.assign(expected=expected, ratio=found["n"] / expected)
    shown = shown.sort_values(["n", "first", "second"], ascending=[False, True, True], ignore_index=True)
    return study.stamped(shown, cases=cases, notes=[f"By chance among the {cases:,} cases with several substances."])


def combination_shares(study: Study, *, at_least: int = 2, level: float = 0.95) -> pd.DataFrame:
    """Give the share of each pair of substances among all cases, and among those with several substances.

    Parameters
    ----------
    study : Study
        With a substance, the pairs that it is one of.
    at_least : int
        Leave out rarer pairs (in the engine).
    level : float
        Of the limits (Wilson).

    Returns
    -------
    DataFrame
        ``first, second`` (in alphabetical order), ``n`` cases with both, ``cases`` of the study and of them ``value,
        low, high``: the share with both; ``combined_cases``, those with at least two different substances, and of them
        ``combined_share, combined_share_low, combined_share_high``. Most frequent first.

    Notes
    -----
    The two shares answer two questions: how common a pair is among all exposures of the study, and what combined
    exposures are made of. A case of three substances counts for three pairs, so that shares add up to more than 1.
    """
    from ...stats.proportions import proportion

    own = None if study.mentions.equals(study.store.substances) else study.mentions.select("substance").distinct()
    several = _several(study)
    found = study.run(_pairs(study, several, own, int(at_least)))
    found = found.sort_values(["n", "first", "second"], ascending=[False, True, True], ignore_index=True)
    combined = int(study.run(several.aggregate(n=several.case_id.nunique()))["n"].iloc[0])
    shown = with_shares(study, found.assign(cases=study.count()), "wilson", level)
    facts, among = shown.attrs, shown.assign(combined_cases=combined)
    if among.empty:
        among = among.assign(combined_share=0.0, combined_share_low=0.0, combined_share_high=0.0)
    else:
        limits = pd.DataFrame(proportion(among["n"], among["combined_cases"], method="wilson", level=level))
        limits = limits[["value", "low", "high"]]
        among = among.join(limits.set_axis(["combined_share", "combined_share_low", "combined_share_high"], axis=1))
    among.attrs = facts
    return among


def _several(study: Study):
    """Give case and substance, each once, of the cases of a study with at least two different substances."""
    rows = study.of("substances").select("case_id", "substance")
    rows = rows.filter(rows.substance.notnull()).distinct()  # noqa: PD004 (an Ibis column)
    sizes = rows.group_by("case_id").aggregate(size=rows.count())
    return rows.semi_join(sizes.filter(sizes["size"] > 1), "case_id")


def _pairs(study: Study, several, own, at_least: int):
    """Count the pairs in the cases of the study; with the names of its `own` substance, those with one of them."""
    among = several if own is None else study.among(several)
    left, right = among.rename(first="substance"), among.rename(second="substance")
    pairs = left.join(right, "case_id").select("case_id", "first", "second")
    pairs = pairs.filter(pairs.first < pairs.second)
    if own is not None:
        pairs = pairs.filter(pairs.first.isin(own.substance) | pairs.second.isin(own.substance))
    counted = pairs.group_by(["first", "second"]).aggregate(n=pairs.count())
    return counted.filter(counted.n >= at_least)
