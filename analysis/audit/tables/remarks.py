"""What is told of a table beside its broken rules: what was not read, not applied, or is no share at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...printed.statistic import read_statistic
from ..findings import Finding
from .constraints import System
from .coverage import unread_of
from .explain import place_of
from .proposal import Proposal
from .relations import Told
from .rules import Rule
from .sheets import Sheet
from .table import Table
from .withheld import contradiction

_PERCENT_FIRST = re.compile(r"(?:%|percent\w*)\s*\((?:n|no\.?|number|total)\)", re.IGNORECASE)


def misread_lines(sheet: Sheet) -> list[Finding]:
    """Name the lines that could not be cut into cells."""
    words = "The line cannot be cut into as many cells as the others in one way only, so none of its numbers was judged"
    return [
        Finding(
            "reading",
            "cannot be checked",
            f"{words}; quote its cells.",
            printed=text,
            row=f"row {row + 1}",
            file=sheet.place,
        )
        for row, text in sheet.misread
    ]


def unread_cells(table: Table, told: Told) -> list[Finding]:
    """Name the cells that are no number and that no relation reached."""
    words = "The cell cannot be read as a count, a percentage or a withheld number, so no rule was checked with it."
    return [
        Finding("reading", "cannot be checked", words, printed=text, row=row, column=column)
        for row, column, text in unread_of(table, told)
        if not _is_statistic(text, table.grid.european)
    ]


def _is_statistic(text: str, european: bool) -> bool:
    """Tell a mean with its spread, or limits: they were read, though no rule reached them."""
    said = read_statistic(text, european)
    return said is not None and said.shape in ("beside", "limits", "range")


def unknown_rules(own: Sequence[Rule], given: list[Rule | None]) -> list[Finding]:
    """Name the rules of a person that the table has not the lines of."""
    return [
        Finding("rule", "cannot be checked", f"The table has not, or not only once, each line of {_lines_of(rule)}.")
        for rule, found in zip(own, given, strict=True)
        if found is None
    ]


def _lines_of(rule: Rule) -> str:
    return f"the rule {rule.name or rule.kind!r} ({', '.join(map(str, (*rule.whole, *rule.parts)))})"


def not_applied(proposal: Proposal, table: Table, told: Told) -> list[Finding]:
    """Say which rules the labels suggest and the numbers contradict, and which percentages nothing explains."""
    findings = []
    for name, reason in _dropped(proposal):
        missing = "; a category may be missing" if "fall short" in reason else ""
        words = f"The labels suggest {name}, but {reason}: not applied{missing}."
        findings.append(Finding("sum", "unusual", words))
    for convention in proposal.unexplained:
        numbers = [table.percents[place] for place in convention.misses]
        if all((number.row, number.column) in told.places for number in numbers):
            continue
        cells = [f"{table.rows[i].text.strip()} {table.percents[i, j].text}" for i, j in convention.misses]
        more = f" and {len(cells) - 7} more" if len(cells) > 7 else ""
        words = f"Percentages {convention.name} are the nearest reading; these disagree: {', '.join(cells[:7])}{more}."
        findings.append(Finding("percentage", "cannot be checked", words, row=table.rows[convention.misses[0][0]].name))
    return findings


def _dropped(proposal: Proposal) -> list[tuple[str, str]]:
    """Give name and reason of every rule that is not applied; N and Total of the same parts are one."""
    wholes: dict[tuple, list[str]] = {}
    for rule, reason in proposal.dropped:
        whole, _, parts = rule.name.partition(" = ")
        wholes.setdefault((rule.axis, rule.parts, parts, reason), []).append(whole)
    return [
        (" = ".join(filter(None, (" and ".join(names), parts))), reason)
        for (_, _, parts, reason), names in wholes.items()
    ]


def contradictions(system: System, broken: set[int]) -> list[Finding]:
    """Find withheld cells that no values satisfy, where no sum is broken by itself."""
    if any(system.constraints[k].rule.kind == "sum" for k in broken):
        return []  # what follows from a wrong number is no news
    index = contradiction(system)
    if index is None:
        return []
    constraint = system.constraints[index]
    cell = next(cell for cell, sign in constraint.terms.items() if sign > 0)
    row, column = place_of(cell, system)
    words = f"No values of the withheld cells satisfy {constraint.rule.name} together with the other sums."
    return [Finding("sum", "inconsistent", words, printed=system.number(cell).text, row=row, column=column)]


def above_hundred(system: System, broken: set[int]) -> list[Finding]:
    """Find percentages of counts above 100% that no broken rule speaks of."""
    told = {system.constraints[index].percent for index in broken}
    findings = []
    for place, number in system.table.percents.items():
        cell = ("percents", *place)
        if place in system.table.counts and number.low > 100 * 10**number.decimals and cell not in told:
            row, column = place_of(cell, system)
            if _PERCENT_FIRST.search(column):
                continue  # "% (N)": what stands in brackets is how many there were
            words = f"{number.text} is printed as a share of cases, and no share exceeds 100%."
            findings.append(Finding("percentage", "inconsistent", words, printed=number.text, row=row, column=column))
    return findings
