"""What a data owner lets leave the house: the smallest count, zeros, rounding, and what stands in a hidden cell."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from ..errors import DataError, meant
from ..sources import data_directory
from ..toml import read_toml

ROUNDINGS = ("none", "nearest", "midpoint")
PERCENTAGES = ("of shown", "of rounded", "none")
LIMITS = ("of shown", "free", "none")
SEEN = ("read", "in part", "quoted")

_CHOICES = {"rounding": ROUNDINGS, "percentages": PERCENTAGES, "limits": LIMITS, "seen": SEEN}
_TYPES = {"threshold": int, "base": int, "zeros_count": bool, "whole_group": bool}
_NEEDED = ("threshold", "mark", "citation", "seen")


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule on counts of people.

    Attributes
    ----------
    name : str
        Name of the preset, or of the table in a file of one's own.
    threshold : int
        Smallest count that may be shown; 1 to ``threshold - 1`` are hidden.
    mark : str
        What stands in **every** hidden cell. One mark for all: another one for the small cells alone would tell which
        cells are hidden only to protect them, and so narrow both.
    citation, seen, note : str
        Where the rule stands; whether its own text was read (``read``, ``in part``, ``quoted``); what to know.
    zeros_count : bool
        Whether zero is hidden like the other small counts. Where it is not, a printed zero tells that a hidden count is
        at least 1.
    rounding : str
        ``none``; ``nearest`` (shown counts to the nearest multiple of `base`, halves up); ``midpoint`` (to the middle
        of 1..base, base + 1..2 base and so on; zero stays zero; no count is hidden for being small).
    base : int
        Base of the rounding, 1 without.
    percentages : str
        ``of shown``, ``of rounded`` or ``none``.
    limits : str
        Limits, ratios, rates and p values: ``of shown``, ``free`` or ``none``.
    whole_group : bool
        Whether "everybody of the group" is hidden: it tells of each member.

    Examples
    --------
    >>> rule = policy("cms")
    >>> rule.is_small(0), rule.is_small(10), rule.is_small(11)
    (False, True, False)
    >>> policy("opensafely").printed(23), policy("opensafely").means(25)
    (25, (23, 27))
    >>> print(rule.explained)
    *: 1 to 10, or hidden so that such a count cannot be computed
    """

    name: str
    threshold: int
    mark: str
    citation: str
    seen: str
    zeros_count: bool = False
    rounding: str = "none"
    base: int = 1
    percentages: str = "of shown"
    limits: str = "of shown"
    whole_group: bool = False
    note: str = ""

    @property
    def least(self) -> int:
        """Smallest count that is hidden: 0 where zeros count, else 1."""
        return 0 if self.zeros_count else 1

    @property
    def most(self) -> int:
        """Largest count that is hidden for being small."""
        return self.threshold - 1

    @property
    def explained(self) -> str:
        """What the mark means, as a note below a table."""
        return f"{self.mark}: {self.least} to {self.most}, or hidden so that such a count cannot be computed"

    def is_small(self, n: int) -> bool:
        """Tell whether a count must not be learned."""
        return self.least <= n <= self.most

    def hides(self, n: int) -> bool:
        """Tell whether a count is hidden for being small; a midpoint says of 1..base only that much."""
        return self.is_small(n) and self.rounding != "midpoint"

    def printed(self, n: int) -> int:
        """Give the number that is printed for a count that is shown."""
        if self.rounding == "nearest":
            return (2 * n + self.base) // (2 * self.base) * self.base
        if self.rounding == "midpoint" and n:
            return -(-n // self.base) * self.base - self.base // 2
        return n

    def means(self, printed: int) -> tuple[int, int]:
        """Give the smallest and the largest count that is printed as this number where it is shown."""
        if self.rounding == "nearest":
            low, high = printed - self.base // 2, printed + (self.base - 1) // 2
            if printed == 0 and not self.zeros_count:
                return 0, high if high >= self.threshold else 0
            return max(low, self.threshold), high
        if self.rounding == "midpoint" and printed:
            high = printed + self.base // 2
            return high - self.base + 1, high
        return printed, printed


def policy(name: str | Path) -> Policy:
    """Read a rule by the name of a preset, or from a TOML file of one's own that has one table.

    Parameters
    ----------
    name : str or path
        ``cms``, ``cdc-wonder``, ``opensafely``, ``opensafely-midpoint``, ``acro``, ``pcornet``, ``nhs-hes``, or a file.

    Raises
    ------
    DataError
        When there is no such preset or file, or an entry is missing, unknown or out of its range.

    Examples
    --------
    >>> policy("cdc-wonder").threshold
    10
    """
    if isinstance(name, Path) or str(name).endswith(".toml"):
        found = read_policies(Path(name))
        if len(found) != 1:
            raise DataError(f"{Path(name).name}: expected one rule, got {len(found)}; keep one table in the file.")
        return next(iter(found.values()))
    presets = read_policies()
    if name not in presets:
        raise DataError(
            f"policy: expected one of {', '.join(presets)} or a TOML file, got {name!r}{meant(name, presets)}"
        )
    return presets[name]


def read_policies(path: Path | None = None) -> dict[str, Policy]:
    """Read every rule of a file, by name; of the shipped presets when none is named.

    Raises
    ------
    DataError
        Names every entry that is missing, unknown or out of its range.

    Examples
    --------
    >>> sorted(read_policies())[:3]
    ['acro', 'cdc-wonder', 'cms']
    """
    path = path or data_directory() / "release_policies.toml"
    faults, found = [], {}
    for name, entry in read_toml(path).items():
        wrong = _faults_of(entry)
        if wrong:
            faults.append(f"{path.name}, [{name}]: {'; '.join(wrong)}; mend the entry.")
        else:
            found[name] = Policy(name=name, **entry)
    if faults:
        raise DataError(faults)
    return found


def _faults_of(entry: object) -> list[str]:
    if not isinstance(entry, dict):
        return [f"expected a table, got {entry!r}"]
    known = {field.name for field in fields(Policy)} - {"name"}
    wrong = [f"unknown entry {name!r}" for name in entry if name not in known]
    wrong += [f"no {name}" for name in _NEEDED if name not in entry]
    for name, value in entry.items():
        if name in known and type(value) is not _TYPES.get(name, str):
            wrong.append(f"{name} is {value!r}, expected {_TYPES.get(name, str).__name__}")
        elif value not in _CHOICES.get(name, (value,)):
            wrong.append(f"{name} is {value!r}, expected one of {', '.join(_CHOICES[name])}")
    return wrong or _ranges(entry)


def _ranges(entry: dict) -> list[str]:
    wrong = [] if entry["threshold"] >= 2 else [f"threshold is {entry['threshold']}, expected 2 or more"]
    rounding, base = entry.get("rounding", "none"), entry.get("base", 1)
    if (base < 2) is (rounding != "none"):
        wrong.append(f"base is {base} with rounding {rounding!r}, expected 2 or more with rounding and 1 without")
    if rounding == "midpoint" and entry["threshold"] != base + 1:
        wrong.append(f"threshold is {entry['threshold']}, expected {base + 1}: midpoints band 1 to {base} together")
    if not entry["mark"].strip() or entry["mark"].strip().isdigit():
        wrong.append(f"mark is {entry['mark']!r}, expected a text that is no count")
    return wrong
