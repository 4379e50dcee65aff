"""A ledger of cited figures against itself and against the primary studies."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from ..forms import percent_of
from ..printed import read_printed
from .arguments import frame_with
from .fields import compare
from .findings import Finding
from .percentages import possible_counts
from .sentences import source_names
from .tracing import trace
from .verdicts import listed

_AGAINST = {"differs": "inconsistent", "contested": "unusual", "agrees in part": "unusual"}


def audit_ledger(cited: pd.DataFrame, primary: pd.DataFrame) -> list[Finding]:
    """Check every cited figure: can it be true, does it agree with its source and with the other documents?

    Percentages are read as rounded to the nearest, halves up. (182 of 320 is 56.875%, which cut off would print as
    56.8%; but the same sentence prints 15 of 22, 68.18%, as 68.2%, so its percentages are rounded, not cut.)

    Parameters
    ----------
    cited, primary : pandas.DataFrame
        Ledger columns, as given by ``load_cited_figures`` and ``load_primary_figures``.

    Returns
    -------
    list of Finding
        Percentages that no count of their denominator gives (impossible), or none of a number of people printed beside
        them (unusual); figures that differ from their source in fields that both state, ranges that were fused
        (inconsistent), sources that disagree or contradict themselves (unusual); the same quantity printed twice,
        coarser, for another population or for another country (unusual or inconsistent).

    Raises
    ------
    DataError
        When a column of the ledger is missing.

    Examples
    --------
    >>> from analysis import load_cited_figures, load_primary_figures
    >>> audit_ledger(load_cited_figures(), load_primary_figures())[1].explanation
    'No count of 320 gives 56.8%: 181 is 56.6%, 182 is 56.9%.'
    """
    names = source_names()
    traced = trace(frame_with(cited, "cited", ("statistic", "unit", "beside")), primary, names=names)
    return [
        *_impossible_percentages(cited, traced, primary),
        *_differences(traced, names),
        *_printed_twice(cited, traced, primary, names),
    ]


def _impossible_percentages(cited: pd.DataFrame, traced: pd.DataFrame, primary: pd.DataFrame) -> list[Finding]:
    behind = primary.set_index("figure")
    found = []
    for row, link in zip(cited.to_dict("records"), traced.to_dict("records"), strict=True):
        claimed, beside = pd.notna(row["denominator"]), pd.notna(row["beside"])
        if row["statistic"] != "percent" or pd.isna(row["value"]) or not (claimed or beside):
            continue
        n = int(row["denominator"] if claimed else row["beside"])
        if possible_counts(row["printed"], n):
            continue
        found.append(
            Finding(
                "percentage of count",
                "impossible" if claimed else "unusual",
                _no_count(row, n, claimed),
                printed=f"{row['printed']} of {n}" if claimed else f"{row['printed']} beside {n}",
                means="no count",
                expected=_arm(behind, link["primary_figure"]),
                repairs=_arms(row["printed"], behind, link["primary_figure"]),
                **_place(row),
            )
        )
    return found


def _no_count(row: dict, n: int, claimed: bool) -> str:
    below = int(row["value"] * n / 100)
    near = ", ".join(f"{count} is {percent_of(count, n)}" for count in (below, below + 1))
    if claimed:
        return f"No count of {n} gives {row['printed']}: {near}."
    return (
        f"No count of the {n} printed beside it gives {row['printed']} ({near}): it is a percentage of another number."
    )


def _arm(behind: pd.DataFrame, figure: str) -> str:
    if not figure or pd.isna(behind.loc[figure, "denominator"]):
        return ""
    row = behind.loc[figure]
    of_whom = f"{row['arm']} arm" if pd.notna(row["arm"]) else row["population"]
    return f"{row['printed']} of {row['denominator']}" + (f" ({of_whom})" if pd.notna(of_whom) else "")


def _arms(printed: str, behind: pd.DataFrame, figure: str) -> tuple[str, ...]:
    """Give the counts that the percentage can be of the denominator that its source states."""
    if not figure or pd.isna(behind.loc[figure, "denominator"]):
        return ()
    n = int(behind.loc[figure, "denominator"])
    return tuple(f"{count} of {n}" for count in possible_counts(printed, n))


def _differences(traced: pd.DataFrame, names) -> list[Finding]:
    """Give a finding for every figure that a source stands against, in the words of its verdict."""
    found = []
    for row in traced.to_dict("records"):
        verdict, _, fields = row["verdict"].partition(": ")
        if verdict not in _AGAINST:
            continue
        found.append(
            Finding(
                f"source: {fields}",
                _AGAINST[verdict],
                row["sentence"],
                printed=row["printed"],
                expected=f"{row['primary_printed']} ({names.get(row['primary_source'], row['primary_source'])})",
                **_place(row),
            )
        )
    return found


def _printed_twice(cited: pd.DataFrame, traced: pd.DataFrame, primary: pd.DataFrame, names) -> list[Finding]:
    """Compare rows of different places that print one number each for the same quantity."""
    behind = traced["primary_figure"].map(primary.set_index("figure")["place"])
    stated = cited["place"].reset_index(drop=True)
    country = stated.where(stated.notna(), behind.where(traced["verdict"].str.startswith("agrees")))
    where = [f"{names.get(row.source, row.source)}, line {row.line}" for row in cited.itertuples()]
    frame = cited.assign(place=country.to_numpy(), where=where)
    frame = frame[frame["value"].notna()]
    return [
        _twice(one, other)
        for _, group in frame.groupby("quantity", sort=False)
        for one, other in combinations(group.to_dict("records"), 2)
        if one["value"] != other["value"] and one["unit"] == other["unit"] and one["where"] != other["where"]
    ]


def _twice(one: dict, other: dict) -> Finding:
    coarse, fine = sorted((one, other), key=lambda row: -read_printed(row["printed"]).quantum)
    both = f"{coarse['printed']} ({coarse['where']}) and {fine['printed']} ({fine['where']})"
    say = {"printed": coarse["printed"], "expected": fine["printed"], **_place(coarse)}
    found = compare(coarse, fine)
    apart = listed((*found.kinds, *found.otherwise))
    if read_printed(coarse["printed"]).holds(fine["value"]):
        rule, said = "same quantity, coarser print", f"{both} are one number, printed coarser once"
        if apart:
            return Finding(rule, "inconsistent", f"{said}, but for another {apart}.", **say)
        return Finding(rule, "unusual", f"{said}.", **say)
    rule, said = "same quantity, other number", f"{both} are different numbers"
    if apart:
        entries = "; ".join(f"{coarse[field]} and {fine[field]}" for field in (*found.kinds, *found.otherwise))
        return Finding(rule, "unusual", f"{said}, but of another {apart} ({entries}): no contradiction.", **say)
    if found.missing:
        told = f"{said}, but only one of them states the {listed(found.missing)}: no contradiction."
        return Finding(rule, "unusual", told, **say)
    return Finding(rule, "inconsistent", f"{said}.", **say)


def _place(row: dict) -> dict:
    return {"file": "cited_figures", "row": row["figure"], "column": "printed"}
