"""Table 1: who was exposed, how, where, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import DataError
from ..stats.arguments import choice
from ..stats.comparison import contingency_test
from .codebook import read_codebook
from .derived import column, terms
from .selection import Study

VARIABLES = (
    *("sex", "age_group", "mention", "route", "reason", "exposure_site", "management_site", "level_of_care"),
    "medical_outcome",
)
NOT_STATED = "(missing)"


def table_one(
    study: Study,
    *,
    by: str | None = None,
    unknowns: str = "excluded",
    variables: Sequence[str] = VARIABLES,
) -> pd.DataFrame:
    """Count the characteristics of the cases, overall or by group with tests.

    Parameters
    ----------
    study : Study
    by : str, optional
        Column with the groups: one of the cases, ``"mention"`` or ``"age_band"``. Cases without a group are left out
        of the groups, not of the total.
    unknowns : {"excluded", "kept"}
        ``"excluded"``: unknown values are a bare count beside the table and not in the denominator of the shares (nor
        in the tests). ``"kept"``: they are a level like any other. Unknown are missing values, the terms that the
        codebook calls unknown (``"Unknown"``, ``"Unknown reason"``) and, of the medical outcome, everything that is no
        known outcome (not followed, unable to follow, unrelated).
    variables : sequence of str
        Characteristics, in order.

    Returns
    -------
    DataFrame
        One row per characteristic, level and group (``"Total"`` first): ``variable, level, group, n, denominator,
        share, unknown`` (this level is an unknown value), and with `by` also ``test, statistic, df, p, reason``,
        repeated on every row of a characteristic. Shares of excluded unknowns are missing. Levels come in the order
        of the codebook, then labels that it does not know, then ``"(missing)"``. A level of care is recorded for
        cases in a health care facility only, so that with ``"excluded"`` its denominator is those.

    Raises
    ------
    DataError
        When a column does not exist or `unknowns` is neither.

    References
    ----------
    The tests are those of `analysis.stats.comparison.contingency_test` on the levels of the table.
    """
    choice(unknowns, "unknowns", ("excluded", "kept"))
    if by in variables:
        raise DataError(f"variables: expected columns other than by={by!r}; leave it out of one of them.")
    rows = []
    for name in variables:
        counted = _crossed(study, name, by)
        rows.append(_described(counted, name, unknowns).assign(**_tested(counted, name, unknowns) if by else {}))
    frame = pd.concat(rows, ignore_index=True)
    frame.attrs = {"unknowns": unknowns, "by": by, "study": study.stated, "synthetic": study.store.synthetic}
    return frame


def printed_table_one(table: pd.DataFrame, *, digits: int = 1) -> pd.DataFrame:
    """Lay a table from `table_one` out as printed: a row per level, a column ``n (percent)`` per group, and p.

    Parameters
    ----------
    table : DataFrame
    digits : int
        Decimals of the percentages. Excluded unknowns are shown as a bare n.
    """
    groups = list(dict.fromkeys(table["group"]))
    percents = ["" if np.isnan(share) else f" ({100 * share:.{digits}f}%)" for share in table["share"]]
    text = [f"{n:,}{percent}" for n, percent in zip(table["n"], percents, strict=True)]
    wide = table.assign(text=text).pivot(index=["variable", "level"], columns="group", values="text")
    order = pd.MultiIndex.from_frame(table[["variable", "level"]].drop_duplicates())
    wide = wide.reindex(index=order, columns=groups).rename_axis(columns=None).reset_index()
    if "p" in table:
        first = ~wide["variable"].duplicated()
        for name in ("test", "p"):
            values = table.drop_duplicates("variable").set_index("variable")[name].reindex(wide["variable"]).to_numpy()
            wide[name] = np.where(first, values, "" if name == "test" else np.nan)
    return wide


def _crossed(study: Study, name: str, by: str | None) -> pd.DataFrame:
    """Count level by group, with a column "Total" first; levels and groups in order."""
    cases = study.cases
    keys = {"level": column(cases, name)} | ({"group": column(cases, by)} if by else {})
    found = study.run(cases.group_by(**keys).aggregate(n=cases.count()))
    found["level"] = found["level"].astype("object").where(found["level"].notna(), NOT_STATED)
    total = found.groupby("level")["n"].sum().rename("Total").to_frame()
    if by:
        known = found[found["group"].notna()]
        parts = known.pivot(index="level", columns="group", values="n")
        total = total.join(parts[_in_order(parts.columns, by)])
    return total.reindex(_in_order(total.index, name)).fillna(0).astype(int)


def _in_order(present, name: str) -> list:
    known = [term for term in terms(name) if term in set(present)]
    others = sorted(set(present) - set(known) - {NOT_STATED}, key=str)
    return [*known, *others, *([NOT_STATED] if NOT_STATED in set(present) else [])]


def _unknown(levels: pd.Index, name: str) -> np.ndarray:
    """Tell which levels are unknown values."""
    book = read_codebook()
    if name == "medical_outcome":
        return ~levels.isin(book.known_outcome)
    unknown = book.vocabularies[name].unknown if name in book.vocabularies else ()
    return levels.isin([NOT_STATED, *unknown])


def _described(counted: pd.DataFrame, name: str, unknowns: str) -> pd.DataFrame:
    unknown = _unknown(counted.index, name)
    inside = ~unknown if unknowns == "excluded" else np.ones(len(counted), dtype=bool)
    rows = []
    for group in counted:
        n = counted[group].to_numpy()
        whole = int(n[inside].sum())
        share = np.where(inside & (whole > 0), n / max(whole, 1), np.nan)
        shown = {"variable": name, "level": counted.index, "group": group, "n": n, "denominator": whole}
        rows.append(pd.DataFrame(shown | {"share": share, "unknown": unknown}))
    return pd.concat(rows, ignore_index=True)


def _tested(counted: pd.DataFrame, name: str, unknowns: str) -> dict:
    """Compare the groups on the levels that count; a characteristic without two levels or groups is not tested."""
    cells = counted.drop(columns="Total")
    if unknowns == "excluded":
        cells = cells[~_unknown(counted.index, name)]
    cells = cells.loc[cells.sum(axis=1) > 0, cells.sum() > 0]
    if min(cells.shape) < 2:
        why = "not tested: fewer than two levels or groups with cases"
        return {"test": "none", "statistic": np.nan, "df": np.nan, "p": np.nan, "reason": why}
    done = contingency_test(cells)
    return {"test": done.test, "statistic": done.statistic, "df": done.df, "p": done.p, "reason": done.reason}
