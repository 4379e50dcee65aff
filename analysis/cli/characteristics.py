"""The verb of Table 1: on the screen, as numbers, or as a journal prints it."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import DataError
from .asking import checked_column
from .options import listed, pairs_of
from .studies import By, verb


def _journal_table(study, *, row_percent, measured, adjust, smd, long, **asked):
    """Give Table 1 as a journal prints it."""
    from ..paper.characteristics import lone_table

    if long:
        raise DataError("--long: rows of numbers go to csv or json; leave it out for a printed table.")
    table = _characteristics(study, **asked)
    percent = "row" if row_percent else "column"
    return lone_table(study, table, smd=smd, measured=measured, percent=percent, adjust=adjust)


def _characteristics(study, by, unknowns, variables, numbers, denominators):
    from ..cases.clinical.table_one import VARIABLES, table_one
    from ..cases.codebook.records import records_of

    alike = records_of(study.store.records).alike
    names = listed(variables) or [name for name in VARIABLES if name != by and name not in alike]
    checked_column(study, by)
    for name in names:
        checked_column(study, name, "--variables")
    whole = dict(pairs_of(denominators, "--percent-of", "level_of_care=facility")) or None
    how = {"unknowns": unknowns, "variables": names, "numbers": listed(numbers), "denominators": whole}
    return table_one(study, by=by, **how)


@verb("table1", printed=_journal_table)
def table1(
    study,
    by: By = None,
    unknowns: Annotated[
        str, typer.Option("--unknowns", help="excluded (a bare n, not in the percentages) or kept (a level).")
    ] = "excluded",
    variables: Annotated[
        str | None,
        typer.Option("--variables", help="Columns with commas (of your own too); those of the field when left out."),
    ] = None,
    numbers: Annotated[
        str | None, typer.Option("--numbers", help="Median (quartiles) of age_years, weight_kg, dose; with commas.")
    ] = None,
    denominators: Annotated[
        list[str] | None,
        typer.Option("--percent-of", metavar="COLUMN=OF", help="Percent of known, all or facility cases; repeat it."),
    ] = None,
    row_percent: Annotated[
        bool, typer.Option("--row-percent", help="Percent of the row, not of the column (the group).")
    ] = False,
    measured: Annotated[
        str, typer.Option("--measured", help="Show of --numbers the median (quartiles), the mean (SD), or both.")
    ] = "median",
    adjust: Annotated[
        str | None, typer.Option("--adjust", help="Adjust p too: holm, benjamini-hochberg or bonferroni.")
    ] = None,
    smd: Annotated[
        bool, typer.Option("--smd", help="Standardized differences too, of three groups the largest.")
    ] = False,
    long: Annotated[bool, typer.Option("--long", help="One row per characteristic, level and group.")] = False,
):
    """Describe the cases: n (percent), by group with tests.

    --output table1.docx, .html, .tex or .md: as a journal prints it.
    """
    from ..cases.clinical.table_one import printed_table_one

    table = _characteristics(study, by, unknowns, variables, numbers, denominators)
    laid_out: dict = {"percent": "row" if row_percent else "column", "measured": measured, "adjust": adjust, "smd": smd}
    return table if long or table.empty else printed_table_one(table, **laid_out)
