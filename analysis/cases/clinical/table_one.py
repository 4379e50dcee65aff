"""Table 1: who was exposed, how, where, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from ...errors import DataError
from ...stats.arguments import choice
from ...stats.comparison.characteristics import adjusted, comparisons_of, counted_rows, joined, levels_tested
from ...stats.comparison.labels import plain
from ...stats.comparison.printed_table import OF_ROW, check_group_names, printed_rows
from ..codebook.vocabularies import read_codebook
from ..study.derived import MISSING, column, managed_in_facility, parts, terms, unknown_terms
from ..study.selection import Study
from .measurements import number_rows

VARIABLES = (
    *("sex", "age_group", "mention", "route", "reason", "exposure_site", "management_site", "level_of_care"),
    "medical_outcome",
)
DENOMINATORS = {
    "known": "cases in which it is known",
    "all": "all cases, unknown or not",
    "facility": "cases managed in a health care facility",
}


def table_one(
    study: Study,
    *,
    by: str | None = None,
    unknowns: str = "excluded",
    variables: Sequence[str] = VARIABLES,
    numbers: Sequence[str] = (),
    denominators: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Count the characteristics of the cases, overall or by group with tests.

    Parameters
    ----------
    study : Study
    by : str, optional
        Column with the groups: one of the cases, ``"mention"``, ``"age_band"`` or ``"region"``. Cases without a group
        (with unknowns excluded, those of an unknown group too) are left out of the groups, not of the total; their
        number is in ``attrs["without_group"]``.
    unknowns : {"excluded", "kept"}
        ``"excluded"``: unknown values are a bare count beside the table and not in the denominator of the shares (nor
        in the tests). ``"kept"``: they are a level like any other. Unknown are missing values, the terms that the
        codebook calls unknown (``"Unknown"``, ``"Unknown reason"``) and, of the medical outcome, its terms that are no
        known outcome (not followed, unable to follow, unrelated). A label that the codebook does not know is known.
    variables : sequence of str
        Characteristics, in order. ``"serious"``, ``"admitted"`` and ``"medically_admitted"`` are rows of their own
        (Yes, No), computed from outcome and level of care, so that no case is counted twice within a characteristic.
    numbers : sequence of str
        Measured characteristics, shown after the others as median and quartiles: ``"age_years"``, ``"weight_kg"``, or
        ``"dose"`` of the study's substance, in each unit by itself.
    denominators : mapping of str to str, optional
        Another denominator for some characteristics: ``"known"`` (unknown values left out), ``"all"`` (all cases), or
        ``"facility"``: cases managed in a health care facility only (already there, referred, or with a level of care
        on record), the others not shown.

    Returns
    -------
    DataFrame
        One row per characteristic, level and group (``"Total"`` first): ``variable, level, group, n, denominator,
        share, unknown`` (this level is an unknown value), and with `by` also ``test, statistic, df, p, reason, smd``
        (standardized difference: of two groups the first less the second, of more the largest in size), repeated on
        every row of a characteristic; with `numbers` also ``mean, sd, q1, median, q3``, where ``n`` is the number of
        cases with a value and ``denominator`` that of all. Shares of excluded unknowns are missing. Levels come in the
        order of the codebook, then labels that it does not know, then ``"(missing)"``. A level of care is recorded for
        cases in a health care facility only, so that with ``"excluded"`` its denominator is those.

        A case with several values of a characteristic (routes) counts at each, its denominator counts it once, and
        the shares can add up to more than 1: ``attrs["several"]`` gives the number of such cases per characteristic,
        ``attrs["denominators"]`` the words for every denominator. A characteristic without a value in any of the cases
        is left out, unless all are; ``attrs["absent"]`` names it, with ``"export"`` where no case of the store has one
        and ``"these cases"`` where others do.

    Raises
    ------
    DataError
        When a column does not exist, or `unknowns` or a denominator is none of these.

    References
    ----------
    The tests are those of `analysis.stats.comparison.contingency_test` on the levels of the table (cases with several
    values are one level there) and of `analysis.stats.comparison.compare_counted` on ranks of measured ones; the
    standardized differences are those of `analysis.stats.comparison.table_one`.
    """
    choice(unknowns, "unknowns", ("excluded", "kept"))
    if by in variables:
        raise DataError(f"variables: expected columns other than by={by!r}; leave it out of one of them.")
    usual = dict.fromkeys(variables, "known" if unknowns == "excluded" else "all")
    chosen = usual | {
        name: choice(kind, f"denominators[{name!r}]", tuple(DENOMINATORS))
        for name, kind in (denominators or {}).items()
        if choice(name, "denominators", tuple(variables))
    }
    groups = _groups(study, by, unknowns) if by else pd.Series(dtype=int)
    crossed = {name: _crossed(study, name, by, chosen[name] == "facility") for name in variables}
    absent = [name for name, counted in crossed.items() if list(counted.index) == [MISSING]]
    absent = absent if len(absent) < len(crossed) else []
    rows, several = [], {}
    for name in (name for name in variables if name not in absent):
        counted = crossed[name].reindex(columns=["Total", *groups.index], fill_value=0)
        several[name] = _several(counted, name)
        tested = levels_tested(_compared(counted, name, chosen[name])) if by else {}
        rows.append(_described(counted, name, chosen[name]).assign(**tested))
    rows += [number_rows(study, name, by, groups.index.tolist()) for name in numbers]
    if not rows:
        raise DataError("variables: expected at least one characteristic, got none.")
    frame = joined(rows, tested=by is not None).drop(columns="df_residual", errors="ignore")
    told: dict[str, object] = {"several": {name: n for name, n in several.items() if n}}
    told |= {"without_group": groups.attrs["without"]} if by else {}
    told |= {"absent": _absent(study, absent)} if absent else {}
    words = {name: DENOMINATORS[kind] for name, kind in chosen.items() if name not in absent}
    return study.stamped(frame, unknowns=unknowns, by=by, denominators=words, **told)


def printed_table_one(
    table: pd.DataFrame,
    *,
    digits: int = 1,
    measured: str = "median",
    percent: str = "column",
    adjust: str | None = None,
    smd: bool = False,
) -> pd.DataFrame:
    """Lay a table from `table_one` out as printed: a row per level, a column ``n (percent)`` per group, and p.

    Parameters
    ----------
    table : DataFrame
    digits : int
        Decimals of the percentages and of what is measured. Excluded unknowns are shown as a bare n.
    measured : {"median", "mean", "both"}
        Median (quartiles) with the number of values, mean (SD), or a row of each.
    percent : {"column", "row"}
        Of the cases of the group (its denominator), or of all cases in the row (those of no group too).
    adjust : {"holm", "benjamini-hochberg", "bonferroni"}, optional
        Show the p-values adjusted for the number of tests too.
    smd : bool
        Show the standardized difference of the groups too (of more than two the largest).

    Returns
    -------
    DataFrame
        ``variable, level``, a column per group, and with groups ``test, p`` on the first row of a characteristic.
        ``attrs["notes"]`` holds the sentences that belong under the table: what the percentages are of, and which
        characteristics may add up to more than 100%.
    """
    choice(smd, "smd", (True, False))
    rows = table if adjust is None or "p" not in table else adjusted(table, adjust)
    rows = rows if smd or "smd" not in rows else rows.drop(columns="smd")
    printed = printed_rows(rows, digits=digits, measured=measured, percent=percent)
    printed.attrs = {name: table.attrs[name] for name in ("study", "synthetic") if name in table.attrs}
    notes = _notes(table.attrs) if percent == "column" else [OF_ROW]
    if "p_adjusted" in rows:
        notes.append(f"P values adjusted for {comparisons_of(rows)['p'].notna().sum():,} tests ({adjust}).")
    printed.attrs["notes"] = notes
    return printed


def _notes(told: dict) -> list[str]:
    by_words: dict[str, list[str]] = {}
    for name, words in told.get("denominators", {}).items():
        by_words.setdefault(words, []).append(name)
    notes = [f"Percentages of {words}: {', '.join(names)}." for words, names in by_words.items()]
    notes += absent_notes(told.get("absent", {}))
    return notes + [
        f"{n:,} cases have several values of {name} and count at each, so that percentages can add up to more than 100."
        for name, n in told.get("several", {}).items()
    ]


def _groups(study: Study, by: str, unknowns: str) -> pd.Series:
    """Give the number of cases of every group, in order; those of no group are in ``attrs["without"]``."""
    cases = study.cases
    found = study.run(cases.group_by(group=column(cases, by)).aggregate(n=cases.count()))
    left_out = unknown_terms(by) if unknowns == "excluded" else ()
    known = found[found["group"].notna() & ~found["group"].isin(left_out)]
    sizes = pd.Series(known["n"].to_numpy(), index=[plain(group) for group in known["group"]], dtype=int)
    check_group_names(sizes.index, by)
    sizes = sizes.reindex(_in_order(sizes.index, by))
    sizes.attrs = {"without": int(found["n"].sum() - sizes.sum())}
    return sizes


def _crossed(study: Study, name: str, by: str | None, facility: bool) -> pd.DataFrame:
    """Count level by group, with a column "Total" first; the values of a case that has several are one level."""
    cases = study.cases.filter(managed_in_facility(study.cases)) if facility else study.cases
    keys = {"level": column(cases, name)} | ({"group": column(cases, by)} if by else {})
    found = study.run(cases.group_by(**keys).aggregate(n=cases.count()))
    found["level"] = found["level"].astype("object").where(found["level"].notna(), MISSING)
    total = found.groupby("level")["n"].sum().rename("Total").to_frame()
    if by:
        known = found[found["group"].notna()]
        known = known.assign(group=[plain(group) for group in known["group"]])
        groups = known.pivot(index="level", columns="group", values="n")
        total = total.join(groups[_in_order(groups.columns, by)])
    return total.reindex(_in_order(total.index, name)).fillna(0).astype(int)


def _absent(study: Study, names: list[str]) -> dict[str, str]:
    """Say of characteristics without a value in a study whether any case of the store has one."""
    cases = study.store.cases
    found = study.run(cases.aggregate(**{name: column(cases, name).count() for name in names})).iloc[0]
    return {name: "these cases" if found[name] else "export" for name in names}


def absent_notes(absent: Mapping[str, str], called: Callable[[str], str] = str) -> list[str]:
    """Give the sentences on characteristics that a Table 1 leaves out, as no case has a value of them."""
    words = {"export": "Not in this export", "these cases": "Without a value in these cases"}
    by_place = {
        said: [called(name) for name, where in absent.items() if where == place] for place, said in words.items()
    }
    return [f"{said}: {', '.join(names)}." for said, names in by_place.items() if names]


def _in_order(present, name: str) -> list:
    known = [term for term in terms(name) if term in set(present)]
    others = sorted(set(present) - set(known) - {MISSING}, key=str)
    return [*known, *others, *([MISSING] if MISSING in set(present) else [])]


def _known(level, name: str) -> list:
    """Give the values of a level that say something; an outcome in an export's own words does."""
    unknown = set(unknown_terms(name))
    if name == "medical_outcome":
        book = read_codebook()
        unknown |= set(book["medical_outcome"].terms) - set(book.known_outcome)
    return [part for part in parts(level, name) if part not in unknown]


def _several(counted: pd.DataFrame, name: str) -> int:
    """Count the cases with more than one value."""
    return int(sum(counted["Total"][level] for level in counted.index if len(parts(level, name)) > 1))


def _described(counted: pd.DataFrame, name: str, kind: str) -> pd.DataFrame:
    inside = np.array([bool(_known(level, name)) or kind != "known" for level in counted.index], dtype=bool)
    whole = counted[inside].sum()
    apart = pd.DataFrame(
        [(part, *row) for level, *row in counted.itertuples() for part in parts(level, name)],
        columns=["level", *counted.columns],
    )
    apart = apart.groupby("level", sort=False).sum()
    apart = apart.reindex(_in_order(apart.index, name))
    unknown = np.array([not _known(level, name) for level in apart.index], dtype=bool)
    return counted_rows(name, apart, sizes=whole, unknown=unknown, kept=kind != "known")


def _compared(counted: pd.DataFrame, name: str, kind: str) -> pd.DataFrame:
    """Give the levels that count, those of cases with several values as one."""
    labels = []
    for level in counted.index:
        values = _known(level, name) if kind == "known" else parts(level, name)
        labels.append("several" if len(values) > 1 else values[0] if values else None)
    # a missing label is left out
    return counted.drop(columns="Total").groupby(pd.Index(labels), sort=False).sum()
