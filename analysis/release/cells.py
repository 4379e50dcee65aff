"""All that a release prints as one system: cells by what they mean, their sums, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from typing import NamedTuple

from ..errors import DataError

Key = frozenset  # of (variable, level) pairs; the empty one is everybody

PRINTED, VIRTUAL, PUBLIC, WITHHELD, JOINT = "printed", "virtual", "public", "withheld", "joint"


MENTIONS = "mentions"  # name in a key that counts more than once the cases that have several values


class Cell(NamedTuple):
    """A count of the system.

    `kind` is ``printed`` (it can be hidden), ``virtual`` (never printed, but follows by subtraction), ``public``
    (known whatever is hidden: an earlier release, a census), ``withheld`` (an earlier release printed its mark) or
    ``joint`` (never printed, its true count not at hand: `stood_in` gives one that agrees).
    `whole` marks the rest of a group of which everybody is counted; `known` the counts that a public, rounded number
    can mean.
    """

    value: int
    kind: str = PRINTED
    weight: float = 1.0
    whole: bool = False
    known: tuple[int, int] | None = None


class Percentage(NamedTuple):
    """A printed percentage: of which count, of which denominator, its number and its decimals."""

    part: Key
    whole: Key
    printed: float
    decimals: int


def cell_key(**levels: object) -> Key:
    """Give the key of a cell: what it counts, by variable and level; without levels it is everybody.

    Examples
    --------
    >>> cell_key(outcome="Death", sex="Female") == cell_key(sex="Female", outcome="Death")
    True
    """
    return Key((str(name), str(level)) for name, level in levels.items())


def ordered(key: Key) -> tuple:
    """Give the pairs of a key in the order in which keys are sorted: fewer pairs first, then by name."""
    return len(key), sorted((str(name), str(level)) for name, level in key)


def in_words(key: Key) -> str:
    """Print a key.

    Examples
    --------
    >>> in_words(cell_key(sex="Female", outcome="Death")), in_words(cell_key())
    ('outcome: Death, sex: Female', 'all')
    """
    return ", ".join(f"{name}: {level}" for name, level in ordered(key)[1]) or "all"


class System:
    """The counts that a release prints, keyed by meaning, and everything that follows from them by subtraction.

    The same key from Table 1, a figure and the text is one cell and has one fate. Build it with `cell`, `sum`,
    `difference`, `flow` and `percentage`; `checked` refuses it where it contradicts itself.

    Examples
    --------
    >>> system = System()
    >>> everybody, deaths = cell_key(), cell_key(outcome="Death")
    >>> _ = system.cell(everybody, 812)
    >>> _ = system.cell(deaths, 3)
    >>> print(in_words(system.difference(everybody, deaths)))  # a reader can subtract
    without: outcome: Death
    >>> _ = system.cell(deaths, 4)
    >>> system.checked()
    Traceback (most recent call last):
    analysis.errors.DataError: outcome: Death: expected one count, got 3 and 4; ...
    """

    def __init__(self):
        self.cells: dict[Key, Cell] = {}
        self.sums: dict[tuple[Key, tuple[Key, ...]], None] = {}
        self.percentages: dict[Percentage, None] = {}
        self.notes: list[str] = []
        self._faults: list[str] = []

    def cell(self, key: Key, value: int, virtual: bool = False, public: bool = False, weight: float = 1.0) -> Key:
        """Add a count; a second place that prints the same key adds nothing but its weight, the larger one counts.

        Parameters
        ----------
        key : frozenset of (variable, level)
            What is counted.
        value : int
            The true count.
        virtual : bool
            Never printed, but follows by subtraction: hidden by itself, and costs nothing.
        public : bool
            Known whatever is hidden (an earlier release, a census): it cannot be hidden.
        weight : float
            What hiding it costs; 1 for an inner cell, more for a total.

        Raises
        ------
        DataError
            When `value` is no whole number from 0.
        """
        if not isinstance(key, frozenset):
            raise DataError(f"cell: expected a frozenset of (variable, level), got {key!r}; make it by cell_key().")
        if not (isinstance(value, Integral) or (isinstance(value, float) and float(value).is_integer())) or value < 0:
            raise DataError(
                f"{in_words(key)}: expected a whole number from 0, got {value!r}; only counts are protected."
            )
        kind = PUBLIC if public else VIRTUAL if virtual else PRINTED
        self._put(key, Cell(int(value), kind, round(float(weight), 6)))
        return key

    def unseen(self, key: Key) -> Key:
        """Add a count that no table prints and whose true value is not at hand; sums bind it to those that are."""
        self.cells.setdefault(key, Cell(0, JOINT, 0.0))
        return key

    def _put(self, key: Key, new: Cell) -> None:
        old = self.cells.get(key, new)
        if old.value != new.value:
            self._faults.append(
                f"{in_words(key)}: expected one count, got {old.value} and {new.value}; correct one of the two places."
            )
        kind = min(old.kind, new.kind, key=(PUBLIC, PRINTED, WITHHELD, VIRTUAL, JOINT).index)
        whole, known = old.whole or new.whole, old.known or new.known
        self.cells[key] = Cell(old.value, kind, max(old.weight, new.weight), whole, known)

    def sum(self, total: Key, parts: Iterable[Key]) -> None:
        """Say that a count is the sum of others; all of them have to be cells when the system is checked."""
        parts = tuple(sorted(parts, key=ordered))
        if parts != (total,):
            self.sums[total, parts] = None

    def difference(self, whole: Key, part: Key, what: str = "without") -> Key:
        """Add what a reader gets by subtracting one count from another that holds it, and give its key.

        The complement of an effect in its group, the cases that a step of a flow leaves out, the other side of a
        printed subset, what one selection has more than another. A negative one is a fault: a part is no more than
        its whole.
        """
        self._known(whole, part)
        key = whole | {(what, in_words(part - whole))}
        more = self.cells[whole].value - self.cells[part].value
        if more < 0:
            self._faults.append(
                f"{in_words(part)}: expected at most {self.cells[whole].value} ({in_words(whole)}), "
                f"got {self.cells[part].value}; correct one of the two."
            )
        everybody = what == "without" and more == 0 and self.cells[part].value > 0
        self._put(key, Cell(max(more, 0), VIRTUAL, 0.0, everybody))
        self.sum(whole, (part, key))
        return key

    def _known(self, *keys: Key) -> None:
        for key in keys:
            if key not in self.cells:
                raise DataError(f"{in_words(key)}: expected a count, got none; add its cell first.")

    def flow(self, steps: Sequence[Key]) -> list[Key]:
        """Add the cases that each step of a flow of exclusions leaves out, and give their keys."""
        return [self.difference(steps[k], steps[k + 1], "left out") for k in range(len(steps) - 1)]

    def percentage(self, part: Key, whole: Key, printed: float, decimals: int) -> None:
        """Say that a percentage is printed beside a count; it goes with its count or denominator."""
        self._known(part, whole)
        if not isinstance(printed, Real) or not isinstance(decimals, Integral) or not 0 <= decimals <= 12:
            raise DataError(f"{in_words(part)}: expected a percentage and its decimals, got {printed!r}, {decimals!r}.")
        self.percentages[Percentage(part, whole, float(printed), int(decimals))] = None

    def checked(self) -> System:
        """Give the system back when it agrees with itself.

        Raises
        ------
        DataError
            Names every key with two counts, every part larger than its whole, every sum that does not hold and
            every key that is no cell.
        """
        faults = list(self._faults)
        for total, parts in self.sums:
            absent = [key for key in (total, *parts) if key not in self.cells]
            if absent:
                faults += [f"{in_words(key)}: expected a count, a sum names it; add the cell." for key in absent]
                continue
            got = sum(self.cells[part].value for part in parts)
            if got != self.cells[total].value:
                faults.append(
                    f"{in_words(total)}: expected {self.cells[total].value}, its {len(parts)} parts sum to {got}; "
                    "add the missing level, or name the variable as one of which a case has several values."
                )
        if faults:
            raise DataError(dict.fromkeys(faults))
        return self
