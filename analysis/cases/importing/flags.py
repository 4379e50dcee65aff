"""Yes/no columns: every different cell is judged once; what is neither yes nor no is listed, and yes is never no."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ...files.sql import BLANKS, literal
from ..codebook.answers import answer
from ..mapping.model import PACKED, Mapping
from ..masking import mask_label
from .labels import Labels
from .rows import alias

ODD = "neither yes nor no"
SAID = {
    "qualified": "taken as yes",
    "odd": "neither yes nor no, not counted and listed in the rejects",
    "unknown": "not known",
}


def judged(connection, mapping: Mapping, labels: Labels) -> Mapping:
    """Give the mapping with the cells that mean yes in this export, word for word; list the cells that say neither."""
    columns = dict(mapping.columns)
    for target in PACKED:
        if target in columns and columns[target].indicators:
            columns[target] = replace(columns[target], yes=_yes(connection, mapping, labels, target))
    return replace(mapping, columns=columns)


def _yes(connection, mapping: Mapping, labels: Labels, target: str) -> tuple[str, ...]:
    source, yes, told = mapping.columns[target], {}, Counter()
    table = source.table or "cases"
    for column in dict.fromkeys(source.indicators.values()):
        cell = alias(mapping, column, table)
        found = connection.execute(f"SELECT {cell}, count(*) FROM good_{table} GROUP BY 1 ORDER BY 1").fetchall()
        kinds = {text: answer(label, source.yes) for text, _ in found if (label := labels.tidy(text)) is not None}
        for text, count in found:
            told[kinds.get(text, "no"), text and mask_label(text.strip(BLANKS))] += count
        if odd := [text for text, kind in kinds.items() if kind == "odd"]:
            connection.execute(
                f"""INSERT INTO bad SELECT {literal(table)}, file_no, "row", line, {literal(column)}, {cell}, '{ODD}',
                'value' FROM good_{table} WHERE {cell} IN ({", ".join(map(literal, odd))})"""
            )
        yes |= {text.strip(BLANKS): None for text, kind in kinds.items() if kind in ("yes", "qualified")}
    for (kind, label), count in told.items():
        if kind in ("qualified", "odd"):
            labels.flags[target, label] = ("yes" if kind == "qualified" else "", count)
    labels.notes += [f"{target}, yes/no columns: {said}." for said in _said(told)]
    return tuple(yes)


def _said(told: Counter) -> list[str]:
    """Say which cells were taken for what."""
    lines = []
    for kind, words in SAID.items():
        cells = sorted(((count, label) for (is_kind, label), count in told.items() if is_kind == kind), reverse=True)
        shown = ", ".join(f"{label[:40]!r} ({count:,})" for count, label in cells[:8])
        lines += [f"{words} {shown}{' and others' if len(cells) > 8 else ''}"] if cells else []
    return lines
