"""The answers of a paper as files of its package, and back: what a release is made from, without the cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from ..errors import DataError
from ..files.regular import regular_text
from .answers import Answers, DisclosureControl, Figure
from .study import Plan
from .tidy import read_tidy

ANSWERS = "answers.json"
STEMS = ("flow", "annual", "change", "table-1", "table-2", "table-3", "run")


def answers_text(answers: Answers) -> str:
    """Give what the tables of a package do not hold: choices, selection, kind of records, reasons, figures."""
    said = {
        "title": answers.plan.title,
        "authors": list(answers.plan.authors),
        "choices": answers.plan.options,
        "digests": answers.plan.digests,
        "stated": answers.stated,
        "records": answers.records,
        "synthetic": answers.synthetic,
        "store": answers.store,
        "reasons": answers.reasons,
        "figures": [
            {name: getattr(figure, name) for name in ("stem", "number", "chart", "title")}
            | {"facts": {name: _plain(value) for name, value in figure.table.attrs.items()}}
            for figure in answers.figures
        ],
        "disclosure control": asdict(answers.control) if answers.control else None,
    }
    return json.dumps(said, indent=2, ensure_ascii=False, default=str) + "\n"


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{Path(error.filename or '').name}: {error.strerror}"
    return f"{type(error).__name__}: {error}"


def read_answers(folder: str | Path) -> Answers:
    """Read the answers of a written package.

    Raises
    ------
    DataError
        When the folder has no such files, or one of them cannot be read.
    """
    folder = Path(folder)
    try:
        said = json.loads(regular_text(folder / ANSWERS))
        plan = Plan(folder / ANSWERS, said["title"], tuple(said["authors"]), "", said["choices"], said["digests"])
        control = DisclosureControl(**said["disclosure control"]) if said["disclosure control"] else None
        mark = control.mark if control else ""
        tables = {stem: _read(folder / f"{stem}.csv", mark) for stem in STEMS}
        figures = tuple(_figure(folder, entry) for entry in said["figures"])
        stated, records, synthetic, store = (said[name] for name in ("stated", "records", "synthetic", "store"))
        return Answers(plan, stated, records, synthetic, store, tables, said["reasons"], figures, control)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{folder}: expected a package that `poison-center paper` wrote, with {ANSWERS} and its tables; "
            f"cannot be read ({_in_words(error)}). Write the package again."
        ) from None


def control_in(folder: Path) -> dict | None:
    """Give the disclosure control of a package, as its file says it; None where nothing was withheld."""
    return json.loads(regular_text(folder / ANSWERS))["disclosure control"]


def _figure(folder: Path, entry: Mapping) -> Figure:
    table = _read(folder / f"{entry['stem']}.csv")
    table.attrs.update({name: _whole(value) for name, value in entry["facts"].items()})
    return Figure(entry["stem"], entry["number"], entry["chart"], table, entry["title"])


def _read(path: Path, mark: str = "") -> pd.DataFrame:
    table = read_tidy(regular_text(path), mark).drop(columns=["note", "synthetic"], errors="ignore")
    tested = [name for name in ("test", "reason") if name in table]  # no test is no text, not an empty one
    return table.assign(**{name: table[name].where(table[name] != "") for name in tested})


def _plain(value: object) -> object:
    """Give a mapping as pairs: the names of JSON are texts, and a year is none."""
    return {"pairs": [list(pair) for pair in value.items()]} if isinstance(value, Mapping) else value


def _whole(value: object) -> object:
    return dict(value["pairs"]) if isinstance(value, dict) else value
