"""Pictures of published results and tables beside what their own counts give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..forms import rounded
from ..plots import matrix
from ..plots.marks import CITED, SOURCE
from ..plots.matrix import in_squares
from ..printed import read_printed
from ..style import PALETTE
from .credits import credit, name_of
from .printing import signed, spaced
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What each verdict says, in the order of a reader's interest, with the color of its squares.
_MEANINGS = {
    "recomputed": ("Recomputed to the last digit", PALETTE["agrees"]),
    "possible": ("Possible: the inputs are rounded", PALETTE["derived"]),
    "limits agree": ("Counts not seen; limits agree", PALETTE["derived"]),
    "other rounding": ("Cut off, or rounded twice", PALETTE["incomparable"]),
    "differs": ("Differs", PALETTE["differs"]),
    "limits disagree": ("Counts not seen; limits disagree", PALETTE["differs"]),
    "not printed": ("Result not printed", "white"),
    "not recomputable": ("Cannot be recomputed", "white"),
}
_FAILING = ("differs", "limits disagree", "other rounding")
_KINDS = {
    "percent": "Percentages",
    "percent_change": "Changes",
    "annual_percent_change": "Changes",
    "odds_ratio": "Ratios and rates",
    "ratio": "Ratios and rates",
    "rate": "Ratios and rates",
}


@chart("redone_results")
def redone_results(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """How many published results their printed inputs give again, and each that they do not."""
    kinds = table["kind"].astype(str).map(_KINDS).fillna("Counts and others")
    failing = table[table["verdict"].isin(_FAILING)]
    below = pd.DataFrame(
        {
            "Study": [name_of(key) for key in failing["source"]],
            "Result": [str(row.quantity) for row in failing.itertuples()],
            "Printed": [spaced(text) for text in failing["printed"].astype(str)],
            "From its inputs": [_recomputed(row) for row in failing.itertuples()],
        }
    )
    axes = _counted(table["verdict"], kinds, below, ax, width)
    told = table["verdict"].value_counts()
    wrong, open_ = (
        sum(int(told.get(name, 0)) for name in names) for names in (_FAILING[:2], ("not recomputable", "not printed"))
    )
    cut = len(failing) - wrong
    named = (
        f"The list also names the {cut} that {'were' if cut > 1 else 'was'} cut off or rounded twice. " if cut else ""
    )
    return on_page(
        axes,
        ax,
        f"{wrong} of {len(table)} published results do not agree with what stands beside them",
        subtitle="Results of published studies of poison-center data, recomputed from what is printed beside them",
        note=(
            f"{_squares(axes, 'result')}{named}{open_} cannot be recomputed from what was seen, mostly abstracts: "
            "that is no judgment of them."
        ),
        source=credit(table),
        alt=_alt(table["verdict"], "published results", wrong),
    )


@chart("redone_tables")
def redone_tables(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """How many cells of published tables their counts give again, and each that they do not."""
    columns = [str(name).capitalize() for name in table["table"]]
    failing = table[table["verdict"].isin(_FAILING)]
    below = pd.DataFrame(
        {
            "Table": [str(row.table).capitalize() for row in failing.itertuples()],
            "Cell": [
                f"{str(row.characteristic).capitalize()}: {signed(row.level)}, {_column(row.column)}"
                for row in failing.itertuples()
            ],
            "Printed": [spaced(text) for text in failing["printed"].astype(str)],
            "From its counts": [_recomputed(row) for row in failing.itertuples()],
        }
    )
    axes = _counted(table["verdict"], pd.Series(columns, index=table.index), below, ax, width)
    held = int((table["verdict"] == "recomputed").sum())
    return on_page(
        axes,
        ax,
        f"{held:,} of {len(table):,} cells of {_tables(table['table'].nunique())} hold",
        subtitle=f"Cells of {_tables(table['table'].nunique())}, recomputed from their own counts",
        note=f"{_squares(axes, 'cell')}Denominators that are not printed are derived from the printed counts.",
        source=credit(table),
        alt=_alt(table["verdict"], "cells of published tables", len(failing)),
    )


def _tables(number: int) -> str:
    return f"{number} published table{'s' * (number != 1)}"


def _squares(axes, what: str) -> str:
    return f"One square is one {what}. " if in_squares(axes) else ""


def _counted(verdicts: pd.Series, columns: pd.Series, below: pd.DataFrame, ax, width):
    order = [name for name in _MEANINGS if (verdicts == name).any()]
    seen = pd.crosstab(verdicts.astype(str), columns).reindex(index=order, columns=list(dict.fromkeys(columns)))
    seen.index = [_MEANINGS[name][0] for name in order]
    colors = {_MEANINGS[name][0]: _MEANINGS[name][1] for name in order}
    colors |= {"Printed": CITED, "From its inputs": SOURCE, "From its counts": SOURCE}
    return matrix(seen, colors=colors, below=below, ax=ax, width=width)


def _column(name: str) -> str:
    return name.replace("_pct", ", percent").replace("_n", ", n").replace("_", " ")


def _recomputed(row) -> str:
    """Give the recomputed number to one digit more than is printed; of limits alone, what they say of it."""
    if pd.isna(row.value):
        return "its limits disagree"
    said = read_printed(row.printed)
    finer = said.decimals + 1 if said.decimals or "%" in row.printed else 0
    return f"{rounded(row.value, finer)}{'%' * ('%' in row.printed)}"


def _alt(verdicts: pd.Series, what: str, wrong: int) -> str:
    told = verdicts.value_counts()
    parts = "; ".join(
        f"{int(told[name])} {_MEANINGS[name][0][:1].lower()}{_MEANINGS[name][0][1:]}"
        for name in _MEANINGS
        if told.get(name, 0)
    )
    below = f"Below, the {wrong} or more that do not hold, as printed and recomputed."
    return f"Counts of {len(verdicts)} {what} by verdict: {parts}. {below}"
