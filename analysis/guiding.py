"""Which function answers which question: every public name, found by the words of the person who asks."""

from __future__ import annotations

import doctest
import inspect
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import pandas as pd

from .errors import DataError
from .shown import shown
from .sources import data_directory
from .toml import read_toml

# Where users come in, in the order in which they meet them.
DOORS = (
    *("stats", "audit", "cases", "release", "paper", "documents", "plots", "summaries", "charts", "charts.cases"),
    *("ledgers", "loaders", "references", "citing", "sources", "cards", "printed"),
)

# The best few answers to a question; all of them without one.
MOST = 10

_SHIPPED = ("analysis.charts.", "analysis.loaders.")
_ENDS = re.compile(r"(ations?|ities|ity|ings?|ies|ied|ed|es|e|s|y)$")


@dataclass(frozen=True, slots=True)
class Guide:
    """Answers to a question: rows of ``question, function, example``, the best first."""

    asked: str
    rows: tuple[tuple[str, str, str], ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the answers as a frame with the columns ``question, function, example``."""
        return pd.DataFrame(list(self.rows), columns=["question", "function", "example"])

    @property
    def title(self) -> str:
        """What was asked, and what to do where nothing was found."""
        if not self.asked:
            return "Which function answers which question"
        found = "" if self.rows else " No function answers to these words; guide() lists every one."
        return f"Which function: {self.asked}{found}"

    def __repr__(self) -> str:
        """Three lines an answer, as a terminal has no room for a table of code."""
        rows = (f"{question}\n  {function}\n    {example}" for question, function, example in self.rows)
        return "\n".join([self.title, *rows])

    def _repr_html_(self) -> str:
        return shown(self.title, self.to_frame(), "help(FUNCTION) says more of each; dir(analysis) lists the rooms.")


def guide(question: str = "") -> Guide:
    """Find the function that answers a question.

    Parameters
    ----------
    question : str
        In your own words, or the name of a function. Every public function when empty.

    Returns
    -------
    Guide
        Rows of ``question, function, example``, at most ten, those that share the most and the rarest words first;
        it shows itself as a table, and `to_frame` gives it as a frame.

    Raises
    ------
    DataError
        When the question is no text.

    Notes
    -----
    The questions stand in ``data/guide.toml``. A function without one is listed by the first line of its docstring.

    Examples
    --------
    >>> guide("Can this percentage be true?").to_frame()["function"][0]
    'analysis.audit.possible_counts'
    >>> guide("forest plot").rows[0][1]
    'analysis.plots.forest'
    """
    if not isinstance(question, str):
        raise DataError(f"question: expected a text, got {type(question).__name__}; ask in words, as guide('forest').")
    rows, asked = _rows(), " ".join(question.split())
    if not asked:
        return Guide("", rows)
    name = asked.strip("()?").replace(" ", "_")
    named = tuple(row for row in rows if name in (row[1], row[1].rpartition(".")[2]))
    scores = _scores(asked)
    best = [rows[at] for at in sorted(scores, key=lambda at: -scores[at])]
    return Guide(asked, _one_each([*named, *best])[:MOST])


def public_names() -> dict[str, object]:
    """Give every public function and class by its path below `analysis`, as the doors list them."""
    found = {}
    for path in DOORS:
        door = import_module(f"analysis.{path}")
        found |= {f"{path}.{name}": item for name, item in _listed(door)}
        rooms = [getattr(door, name) for name in getattr(door, "__all__", ()) if path in ("stats", "audit")]
        for room in filter(inspect.ismodule, rooms):
            inside = room.__name__.removeprefix("analysis.")
            found |= {f"{inside}.{name}": item for name, item in _listed(room) if item not in found.values()}
    return found


def example_of(path: str, item) -> str:
    """Give one line of code that calls a function: of its docstring, of ``guide.toml``, or from its signature."""
    name = path.rpartition(".")[2]
    written = doctest.DocTestParser().get_examples(inspect.getdoc(item) or "")
    calls = [one.source for one in written if re.search(rf"\b{name}\(", one.source)]
    if code := next(iter(calls or [one.source for one in written]), ""):
        return " ".join(line.strip() for line in code.splitlines())
    if code := _toml()["examples"].get(path):
        return code
    return f"{path.removeprefix('loaders.')}({', '.join(inspect.signature(item).parameters)})"


def _listed(door) -> list[tuple[str, object]]:
    """Give the functions and classes that a room shows: those of its `__all__`, else those that it defines."""
    own = [name for name, item in vars(door).items() if getattr(item, "__module__", "") == door.__name__]
    names = getattr(door, "__all__", None) or [name for name in own if not name.startswith("_")]
    items = [(name, getattr(door, name)) for name in names]
    return [(name, item) for name, item in items if inspect.isfunction(item) or inspect.isclass(item)]


@cache
def _toml() -> dict:
    return read_toml(data_directory() / "guide.toml")


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    """Give (question, function, example) for every question of every public function."""
    asked, rows = _toml()["questions"], []
    for path, item in public_names().items():
        if inspect.isfunction(item):
            first = " ".join((inspect.getdoc(item) or "").partition("\n\n")[0].split())
            questions = asked.get(path, first)
            for question in [questions] if isinstance(questions, str) else questions:
                rows.append((question, f"analysis.{path}", example_of(path, item)))
    return tuple(rows)


def _scores(asked: str) -> dict[int, float]:
    """Weigh the rows that share words with what was asked: a word counts by its rarity, and thrice in a question."""
    more = [word for said in asked.lower().split() for word in _toml()["words"].get(said.strip(".,?!"), ())]
    words = Counter(dict.fromkeys(_stems(" ".join(more)), 0.5) | dict.fromkeys(_stems(asked), 1.0))
    held = _held()
    number = Counter(stem for row in held for stem in row)
    scores = {}
    for at, row in enumerate(held):
        shared = words.keys() & row.keys()
        score = sum(words[stem] * row[stem] * math.log(1 + len(held) / number[stem]) for stem in shared)
        if shared:
            scores[at] = (
                score * row[""] / (1 + len(row) / 50)
            )  # of two that share the same words, the one that says less else
    return scores


@cache
def _held() -> tuple[dict[str, float], ...]:
    """Give the stems of every row with their weights: of the question 3, of the name 2, of the docstring's head 1.

    The empty stem holds the weight of the row: what draws or loads one shipped table comes after what answers of any.
    """
    items = {f"analysis.{path}": item for path, item in public_names().items()}
    heads = {path: (inspect.getdoc(item) or "").partition("\n")[0] for path, item in items.items()}
    return tuple(
        dict.fromkeys(_stems(heads[path]), 1)
        | dict.fromkeys(_stems(path), 2)
        | dict.fromkeys(_stems(question), 3)
        | {"": 0.6 if path.startswith(_SHIPPED) else 1}
        for question, path, _ in _rows()
    )


def _stems(text: str) -> set[str]:
    """Give the words of a text without their endings; those that every question has are left out."""
    words = set(re.findall(r"[^\W_]+", text.lower())) - set(_toml()["passed_over"])
    return {short if len(short := _ENDS.sub("", word)) > 2 else word for word in words}


def _one_each(rows: list[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Keep the best question of each function."""
    best: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        best.setdefault(row[1], row)
    return tuple(best.values())
