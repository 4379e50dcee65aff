"""A table held against its rules and the relations between its columns, before anything is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .constraints import System, own_bases
from .held import Relation, relations_of
from .proposal import Proposal
from .relations import Told, check_relations
from .repairs import Fault, find_faults
from .rules import Rule, numbered
from .table import Table
from .turning import upright

ROUNDING = {
    "half-up": "nearest", "half-even": "nearest", "half-down": "nearest", "truncation": "truncation", "any": "any",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A table with everything that it was held against."""

    table: Table
    proposal: Proposal
    system: System
    faults: list[Fault]
    told: Told
    given: list[Rule | None]
    rounding: str

    @property
    def relations(self) -> list[Relation]:
        """Give every rule at every place where it was held."""
        return relations_of(self.system, self.faults, self.proposal, self.told)


def judge_table(
    table: Table,
    own: Sequence[Rule] = (),
    propose: bool = True,
    rounding: str = "half-up",
    step: Callable[[float], None] | None = None,
) -> Judged:
    """Hold a table against its rules and the relations between its columns."""
    given = [numbered(rule, table) for rule in own]
    proposal, reading = Proposal(), ROUNDING[rounding]
    if propose:
        table, given, proposal, reading = upright(table, given, reading)
    system = _system(table, [rule for rule in given if rule] + proposal.rules, reading)
    settled = _settled(system)
    told, _ = check_relations(table.grid, settled)
    if table.long is not None:
        told.add(check_relations(table.long, settled)[0])
    return Judged(table, proposal, system, find_faults(system, step), told, given, reading)


def _system(table: Table, rules: list[Rule], rounding: str) -> System:
    system = System.of(table, rules, rounding)
    for constraint in own_bases(table):
        system.add(constraint)
    return system


def _settled(system: System) -> set[tuple[int, int]]:
    """Give the cells whose percentages a rule explains."""
    cells = [c.percent for k, c in enumerate(system.constraints) if c.percent is not None and system.holds(k, {})]
    return {(system.number(cell).row, system.number(cell).column) for cell in cells}
