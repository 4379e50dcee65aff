"""Which columns a column was computed from: told by headings and by how many rows agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ....errors import DataError
from ...findings import SEVERITIES, Finding
from .grid import Grid, Told
from .strands import Strand

Check = Callable[[str, tuple], list[Finding]]
SURE = 4  # rows that must agree before headings are not needed
_DISTINCT = 2  # prints that differ among them
_NEAR = 0.1  # a print farther from what is computed than this share of it, and than two of its last digits, is not held


@dataclass(slots=True)
class Origin:
    """Columns from which another one may be computed, and how its rows agree with that.

    Attributes
    ----------
    result : Strand
        The computed column.
    sources : tuple of Strand
        What it is computed from.
    check : function
        From a print and the numbers of its row to findings.
    about : function
        From the same numbers to what is computed, so that columns that are not meant are passed over quickly.
    named : bool
        Whether headings say that these are its sources.
    meaning : str
        What the numbers are beside their columns, such as ``from the row before``; empty for those of one row.
    need : int
        Rows that must agree before headings are not needed.
    found : dict
        From a row to whether it agrees.
    """

    result: Strand
    sources: tuple[Strand, ...]
    check: Check
    about: Callable[..., float]
    named: bool = False
    meaning: str = ""
    need: int = SURE
    found: dict[int, bool] = field(default_factory=dict)

    def tried(self) -> Origin:
        """Hold every row against the check; rows without all numbers, and with a first number of 0, are left out."""
        found, most = {}, max(1, len(self.result.filled) // (2 if self.named else 10)) * (1 + self._linked)
        for i in self.result.filled:
            numbers = [strand.numbers[i] for strand in self.sources]
            if any(number != number for number in numbers) or self.result.numbers[i] != self.result.numbers[i]:
                continue
            try:
                found[i] = self._near(i, numbers) and not self.findings(i)
            except (ZeroDivisionError, OverflowError):
                continue
            if not self.named and sum(not fits for fits in found.values()) > most:
                break
        return replace(self, found=found)

    def _near(self, i: int, numbers: list[float]) -> bool:
        computed, said = abs(self.about(*numbers)), abs(self.result.numbers[i])
        coarse = [_unit(s.texts[i]) / max(abs(x), 1e-9) for s, x in zip(self.sources, numbers, strict=True)]
        return abs(computed - said) <= 2 * (_unit(self.result.texts[i]) or 1) + (_NEAR + sum(coarse)) * (
            computed + said
        )

    def findings(self, i: int) -> list[Finding]:
        """Give what the check says of a row; nothing where it has no answer, as of the yearly growth to 0."""
        try:
            return self.check(self.result.texts[i], tuple(as_number(strand.texts[i]) for strand in self.sources))
        except DataError:
            return []

    @property
    def fits(self) -> int:
        """Rows that agree."""
        return sum(self.found.values())

    @property
    def accepted(self) -> bool:
        """Tell whether the columns are these: by their headings, unless most rows disagree, or by the rows alone."""
        rows = len(self.found)
        if self.named:
            half = self.fits * 2 >= rows if rows == 2 else self.fits * 2 > rows
            return rows > 0 and (rows == 1 or half or self._one_mistake())
        telling = {self.result.texts[i] for i, fits in self.found.items() if fits}  # 100.0 in every row tells nothing
        return self.fits >= self.need and len(telling) >= _DISTINCT and self._faults <= max(1, rows // 10)

    @property
    def of(self) -> str:
        """Name the columns, and which rows of them where it is not that of the result."""
        names = list(dict.fromkeys(f"'{strand.heading.text.strip()}'" for strand in self.sources))
        return f"{'the columns ' * (len(names) > 1)}{' and '.join(names)} {self.meaning}".strip()

    @property
    def complete(self) -> bool:
        """Tell whether every row agrees."""
        return bool(self.found) and all(self.found.values())

    @property
    def _linked(self) -> bool:
        """Tell whether a number stands in two rows, as the last one of a change and as the first one of the next."""
        return len({strand.place for strand in (self.result, *self.sources)}) <= len(self.sources)

    @property
    def _faults(self) -> int:
        """Least number of wrong cells that explain the rows that disagree."""
        if not self._linked:
            return len(self.found) - self.fits
        runs = "".join("x"[fits:] or " " for fits in self.found.values()).split()
        return sum((len(run) + 1) // 2 for run in runs)

    def _one_mistake(self) -> bool:
        """Tell whether all rows that disagree state the same other quantity, such as the share of the later number."""
        meant = {
            f.explanation.rpartition(": ")[2] for i, fits in self.found.items() if not fits for f in self.findings(i)
        }
        return len(meant) == 1 and meant.pop().startswith("it is ")


def as_number(text: str) -> int | str:
    """Give a whole number as exact, another print as text."""
    return int(text) if text.isdigit() else text


def _unit(text: str) -> float:
    """Give one unit of the last digit; a whole number counts as exact."""
    decimals = len(text.rstrip("% ").partition(".")[2])
    return 10.0**-decimals if decimals else 1.0 if "%" in text else 0.0


def best(origins: Iterable[Origin]) -> Origin | None:
    """Give the origin that explains most rows, those that headings name first among equals."""
    tried = [origin.tried() for origin in origins]
    accepted = [origin for origin in tried if origin.accepted]
    return max(accepted, key=lambda o: (o.fits, o.named), default=None)


def tell(rule: str, origin: Origin, grid: Grid, told: Told, *, alone: bool) -> None:
    """Add what an origin found; `alone` says that no other columns could be meant."""
    sure = alone or origin.fits >= SURE
    # means before and after treatment may be of other people than the mean change
    undated = any(s.role in ("first", "last") and not s.heading.years and not s.whole for s in origin.sources)
    treated = undated and origin.fits < SURE
    worst = "unusual" if treated else "impossible" if sure else "inconsistent"
    columns = [origin.result.place, *(strand.place for strand in origin.sources)]
    said = f"(So {origin.fits} of {len(origin.found)} rows say of {origin.of}.)"
    why = "" if origin.named and not origin.meaning else said
    for i, fits in origin.found.items():
        told.cover(rule, grid, i, columns)
        findings = [] if fits else origin.findings(i)
        milder = [replace(f, severity=max(f.severity, worst, key=SEVERITIES.index)) for f in findings]
        told.tell(milder, grid, i, origin.result.place, why)


def numeric(strands: Sequence[Strand], without: Sequence[str]) -> list[Strand]:
    """Give the strands of leading numbers whose role is none of some."""
    return [strand for strand in strands if strand.part == "value" and strand.role not in without]
