"""The rules that the labels of a table suggest, written as TOML to read, correct and give back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...toml import toml_comment, toml_value
from .layout import find_tables
from .propose import propose_rules
from .rules import Rule, number_of
from .sheets import read_sheets
from .table import Line, Table

_HEAD = """The rules that the labels suggest. Correct them, and audit the table by them alone:
    poison-center audit --rules THIS_FILE --no-propose TABLE
A line is named by its label, or by its number from 0 where no label is its own.
What breaks a rule that a person gave is impossible, whatever is usual."""
_KEYS = {"sum": ("total", "parts"), "subset": ("whole", "part"), "percent": ("of", "lines")}


def explained_rules(path: str | Path) -> str:
    r"""Write the rules that are proposed for the tables of a file as TOML (see `rules_from_toml`).

    Parameters
    ----------
    path : str or Path
        A file of tables, or a folder of them.

    Returns
    -------
    str
        A text with every rule, and, as remarks, those that the labels suggest and the numbers contradict.

    Raises
    ------
    DataError
        When the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> file = Path(folder.name, "sex.csv")
    >>> _ = file.write_text("Sex,n\nMale,12\nFemale,18\nTotal,31\n", encoding="utf-8")
    >>> print(explained_rules(file).partition("[[")[2])
    sum]]
    name = "Total = Male + Female"
    total = ["Total"]
    parts = ["Male", "Female"]
    <BLANKLINE>
    >>> folder.cleanup()
    """
    parts = [toml_comment(line) for line in _HEAD.splitlines()]
    for sheet in read_sheets(path):
        for table in find_tables(sheet):
            parts += _table(table)
    return "\n".join(parts)


def _table(table: Table) -> list[str]:
    proposal = propose_rules(table)
    parts = ["", toml_comment(f"{table.place}: {table.title}".rstrip(": "))]
    parts += [_rule(rule, table) for rule in dict.fromkeys(proposal.rules)]
    if not proposal.rules:
        parts.append(toml_comment("The labels suggest no rule."))
    return parts + [toml_comment(f"Not applied: {rule.name}, as {reason}.") for rule, reason in proposal.dropped]


def _rule(rule: Rule, table: Table) -> str:
    lines = table.rows if rule.axis == "rows" else table.columns
    whole, parts = _KEYS[rule.kind]
    entries = {whole: _labels(rule.whole, lines), parts: _labels(rule.parts, lines)}
    axis = [] if rule.axis == "rows" else ['axis = "columns"']
    listed = [f"{key} = [{', '.join(labels)}]" for key, labels in entries.items()]
    return "\n".join([f"[[{rule.kind}]]", f"name = {toml_value(rule.name)}", *axis, *listed, ""])


def _labels(numbers: Iterable[int], lines: list[Line]) -> list[str]:
    return [toml_value(_label(number, lines)) for number in numbers]


def _label(number: int, lines: list[Line]) -> str | int:
    """Give the shortest label that is a line's own, or its number."""
    line = lines[number]
    own = (text for text in (line.text.strip(), line.name) if text and number_of(text, lines) == number)
    return next(own, number)
