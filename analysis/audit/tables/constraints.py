"""All rules of a table as one system over sets of whole numbers, in exact integer arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .cells import Number
from .rules import Rule
from .table import Table

# What a percentage of `u` last-digit units can mean, in half units below and above u: rounded to nearest (halves up,
# down or to even: both ends belong to it), or cut.
ROUNDINGS = {"nearest": (-1, 1), "truncation": (0, 2), "any": (-1, 2)}
Cell = tuple[str, int, int]  # "counts", "percents" or "bases"; row; column


@dataclass(frozen=True, slots=True)
class Constraint:
    """One rule at one place.

    Attributes
    ----------
    rule : Rule
        The rule that it comes from.
    line : int
        The row or column across which it runs.
    terms : dict
        Sum and subset: cell to +1 (whole) or -1 (part). Percentage: the cells of the denominator.
    count, percent : tuple or None
        The count and the percentage of a percentage constraint.
    """

    rule: Rule
    line: int
    terms: Mapping[Cell, int]
    count: Cell | None = None
    percent: Cell | None = None

    @property
    def cells(self) -> set[Cell]:
        """Every cell that the constraint speaks of."""
        return {*self.terms, *filter(None, (self.count, self.percent))}


@dataclass(slots=True)
class System:
    """The numbers of a table and the constraints between them; `changed` holds what a repair tries."""

    table: Table
    rounding: str = "nearest"
    constraints: list[Constraint] = field(default_factory=list)
    ends: dict[Cell, tuple[int, int | None]] = field(default_factory=dict)
    by_cell: dict[Cell, list[int]] = field(default_factory=dict)
    by_line: dict[tuple[Rule, int], list[int]] = field(default_factory=dict)
    spans: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    many_broken: bool | None = None

    @classmethod
    def of(cls, table: Table, rules: list[Rule], rounding: str) -> System:
        """Build the system of a table under numbered rules."""
        system = cls(table, rounding)
        for kind in ("counts", "percents", "bases"):
            for place, number in getattr(table, kind).items():
                system.ends[kind, *place] = (number.low, number.high)
        for rule in rules:
            for constraint in instances(rule, table):
                system.add(constraint)
        return system

    def add(self, constraint: Constraint) -> None:
        """Add one constraint."""
        for cell in constraint.cells:
            self.by_cell.setdefault(cell, []).append(len(self.constraints))
        self.by_line.setdefault((constraint.rule, constraint.line), []).append(len(self.constraints))
        self.constraints.append(constraint)

    def supposed(self) -> System:
        """Give the same constraints over numbers of their own, in which repairs can be supposed to be made."""
        return replace(self, ends=dict(self.ends), spans=dict(self.spans))

    def suppose(self, changes: Mapping[Cell, int]) -> None:
        """Let cells have other numbers than those printed."""
        for cell, value in changes.items():
            self.ends[cell] = (value, value)
            for index in self.by_cell.get(cell, ()):
                self.spans.pop(index, None)

    def number(self, cell: Cell) -> Number:
        """Give the printed number of a cell."""
        return getattr(self.table, cell[0])[cell[1:]]

    def range_of(self, terms: Mapping[Cell, int], changed: Mapping[Cell, int]) -> tuple[int, int | None]:
        """Give the least and greatest value of a sum; None where it has no end."""
        low, high = 0, 0
        least_open = False
        for cell, sign in terms.items():
            a, b = (changed[cell],) * 2 if cell in changed else self.ends[cell]
            if sign < 0:
                a, b = (None if b is None else -b), -a
            if a is None:
                least_open = True
            else:
                low += a
            high = None if high is None or b is None else high + b
        return (None if least_open else low), high

    def holds(self, index: int, changed: Mapping[Cell, int], rounding: str = "") -> bool:
        """Tell whether a constraint can be true when the cells in `changed` have those values."""
        constraint = self.constraints[index]
        low, high = self._span(index, changed)
        if constraint.rule.kind == "subset":
            return high is None or high >= 0
        if constraint.percent is None:
            return (low is None or low <= 0) and (high is None or high >= 0)
        return self._share_holds(constraint, low, high, changed, ROUNDINGS[rounding or self.rounding])

    def _span(self, index: int, changed: Mapping[Cell, int]) -> tuple[int | None, int | None]:
        """Give the range of a constraint's sum; that of the print is kept, and moved by what is changed."""
        terms = self.constraints[index].terms
        if index not in self.spans:
            self.spans[index] = self.range_of(terms, {})
        low, high = self.spans[index]
        for cell in changed.keys() & terms.keys():
            a, b = self.ends[cell]
            if a != b:
                return self.range_of(terms, changed)
            shift = terms[cell] * (changed[cell] - a)
            low, high = (None if end is None else end + shift for end in (low, high))
        return low, high

    def holds_without(self, index: int, cell: Cell) -> bool:
        """Tell whether a constraint can be true when one cell could be any number."""
        kept, spans = self.ends[cell], self.spans
        most = 100 * 10 ** self.number(cell).decimals if cell[0] == "percents" else None
        self.ends[cell], self.spans = (0, most), {}
        holds = self.holds(index, {})
        self.ends[cell], self.spans = kept, spans
        return holds

    def _share_holds(self, constraint, low, high, changed, steps: tuple[int, int]) -> bool:
        a, b = self._ends(constraint.count, changed)
        u, v = self._ends(constraint.percent, changed)
        if high is not None and a > high:
            return False  # no share exceeds 100%
        scale = 200 * 10 ** self.number(constraint.percent).decimals
        below, above = max(2 * u + steps[0], 0), 2 * v + steps[1]
        return (b is None or scale * b >= below * low) and (
            high is None or scale * a + (steps[1] > 1) <= above * high  # what is cut lies below the next unit
        )

    def _ends(self, cell: Cell, changed: Mapping[Cell, int]) -> tuple[int, int | None]:
        return (changed[cell],) * 2 if cell in changed else self.ends[cell]

    def violated(self, changed: Mapping[Cell, int]) -> set[int]:
        """Give the constraints that cannot be true."""
        return {index for index in range(len(self.constraints)) if not self.holds(index, changed)}


def instances(rule: Rule, table: Table) -> Iterator[Constraint]:
    """Give the constraints of a numbered rule, one for each line across which it can be computed."""
    across = range(len(table.columns if rule.axis == "rows" else table.rows))

    def cell(i: int, line: int) -> tuple[int, int]:
        return (i, line) if rule.axis == "rows" else (line, i)

    for line in across:
        whole = [cell(i, line) for i in rule.whole]
        parts = [cell(i, line) for i in rule.parts]
        if rule.kind == "percent":
            yield from _shares(rule, table, line, whole, parts)
        elif rule.kind == "subset":
            for place in parts:
                if all(known in table.counts for known in (*whole, place)):
                    yield Constraint(rule, line, _terms(whole, [place]))
        elif all(place in table.counts for place in (*whole, *_printed(parts, table))):
            yield Constraint(rule, line, _terms(whole, _printed(parts, table)))


def _printed(parts: list, table: Table) -> list:
    """Leave out the levels of which a unit of a tidy table has no row; keep all where it has none of them."""
    known = [place for place in parts if place in table.counts]
    return known if known and table.clothing == "tidy" else parts


def _terms(whole: list, parts: list) -> dict[Cell, int]:
    terms: dict[Cell, int] = {}
    for sign, places in ((1, whole), (-1, parts)):
        for place in places:
            cell = ("counts", *place)
            terms[cell] = terms.get(cell, 0) + sign
    return {cell: sign for cell, sign in terms.items() if sign}


def _shares(rule: Rule, table: Table, line: int, whole: list, parts: list) -> Iterator[Constraint]:
    if not all(place in table.counts for place in whole):
        return
    base = {("counts", *known): 1 for known in whole}
    for place in parts:
        if place in table.counts and place in table.percents and place not in table.bases:  # "17/35 (49%)" has its own
            yield Constraint(rule, line, base, ("counts", *place), ("percents", *place))


def own_bases(table: Table) -> Iterator[Constraint]:
    """Give the percentages of cells ``n/N (%)``, each with its own denominator, and their ``n <= N``."""
    share = Rule("percent", (0,), (0,), name="percentage of the fraction in its own cell")
    part = Rule("subset", (0,), (0,), name="numerator within its denominator")
    for place in table.bases:
        base, count = ("bases", *place), ("counts", *place)
        yield Constraint(part, place[1], {base: 1, count: -1})
        if place in table.percents:
            yield Constraint(share, place[1], {base: 1}, count, ("percents", *place))
