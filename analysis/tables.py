"""Summaries as tables to print: CSV files, one HTML page, Markdown, and lists of publications."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from .cards import read_about
from .citing import publications_of
from .errors import DataError
from .references import references, vancouver
from .render import csv_text, made_folder, write
from .sources import of_ledger, reading
from .summaries import SUMMARIES, Summary, find_summary, publications
from .visible import one_line

SHOWN_ROWS = 60
FORMATS = ("csv", "json", "markdown")

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; margin: 2em auto; max-width: 75em; }}
section {{ margin: 3em 0; overflow-x: auto; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>Not a clinical tool: no dosing advice.</p>
<ul>
{contents}
</ul>
{sections}
</body>
</html>
"""


def write_tables(
    into: str | Path, *, progress: Callable[[str, float], None] | None = None, ledger: object = None
) -> list[Path]:
    """Write every summary as a CSV file, and all of them as one HTML page, ``index.html``.

    Parameters
    ----------
    into : path
        Folder for the files; made when missing.
    progress : callable, optional
        Called with each name before it is written, and the share that is done, 0 to 1.
    ledger : path or Ledger, optional
        A ledger of one's own (see `analysis.open_ledger`), whose page says which summaries it cannot answer and why;
        the shipped one when left out.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    DataError
        For a faulty table or a folder that cannot be written to.
    """
    folder, written, sections, contents = made_folder(into), [], [], []
    with reading(ledger):
        for place, (name, entry) in enumerate(SUMMARIES.items()):
            if progress:
                progress(name, place / len(SUMMARIES))
            try:
                table = entry.function()
                shown = printed_html(entry, table)
                written.append(write(folder / f"{name}.csv", csv_text(table).encode()))
            except DataError as error:
                if ledger is None:
                    raise
                shown = f"<p>{html.escape(' '.join(error.faults))}</p>"
            sections.append(f'<section id="{name}">\n{shown}\n</section>')
            contents.append(f'<li><a href="#{name}">{html.escape(entry.told[0])}</a></li>')
        title = "Poison-center exposure figures: printed tables" if ledger is None else read_about().title
    page = _PAGE.format(title=html.escape(title), contents="\n".join(contents), sections="\n".join(sections))
    return [*written, write(folder / "index.html", page.encode())]


def printed_html(entry: Summary, table: pd.DataFrame) -> str:
    """Give one summary as an HTML table with its title, its caveat and its publications."""
    from great_tables import GT
    from great_tables import html as raw

    shown = table.head(SHOWN_ROWS)
    numbers = list(shown.select_dtypes("float").columns)
    cut = f"First {SHOWN_ROWS} of {len(table)} rows; all are in {entry.name}.csv." if len(table) > len(shown) else ""
    labels = {column: column.replace("_", " ") for column in shown.columns}
    printed = shown.astype({column: object for column in shown.columns if column not in numbers})
    printed = printed.where(shown.notna(), None)
    page = (
        GT(printed, id=entry.name)
        .tab_header(title=entry.told[0], subtitle=entry.told[1])
        .cols_label(**labels)
        .fmt(readable, columns=numbers)
        .sub_missing(missing_text="")
        .tab_options(table_font_size="12px")
    )
    if cut:
        page = page.tab_source_note(cut)
    for source in publications(entry, table):
        page = page.tab_source_note(raw(html.escape(vancouver(source))))
    return page.as_raw_html()


def readable(number: float) -> str:
    """Give a number for a reader: whole numbers whole, large ones with separators, others to four digits."""
    if pd.isna(number):
        return ""
    if number in (float("inf"), float("-inf")):
        return f"{'-' if number < 0 else ''}infinite"
    if number == round(number):
        return f"{number:,.0f}"
    return f"{number:,.1f}" if abs(number) >= 1000 else f"{number:.4g}"


@of_ledger
def shown(name: str, form: str) -> str:
    """Give one summary as text in one of `FORMATS`; see `as_text`."""
    return as_text(find_summary(name).function(), form)


def as_text(table: pd.DataFrame, form: str) -> str:
    """Give a table as text in one of `FORMATS`.

    Raises
    ------
    DataError
        For an unknown format.
    """
    days = table.select_dtypes("datetime").columns
    table = table.assign(**{name: table[name].dt.strftime("%Y-%m-%d") for name in days})
    if form == "csv":
        return csv_text(table).rstrip("\n")
    if form == "json":
        return table.to_json(orient="records", indent=2, force_ascii=False)
    if form == "markdown":
        numbers = table.select_dtypes("float").columns
        words = table.astype(object).where(table.notna(), "")
        words[numbers] = table[numbers].map(readable)
        return markdown_table(words)
    raise DataError(f"format: expected one of table, {', '.join(FORMATS)}, got {form!r}.")


def markdown_table(table: pd.DataFrame) -> str:
    """Give a table of texts in Markdown; a cell ends no row or column, opens no tag and makes no link."""
    words = table.astype(object).map(_markdown_cell)
    words.columns = [_markdown_cell(name) for name in table.columns]
    return words.to_markdown(index=False, disable_numparse=True)


def _markdown_cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = one_line(value).replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`").replace("](", "\\](")
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text)


def findings_text(findings: pd.DataFrame, form: str = "text") -> str:
    """Give the findings of an audit as text, CSV, JSON or an HTML page.

    Raises
    ------
    DataError
        For an unknown format.
    """
    if form == "csv":
        return csv_text(findings).rstrip("\n")
    if form == "json":
        return findings.to_json(orient="records", indent=2, force_ascii=False)
    if form == "html":
        return _findings_page(findings)
    if form != "text":
        raise DataError(f"format: expected one of text, csv, json, html, got {form!r}.")
    counts = findings["severity"].value_counts(sort=False)
    lines = [_finding_line(row) for row in findings.itertuples()]
    return "\n".join([*lines, ", ".join(f"{number} {severity}" for severity, number in counts.items())])


def _finding_line(row) -> str:
    where = ", ".join(part for part in (row.file, row.row, row.column) if part)
    repair = f"\n    perhaps {row.repairs}" if row.repairs else ""
    return f"{row.severity.upper():<12} {where}: {row.explanation}{repair}"


def _findings_page(findings: pd.DataFrame) -> str:
    from great_tables import GT

    shown = findings.astype(object).where(findings.notna(), "")
    table = GT(shown, id="findings").tab_options(table_font_size="12px").as_raw_html()
    contents = f"<li>{len(findings)} findings</li>"
    return _PAGE.format(title="Audit of printed numbers", contents=contents, sections=table)


@of_ledger
def cited(*names: str, form: str = "text") -> str:
    """Give the publications behind summaries, pictures, tables, rows and keys; see `analysis.citing.publications_of`.

    Parameters
    ----------
    *names : str
        What to cite; the whole ledger when there is none.
    form : str
        One of `analysis.references.FORMS`: ``text``, ``vancouver``, ``bibtex``, ``ris`` or ``csl-json``.

    Raises
    ------
    DataError
        For a name that nothing has, with the nearest one, or an unknown format.
    """
    return references(publications_of(*names), form)
