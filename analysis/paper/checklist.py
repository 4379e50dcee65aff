"""The STROBE and RECORD checklists: what of the package covers each item, and what is left for the authors."""

from __future__ import annotations

import html

import pandas as pd

from ..errors import DataError
from ..references import vancouver
from ..sources import data_directory, read_sources
from ..tables import markdown_table
from ..toml import read_toml

COLUMNS = ("checklist", "item", "section", "asks", "covered by", "you write")


def read_checklists() -> pd.DataFrame:
    """Read the checklists of ``data/checklists.toml``.

    Returns
    -------
    DataFrame
        ``checklist, title, source, item, section, asks, covers, yours``; `covers` is a tuple of ``"file: place"``.

    Raises
    ------
    DataError
        Names every item that lacks a field, or that nothing covers and nobody is told to write.
    """
    raw, rows, faults = read_toml(data_directory() / "checklists.toml"), [], []
    for name, entry in raw.items():
        for number, item in enumerate(entry.get("items", ()), start=1):
            absent = [key for key in ("item", "section", "asks", "covers", "yours") if key not in item]
            if absent or not (item["covers"] or item["yours"]):
                what = f"no {absent[0]}" if absent else "neither covers nor yours"
                faults.append(f"checklists.toml, [[{name}.items]] {number}: {what}; complete the item.")
                continue
            named = {"checklist": name, "title": entry["title"], "source": entry["source"]}
            rows.append(named | item | {"covers": tuple(item["covers"])})
    if faults:
        raise DataError(faults)
    return pd.DataFrame(rows)


def checklist_table() -> pd.DataFrame:
    """Give both checklists as a table of texts with the columns `COLUMNS`."""
    items = read_checklists()
    shown = {
        "checklist": items["checklist"].str.upper(),
        "item": items["item"],
        "section": items["section"],
        "asks": items["asks"],
        "covered by": items["covers"].map("; ".join),
        "you write": items["yours"],
    }
    return pd.DataFrame(shown, columns=list(COLUMNS))


def checklist_markdown(mark: str = "") -> str:
    """Give both checklists in Markdown, a table each, with the publication of each."""
    table, items, sources = checklist_table(), read_checklists(), read_sources()
    parts = ["# Checklists", mark] if mark else ["# Checklists"]
    for _, rows in items.groupby("checklist", sort=False):
        title, source = rows["title"].iloc[0], rows["source"].iloc[0]
        shown = table.loc[rows.index, [column for column in COLUMNS if column != "checklist"]]
        parts += [f"## {title}", f"Items in our own words; the checklist itself: {vancouver(sources[source])}"]
        parts.append(markdown_table(shown))
    return "\n\n".join(parts) + "\n"


def checklist_html(mark: str = "") -> str:
    """Give both checklists as the body of a page."""
    from .pages import plain_table

    table, items, sources = checklist_table(), read_checklists(), read_sources()
    parts = ["<h1>Checklists</h1>", *([f'<p class="mark">{mark}</p>'] if mark else [])]
    for name, rows in items.groupby("checklist", sort=False):
        citation = html.escape(vancouver(sources[rows["source"].iloc[0]]))
        parts.append(f'<section id="{name}"><h2>{html.escape(rows["title"].iloc[0])}</h2>')
        parts.append(f"<p>Items in our own words; the checklist itself: {citation}</p>")
        parts.append(plain_table(table.loc[rows.index].drop(columns="checklist")) + "</section>")
    return "\n".join(parts)
