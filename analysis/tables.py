"""Summaries as tables to print: CSV files, one HTML page, Markdown, and lists of publications."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from .cards import read_about
from .cases.counts.table import framed
from .citing import publications_of
from .errors import DataError, meant
from .readable import readable_table
from .references import references, vancouver
from .render import csv_text, made_folder, write
from .sources import Folder, of_ledger, reading
from .summaries import SUMMARIES, Summary, find_summary, publications
from .visible import one_line

FORMATS = ("csv", "json", "markdown")

# The summaries by what they are about, in the order of the page and of `poison-center list`.
GROUPS = {
    "Exposures reported to poison centers": ("exposure_rise", "exposure_path", "exposure_trend_example"),
    "Overdose: effects, dose and severity": (
        "overdose_effects",
        "severity_by_dose",
        "severity_upper_bound",
        "plasma_concentration",
    ),
    "Trials": ("trial_success", "percent_consistency", "trial_meta_analysis"),
    "Doses and withdrawal as cited": ("dosing_ladder", "withdrawal_timeline"),
    "The documents beside their sources": ("traced_figures", "burden", "cited_claims", "document_agreement"),
    "Published results redone": ("redone_results", "redone_tables", "audited_table"),
}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; margin: 2em auto; max-width: 75em; }}
section {{ margin: 2em 0; overflow: auto; max-height: 90vh; }}
thead {{ position: sticky; top: 0; background: white; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>Not a clinical tool: no dosing advice.</p>
{contents}
{sections}
</body>
</html>
"""


def write_tables(
    into: str | Path,
    *,
    progress: Callable[[str, float], None] | None = None,
    ledger: str | Path | Folder | None = None,
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
    folder, written, sections = made_folder(into), [], {}
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
            sections[name] = f'<section id="{name}">\n{shown}\n</section>'
        titles = {name: entry.told[0] for name, entry in SUMMARIES.items()}
        title = "Poison-center exposure figures: every table" if ledger is None else read_about().title
    contents, body = [], []
    for group, names in GROUPS.items():
        entries = "\n".join(f'<li><a href="#{name}">{html.escape(titles[name])}</a></li>' for name in names)
        contents.append(f"<h3>{group}</h3>\n<ul>\n{entries}\n</ul>")
        body += [f"<h2>{group}</h2>", *(sections[name] for name in names)]
    page = _PAGE.format(title=html.escape(title), contents="\n".join(contents), sections="\n".join(body))
    return [*written, write(folder / "index.html", page.encode())]


class Printed:
    """A frame as a table that can be printed, as `printed` gives it: HTML in a notebook, columns in a console."""

    def __init__(self, texts: pd.DataFrame, right: list[str], title: str, note: str):
        self.texts, self.right, self.title, self.note = texts, right, title, note

    def __repr__(self) -> str:
        lines = [self.title, self.texts.to_string(index=False, max_colwidth=60), self.note]
        return "\n".join(line for line in lines if line)

    def _repr_html_(self) -> str:
        from great_tables import GT

        name = "table-" + hashlib.sha256(repr(self).encode()).hexdigest()[:8]  # the same at every run
        page = GT(self.texts, id=name).cols_label({column: column.replace("_", " ") for column in self.texts})
        page = page.cols_align("left").cols_align("right", columns=self.right)
        page = page.tab_header(title=self.title) if self.title else page
        return (page.tab_source_note(self.note) if self.note else page).as_raw_html()


def printed(table: pd.DataFrame, title: str = "", note: str = "") -> Printed:
    """Give a frame as people read it: percentages, limits beside their value, p values as ``<0.001``.

    Parameters
    ----------
    table : DataFrame
        Any frame, or a table of counts; a named index becomes its first columns.
    title, note : str
        Above and below the table.

    Examples
    --------
    >>> printed(pd.DataFrame({"effect": ["coma"], "share": [8 / 23], "p": [0.0000203]}))
    effect share      p
      coma 34.8% <0.001
    """
    table = framed(table)
    told, named = table.attrs, [name for name in table.index.names if name is not None]
    table = (table.reset_index() if named else table).rename(columns=str)
    table.attrs = told
    texts = readable_table(table)
    right = [name for name in texts if name not in table or table[name].dtype.kind in "iuf"]
    return Printed(texts, right, title, note)


def printed_html(entry: Summary, table: pd.DataFrame) -> str:
    """Give one summary as an HTML table, every row of it, with its title, its caveat and its publications."""
    from great_tables import GT
    from great_tables import html as raw

    shown = printed(table)
    page = (
        GT(shown.texts, id=entry.name)
        .tab_header(title=entry.told[0], subtitle=entry.told[1])
        .cols_label({name: name.replace("_", " ") for name in shown.texts})
        .cols_align("left")
        .cols_align("right", columns=shown.right)
        .tab_options(table_font_size="12px")
        .tab_source_note(raw(f'<a href="{entry.name}.csv">{entry.name}.csv</a>: these {len(table):,} rows as numbers'))
    )
    for source in publications(entry, table):
        page = page.tab_source_note(raw(html.escape(vancouver(source))))
    return page.as_raw_html()


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
        return markdown_table(readable_table(table))
    raise DataError(
        f"format: expected one of table, {', '.join(FORMATS)}, got {form!r}{meant(form, ('table', *FORMATS))}"
    )


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
        raise DataError(
            f"format: expected one of text, csv, json, html, got {form!r}{meant(form, ('text', 'csv', 'json', 'html'))}"
        )
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
    contents = f"<p>{len(findings)} findings</p>"
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
