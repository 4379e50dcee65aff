"""Random tables in which every number is right, of usual and unusual shapes, in many clothings."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from .one_digit import grave

# Levels of a characteristic that share out the cases; what stands in a list is nested under the level before it.
SHARED = (
    ("Sex", ["Male", "Female", "Unknown"]),
    ("Gender", ["Women", "Men"]),
    ("Age group", ["<6 y", "6-12 y", "13-19 y", "20-59 y", ">=60 y", "Unknown age"]),
    ("Age, years", ["0-5", "6-19", "20-39", "40+"]),
    ("Medical outcome", ["No effect", "Minor effect", "Moderate effect", "Major effect", "Death", "Not followed"]),
    ("Reason", ["Unintentional", ["General", "Therapeutic error", "Other unintentional"], "Intentional",
                ["Suspected suicide", "Misuse", "Abuse", "Unknown"], "Adverse reaction", "Other reason"]),
    ("Management site", ["Managed on site", "Health care facility", ["Treated and released", "Critical care",
                         "Noncritical care"], "Refused referral", "Other"]),
    ("Hospitalized", ["Yes", "No"]), ("Smoker", ["Never", "Former", "Current", "Not stated"]),
    ("Insurance", ["Public", "Private", "None"]), ("Size", ["S", "M", "L"]), ("Blood group", ["A", "B", "AB", "O"]),
    ("Exposure site", ["Own residence", "School", "Workplace", "Other"]),
    ("Region", ["North", "South", "East", "West"]),
)  # fmt: skip
# Lines of which one case can have several, or none.
SEVERAL = (
    ("Course", ["ICU admission", "Intubation", "Vasopressors", "Death"]),
    ("Clinical effects (several possible)", ["Drowsiness", "Tachycardia", "Agitation", "Vomiting", "Other"]),
    ("Co-ingestants", ["Any co-ingestant", "Alcohol", "Opioid", "Benzodiazepine", "Two or more"]),
    ("Treatments", ["Activated charcoal", "Intravenous fluids", "Naloxone", "Other"]),
    ("History", ["Depression", "Prior overdose", "Chronic pain", "Unknown"]),
    ("Information came from (any number)", ["Family", "Hospital", "Police", "Unknown"]),
)
GROUPS = (["Cases"], ["Drug A", "Drug B"], ["2020", "2021", "2022"], ["Survivors", "Deaths"])


@dataclass
class Line:
    """A line: its label, how deep it is nested, its counts by group, and its percentages (empty where none)."""

    label: str
    depth: int
    counts: list[int]
    percents: list[str]


@dataclass
class Honest:
    """A table before it is dressed: groups with their totals, and blocks of lines under a heading."""

    groups: list[str]
    totals: list[int]
    weighted: bool
    blocks: list[tuple[str, list[Line]]] = field(default_factory=list)
    ages: list[str] = field(default_factory=list)


def honest_table(draw: random.Random) -> Honest:
    """Make a table; a total column is the sum of its groups, and every percentage is rounded from its counts."""
    groups = list(draw.choice(GROUPS))
    totals = [
        draw.choice([draw.randint(15, 99), draw.randint(100, 4_000), draw.randint(4_000, 90_000)]) for _ in groups
    ]
    with_total = len(groups) > 1 and draw.random() < 0.5
    table = Honest([*groups, "Total"] if with_total else groups, totals, draw.random() < 0.1)
    shown = _Shown(draw, with_total)
    for section, levels in draw.sample(SHARED, draw.randint(1, 4)) + draw.sample(SEVERAL, draw.randint(0, 2)):
        several = (section, levels) in SEVERAL
        counted = [[_events, _levels][not several](draw, levels, total) for total in totals]
        table.blocks.append((section, shown.lines(list(zip(*counted, strict=True)), totals, several, table.weighted)))
    table.totals = totals + [sum(totals)] * with_total
    if draw.random() < 0.3:
        middles = [draw.randint(20, 60) for _ in table.totals]
        table.ages = [f"{age} ({age - draw.randint(1, 15)}-{age + draw.randint(1, 25)})" for age in middles]
    draw.shuffle(table.blocks)
    return table


class _Shown:
    """How the counts of one table are printed: decimals, rounding, of what, and whether unknown cases have a share."""

    def __init__(self, draw: random.Random, with_total: bool):
        self.draw, self.with_total = draw, with_total
        self.decimals, self.bare = draw.choice([0, 1, 1, 2]), draw.random() < 0.4
        self.rounding = draw.choice([ROUND_HALF_UP, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN])

    def lines(self, counted: list[tuple], totals: list[int], several: bool, weighted: bool) -> list[Line]:
        """Give the lines of a block; `counted` has label, depth and count of each line for each group."""
        unknown = [not several and not own[0][1] and _is_unknown(own[0][0]) for own in counted]
        rows = [self._with_sum([count for _, _, count in own]) for own in counted]
        amounts = self._weighed(counted) if weighted else rows
        tops = [amounts[k] for k, own in enumerate(counted) if not own[0][1] and not (self.bare and unknown[k])]
        bases = self._with_sum(totals) if several else [sum(column) for column in zip(*tops, strict=True)]
        lines = []
        for own, counts, amount, without in zip(counted, rows, amounts, unknown, strict=True):
            percents = [self._percent(n, base) for n, base in zip(amount, bases, strict=True)]
            lines.append(Line(own[0][0], own[0][1], counts, [""] * len(counts) if self.bare and without else percents))
        return lines

    def _with_sum(self, counts: list) -> list:
        return counts + [sum(counts)] * self.with_total

    def _weighed(self, counted: list[tuple]) -> list[list[Decimal]]:
        """Weigh each line that holds no others, and give a heading the sum of its lines."""
        amounts, above = [], []
        for k, own in enumerate(counted):
            heading = k + 1 < len(counted) and counted[k + 1][0][1] > own[0][1]
            leaf = [Decimal(str(round(self.draw.uniform(0.7, 1.0), 3))) * count for _, _, count in own]
            amounts.append([Decimal(0)] * len(own) if heading else leaf)
            above = amounts[-1] if not own[0][1] else above
            if own[0][1]:
                above[:] = [a + b for a, b in zip(above, leaf, strict=True)]
        return [self._with_sum(amount) for amount in amounts]

    def _percent(self, count: int | Decimal, base: int | Decimal) -> str:
        share = Decimal(100) * count / base if base else Decimal(0)
        return str(share.quantize(Decimal(1).scaleb(-self.decimals), self.rounding)) if base else ""


def _is_unknown(label: str) -> bool:
    return label.startswith(("Unknown", "Not stated"))


def _split(draw: random.Random, total: int, parts: int) -> list[int]:
    cuts = sorted(draw.randint(0, total) for _ in range(parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


def _levels(draw: random.Random, levels: list, total: int) -> list[tuple[str, int, int]]:
    tops = [level for level in levels if isinstance(level, str)]
    counts, lines = iter(_split(draw, total, len(tops))), []
    for level in levels:
        if isinstance(level, str):
            lines.append((level, 0, next(counts)))
        else:
            inner = _split(draw, lines[-1][2], len(level))
            lines += [(name, 1, count) for name, count in zip(level, inner, strict=True)]
    return lines


def _events(draw: random.Random, labels: list[str], total: int) -> list[tuple[str, int, int]]:
    most = [draw.randint(0, total) for _ in labels]
    if labels[0].startswith("Any"):
        most[0] = draw.randint(max(most[1:]), total)
    return [(label, 0, count) for label, count in zip(labels, most, strict=True)]


def _joined(n: int, percent: str, thousands: bool = True) -> str:
    count = f"{n:,}" if thousands else str(n)
    return f"{count} ({percent})" if percent else count


def _head(table: Honest, unit: str) -> list[str]:
    return [f"{g} (N = {n:,}){unit}" for g, n in zip(table.groups, table.totals, strict=True)]


def _unit(table: Honest) -> str:
    return "n (weighted %)" if table.weighted else "n (%)"


def printed(table: Honest, indent: str = "  ") -> list[list[str]]:
    """Dress as journals do: headings, indents, count and percentage in one cell."""
    rows = [["Characteristic", *_head(table, f", {_unit(table)}")]]
    rows += [["Age, median (IQR)", *table.ages]] if table.ages else []
    for section, lines in table.blocks:
        rows.append([section, *[""] * len(table.groups)])
        rows += [[indent * line.depth + line.label, *map(_joined, line.counts, line.percents)] for line in lines]
    return rows


def prefixed(table: Honest) -> list[list[str]]:
    """Say the heading before each label; nested lines have both."""
    rows, above = [["Characteristic", *_head(table, f", {_unit(table)}")]], ""
    for section, lines in table.blocks:
        for line in lines:
            above = line.label if not line.depth else above
            label = f"{above} - {line.label}" if line.depth else line.label
            rows.append([f"{section}: {label}", *map(_joined, line.counts, line.percents)])
    return rows


def columns(table: Honest, proportions: bool = False) -> list[list[str]]:
    """Give characteristic, level, and a column of counts and one of percentages for each group."""
    name = "weighted %" if table.weighted else "proportion" if proportions else "%"
    rows = [
        ["Characteristic", "Level", *(text for group in table.groups for text in (f"{group} n", f"{group} {name}"))]
    ]
    rows.append(["Total", "", *(text for n in table.totals for text in (str(n), ""))])
    for section, lines in table.blocks:
        for line in lines:
            shares = [_proportion(p) if proportions and p else p for p in line.percents]
            cells = [text for n, p in zip(line.counts, shares, strict=True) for text in (str(n), p)]
            rows.append([section, "  " * line.depth + line.label, *cells])
    return rows


def _proportion(percent: str) -> str:
    return str(Decimal(percent).scaleb(-2))


def tidy(table: Honest) -> list[list[str]]:
    """Give one row for each group and level."""
    rows = [["group", "characteristic", "level", "n", "weighted_pct" if table.weighted else "pct"]]
    for j, group in enumerate(table.groups):
        rows.append([group, "all", "Total", str(table.totals[j]), ""])
        rows += [
            [group, section, line.label, str(line.counts[j]), line.percents[j]]
            for section, lines in table.blocks
            for line in lines
            if not line.depth
        ]
    return rows


def wide(table: Honest) -> list[list[str]]:
    """Give one row for each group and a column of counts for each level."""
    names, cells = ["Group", "Total"], [[g, str(n)] for g, n in zip(table.groups, table.totals, strict=True)]
    for section, lines in table.blocks:
        above = ""
        for line in lines:
            above = line.label if not line.depth else above
            name = f"{above}_{line.label}" if line.depth else line.label
            names.append("_".join(f"{section}_{name}".split()))
            for j, row in enumerate(cells):
                row.append(str(line.counts[j]))
    return [names, *cells]


def transposed(table: Honest) -> list[list[str]]:
    """Turn the rows of `prefixed` into columns."""
    return [list(row) for row in zip(*prefixed(table), strict=True)]


def names(table: Honest) -> list[list[str]]:
    """Give the names of variables as labels."""
    rows = [["variable", *(f"{group}_n" for group in table.groups)], ["total", *map(str, table.totals)]]
    for section, lines in table.blocks:
        for line in lines:
            label = "_".join(f"{section} {line.label}".lower().replace("-", " ").split())
            rows.append([label, *map(str, line.counts)]) if not line.depth else None
    return rows


CLOTHINGS: dict[str, Callable[[Honest], list[list[str]]]] = {
    "columns": columns,
    "names": names,
    "prefixed": prefixed,
    "printed": printed,
    "proportions": lambda table: columns(table, proportions=not table.weighted),
    "tidy": tidy,
    "transposed": transposed,
    "wide": wide,
}


def alarms(cells: list[list[str]]) -> list[str]:
    """Give what an audit calls impossible or inconsistent in a table in which everything is right."""
    return sorted(": ".join(told) for told in grave(cells))
