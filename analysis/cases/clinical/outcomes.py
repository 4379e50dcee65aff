"""Serious outcome and admission: who has them more often, crude and adjusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...errors import DataError
from ...stats.arguments import checked_level
from ...stats.odds_ratio import odds_ratio
from ...stats.proportions import proportion
from ...stats.severity import firth_logistic, logistic_regression
from ...stats.severity.separation import separated
from ..codebook.records import records_of
from ..codebook.vocabularies import read_codebook
from ..study.derived import column, outcome, terms
from ..study.selection import Study

FACTORS = ("age_band", "sex", "mention")
REFERENCES = {"age_band": "20-39", "sex": "Male", "mention": "Single substance"}


def outcome_shares(study: Study, *, by: str | None = None, of: str = "serious", level: float = 0.95) -> pd.DataFrame:
    """Give the share of cases with a serious outcome, or admitted, with Wilson limits.

    Parameters
    ----------
    study : Study
    by : str, optional
        Column with groups, as in `table_one`.
    of : {"serious", "admitted", "medically_admitted"}
        Serious = moderate, major, death (indirect reports included), among cases with a known outcome. Admission, with
        psychiatric facilities or without, among cases with a known level of care in a health care facility.
    level : float

    Returns
    -------
    DataFrame
        The column `by` in the order of the codebook, ``events, n`` and ``value, low, high``. Cases without a group are
        in ``attrs["without_group"]``, cases in which the outcome is not known in ``attrs["without_outcome"]``.

    Raises
    ------
    DataError
        When the records are deaths, the outcome is known of no case, or the records grade deaths alone: their other
        outcomes are words that the codebook does not know (survived, hospitalized), and the share would be that of
        deaths among deaths.
    """
    check_graded(study, of)
    grouped, unknown = _grouped(study, [by] if by else [], of)
    known = grouped.dropna(ignore_index=True)
    without, grouped = int(grouped["n"].sum() - known["n"].sum()), known
    if by:
        order = {term: place for place, term in enumerate(terms(by))}
        grouped = grouped.sort_values(by, key=lambda one: one.map(order), kind="stable", ignore_index=True)
    if grouped.empty or not grouped["n"].sum():
        also = f", with their {by}" if by and without else ""
        raise DataError(f"study: expected cases in which the outcome ({of}) is known{also}, got none ({study.stated}).")
    if of == "serious" and (grouped["events"] == grouped["n"]).all() and not grades_severity(study):
        raise DataError(
            "study: these records grade serious outcomes only, and the others have words unknown to the codebook: "
            "every graded case would be serious; count the words of medical_outcome with table_one instead, or give "
            "them a meaning in the mapping."
        )
    limits: pd.DataFrame = proportion(grouped["events"], grouped["n"], level=level)
    shown = grouped.join(limits[["value", "low", "high"]])
    return study.stamped(shown, of=of, without_group=without, without_outcome=unknown, **limits.attrs)


def check_graded(study: Study, of: str) -> None:
    """Refuse to ask records that are all alike in their outcome (deaths) how often it was serious."""
    kind = records_of(study.store.records)
    if of == "serious" and not kind.graded:
        raise DataError(
            f"of: these are {kind.source}, each with the outcome {kind.constants['medical_outcome']}; neither a share "
            "nor odds of a serious outcome can be had of them. Count them (annual_counts), compare groups of them "
            "(table_one by=...), or ask which substances came together (combinations)."
        )


def grades_severity(study: Study) -> bool:
    """Tell whether the store grades milder outcomes too, or has serious ones beside words of the export's own."""
    cases = study.store.cases
    book, (had, known) = read_codebook(), outcome(cases, "serious")
    own = cases.medical_outcome.notnull() & ~cases.medical_outcome.isin(book["medical_outcome"].terms)  # noqa: PD004
    counts = study.run(cases.aggregate(milder=(known & ~had).sum(), own=own.sum())).iloc[0]
    return bool(counts["milder"]) or not counts["own"]


def odds_ratios(
    study: Study,
    *,
    of: str = "serious",
    factors: Sequence[str] = FACTORS,
    references: dict[str, str] = REFERENCES,
    level: float = 0.95,
) -> pd.DataFrame:
    """Give crude odds ratios and odds ratios adjusted for each other, of a serious outcome or admission.

    Parameters
    ----------
    study : Study
    of : {"serious", "admitted", "medically_admitted"}
        As in `outcome_shares`.
    factors : sequence of str
        Columns of the cases, ``"age_band"`` or ``"mention"`` (co-ingestants: single or multiple substances).
    references : dict of str to str
        Level to compare with, per factor; the most frequent one where none is given or it does not occur.
    level : float

    Returns
    -------
    DataFrame
        One row per factor and level: ``factor, term, events, n``, ``crude, crude_low, crude_high`` (Wald limits; 0.5
        added to all cells of a table with a zero), ``adjusted, adjusted_low, adjusted_high, p`` and ``method``.
        References have odds ratio 1 and no limits. ``attrs["left_out"]`` counts the cases with an unknown factor,
        which are in neither model.

    Raises
    ------
    DataError
        When the records are deaths, nobody or everybody had the outcome, no factor has two levels, or factors
        determine one another.

    Notes
    -----
    A binomial regression on the counts of every combination of levels, which gives the estimates of the model on
    single cases. Wald limits of maximum likelihood; where the data are separated, so that maximum likelihood has no
    finite estimate, Firth's penalized likelihood with profile limits.

    References
    ----------
    Hosmer DW, Lemeshow S, Sturdivant RX (2013). Applied Logistic Regression, 3rd ed. Wiley.
    Heinze G, Schemper M (2002). Stat Med 21:2409-2419. doi:10.1002/sim.1047
    """
    level = checked_level(level)
    check_graded(study, of)
    grouped, unknown = _grouped(study, list(factors), of)
    known, left_out = _known_factors(grouped, list(factors))
    events, n = known["events"].sum(), known["n"].sum()
    if not 0 < events < n:
        raise DataError(f"study: expected cases with and without the outcome ({of}), got {events} of {n}.")
    levels = {name: _levels(known, name, references.get(name)) for name in factors}
    levels = {name: order for name, order in levels.items() if len(order) > 1}
    if not levels:
        raise DataError(f"factors: expected one with two levels among the cases, got none of {', '.join(factors)}.")
    rows = pd.concat([_crude(known, name, order, level) for name, order in levels.items()], ignore_index=True)
    adjusted = _adjusted(known, levels, level)
    shown = rows.merge(adjusted, on=["factor", "term"], how="left", validate="one_to_one")
    shown["method"] = adjusted["method"].iloc[0]
    shown.loc[shown["adjusted"].isna(), "adjusted"] = 1.0
    method = shown["method"].iloc[0]
    return study.stamped(shown, left_out=left_out, without_outcome=unknown, of=of, level=level, method=method)


def _grouped(study: Study, names: list[str], of: str) -> tuple[pd.DataFrame, int]:
    """Count events and cases with a known outcome for every combination of levels, and the cases without."""
    cases = study.cases
    had, known = outcome(cases, of)
    table = cases.select(
        **{name: column(cases, name) for name in names}, had=had.ifelse(1, 0), known=known.ifelse(1, 0)
    )
    sums = {"events": table.had.sum(), "n": table.known.sum(), "cases": table.count()}
    found = study.run(table.group_by(names).aggregate(**sums) if names else table.aggregate(**sums))
    found = found.fillna(dict.fromkeys(sums, 0)).astype(dict.fromkeys(sums, int))
    unknown = int(found["cases"].sum() - found["n"].sum())
    found = found[found["n"] > 0].drop(columns="cases")
    return (found.sort_values(names, ignore_index=True) if names else found), unknown


def _known_factors(grouped: pd.DataFrame, factors: list[str]) -> tuple[pd.DataFrame, int]:
    """Leave out missing and unknown levels, and count the cases."""
    book = read_codebook()
    known = grouped[factors].notna().all(axis=1)
    for name in factors:
        unknown = book.vocabularies[name].unknown if name in book.vocabularies else ()
        known &= ~grouped[name].isin(unknown)
    return grouped[known].reset_index(drop=True), int(grouped.loc[~known, "n"].sum())


def _levels(known: pd.DataFrame, name: str, reference: str | None) -> list[str]:
    """Give the levels in order, the reference first."""
    sizes = known.groupby(name)["n"].sum()
    order = [term for term in terms(name) if term in sizes.index]
    order += sorted(set(sizes.index) - set(order), key=str)
    first: Any = reference if reference in sizes.index else sizes.idxmax() if len(sizes) else None
    return [first, *(term for term in order if term != first)]


def _crude(known: pd.DataFrame, name: str, order: list[str], level: float) -> pd.DataFrame:
    sums = known.groupby(name)[["events", "n"]].sum().loc[order]
    base = sums.iloc[0]
    ratios: pd.DataFrame = odds_ratio(
        sums["events"], sums["n"], base["events"], base["n"], method="wald-adjusted", level=level
    )
    shown = pd.DataFrame(
        {"factor": name, "term": order, "events": sums["events"].to_numpy(), "n": sums["n"].to_numpy()}
    )
    for label, limit in {"crude": "value", "crude_low": "low", "crude_high": "high"}.items():
        values = ratios[limit].to_numpy(float).copy()
        values[0] = 1.0 if limit == "value" else np.nan
        shown[label] = values
    return shown


def _adjusted(known: pd.DataFrame, levels: dict[str, list[str]], level: float) -> pd.DataFrame:
    pairs = [(name, term) for name, order in levels.items() for term in order[1:]]
    design = pd.DataFrame({f"{name}={term}": (known[name] == term).astype(float) for name, term in pairs})
    events, n = known["events"].to_numpy(float), known["n"].to_numpy(float)
    columns = np.column_stack([np.ones(len(known)), design])
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        raise DataError(
            f"factors: expected factors that do not determine one another, got {', '.join(levels)}; leave one out."
        )
    if separated(columns, events, n):
        fit = firth_logistic(design, known["events"], known["n"], level=level)
        method = "Firth penalized likelihood, profile limits"
    else:
        fit = logistic_regression(design, known["events"], known["n"], level=level)
        method = fit.odds_ratios().attrs["method"]
    shown = pd.DataFrame(pairs, columns=["factor", "term"])
    shown[["adjusted", "adjusted_low", "adjusted_high"]] = fit.odds_ratios()[["value", "low", "high"]].to_numpy()
    return shown.assign(p=fit.p[1:], method=method)
