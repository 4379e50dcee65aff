"""The audit of a package: can the numbers of its own tables, as they were written, be true together?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

from ..audit import Finding, audit_table, check_interval, check_limits_of_count, findings_frame
from ..audit.tables import Rule, Sheet, find_tables
from ..errors import DataError
from .kept import control_in
from .layout import printed_tables
from .lines import GROUP, LINE, MEASURED, NESTED, SECTION, PrintedTable
from .numbers import cell, printed_as
from .tidy import read_tidy


def audit_package(folder: str | Path) -> pd.DataFrame:
    """Audit the tables of a package as they stand in its files.

    Every number is looked at in three ways. The Word and HTML tables must print what the CSV files hold. The printed
    counts must add up, parts must not exceed their whole and percentages must be those of the counts (the rules of
    `analysis.audit.audit_table`). Limits must be in order, hold their estimate, and be limits that a known method
    gives. The numbers of the text must be those of the tables.

    Parameters
    ----------
    folder : path
        A package that `write_paper` wrote.

    Returns
    -------
    DataFrame
        Findings, the gravest first, as `analysis.audit.findings_frame` gives them.
    """
    folder = Path(folder)
    stems = ("table-1", "table-2", "table-3", "flow", "annual", "change", "run")
    control = control_in(folder)
    mark = control["mark"] if control else ""
    tidy = {stem: read_tidy((folder / f"{stem}.csv").read_text(encoding="utf-8"), mark) for stem in stems}
    level = float(cell(tidy["run"], '{"quantity": "level of limits, percent"}', "value", "run")) / 100
    findings: list[Finding] = []
    for table, in_paper in zip(printed_tables(tidy), word_tables(folder / "paper.docx"), strict=True):
        findings += _differences(table, in_paper, "paper.docx")
        (written,) = word_tables(folder / f"{table.stem}.docx")
        findings += _differences(table, written, f"{table.stem}.docx")
        findings += _differences(table, html_cells(folder / f"{table.stem}.html"), f"{table.stem}.html")
        if not (control and control["rounding"]):  # rounded counts do not add up, and say so
            findings += _arithmetic(table, written, tidy["table-1"], mark)
        findings += _limits(table, written, level)
    findings += ([] if control and control["rounding"] else _flow(tidy["flow"])) + _said(folder, tidy)
    return findings_frame(dict.fromkeys(findings))


def word_tables(path: Path) -> list[list[list[str]]]:
    """Give the rows of every table of a document."""
    from docx import Document

    tables = Document(str(path)).tables
    return [
        [[one.text.replace("\N{NO-BREAK SPACE}", " ") for one in row.cells] for row in table.rows] for table in tables
    ]


_HEADING_N = re.compile(r".*\(N = (.*)\)")
_ANY = ">=0"


class _Cells(HTMLParser):
    """The texts of the cells of a page's tables, row by row."""

    def __init__(self):
        super().__init__()
        self.rows: list[list[str]] = []
        self.open = False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.open = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.open = False

    def handle_data(self, data):
        if self.open:
            self.rows[-1][-1] += data


def html_cells(path: Path) -> list[list[str]]:
    """Give the rows of the table on a page; title and notes span all columns and have one cell."""
    parser = _Cells()
    parser.feed(path.read_text(encoding="utf-8"))
    return [[text.replace("\N{NO-BREAK SPACE}", " ").strip() for text in row] for row in parser.rows if len(row) > 1]


def _differences(table: PrintedTable, written: list[list[str]], file: str) -> list[Finding]:
    """Compare a written table with what the CSV file says should be printed."""
    expected = table.grid()
    if len(expected) != len(written):
        words = f"The table has {len(written)} lines; its CSV file makes {len(expected)}."
        return [Finding("printed as computed", "inconsistent", words, file=file)]
    return [
        Finding(
            "printed as computed",
            "inconsistent",
            f"The table prints {shown!r}, and its CSV file says {wanted!r}.",
            printed=shown,
            expected=wanted,
            file=file,
            row=line[0],
            column=table.header[place],
        )
        for line, other in zip(expected, written, strict=True)
        for place, (wanted, shown) in enumerate(zip(line, other, strict=True))
        if wanted != shown
    ]


def _arithmetic(table: PrintedTable, written: list[list[str]], first: pd.DataFrame, mark: str) -> list[Finding]:
    """Hold the printed counts and percentages of Tables 1 to 3 against each other."""
    if table.stem not in ("table-1", "table-2", "table-3") or len(written) != len(table.lines) + 1:
        return []
    counted = [place for place, name in enumerate(written[0]) if place and ("(N =" in name or "(%)" in name)]
    lines = [row for row, line in zip(written[1:], table.lines, strict=True) if line.kind not in (SECTION, MEASURED)]
    if table.stem == "table-1":  # its first line of counts stands in the heading
        lines = [
            [_HEADING_N.sub(r"\1", name) if place in counted else "All" for place, name in enumerate(written[0])],
            *lines,
        ]
    columns = [0, *counted]
    # labels are numbered, for a level such as "Unknown" stands in several characteristics, and so are columns
    labels = [f"line {number}" for number, _ in enumerate(lines, start=1)]
    cells = [["", *(f"n (%), {place}" for place in counted)]]
    # what is withheld can be any number; so can the sum of such counts, which is not printed
    known = [[text.replace(mark, _ANY) or _ANY for text in row] for row in lines] if mark else lines
    cells += [[label, *(row[place] for place in counted)] for label, row in zip(labels, known, strict=True)]
    found = find_tables(Sheet(table.stem, "", cells))
    if len(found) != 1 or len(found[0].rows) != len(lines):
        words = "The printed table could not be read as one table, so its sums were not checked."
        return [Finding("reading", "cannot be checked", words, file=f"{table.stem}.docx")]
    rules = _rules(table, lines, columns, first, mark)
    findings = audit_table(found[0], rules=rules, propose=False)
    names = {
        label: f"{row[0]} (line {number})" for number, (label, row) in enumerate(zip(labels, lines, strict=True), 1)
    }
    return [_named(finding, names, f"{table.stem}.docx") for finding in findings]


def _named(finding: Finding, names: Mapping[str, str], file: str) -> Finding:
    row = names.get(finding.row.split(" (row")[0], finding.row)
    return replace(finding, row=row, file=file)


def _rules(
    table: PrintedTable, lines: list[list[str]], columns: list[int], first: pd.DataFrame, mark: str
) -> list[Rule]:
    """Give the rules that a table must obey; its lines are those with counts, the first one of all cases."""
    blocks = _blocks(table)
    if table.stem == "table-2":
        terms = tuple(place for block in blocks for place in block)
        percents = [Rule("percent", (0,), terms, name="percent of the single-substance cases")] if terms else []
        return percents + [Rule("subset", (0,), (place,), name="no more than the cases") for place in terms]
    if table.stem != "table-1":
        return []
    rules = []
    variables = first[first["variable"] != "cases"].drop_duplicates("variable")
    rules += [Rule("sum", (place,), tuple(parts), name="a group = its levels") for place, parts in _groups(table)]
    for block, row in zip(blocks, variables.itertuples(), strict=True):
        rules += [Rule("subset", (0,), (place,), name="no more than all cases") for place in block]
        known = tuple(place for place in block if any("%" in lines[place][at] for at in columns[1:]))
        withheld = mark and any(lines[place][at] == mark for place in block for at in columns[1:])
        if not row.several and known:
            if not withheld:  # else the lines with a percentage are not the whole
                rules.append(Rule("percent", known, known, name="percent of the lines with a percentage"))
            if "facility" not in row.percent_of:
                rules.append(Rule("sum", (0,), tuple(block), name="all cases = its levels"))
    return rules + _group_rules(lines, columns)


def _group_rules(lines: list[list[str]], columns: list[int]) -> list[Rule]:
    """Give the rules across: groups lie within the total, and make it up where they do so in the first line."""
    groups = tuple(range(1, len(columns) - 1))
    rules = [Rule("subset", (0,), (at,), axis="columns", name="group within the total") for at in groups]
    if groups and _count(lines[0][columns[1]]) == sum(_count(lines[0][columns[at + 1]]) for at in groups):
        rules.append(Rule("sum", (0,), groups, axis="columns", name="total = its groups"))
    return rules


def _blocks(table: PrintedTable) -> list[list[int]]:
    """Give the lines under each heading, as places among the lines with counts."""
    blocks, place = [], 0 if table.stem == "table-1" else -1
    for line in table.lines:
        if line.kind == SECTION:
            blocks.append([])
        elif line.kind != MEASURED:
            place += 1
            if line.kind in (LINE, NESTED) and blocks:
                blocks[-1].append(place)
    return blocks


def _groups(table: PrintedTable) -> list[tuple[int, list[int]]]:
    """Give the lines of Table 1 that are the sum of those under them, where they print one."""
    groups, place = [], 0
    for line in table.lines:
        place += line.kind not in (SECTION, MEASURED)
        if line.kind == GROUP:
            groups.append((place, []))
        elif line.kind == NESTED:
            groups[-1][1].append(place)
    counted = [line for line in table.lines if line.kind == GROUP]
    return [group for group, line in zip(groups, counted, strict=True) if any(line.cells[1:])]


def _count(text: str) -> int:
    digits = text.partition("(")[0].replace(",", "").strip()
    return int(digits) if digits.isdecimal() else -1


def _limits(table: PrintedTable, written: list[list[str]], level: float) -> list[Finding]:
    """Hold every printed pair of limits against its count or its estimate."""
    findings: list[Finding] = []
    if table.stem == "table-2":
        base = _count(written[1][1])
        for row in (row for row in written[2:] if " to " in row[2] and base > 0):
            low, high = row[2].split(" to ")
            try:
                said = check_limits_of_count(f"{low}%", f"{high}%", _count(row[1]), base, level=level)
            except DataError as error:
                said = [Finding("limits of a share", "impossible", str(error), printed=row[2])]
            findings += [_placed(finding, table, row[0], table.header[2]) for finding in said]
    if table.stem == "table-3":
        for row in written[1:]:
            for place in (2, 3):
                findings += [_placed(found, table, row[0], table.header[place]) for found in _ordered(row[place])]
    return findings


def _ordered(text: str) -> Iterable[Finding]:
    """Check that an odds ratio lies within its limits; profile limits need not have it in their middle."""
    if " to " not in text or "<" in text or "not estimable" in text:
        return []
    value, _, rest = text.replace(",", "").partition(" (")
    low, high = rest.rstrip(")").split(" to ")
    return [finding for finding in check_interval(value, low, high, measure="OR") if finding.severity != "unusual"]


def _placed(finding: Finding, table: PrintedTable, row: str, column: str) -> Finding:
    return replace(finding, file=f"{table.stem}.docx", row=row, column=column)


def _flow(flow: pd.DataFrame) -> list[Finding]:
    """Check that the exclusions add up step by step."""
    remaining, excluded = (pd.to_numeric(flow[name], errors="coerce") for name in ("remaining", "excluded"))
    left = remaining.shift() - excluded
    wrong = flow[(left != remaining) & left.notna() & remaining.notna()]
    return [
        Finding(
            "sum",
            "impossible",
            f"{row.remaining} remain after {row.excluded} are left out, and {left[row.Index]:g} should.",
            printed=str(row.remaining),
            expected=f"{left[row.Index]:g}",
            file="flow.csv",
            row=row.step,
            column="remaining",
        )
        for row in wrong.itertuples()
    ]


def _said(folder: Path, tidy: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Hold the numbers of the text against the tables that they come from."""
    numbers = read_tidy((folder / "numbers.csv").read_text(encoding="utf-8"))
    text, findings = (folder / "methods.md").read_text(encoding="utf-8"), []
    for row in numbers.itertuples():
        try:
            wanted = printed_as(row.form, cell(tidy[row.table], row.row, row.column, row.table))
        except (DataError, KeyError, ValueError) as error:
            wanted = f"nothing ({error})"
        if wanted != row.printed or row.printed not in text:
            where = "the text" if wanted == row.printed else f"{row.table}.csv"
            words = f"The text was made with {row.printed!r} ({row.name}); {where} does not say so."
            place = {"printed": row.printed, "expected": wanted, "file": "methods.md", "row": row.name}
            findings.append(Finding("text as computed", "inconsistent", words, **place))
    return findings
