"""Pictures of the ledger as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..cards import read_about
from ..forms import listed
from ..plots import Column, log_scale, matrix, rows
from ..plots.marks import AGREES, CITED, SOURCE
from ..plots.matrix import in_squares
from ..style import PALETTE
from .credits import credit, name_of, quoted
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Verdicts as a reader says them, by how each begins; the first that fits.
_WORDS = {
    "agrees in part": "Agrees in part",
    "agrees": "Agrees with the source",
    "differs": "Differs from the source",
    "contested": "Sources contradict each other",
    "not comparable": "Not comparable",
    "no number printed": "Words, no number",
    "traceable": "Source not yet read",
    "untraced": "No source found",
    "no source found": "No source found",
}
_COLORS = {
    "Agrees with the source": PALETTE["agrees"],
    "Agrees in part": PALETTE["contested"],
    "Differs from the source": PALETTE["differs"],
    "Sources contradict each other": PALETTE["contested"],
    "Not comparable": PALETTE["incomparable"],
    "Words, no number": "white",
    "Source not yet read": "white",
    "No source found": "white",
}

_VERDICT_WORDS = {"Agrees with the source": AGREES, "Differs from the source": CITED}
_READINGS = {
    "agrees": "agrees",
    "agrees in direction": "agrees",
    "overstated": "contested",
    "contradicts itself": "contested",
    "wrong word": "differs",
}


@chart("traced_figures")
def traced_figures(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """How many cited figures agree with a source, by site, and each that differs beside its source."""
    verdicts = table["verdict"].map(_worded)
    order = [name for name in dict.fromkeys(_WORDS.values()) if (verdicts == name).any()]
    order.sort(key=lambda name: list(_COLORS).index(name))
    sites = [name_of(key) for key in table["source"]]
    seen = pd.crosstab(verdicts, pd.Series(sites, index=table.index, name="site"))
    seen = seen.reindex(index=order, columns=list(dict.fromkeys(name_of(key) for key in sorted(set(table["source"])))))
    apart = table[verdicts == "Differs from the source"]
    below = pd.DataFrame(
        {
            f"The {len(apart)} that differ" if len(apart) != 1 else "The one that differs": [
                name_of(key) for key in apart["source"]
            ],
            "The page prints": [f"{_about(row)}: {quoted(row.printed)}" for row in apart.itertuples()],
            "The source says": [f"{row.primary_printed}, {name_of(row.primary_source)}" for row in apart.itertuples()],
            "What differs": [row.verdict.partition(": ")[2] for row in apart.itertuples()],
        }
    )
    colors = _COLORS | {"The page prints": CITED, "The source says": SOURCE}
    axes = matrix(seen, colors=colors, below=below, ax=ax, width=width)
    agree, differ = (int((verdicts == name).sum()) for name in ("Agrees with the source", "Differs from the source"))
    return on_page(
        axes,
        ax,
        f"Of {_many(table, 'cited figure')}, {agree} agree{'s' * (agree == 1)} with a source "
        f"and {differ} differ{'s' * (differ == 1)}",
        subtitle=f"Figures printed by {read_about().collection}, by verdict{_squares(axes, 'figure')}",
        note=(
            "\u201cNo source found\u201d does not mean that none exists; a copy "
            "or quotation of a source does not count as one."
        ),
        source=(
            f"Sources: the {read_about().pages}, and the studies, labels and reports of the ledger"
            f"{read_about().remark('traced_figures')}."
        ),
        alt=(
            f"Counts of {len(table)} cited figures by verdict and web page: "
            + listed([f"{int(seen.loc[name].sum())} {name[:1].lower()}{name[1:]}" for name in order])
            + f". Below, the {differ} that differ beside their source."
        ),
    )


def _squares(axes, what: str) -> str:
    return f" (one square is one {what})" if in_squares(axes) else ""


def _many(table: pd.DataFrame, what: str) -> str:
    return f"{len(table):,} {what}{'s' * (len(table) != 1)}"


def _worded(verdict: str) -> str:
    return next((words for start, words in _WORDS.items() if verdict.startswith(start)), verdict)


def _about(row) -> str:
    """Say what a figure is about: its endpoint, else the name of its quantity."""
    words = row.endpoint if isinstance(row.endpoint, str) and row.endpoint else str(row.quantity).replace("_", " ")
    return words[:1].upper() + words[1:]


@chart("cited_claims")
def cited_claims(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """How the claims that are no numbers read, by site, and each that does not agree beside what is documented."""
    readings = table["reading"].astype(str)
    sites = pd.Series([name_of(key) for key in table["source"]], index=table.index, name="site")
    order = list(
        dict.fromkeys([*sorted(name for name in set(readings) if name.startswith("agrees")), *sorted(set(readings))])
    )
    seen = pd.crosstab(readings, sites).reindex(
        index=order, columns=list(dict.fromkeys(name_of(key) for key in sorted(set(table["source"]))))
    )
    seen.index = [name[:1].upper() + name[1:] for name in order]
    apart = table[~readings.str.startswith("agrees") & ~readings.isin(["untraced", "traceable, not yet read"])]
    below = pd.DataFrame(
        {
            "Page": [name_of(key) for key in apart["source"]],
            "It says": [quoted(row.words) for row in apart.itertuples()],
            "Reading": [str(row.reading) for row in apart.itertuples()],
            "What is documented": [row.evidence for row in apart.itertuples()],
        }
    )
    colors = {name: PALETTE[_READINGS.get(name.lower(), "untraced")] for name in seen.index} | {
        "It says": CITED,
        "What is documented": SOURCE,
    }
    colors |= {name: "white" for name in seen.index if name.lower() == "untraced"}
    axes = matrix(seen, colors=colors, below=below, ax=ax, width=width)
    agree = int(readings.str.startswith("agrees").sum())
    return on_page(
        axes,
        ax,
        f"Of {_many(table, 'claim')} without a number, {agree} agree{'s' * (agree == 1)} with what is documented",
        subtitle=(
            f"Claims of {read_about().collection} that no number decides, by how they read{_squares(axes, 'claim')}"
        ),
        note="Untraced: the evidence was looked for and not found, which does not make the claim wrong.",
        source=credit(table, "source", "evidence_source"),
        alt=(
            f"Counts of {len(table)} claims by reading and web page: "
            f"{listed([f'{int(seen.loc[name].sum())} {name.lower()}' for name in seen.index])}. "
            f"Below, the {len(apart)} that are overstated, contradict themselves or use a wrong word, beside what is "
            "documented."
        ),
    )


@chart("burden")
def burden(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Cited counts of people, deaths and prescriptions above the count at their source, with the verdict."""
    frame = pd.DataFrame([line for row in table.itertuples() for line in _pair(row)])
    counted = frame["value"].dropna()
    scale = log_scale(counted if len(counted) else [1, 10])
    right = [Column("As printed", "printed"), Column("Verdict", "verdict", half=False, colors=_VERDICT_WORDS)]
    axes = rows(frame, scale, right=right, head="What, and who prints it", ax=ax, width=width)
    agree = int(table["verdict"].str.startswith("agrees").sum())
    return on_page(
        axes,
        ax,
        f"Of {_many(table, 'figure')} of burden, {agree} agree{'s' * (agree == 1)} with a source",
        subtitle=(
            f"People, deaths and prescriptions as {read_about().pages} print them and as their sources do "
            "(log scale of counts)"
        ),
        note="A mark is a count; percentages and folds are in words, and words without a number get no mark.",
        source=credit(table, "source", "primary_source"),
        alt=(
            f"Rows of {len(table)} cited figures, each above its source where one was found. Counts run from "
            f"{counted.min():,.0f} to "
            f"{counted.max():,.0f}. No source was found for {int(table['primary_source'].isna().sum())} of them."
        ),
    )


def _pair(row) -> list[dict]:
    group = {
        "group": f"{row.endpoint[:1].upper()}{row.endpoint[1:]}",
        "group_detail": str(row.period).replace("-", "\u2013"),
    }
    counted = row.unit not in ("percent", "fold")
    cited = group | {
        "label": name_of(row.source), "role": "cited", "printed": quoted(row.printed), "verdict": _worded(row.verdict),
        "value": row.value if counted else None,
    }  # fmt: skip
    if pd.isna(row.primary_source):
        return [cited]
    value = (
        f"{row.primary_value:,.0f}"
        if counted
        else f"{row.primary_value:g}{'%' if row.primary_unit == 'percent' else '-fold'}"
    )
    other = row.primary_endpoint if row.primary_endpoint != row.endpoint else ""
    source = group | {
        "label": name_of(row.primary_source), "role": "source", "verdict": "",
        "printed": f"{other}: {value}" if other else value,
        "value": row.primary_value if counted else None,
    }  # fmt: skip
    return [cited, source]
