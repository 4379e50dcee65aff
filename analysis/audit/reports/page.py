"""The report as one HTML page that needs nothing else: each table as it was printed, its cells marked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ...visible import visible
from ..findings import SEVERITIES, Finding
from ..tables.understood import Understood
from ..web_page import web_page
from .marks import marked, rows_shown, unreached
from .model import Report, meanings, where
from .text import closing

SIGNS = dict(zip(SEVERITIES, ("✗", "≠", "?", "∅"), strict=True))
MEANT = {
    "impossible": "no reading of the print is true",
    "inconsistent": "two statements cannot both be true under the usual conventions",
    "unusual": "possible, but rare or of another convention",
    "cannot be checked": "not read, or nothing to hold it against",
}
SHOWN_LEFT = 200
_STYLE = """
h2 { margin-top: 2.5rem; }
.plain thead th { border-bottom: 2px solid #444; }
.sheet th { color: #555; font-weight: normal; background: #f2f2f2; } .sheet td { white-space: nowrap; }
.gap td { color: #444; font-style: italic; }
.left { font-style: italic; text-decoration: underline dotted; text-underline-offset: .2em; }
.legend span, .found span { padding: .05rem .4rem; }
.found > li { margin: .8rem 0; } .found p { margin: .15rem 0; }
@media print { .sheet td { white-space: normal; } }
"""


def html_page(reports: Sequence[Report]) -> str:
    """Give reports as one HTML page.

    Parameters
    ----------
    reports : sequence of Report
        As given by `reports_of`.

    Examples
    --------
    >>> page = html_page([Report("<b>.csv")])
    >>> "<b>.csv" in page, "&lt;b&gt;.csv" in page
    (False, True)
    """
    contents = _contents(reports) if len(reports) > 1 else ""
    sections = "\n".join(_section(report, number) for number, report in enumerate(reports, start=1))
    said = [
        "<h1>Audit of printed numbers</h1>",
        f'<p class="lead">{_text(_sentence(reports))}</p>',
        "<p>Each table stands below as it was read; a marked cell has the number of what was found about it.</p>",
        f'<ul class="legend">{_legend()}</ul>',
        contents,
        sections,
        "<p>Repairs are proposed, never applied. Not a clinical tool: no dosing advice.</p>",
    ]
    return web_page("Audit of printed numbers", "\n".join(said), _STYLE)


def _sentence(reports: Sequence[Report]) -> str:
    files = f"{len(reports)} files and sheets: " if len(reports) > 1 else ""
    return f"{files}{closing(reports)}."


def _text(text: str) -> str:
    return escape(visible(text, keep=""))


def _legend() -> str:
    items = "".join(
        f'<li><span class="{_name(s)}">cell{_sup(SIGNS[s], s)}</span> {s}: {MEANT[s]}</li>' for s in SEVERITIES
    )
    return f'{items}<li><span class="left">cell</span> italic with a dotted line: a number that no rule reached</li>'


def _name(severity: str) -> str:
    return severity.split()[0]


def _sup(text: str, severity: str) -> str:
    return f'<sup aria-label="{severity}">{text}</sup>'


def _contents(reports: Sequence[Report]) -> str:
    rows = "".join(
        f'<tr><td><a href="#s{n}">{_text(report.place)}</a></td><td>{_text(report.verdict)}</td>'
        f"<td>{_text(report.reach)}</td></tr>"
        for n, report in enumerate(reports, start=1)
    )
    head = "<tr><th>File</th><th>Found</th><th>Checked</th></tr>"
    return f'<div class="scroll"><table class="plain"><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def _section(report: Report, number: int) -> str:
    parts = [f'<section id="s{number}"><h2>{_text(report.place or "Table")}</h2>']
    parts.append(f"<p><strong>{_text(report.verdict)}</strong>; {_text(report.reach)}.</p>")
    if report.cells:
        parts.append(_sheet(report, number))
    if report.findings:
        items = "".join(_finding(one, report, f"{number}-{n}") for n, one in enumerate(report.findings, start=1))
        parts.append(f'<h3>Found</h3><ol class="found">{items}</ol>')
    parts += [_understood(table) for table in report.tables]
    return "\n".join([*parts, "</section>"])


def _sheet(report: Report, number: int) -> str:
    marks, left = marked(report), unreached(report)
    width = max(map(len, report.cells))
    lines = []
    for row, skipped in rows_shown(report, marks):
        if skipped:
            lines.append(f'<tr class="gap"><td colspan="{width + 1}">{skipped:,} rows without a mark</td></tr>')
        if row < len(report.cells):
            cells = "".join(
                _cell(text, marks.get((row, column), ()), (row, column) in left, report, number)
                for column, text in enumerate(report.cells[row])
            )
            lines.append(f'<tr><th scope="row">{row + 1}</th>{cells}</tr>')
    name = _text(f"The cells of {report.place or 'the table'}, marked")
    return (
        f'<div class="scroll" role="region" aria-label="{name}" tabindex="0"><table class="sheet">'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(text: str, numbers: Sequence[int], left: bool, report: Report, section: int) -> str:
    shown = _text(text).replace("  ", "&nbsp;&nbsp;")
    if not numbers:
        return f'<td class="left">{shown}</td>' if left else f"<td>{shown}</td>"
    gravest = report.findings[numbers[0] - 1].severity
    links = " ".join(_link(n, report.findings[n - 1].severity, section) for n in numbers)
    return f'<td class="{_name(gravest)}" id="c{section}-{numbers[0]}">{shown}{links}</td>'


def _link(number: int, severity: str, section: int) -> str:
    return f'<sup><a href="#f{section}-{number}" aria-label="{severity}, {number}">{SIGNS[severity]}{number}</a></sup>'


def _finding(finding: Finding, report: Report, name: str) -> str:
    place = _text(where(finding, report.place))
    printed = f": <b>{_text(finding.printed)}</b>" if finding.printed else ""
    facts = [("can mean", finding.means), ("expected", finding.expected)]
    facts += [("perhaps" if len(finding.repairs) == 1 else "any of", repair) for repair in finding.repairs]
    more = "".join(f"<li><i>{label}</i> {_text(value)}</li>" for label, value in facts if value)
    return (
        f'<li id="f{name}"><p><span class="{_name(finding.severity)}">{SIGNS[finding.severity]} {finding.severity}'
        f"</span> {place}{printed}</p><p>{_text(finding.explanation)}</p>{f'<ul>{more}</ul>' if more else ''}</li>"
    )


def _understood(table: Understood) -> str:
    columns = "".join(f"<tr><td>{_text(name)}</td><td>{_text(words)}</td></tr>" for name, words in meanings(table))
    rules = "".join(f"<tr><td>{_text(one.rule)}</td><td>{one.cells:,}</td></tr>" for one in table.coverage)
    left = "".join(
        f"<li>{_text(', '.join(filter(None, (row, column))))}: {_text(text)}</li>"
        for row, column, text in table.unreached[:SHOWN_LEFT]
    )
    more = len(table.unreached) - SHOWN_LEFT
    many = f"<p>Of these {SHOWN_LEFT} are shown, {more:,} are not.</p>" if more > 0 else ""
    head = '<table class="plain"><thead><tr><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>'
    parts = [f"<h3>What was understood{f': {_text(table.title)}' if table.title else ''}</h3>"]
    parts.append(f"<p>Read as a {_text(table.clothing)} table.</p>")
    parts += [f"<p><strong>Note:</strong> {_text(note)}</p>" for note in table.notes]
    parts.append(f'<div class="scroll">{head.format("Column", "holds", columns)}</div>' if columns else "")
    none = "<p>No rule was found for it: no sum, no share, no limit could be checked.</p>"
    parts.append(f'<div class="scroll">{head.format("Rule", "numbers", rules)}</div>' if rules else none)
    if left:
        parts.append(
            f"<details><summary>{len(table.unreached):,} numbers that no rule reached</summary>"
            f"<ul>{left}</ul>{many}</details>"
        )
    return "\n".join(filter(None, parts))
