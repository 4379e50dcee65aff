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


def table_as_text(table: pd.DataFrame, *, above: Iterable[str] = (), below: Iterable[str] = ()) -> str:
    """Lay a table out where it fits the screen, else row by row with its filled cells; long ones are cut and say so."""
    below = [*below]
    if len(table) > SHOWN_ROWS:
        below.append(f"First {SHOWN_ROWS} of {len(table):,} rows; --format csv gives all.")
    rows = [[_cell(value) for value in row] for row in table.head(SHOWN_ROWS).itertuples(index=False)]
    text = _in_columns(table, rows) or _row_by_row(table, rows)
    return "\n".join([*above, text, *below])


def _in_columns(table: pd.DataFrame, rows: list[list[str]]) -> str:
    """Give the table in columns, or nothing where they do not fit."""
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    # Labels are shown as they are: "[other]" is no markup, ":pill:" no picture.
    console = Console(width=None if sys.stdout.isatty() else WIDTH, markup=False, emoji=False, highlight=False)
    printed = Table()
    for name, cells in zip(table.columns, zip(*rows, strict=True) if rows else [()] * table.shape[1], strict=True):
        title = str(name).replace("_", " ")
        least = min(max(map(len, [title, *cells])), FOLDED)  # longer labels are folded before the table is given up
        justify = "right" if table[name].dtype.kind in "iuf" else "left"
        printed.add_column(title, min_width=least, overflow="fold", justify=justify)
    for row in rows:
        printed.add_row(*row)
    if Measurement.get(console, console.options.update(max_width=10_000), printed).minimum > console.width:
        return ""
    with console.capture() as shown:
        console.print(printed)
    return shown.get().rstrip("\n")


def _row_by_row(table: pd.DataFrame, rows: list[list[str]]) -> str:
    names = [str(name) for name in table.columns]
    width = max(map(len, names), default=0)
    parts = [
        "\n".join(f"  {name:<{width}}  {cell}" for name, cell in zip(names, row, strict=True) if cell) for row in rows
    ]
    return "\n" + "\n\n".join(parts) + "\n"


def _cell(value) -> str:
    import numpy as np
    import pandas as pd

    from ..tables import readable

    if isinstance(value, float):
        return readable(value)
    if isinstance(value, int | np.integer) and abs(value) >= 10_000:  # years stay as they are
        return f"{value:,}"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return "" if pd.isna(value) else one_line(str(value))
