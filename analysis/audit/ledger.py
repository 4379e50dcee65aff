"""A ledger of cited figures against itself and against the primary studies."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from ..forms import percent_of
from ..printed import read_printed
from .arguments import frame_with
from .findings import Finding
from .percentages import possible_counts
from .tracing import trace


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
        Percentages that no count of their denominator gives (impossible); figures that differ from their source in a
        named field, ranges that were fused, boundaries that are contested (inconsistent or unusual); the same
        quantity printed twice, coarser or for another population (unusual).

    Raises
    ------
    DataError
        When a column of the ledger is missing.

    Examples
    --------
    >>> from analysis import load_cited_figures, load_primary_figures
    >>> audit_ledger(load_cited_figures(), load_primary_figures())[0].explanation
    'No count of 43 gives 68.2%: 29 is 67.4%, 30 is 69.8%.'
    """
    traced = trace(frame_with(cited, "cited", ("statistic", "unit")), primary)
    return [
        *_impossible_percentages(cited, traced, primary),
        *_differences(traced, primary),
        *_printed_twice(cited, traced, primary),
    ]


def _impossible_percentages(cited: pd.DataFrame, traced: pd.DataFrame, primary: pd.DataFrame) -> list[Finding]:
    behind = primary.set_index("figure")
    found = []
    for row, link in zip(cited.to_dict("records"), traced.to_dict("records"), strict=True):
        if row["statistic"] != "percent" or pd.isna(row["denominator"]) or pd.isna(row["value"]):
            continue
        n = int(row["denominator"])
        if possible_counts(row["printed"], n):
            continue
        below = int(row["value"] * n / 100)
        near = ", ".join(f"{count} is {percent_of(count, n)}" for count in (below, below + 1))
        found.append(
            Finding(
                "percentage of count",
                "impossible",
                f"No count of {n} gives {row['printed']}: {near}.",
                printed=f"{row['printed']} of {n}",
                means="no count",
                expected=_arm(behind, link["primary_figure"]),
                repairs=_arms(row["printed"], behind, link["primary_figure"]),
                **_place(row),
            )
        )
    return found


def _arm(behind: pd.DataFrame, figure: str) -> str:
    if not figure or pd.isna(behind.loc[figure, "denominator"]):
        return ""
    arm = behind.loc[figure]
    return f"{arm['printed']} of {arm['denominator']} ({arm['population']})"


def _arms(printed: str, behind: pd.DataFrame, figure: str) -> tuple[str, ...]:
    """Give the counts that the percentage can be of the denominator that its source states."""
    if not figure or pd.isna(behind.loc[figure, "denominator"]):
        return ()
    n = int(behind.loc[figure, "denominator"])
    return tuple(f"{count} of {n}" for count in possible_counts(printed, n))


def _differences(traced: pd.DataFrame, primary: pd.DataFrame) -> list[Finding]:
    behind = primary.set_index("figure")
    found = []
    for row in traced.to_dict("records"):
        verdict, _, fields = row["verdict"].partition(": ")
        if verdict not in ("differs", "contested"):
            continue
        source = behind.loc[row["primary_figure"]]
        found.append(
            Finding(
                f"source: {fields.replace('_', ' ')}",
                "inconsistent" if verdict == "differs" else "unusual",
                _difference(row, source, verdict, fields, behind),
                printed=row["printed"],
                expected=f"{row['primary_printed']} ({row['primary_source']})",
                **_place(row),
            )
        )
    return found


def _difference(row: dict, source: pd.Series, verdict: str, fields: str, behind: pd.DataFrame) -> str:
    if fields == "fused ranges":
        other = behind.loc[row["elsewhere"].split(" (")[0], "printed"]
        return (
            f"{row['printed']} spans two ranges that its source prints for different endpoints: "
            f"{row['primary_printed']} and {other}."
        )
    named = fields.replace("_", " ")
    if verdict == "contested":
        return f"Statements of the source differ in {named}: {row['printed']} agrees with some of them only."
    told = ("endpoint", "denominator", "population", "time_point")
    said = [f"{field.replace('_', ' ')} there is {source[field]}" for field in fields.split(", ") if field in told]
    return f"{row['printed']} differs from its source in {named}" + (f": {'; '.join(said)}." if said else ".")


def _printed_twice(cited: pd.DataFrame, traced: pd.DataFrame, primary: pd.DataFrame) -> list[Finding]:
    """Compare rows of different places that print one number each for the same quantity."""
    where = primary.set_index("figure")["population"]
    frame = cited.assign(
        jurisdiction=traced["primary_figure"].map(where).to_numpy(), verdict=traced["verdict"].to_numpy()
    )
    frame = frame[frame["value"].notna()]
    return [
        _twice(one, other)
        for _, group in frame.groupby("quantity", sort=False)
        for one, other in combinations(group.to_dict("records"), 2)
        if one["value"] != other["value"] and one["unit"] == other["unit"] and _where(one) != _where(other)
    ]


def _twice(one: dict, other: dict) -> Finding:
    coarse, fine = sorted((one, other), key=lambda row: -read_printed(row["printed"]).quantum)
    both = f"{coarse['printed']} ({_where(coarse)}) and {fine['printed']} ({_where(fine)})"
    say = {"printed": coarse["printed"], "expected": fine["printed"], **_place(coarse)}
    if read_printed(coarse["printed"]).holds(fine["value"]):
        context = _contradicted(coarse, fine)
        if context:
            said = f"{both} are one number, printed coarser once, but for another {context}."
            return Finding("same quantity, coarser print", "inconsistent", said, **say)
        return Finding(
            "same quantity, coarser print", "unusual", f"{both} are one number, printed coarser once.", **say
        )
    places = [row["jurisdiction"] for row in (coarse, fine)]
    known = all(row["verdict"] == "agrees" for row in (one, other)) and all(map(pd.notna, places))
    if known and places[0] != places[1]:
        said = f"{both} differ, and each agrees with its own source ({places[0]}; {places[1]}): not a contradiction."
        return Finding("same quantity, other jurisdiction", "unusual", said, **say)
    return Finding("same quantity, other number", "inconsistent", f"{both} are different numbers.", **say)


def _contradicted(one: dict, other: dict) -> str:
    fields = ("endpoint", "population", "time_point")
    return " and ".join(
        field.replace("_", " ")
        for field in fields
        if pd.notna(one[field]) and pd.notna(other[field]) and one[field] != other[field]
    )


def _where(row: dict) -> str:
    return f"{row['source']} line {row['line']}"


def _place(row: dict) -> dict:
    return {"file": "cited_figures", "row": row["figure"], "column": "printed"}
