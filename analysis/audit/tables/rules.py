"""Rules of a table: which lines add up to which, which are parts of which, and what percentages are of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...errors import DataError
from ...toml import read_toml
from .labels import plain_label
from .table import Line, Table

KINDS = ("sum", "subset", "percent")
AXES = ("rows", "columns")
_KEYS = {
    "sum": {"total", "parts", "axis", "name"},
    "subset": {"part", "whole", "axis", "name"},
    "percent": {"lines", "of", "axis", "name"},
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a table.

    Attributes
    ----------
    kind : str
        ``sum``: the `whole` lines add up to what the `parts` add up to. ``subset``: no part exceeds the whole.
        ``percent``: the percentages of the `parts` are of the sum of the `whole` lines.
    whole, parts : tuple
        Lines by label (``"Intentional"``, ``"reason: Unknown"``) or by number from 0 among the rows or columns.
    axis : str
        ``rows``: the lines are rows, and the rule holds within each column. ``columns``: the other way.
    name : str
        How the rule is called in a finding.
    exclusive : bool
        Whether the parts are known to exclude each other (so that they can never exceed their total).
    complete : bool
        Whether the parts are known to leave nothing out (so that they can never fall short of it).
    given : bool
        Whether a person gave the rule; a rule proposed from labels is dropped when most of the table contradicts it.
    """

    kind: str
    whole: tuple[Any, ...]  # labels as they are stated, numbers of lines once they are found
    parts: tuple[Any, ...]
    axis: str = "rows"
    name: str = ""
    exclusive: bool = True
    complete: bool = True
    given: bool = True

    def __post_init__(self):
        for value, name, options in ((self.kind, "kind", KINDS), (self.axis, "axis", AXES)):
            if value not in options:
                raise DataError(
                    f"rule {self.name!r}: expected {name} to be one of {', '.join(options)}; got {value!r}."
                )
        if not self.whole or not self.parts:
            raise DataError(f"rule {self.name!r}: expected a whole and at least one part, got none.")


def rules_from_toml(path: str | Path) -> list[Rule]:
    """Read rules from a TOML file.

    Parameters
    ----------
    path : str or Path
        The file, with entries like these::

            [[sum]]
            total = "Intentional"
            parts = ["Suspected suicide", "Misuse", "Abuse", "reason: Unknown"]

            [[sum]]
            axis = "columns"
            total = "total"
            parts = ["gabapentin", "pregabalin"]

            [[subset]]
            part = "ICU"
            whole = "Hospitalized"

            [[percent]]
            lines = ["Male", "Female"]
            of = ["Male", "Female"]      # unknown sex is left out

    Returns
    -------
    list of Rule
        In the order of the kinds, then of the file.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> file = Path(folder.name, "rules.toml")
    >>> _ = file.write_text('subset = [{part = "ICU", whole = "Hospitalized"}]', encoding="utf-8")
    >>> [(rule.kind, rule.parts, rule.whole) for rule in rules_from_toml(file)]
    [('subset', ('ICU',), ('Hospitalized',))]
    >>> folder.cleanup()

    Raises
    ------
    DataError
        When the file is missing, is no TOML, or an entry has a key too many or too few.
    """
    content = read_toml(Path(path))
    unknown = content.keys() - set(KINDS)
    faults = [f"rules: {path}: expected [[sum]], [[subset]] or [[percent]], got {name!r}." for name in sorted(unknown)]
    rules = []
    for kind in KINDS:
        for number, entry in enumerate(_entries(content.get(kind, []), kind, path), start=1):
            try:
                rules.append(_rule(kind, entry, f"{path}, [[{kind}]] {number}"))
            except DataError as error:
                faults.extend(error.faults)
    if faults:
        raise DataError(faults)
    return rules


def numbered(rule: Rule, table: Table, *, turned: str = "") -> Rule | None:
    """Give the rule with its lines as numbers, or None when the table has not all of them."""
    lines = table.rows if rule.axis == "rows" else table.columns
    whole, parts = (_numbers(labels, lines) for labels in (rule.whole, rule.parts))
    if whole is None or parts is None:
        if table.clothing == "printed" or table.clothing == turned:
            return None
        other = replace(rule, axis=AXES[rule.axis == "rows"])  # the levels of a tidy table are its columns
        return numbered(other, table, turned=table.clothing)
    name = rule.name or f"{' + '.join(lines[i].name for i in whole)} = {' + '.join(lines[i].name for i in parts)}"
    return Rule(rule.kind, whole, parts, rule.axis, name, rule.exclusive, rule.complete, rule.given)


def _entries(entries, kind: str, path) -> list[dict]:
    if isinstance(entries, dict):
        raise DataError(f"rules: {path}: expected [[{kind}]] with two brackets, got [{kind}].")
    return entries


def _rule(kind: str, entry: dict, where: str) -> Rule:
    first, second = {"sum": ("total", "parts"), "subset": ("whole", "part"), "percent": ("of", "lines")}[kind]
    missing = {first, second} - entry.keys()
    extra = entry.keys() - _KEYS[kind]
    if missing or extra:
        problem = f"no {min(missing)!r}" if missing else f"the unknown key {min(extra)!r}"
        raise DataError(f"rules: {where}: expected {', '.join(sorted(_KEYS[kind]))}; got {problem}.")
    whole, parts = (_labels(entry[key], f"{where}: {key}") for key in (first, second))
    return Rule(kind, whole, parts, entry.get("axis", "rows"), entry.get("name", ""))


def _labels(value, where: str) -> tuple[str | int, ...]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in values):
        raise DataError(f"rules: {where}: expected a label or a list of labels, got {value!r}.")
    return tuple(values)


def _numbers(labels: Sequence[str | int], lines: list[Line]) -> tuple[int, ...] | None:
    found = [number_of(label, lines) for label in labels]
    return None if None in found else tuple(found)


def number_of(label: str | int, lines: list[Line]) -> int | None:
    """Give the number of the one line of that label, or None where there is none or several."""
    if isinstance(label, int):
        return label if 0 <= label < len(lines) else None
    for spelled in (lambda line: plain_label(line.name), lambda line: line.label.plain):
        found = [i for i, line in enumerate(lines) if spelled(line) == plain_label(label)]
        if len(found) == 1:
            return found[0]
    return None


def named(lines: Iterable[Line]) -> str:
    """Give the labels of lines as a sum."""
    return " + ".join(line.text.strip() for line in lines)
