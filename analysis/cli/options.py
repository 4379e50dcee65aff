"""The options that every question to a case store has, written once: which cases, on which engine, shown how."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import DataError
from ..patterns import compiled

if TYPE_CHECKING:
    from ..cases.study.selection import Study

# a text and no Path, which would make hdfs:/x of hdfs://x
STORE = Annotated[str, typer.Argument(help="Folder of the store, or its URL with --engine.", metavar="STORE")]
SERIES = Annotated[
    str, typer.Argument(help="Folder of the store (its URL with --engine), or a CSV file of counts.", metavar="STORE")
]

LEDGER = Annotated[
    Path | None,
    typer.Option("--ledger", metavar="DIR", help="A ledger of your own (see `ledger new`); the shipped one without."),
]

SELECTION = {
    "substance": Annotated[
        list[str] | None,
        typer.Option(
            "--substance", metavar="NAME", help="Name, name with *, code or /pattern/; repeat it for any of several."
        ),
    ],
    "how": Annotated[str, typer.Option("--how", help="Its role: any, first (ranked first) or single (alone).")],
    "years": Annotated[str | None, typer.Option("--years", help="Such as 2015-2022, or 2020.")],
    "ages": Annotated[str | None, typer.Option("--ages", help="Completed years, such as 13-19.")],
    "reason": Annotated[
        list[str] | None,
        typer.Option("--reason", metavar="NAME", help="Reason or group of reasons; repeat it for any of several."),
    ],
    "where": Annotated[
        list[str] | None,
        typer.Option(
            "--where", metavar="COLUMN=VALUE", help="Only cases with this value; repeat it for any of several."
        ),
    ],
    "all_records": Annotated[
        bool, typer.Option("--all-records", help="Keep information calls, animals and confirmed nonexposures.")
    ],
}
ENGINE = {
    "engine": Annotated[str, typer.Option("--engine", help="duckdb, spark://HOST:PORT or local[N].")],
    "memory_limit": Annotated[str | None, typer.Option("--memory-limit", help="Such as 4GB.")],
    "temporary": Annotated[Path | None, typer.Option("--temporary", help="Folder for what memory does not hold.")],
}
COUNTED = {
    "count": Annotated[str | None, typer.Option("--count", metavar="NAME", help="Column of the counts of a CSV file.")],
    "dayfirst": Annotated[
        bool | None, typer.Option("--dayfirst/--monthfirst", help="How its dates are written; found out when left out.")
    ],
    "group": Annotated[
        str | None, typer.Option("--group", metavar="NAME", help="One of its groups, or all: their sum per period.")
    ],
    "week": Annotated[
        str | None, typer.Option("--week", help="How its weeks are numbered: mmwr or monday (ISO); found out too.")
    ],
}
WIDE = Annotated[bool, typer.Option("--wide", help="Every column on the screen, on lines as long as they must be.")]
FORM = Annotated[
    str | None, typer.Option("--format", help="table (the default), csv, json or markdown.", show_default=False)
]
OUT = Annotated[Path | None, typer.Option("--output", help="File to write instead of the screen.")]
OUTPUT = {"form": FORM, "output": OUT, "wide": WIDE}
GROUPED = Annotated[str | None, typer.Option("--by", help="Column: one answer for each of its values.")]
PICTURE = Annotated[Path | None, typer.Option("--picture", help="Draw it too: FILE.png, .svg or .pdf.")]
DEFAULTS = {"how": "any", "all_records": False, "engine": "duckdb", "wide": False}


class Selection(NamedTuple):
    """What the options say of a study, as they were typed."""

    substance: list[str] | None
    how: str
    years: str | None
    ages: str | None
    reason: list[str] | None
    where: list[str] | None
    all_records: bool

    @property
    def arguments(self) -> dict:
        """The same as arguments of `analysis.cases.select`."""
        return {
            "substance": [named(text) for text in self.substance] if self.substance else None,
            "how": self.how,
            "years": span(self.years, "--years", "2015-2022"),
            "ages": span(self.ages, "--ages", "13-19"),
            "reason": self.reason or None,
            "where": _values_of(self.where),
            "human_exposures": not self.all_records,
        }


def _values_of(texts: list[str] | None) -> dict[str, list[str]] | None:
    """Read ``column=value`` of an option that may be repeated: the values of each column."""
    values: dict[str, list[str]] = {}
    for name, value in pairs_of(texts, "--where", "race=Black"):
        values.setdefault(name, []).append(value)
    return values or None


def command_of(function: Callable, run: Callable, *, series: bool, picture: bool, grouped: bool) -> Callable:
    """Give a command with the options of `function` and the shared ones; it calls ``run`` with what was typed.

    Parameters
    ----------
    function : callable
        First parameter: the study. The others are options of this verb alone, with typer's annotations.
    run : callable
        Called with (store, own options, `Selection`, engine options, output options, options of a file with counts).
    series : bool
        Whether a file with counts may stand in the place of the store.
    picture : bool
        Whether there is a picture of the answer.
    grouped : bool
        Whether the question may be asked of every group of a column by itself.
    """
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    if grouped:
        own.append(inspect.Parameter("by", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=GROUPED))
    shown = OUTPUT | ({"picture": PICTURE} if picture else {})
    counted = COUNTED if series else {}

    def command(store: str, **given) -> None:
        def part(names) -> dict:
            return {name: given[name] for name in names}

        mine = part([parameter.name for parameter in own])
        run(store, mine, Selection(**part(SELECTION)), part(ENGINE), part(shown), part(counted))

    keyword = inspect.Parameter.KEYWORD_ONLY
    place = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter("store", place, annotation=SERIES if series else STORE)]
    parameters += [parameter.replace(kind=keyword) for parameter in own]
    parameters += [
        inspect.Parameter(name, keyword, default=DEFAULTS.get(name), annotation=annotation)
        for name, annotation in (counted | SELECTION | shown | ENGINE).items()
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__doc__ = function.__doc__
    return command


def chosen(folder: str, selection: Selection, engine: dict) -> Study:
    """Open the store and select; a substance that no case names is a mistake, with the nearest names."""
    arguments = selection.arguments
    from ..cases.store.store import open_store
    from ..cases.study.selection import select
    from ..cases.study.substance_names import check_names

    store = open_store(folder, **engine)
    study = select(store, **arguments)
    check_names(store, arguments["substance"] or ())
    return study


def named(text: str) -> str | re.Pattern:
    """Read a substance as typed: ``/pattern/`` in any case, or a name, a name with ``*``, a code."""
    if len(text) < 3 or not (text.startswith("/") and text.endswith("/")):
        return text
    return compiled(text[1:-1], "--substance", re.IGNORECASE)


def span(text: str | None, option: str, example: str) -> tuple[int, int] | None:
    """Read ``first-last``, or one number that is both."""
    if text is None:
        return None
    found = re.fullmatch(r"\s*(\d{1,4})(?:\s*[-–:]\s*(\d{1,4}))?\s*", text)
    first, last = (int(end) for end in (found[1], found[2] or found[1])) if found else (1, 0)
    if last < first:
        raise DataError(f"{option}: expected first-last such as {example}, or one of them, got {text!r}.")
    return first, last


def listed(text: str | None) -> list[str]:
    """Read a list with commas."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def pairs_of(texts: list[str] | None, option: str, example: str) -> list[tuple[str, str]]:
    """Read ``left=right`` of an option that may be repeated."""
    parts = [text.partition("=") for text in texts or ()]
    if wrong := ["".join(part) for part in parts if not part[0].strip() or not part[2].strip()]:
        raise DataError(f"{option}: expected something such as {example}, got {wrong[0]!r}.")
    return [(left.strip(), right.strip()) for left, _, right in parts]


def year_of(text: str) -> int:
    """Read a year."""
    if not re.fullmatch(r"\d{4}", text):
        raise DataError(f"--break: expected a year of four digits, got {text!r}.")
    return int(text)
