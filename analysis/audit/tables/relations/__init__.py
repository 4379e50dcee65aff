"""What the columns of a printed table say of each other: estimates and limits, changes, rates, moments, p-values."""

from __future__ import annotations

from collections.abc import Collection

from .averages import check_averages
from .behavior import name_limits
from .changes import check_changes
from .column_shares import check_column_shares
from .controls import check_controls
from .denominators import check_denominators
from .grid import Grid, Place, Told
from .groups import check_groups
from .headings import read_heading
from .hundred import check_hundred
from .limits import check_limits
from .moments import check_moments
from .order import check_order
from .own_sizes import check_own_sizes
from .parts import check_parts
from .probabilities import check_probabilities
from .products import check_products
from .rates import check_rates
from .repeated import check_repeated
from .running import check_running
from .significance import check_statistics
from .strands import Strand, strands_of
from .two_means import check_two_means
from .widths import check_widths

__all__ = ["Grid", "Strand", "Told", "check_relations", "check_repeated", "read_heading", "strands_of"]

CHECKS = (
    check_limits, check_denominators, check_changes, check_rates, check_groups, check_moments, check_order,
    check_statistics, check_probabilities, check_hundred, check_own_sizes, check_products,
    check_two_means, check_controls, check_widths, check_parts, check_running, check_averages, check_column_shares,
)  # fmt: skip


WIDEST = 400  # rows of a table that may be the columns of one printed on its side

# The role of a strand -> that of a column in `analysis.audit.tables.understood.ROLES`.
MEANINGS = {
    role: role
    for role in ("count", "percent", "n", "estimate", "low", "high", "p", "rate", "mean", "sd", "median", "df")
}
MEANINGS |= {"statistic": "statistic", "q1": "quartile_low", "q3": "quartile_high", "min": "minimum", "max": "maximum"}
MEANINGS |= {"population": "denominator", "df1": "df", "df2": "df", "growth": "change", "change": "change"}
MEANINGS |= {"fold": "ratio", "quotient": "ratio", "difference": "difference", "se": "standard error"}


def check_relations(grid: Grid, settled: Collection[Place] = ()) -> tuple[Told, list[Strand]]:
    """Hold every relation between the columns of a table, and between its rows, against its numbers.

    Percentages in the cells that are `settled` (row and column of the sheet) have their denominators already.

    Examples
    --------
    >>> grid = Grid(("UK",), ("2019", "2020", "% change"), (("155", "398", "61.0"),))
    >>> told, strands = check_relations(grid)
    >>> told.findings[0].explanation.rpartition(": ")[2]
    'it is the change divided by the later number.'
    """
    told, named = Told(settled=frozenset(settled)), []
    sides = (grid, grid.turn()) if len(grid.labels) <= WIDEST and not _are_records(grid) else (grid,)
    for side in sides:
        strands = strands_of(side)
        name_limits(strands)
        for check in CHECKS:
            check(side, strands, told)
        _name(side, strands, told)
        named.append(strands)
    return told, named[0]


def _are_records(grid: Grid) -> bool:
    """Tell rows that several columns of words describe: records, whose numbers are no columns of a table turned."""
    return sum(label.count(": ") > 1 for label in grid.labels) * 2 > len(grid.labels)


def _name(grid: Grid, strands: list[Strand], told: Told) -> None:
    """Note the roles of the columns that some relation reached."""
    reached = {column for _, column in told.places}
    for strand in strands:
        if strand.role in MEANINGS and not grid.turned and grid.labels and grid.place(0, strand.place)[1] in reached:
            unit = f"per {strand.heading.per:,}" if strand.role == "rate" and strand.heading.per else ""
            measure = strand.heading.measure if strand.role == "estimate" else ""
            told.name(grid, strand.place, MEANINGS[strand.role], strand.why, measure, unit)
