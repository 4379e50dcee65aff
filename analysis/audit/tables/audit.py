"""Every table of a file against its rules: reading, rules, one system, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ...errors import DataError
from ...files.archives import DATA
from ...visible import visible
from ..arguments import path_of
from ..findings import Finding
from .coverage import understood_of
from .judged import ROUNDING, judge_table
from .layout import find_tables
from .relations import Grid, check_repeated
from .remarks import above_hundred, contradictions, misread_lines, not_applied, unknown_rules, unread_cells
from .report import findings_of, located
from .rules import Rule, rules_from_toml
from .shares import sums_to_hundred
from .sheets import Sheet, frame_cells, is_table, read_sheets
from .table import Table
from .understood import Audit


def audit_file(
    path: str | Path,
    *,
    rules: Sequence[Rule] | str | Path | None = None,
    propose: bool = True,
    rounding: str = "half-up",
    progress: Callable[[str, float], None] | None = None,
) -> Audit:
    """Read every table of a file, or of all files of a folder, and audit each.

    Parameters
    ----------
    path : str or Path
        Any file that an import could read (text, a workbook, Parquet ..., packed or not), or a folder of them.
    rules : sequence of Rule, or path, optional
        Rules of your own, or a TOML file of them (see `rules_from_toml`).
    propose : bool
        Whether rules are also proposed from the labels.
    rounding : str
        ``half-up`` (halves to even or down are as good), ``truncation`` or ``any``.
    progress : callable, optional
        Called with what is looked at and the share that is done, 0 to 1.

    Returns
    -------
    Audit
        A sequence of findings with file (and sheet), row and column, empty when nothing is wrong; ``understood`` says
        of each table what was read and checked. A sheet that holds no table that can be read is a finding of its own.

    Raises
    ------
    DataError
        When a single file cannot be read. Within a folder such a file is a finding.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> cells = {"Sex": ["Male", "Female", "Total"], "n": [12, 18, 31]}
    >>> pd.DataFrame(cells).to_csv(Path(folder.name, "sex.csv"), index=False)
    >>> [finding.severity for finding in audit_file(folder.name)]
    ['inconsistent']
    >>> folder.cleanup()
    """
    own, rounding, path = _own(rules), _known(rounding), path_of(path)
    step = progress or (lambda doing, done: None)
    if not path.is_dir():
        seen: list[tuple[str, Grid]] = []
        audit = _audit_sheets(read_sheets(path), own, propose, rounding, step, seen)
        return Audit.of([audit, Audit(tuple(check_repeated(seen)))])
    audits: list[Audit] = []
    files = sorted(found for found in path.rglob("*") if found.is_file())
    seen = []
    for number, file in enumerate(files):
        within = _within(step, number, len(files))
        try:
            if not is_table(file):
                raise DataError(f"path: expected one of {', '.join(DATA)}; got {file.name!r}.")
            audits.append(_audit_sheets(read_sheets(file), own, propose, rounding, within, seen))
        except DataError as error:
            unread = Finding("reading", "cannot be checked", str(error), file=visible(str(file), keep=""))
            audits.append(Audit((unread,)))
    nothing = Finding("reading", "cannot be checked", "The folder holds no file.", file=visible(str(path), keep=""))
    return Audit.of([*audits, Audit(tuple(check_repeated(seen)))]) if files else Audit((nothing,))


def audit_table(
    table: Table | pd.DataFrame,
    *,
    rules: Sequence[Rule] | str | Path | None = None,
    propose: bool = True,
    rounding: str = "half-up",
) -> Audit:
    """Find the broken rules of one table, with the smallest repairs of print that would mend them.

    All rules are taken together: sums over rows and columns, nested totals, subsets, and percentages of the
    denominators that the table uses. Numbers are sets (``<5`` is 0 to 4, a withheld cell any count, ``68.2%`` is
    [68.15, 68.25)), and nothing is compared with a tolerance. Each finding is one fault: the rules that break
    together, and the repairs (one digit changed, two transposed, one dropped or doubled, two cells swapped) that
    mend most of them and break no other.

    Parameters
    ----------
    table : Table or DataFrame
        A table of `find_tables`, or a frame of cells as they are printed (labels first).
    rules, propose, rounding
        See `audit_file`.

    Returns
    -------
    Audit
        A sequence of findings, with what was understood of the table.

    Raises
    ------
    DataError
        When `rounding` is no known convention or a frame holds no table.

    Examples
    --------
    >>> cells = [["Male", "12", "40%"], ["Female", "18", "60%"], ["Total", "31", ""]]
    >>> found = audit_table(pd.DataFrame(cells, columns=["Sex", "n", "%"]))
    >>> found[0].explanation
    'Male + Female: 12 + 18 = 30, but Total is printed as 31 (n).'
    >>> found[0].repairs
    ('31 -> 30 (one digit changed; mends the broken rule)',)
    """
    own, rounding = _own(rules), _known(rounding)
    if isinstance(table, pd.DataFrame):
        return _audit_sheets([Sheet("", "", frame_cells(table))], own, propose, rounding, lambda doing, done: None, [])
    if not isinstance(table, Table):
        raise DataError(f"table: expected a frame of printed cells or a table of find_tables, got {table!r}.")
    return _audit(table, own, propose, rounding, lambda doing, done: None)


def _audit(table: Table, own: list[Rule], propose: bool, rounding: str, step: Callable[[str, float], None]) -> Audit:
    judged = judge_table(table, own, propose, rounding, lambda done: step(Path(table.place).name, done))
    system, told, proposal = judged.system, judged.told, judged.proposal
    findings = [*unread_cells(judged.table, told), *unknown_rules(own, judged.given)]
    findings += not_applied(proposal, judged.table, told)
    if judged.rounding != ROUNDING[rounding]:
        words = "Percentages of this table are cut to their last digit, not rounded; they were checked as such."
        findings.append(Finding("rounding", "unusual", words))
    for fault in located(judged.faults, system):
        findings += findings_of(fault, system, proposal)
    broken = {index for fault in judged.faults for index in fault.broken}
    findings += [*contradictions(system, broken), *above_hundred(system, broken)]
    findings += [*sums_to_hundred(judged.table), *told.findings]
    findings = [replace(finding, file=finding.file or table.place) for finding in findings]
    return Audit(tuple(findings), (understood_of(judged.table, system, told),))


def _own(rules) -> list[Rule]:
    if isinstance(rules, str | Path):
        return rules_from_toml(rules)
    own = list(rules) if isinstance(rules, Iterable) else [] if rules is None else [rules]
    if not all(isinstance(rule, Rule) for rule in own):
        raise DataError(f"rules: expected rules or the path of a TOML file of them, got {rules!r}.")
    return own


def _known(rounding) -> str:
    if not isinstance(rounding, str) or rounding not in ROUNDING:
        raise DataError(f"rounding: expected one of {', '.join(ROUNDING)}; got {rounding!r}.")
    return rounding


def _within(step: Callable[[str, float], None], number: int, of: int) -> Callable[[str, float], None]:
    """Give the progress of one of several parts as that of the whole."""
    return lambda doing, done: step(doing, (number + done) / of)


def _audit_sheets(sheets: list[Sheet], rules: list[Rule], propose: bool, rounding: str, step, seen: list) -> Audit:
    """Audit every table of the sheets, and note its grid among those seen."""
    found = [(sheet, find_tables(sheet)) for sheet in sheets]
    audits, many = [], sum(len(tables) for _, tables in found)
    for sheet, tables in found:
        if not tables and any(text.strip() for row in sheet.cells for text in row):
            words = "No table with a label column and a column of numbers was found."
            audits.append(Audit((Finding("reading", "cannot be checked", words, file=sheet.place),)))
        audits.append(Audit(tuple(misread_lines(sheet))))
        for table in tables:
            within = _within(step, sum(bool(audit.understood) for audit in audits), many)
            within(Path(sheet.file).name, 0.0)
            table.notes[:0] = sheet.notes
            audits.append(_audit(table, rules, propose, rounding, within))
            seen.append((table.place, table.grid))
    return Audit.of([*audits, Audit(sheets=tuple(sheets))])
