"""The rules proposed for a table, those dropped, and how its percentages were explained."""

from __future__ import annotations

from dataclasses import dataclass, field

from .rules import Rule
from .shares import Convention


@dataclass(slots=True)
class Proposal:
    """What was proposed for a table.

    Attributes
    ----------
    rules : list of Rule
        Rules that are applied, their lines as numbers.
    dropped : list of (Rule, str)
        Rules that the labels suggest and that the numbers contradict, with the reason.
    conventions : list of Convention
        The convention chosen for the percentages of each block.
    unexplained : list of Convention
        For each block whose percentages no denominator explains, the one that comes nearest.
    rivals : dict
        From a percentage rule to the conventions that explain as many percentages, or one less.
    vouched : set of Rule
        Sums that a single slip breaks while all rules like them hold.
    hidden : set of Rule
        Percentage rules beside which one denominator that is not printed explains every percentage.
    """

    rules: list[Rule] = field(default_factory=list)
    dropped: list[tuple[Rule, str]] = field(default_factory=list)
    conventions: list[Convention] = field(default_factory=list)
    unexplained: list[Convention] = field(default_factory=list)
    rivals: dict[Rule, list[Convention]] = field(default_factory=dict)
    vouched: set[Rule] = field(default_factory=set)
    hidden: set[Rule] = field(default_factory=set)

    @property
    def explained(self) -> int:
        """Number of percentages that the chosen conventions explain."""
        return sum(convention.fits for convention in self.conventions)
