"""What the audit says of a statement."""

from __future__ import annotations

from dataclasses import dataclass

from ...documents.statements import Statement

VERDICTS = ("impossible", "inconsistent", "rounding slip", "cannot be checked", "holds")
"""The gravest first. *Impossible* is said only where the printed numbers alone exclude each other (a count, its n and
its percentage; an estimate outside its limits); *inconsistent* where two places or a rule of the field do; a
*rounding slip* misses by less than one unit of the last printed digit."""


@dataclass(frozen=True, slots=True)
class Judgment:
    """One check of one statement.

    Attributes
    ----------
    check : str
        What was held against what.
    verdict : str
        One of `VERDICTS`.
    arithmetic : str
        The calculation in words, with its result.
    statements : tuple of Statement
        What it rests on; the first is the one that is judged.
    """

    check: str
    verdict: str
    arithmetic: str
    statements: tuple[Statement, ...]

    @property
    def statement(self) -> Statement:
        """Give the statement that is judged."""
        return self.statements[0]
