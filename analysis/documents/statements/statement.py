"""One statement of a document: what kind of thing it says, in which numbers, at which place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...printed import Printed
from ..document import Locator

KINDS = (
    "proportion",
    "percentage",
    "fraction",
    "change",
    "estimate",
    "test",
    "p value",
    "mean",
    "median",
    "rate",
    "dose",
    "duration",
    "frequency",
    "vague",
    "range",
    "count",
    "number",
    "period",
)
"""What a statement can be: n of N, with or without its percentage; a percentage alone; a share in words (half, one in
five); a change in percent, as so many times, or from one number to another; an estimate with or without limits; a test
statistic with its degrees of freedom and p; a p value alone; a mean with or without its standard deviation; a median
with or without its quartiles or range; so many per so many; a dose; a time that something took, or an age; how often a
day; what is said without a number (for weeks, millions of adults); a range of values; a number of things; a number of a
table; years."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one place of a document says in numbers.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    span : tuple of int
        Where it begins and ends in the text of its block.
    printed : str
        The characters.
    numbers : mapping of str to Printed
        By what each number is (``count``, ``n``, ``percent``, ``estimate``, ``low``, ``high``, ``p`` ...), as printed:
        what it can mean is its `analysis.printed.Printed.interval`. Decimal commas are read as points.
    words : str
        The sentence around it, or the words to the left of a cell and above it.
    sureness : float
        How sure the grammar is of the kind, 0 to 1.
    locator : Locator
        Where it stands.
    block : int
        Which block of the document, from 0.
    measure : str
        Of an estimate, test or dose: what is named (``OR``, ``t``, ``mg``); of a mean its unit; else empty.
    details : mapping of str to str
        What is said beside: ``side`` of a test, ``unit``, ``level``.
    spans : mapping of str to tuple of int
        Where each number stands in the text of its block.
    """

    kind: str
    span: tuple[int, int]
    printed: str
    numbers: Mapping[str, Printed]
    words: str
    sureness: float
    locator: Locator
    block: int = 0
    measure: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Aside:
    """A number that states nothing, and why.

    Attributes
    ----------
    span : tuple of int
        Where it stands in the text of its block.
    printed, reason : str
        The characters, and what they are: the number of a figure, an address of a page, a version.
    locator : Locator
        Where it stands.
    block : int
        Which block of the document, from 0.
    """

    span: tuple[int, int]
    printed: str
    reason: str
    locator: Locator
    block: int = 0
