"""What the verbs show: progress on standard error, tables on standard output or in a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

from ..visible import one_line, visible

SHOWN_ROWS = 200
FOLDED = 28  # characters of a column that may be folded
PROVENANCE = ("source", "line", "sentence", "locator", "derived", "rank")  # how the names of such columns end
ANSWERS = ("verdict", "share", "value")
WIDTH = 160  # of a table that goes into a file or a pipe


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print; codes by which a text would color, wipe or fool a terminal are shown as what they are."""
    import typer

    typer.echo(visible(text), err=err, nl=nl)


def say_records(text: str) -> None:
    """Print a text whose lines end in CR LF on every system, as its format says; codes are shown as in `say`."""
    import typer

    typer.echo("\r\n".join(map(visible, text.split("\r\n"))).encode("utf-8"), nl=False)


@contextmanager
def progress(what: str, *, total: float | None = 1.0) -> Iterator[Callable[[str, float], None]]:
    """Show a bar while a terminal looks on; the value is called with what is being done and how much is done.

    With ``total=None`` nobody knows how long it takes: the bar moves to and fro beside the time that has passed.
    """
    if not sys.stderr.isatty():
        yield lambda doing, done: None
        return
    from rich import progress as rich
    from rich.console import Console

    columns = [rich.TextColumn("{task.description:<34}", markup=False), rich.BarColumn(), rich.TimeElapsedColumn()]
    if total is not None:
        columns[2:] = [rich.TaskProgressColumn(), rich.TimeElapsedColumn(), rich.TimeRemainingColumn()]
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda doing, done: bar.update(task, description=one_line(doing), completed=done)


def table_as_text(
    table: pd.DataFrame, *, above: Iterable[str] = (), below: Iterable[str] = (), wide: bool = False
) -> str:
    """Lay a table out for the screen, one row on its side; what is too wide or too long is cut, and says so.

    With ``wide`` every column stands, on lines as long as they must be.
    """
    from ..readable import readable_table

    below, shown = [*below], readable_table(table.head(SHOWN_ROWS)).map(one_line)
    if len(table) > SHOWN_ROWS:
        below.append(f"First {SHOWN_ROWS} of {len(table):,} rows; --format csv gives all.")
    right = {name for name in shown if name not in table or table[name].dtype.kind in "iuf"}
    hidden: list[str] = []
    text = _in_columns(shown, right, width=None if wide else screen_width())
    if not text and len(shown) == 1:
        text = _row_by_row(shown)
    while not text and shown.shape[1] > 1:
        last = _least_needed(list(shown))
        hidden.insert(0, last)
        shown = shown.drop(columns=last)
        text = _in_columns(shown, right, width=screen_width())
    if hidden:
        below.append(f"Not shown for want of space: {', '.join(map(_title, hidden))}. --wide shows every column.")
    return "\n".join([*above, text or _row_by_row(shown), *below])


def screen_width() -> int:
    """Give the characters of a line: of the terminal, or of a file where nobody looks on."""
    from rich.console import Console

    return Console().width if sys.stdout.isatty() else WIDTH


def _least_needed(names: list[str]) -> str:
    """Give the column that a reader misses least: where a row comes from, else the last that is no answer."""
    asked = [name for name in names[1:] if name not in ANSWERS and not name.endswith((" CI)", " (limits)"))] or names[
        1:
    ]
    return next((name for name in reversed(asked) if name.split("_")[-1] in PROVENANCE), asked[-1])


def _title(name: str) -> str:
    return str(name).replace("_", " ")


def _in_columns(shown: pd.DataFrame, right: set[str], *, width: int | None) -> str:
    """Give a table of texts in columns, or nothing where they do not fit the width."""
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    # Labels are shown as they are: "[other]" is no markup, ":pill:" no picture.
    console = Console(width=width or 10_000, markup=False, emoji=False, highlight=False)
    printed = Table()
    for name in shown:
        title = _title(name)
        widest = max(map(len, [title, *shown[name]]))  # longer labels are folded before a column is given up
        least = min(widest, FOLDED) if width else widest
        printed.add_column(title, min_width=least, overflow="fold", justify="right" if name in right else "left")
    for row in shown.itertuples(index=False):
        printed.add_row(*row)
    if Measurement.get(console, console.options.update(max_width=10_000), printed).minimum > console.width:
        return ""
    with console.capture() as captured:
        console.print(printed)
    return captured.get().rstrip("\n")


def _row_by_row(shown: pd.DataFrame) -> str:
    width = max(map(len, map(str, shown.columns)), default=0)
    rows = [[(name, row[name]) for name in shown if row[name]] for row in shown.to_dict("records")]
    parts = ["\n".join(f"  {name:<{width}}  {cell}" for name, cell in row) for row in rows]
    return "\n" + "\n\n".join(parts) + "\n"
