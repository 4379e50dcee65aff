"""The verbs that hold printed numbers against each other and against documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import DataError, meant
from .answers import deliver_text
from .options import LEDGER
from .screen import progress, say

if TYPE_CHECKING:
    import pandas as pd

NOTHING_CHECKED = 3
FORMATS = ("text", "csv", "json", "html")


def verify(
    directory: Annotated[Path, typer.Argument(help="Folder with your copies of the documents.")],
    ledger: LEDGER = None,
) -> None:
    """Hold every printed text against your copies; exit 1 when one does not hold, 3 when documents are absent."""
    from ..checks import verify as verify_all
    from ..checks import verify_mentions

    rows, missing = verify_all(directory, ledger=ledger)
    misplaced = verify_mentions(directory, ledger=ledger)
    for row in rows[rows["status"] == "does not hold"].itertuples():
        elsewhere = f"; it stands at line {row.stands_at}" if row.stands_at else ""
        name = row.figure if isinstance(row.figure, str) else row.printed
        say(f"{row.table}, row {name!r}: {row.printed!r} is not at {row.source} line {row.line}{elsewhere}")
    for row in missing.itertuples():
        say(f"{row.source} line {row.line}: no row covers {row.printed!r} in '...{row.context}...'")
    for row in misplaced.itertuples():
        say(f"document_mentions: {row.printed!r} ({row.concept}) at {row.source} line {row.line}: {row.fault}")
    _say_absent(rows, directory, ledger)
    counts = rows["status"].value_counts()
    say(", ".join(f"{counts[status]} {status}" for status in rows["status"].cat.categories))
    say(f"{len(missing)} numbers without a row, {len(misplaced)} mentions that differ from a search of every line")
    verified = len(rows) - counts["document absent"]
    say(f"{verified:,} of {len(rows):,} printed texts were verified" if verified else "NOTHING WAS VERIFIED")
    if counts["does not hold"] or len(missing) or len(misplaced):
        raise typer.Exit(1)
    raise typer.Exit(NOTHING_CHECKED if counts["document absent"] else 0)


def _say_absent(rows: pd.DataFrame, directory: Path, ledger: Path | None) -> None:
    """Name the documents that were looked for and not found, each with what it was known by."""
    from ..loaders import open_ledger

    absent = sorted(rows.loc[rows["status"] == "document absent", "source"].unique())
    sources = open_ledger(ledger).publications
    for key in absent:
        known = sources[key]
        say(f"{key}: document absent from {directory} (looked for {known.file}, SHA-256 {known.sha256[:12]}...)")
    if absent:
        files = sum(path.is_file() for path in directory.rglob("*"))
        say(f"{len(absent)} documents are absent; {files} files were looked at, whatever their names")


def audit(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Tables, documents (JATS, HTML, DOCX, PDF, Markdown, text) or folders; else the ledger."),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, csv, json or html.")] = "text",
    output: Annotated[Path | None, typer.Option("--output", help="File to write instead of the screen.")] = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="TOML file with the rules of the tables.")] = None,
    propose: Annotated[bool, typer.Option("--propose/--no-propose", help="Rules from the labels too.")] = True,
    strict: Annotated[bool, typer.Option("--strict", help="Count what is unusual and columns not read.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Write the proposed rules as TOML to edit.")] = False,
    ledger: LEDGER = None,
) -> None:
    """Find what cannot be true in printed tables, or in the statements of a document.

    Exit 0: all checked and clean; 1: something impossible or inconsistent; 3: nothing could be checked.
    """
    from ..replaced import check_apart

    check_apart("--output", output, [*(paths or ()), *([rules] if rules else ())])
    if explain:
        deliver_text(_explained(paths or []), output, "proposed rules")
        raise typer.Exit(0)
    if form not in FORMATS:
        raise DataError(f"format: expected one of {', '.join(FORMATS)}, got {form!r}{meant(form, FORMATS)}")
    if not propose and not rules:
        raise DataError("--no-propose: expected --rules FILE beside it; without rules nothing can be checked.")
    from .manuscripts import are_manuscripts, audit_documents

    if paths and are_manuscripts(paths) and not rules:
        text, status, found = audit_documents(paths, form, strict, 80 if output else _width())
        deliver_text(text, output, f"{found} findings")
        raise typer.Exit(status)
    reports, status = _reports(paths or [], rules, propose, strict, ledger)
    found = sum(len(report.findings) for report in reports)
    deliver_text(_in_form(reports, status, form, to_file=bool(output)), output, f"{found} findings")
    raise typer.Exit(status)


def _reports(
    paths: list[Path], rules: Path | None, propose: bool, strict: bool, ledger: Path | None = None
) -> tuple[list, int]:
    """Audit each path: one of which nothing could be checked is not clean because another is."""
    from ..audit.reports import exit_status, reports_of
    from ..checks import audit as audit_all

    with progress("Auditing") as step:
        audits = audit_all(paths, rules=rules, propose=propose, progress=step, ledger=ledger)
    by_path = [reports_of(one) for one in audits]
    statuses = [exit_status(own, strict=strict) for own in by_path]
    status = 1 if 1 in statuses else max(statuses)
    return [report for own in by_path for report in own], status


def _in_form(reports: list, status: int, form: str, *, to_file: bool) -> str:
    from ..audit import findings_frame
    from ..audit.reports import html_page, json_text, plain_text
    from ..tables import findings_text

    if form == "csv":
        return findings_text(findings_frame(one for report in reports for one in report.findings), form)
    if form == "json":
        return json_text(reports, status)
    return html_page(reports) if form == "html" else plain_text(reports, width=80 if to_file else _width())


def _width() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def _explained(paths: list[Path]) -> str:
    from ..audit.tables.written import explained_rules

    if not paths:
        raise DataError("--explain: expected a file of tables, got none.")
    return "\n".join(explained_rules(path) for path in paths)
