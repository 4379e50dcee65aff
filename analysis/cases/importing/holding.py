"""A store brought to its profile before anybody sees it: tables, names of files, and what the report may tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..codebook.vocabularies import Codebook
from ..mapping.model import Mapping
from ..mapping.read import mapping_names
from ..masking import withheld
from ..masking.headings import mask_heading
from ..privacy import IDENTIFIED, LIMITED
from ..profiles.eighteen import told_items
from ..profiles.held import Held, hold
from ..profiles.look import identifies
from ..profiles.profile import Privacy
from ..profiles.zip_areas import source_of
from .inputs import Input
from .numbered import CASES
from .report import ImportReport
from .staged import Staged

# By column of the store, the item of the eighteen under which it is told what was not held of it.
ITEM_OF = {"zip3": "B", "state": "B", "age_group": "C"}
YEARS_ALONE = (
    "Dates are held as years alone: there are no monthly and weekly counts, and whether the first and last year are "
    "whole cannot be told."
)
CUT = (
    "ZIP codes are cut to three digits; columns that the mapping does not use are in no file of the store. "
    "rejects.parquet has file, column and rule, and no cell."
)
DAYS = (
    "Dates are days, without times; ZIP codes are cut to three digits; columns that the mapping does not use are in no "
    "file of the store. rejects.parquet has line, rule and the columns of the mapping, masked alike; of a row whose "
    "cells cannot be told apart it has the line alone."
)
MASKED = (
    "Withheld in columns of the mapping: cells with a telephone number, an address or a record number, and unknown "
    "labels, places and texts of columns of your own with a title or a frequent given name, or too long for a label. "
    "Other names in such columns, names among the substances, and what stands in ids of cases, cannot be told from "
    "what belongs there: look at the unknown labels before you pass the "
    "store on."
)
QUOTES = "Lines of this report that would quote files, headings or cells are left out; import as limited to read them."


@dataclass(frozen=True, slots=True)
class Holding:
    """As what a store is held, and what the report says of it.

    Attributes
    ----------
    privacy : str
        ``"limited"``, ``"safe-harbor"`` or ``"identified"``.
    items : list of dict
        The eighteen items, see `analysis.cases.profiles.eighteen.told_items`.
    notes : list of str
    attributes : tuple of str
        The columns of the analyst's own that are in the store.
    """

    privacy: str
    items: list[dict]
    notes: list[str]
    attributes: tuple[str, ...]


def hold_store(
    connection, store: Path, mapping: Mapping, codebook: Codebook, privacy: Privacy, staged: list[Staged]
) -> Holding:
    """Bring the tables of a store to its profile; under Safe Harbor what is told of files and columns, too."""
    called = LIMITED if privacy.keep else privacy.profile
    if privacy.rejected_lines or identifies(staged, privacy):
        called = IDENTIFIED
    files = {item.name: f"input {item.number}" for item in staged}
    held = hold(connection, store, mapping, codebook, privacy, files)
    items = told_items(mapping, staged, privacy, _more(held, privacy, staged, mapping))
    notes = _said(held, privacy, called)
    if privacy.safe_harbor:
        for item in staged:
            _conceal(item, files[item.name])
    return Holding(called, items, notes, tuple(name for name in mapping.attributes if name not in held.left_out))


def concealed(
    report: ImportReport, mapping: Mapping, inputs: list[Input], tables: Iterable[str]
) -> tuple[ImportReport, Mapping, list[Input]]:
    """Take out of a report and of the settings of an import what names files or quotes cells.

    Labels unknown to the codebook are texts that nobody looked at; `cases map` calls mappings and tables by the files.
    """
    counts = Counter()
    for row in report.rows["unknown_labels"]:
        counts[row["field"]] += row["count"]
    label = withheld("unknown label")
    labels = [{"field": name, "label": label, "nearest": "", "count": n} for name, n in sorted(counts.items())]
    others = [name for name in tables if name != CASES]
    shown = {CASES: CASES} | {name: f"table {place}" for place, name in enumerate(others, start=2)}
    rows = {**report.rows, "unknown_labels": labels}
    for frame in ("files", "by_rule"):
        rows[frame] = [{**row, "table": shown[row["table"]]} for row in rows[frame]]
    inputs = [
        replace(item, name=f"input {place}", sha256="", table=shown[item.table])
        for place, item in enumerate(inputs, start=1)
    ]
    named = mapping.name if mapping.name in mapping_names() else ""
    return replace(report, rows=rows), replace(mapping, name=named), inputs


def _conceal(item: Staged, name: str) -> None:
    """Take out of what is told of a file its name and sheet, its hash, and the headings that no target takes."""
    unmapped = {heading: f"column {place}" for place, heading in enumerate(item.header, start=1)}
    item.name, item.sha256, item.notes = name, "", []
    item.reader = item.reader.split(",")[0]
    item.dropped = [(unmapped.get(heading, "a column"), reason) for heading, reason in item.dropped]


def _more(held: Held, privacy: Privacy, staged: list[Staged], mapping: Mapping) -> dict[str, list[str]]:
    """Say by item what was found in values and not held."""
    more: dict[str, list[str]] = {}
    for name, why in sorted(held.withheld.items()):
        told = ", ".join(f"{reason} in {count:,} rows" for reason, count in sorted(why.items()))
        more.setdefault(ITEM_OF.get(name, "R"), []).append(f"{name}: {told}")
    for name, reason in held.left_out.items():
        more.setdefault("R", []).append(f"{name} (a column of your own): left out, {reason}")
    if privacy.safe_harbor and "zip3" in mapping.columns:
        more.setdefault("B", []).append(f"small areas by {source_of(privacy.zip_areas)}")
    if privacy.safe_harbor:
        more.setdefault("R", []).append(
            "labels that neither codebook nor mapping knows and texts of such a form are not held"
        )
    return more


def _said(held: Held, privacy: Privacy, called: str) -> list[str]:
    notes = []
    if privacy.safe_harbor and called != privacy.profile:
        notes.append(
            "Safe Harbor was asked for, but columns are kept word for word: this store is not de-identified by it."
        )
    if privacy.serial:
        told = (
            "; the key is a file apart" if privacy.key else "; no key was asked for, so nobody can tell which was which"
        )
        notes.append(f"Case numbers are serial numbers in random order{told}.")
    if privacy.safe_harbor:
        notes += [YEARS_ALONE, QUOTES]
        notes += [f"{name}: left out of the store: {reason}." for name, reason in held.left_out.items()]
    return notes


def privacy_notes(privacy: Privacy, staged: list[Staged], lines: int | None = None) -> list[str]:
    """Say what was left out, cut and kept, for the sake of the patients; `lines` of rejected rows, if asked for."""
    hidden = sorted(
        {
            f"{mask_heading(column)} ({reason.removeprefix('identifying: ')})"
            for item in staged
            for column, reason in item.dropped
            if reason.startswith("identifying")
        }
    )
    notes = [
        f"Privacy: dropped {', '.join(hidden)}." if hidden else "Privacy: no column of an identifying name was found."
    ]
    notes += [DAYS, MASKED] if not privacy.safe_harbor else [CUT]
    if lines is not None:
        notes.append(
            f"RAW LINES OF PATIENTS: rejected_lines.parquet has {lines:,} raw lines of patients, word for word."
        )
    if privacy.keep:
        notes.append(f"Kept word for word because asked for, in kept.parquet: {', '.join(sorted(privacy.keep))}.")
    return notes
