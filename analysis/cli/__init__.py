"""The command line: a thin skin over functions. The only place that prints and exits."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ..errors import DataError
from . import cases, checking, paper, release
from . import ledger as own_ledger
from .answers import deliver_text, way_out
from .help import Verb, Verbs
from .options import FORM, LEDGER, OUT, PICTURE, WIDE
from .screen import progress, say, say_records

app = typer.Typer(
    cls=Verbs,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    # typer 0.29 imports pydantic to read a --help that was not given; said here, it need not (a tenth of a second)
    context_settings={"default_map": {"help": False, "keep_formulas": False, "version": False}},
)


LIBRARIES = (
    "duckdb", "great-tables", "ibis-framework", "matplotlib", "numpy", "pandas", "pyarrow", "pypdfium2", "pyreadstat",
    "scipy", "statsmodels",
)  # fmt: skip


def _say_versions(asked: bool) -> None:
    """Say the versions of the toolkit, of Python and of the libraries that a result may hang on."""
    if not asked:
        return
    import platform
    from importlib.metadata import version

    from .. import __version__

    say(f"poison-center {__version__}\nPython {platform.python_version()} on {platform.platform()}")
    say("\n".join(f"{name} {version(name)}" for name in LIBRARIES))
    raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    keep_formulas: Annotated[
        bool, typer.Option("--keep-formulas", help="Write texts that begin as formulas word for word into CSV files.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_say_versions, help="Say the versions and exit.")
    ] = False,
) -> None:
    """Poison-center exposure figures: cited, checked, redrawn. Not a clinical tool.

    A verb that writes several files takes their folder by --into, one that writes its answer the file by --output,
    and a picture of it the file by --picture.
    """
    if keep_formulas:
        from ..formulas import formulas_kept

        context.with_resource(formulas_kept())


app.add_typer(cases.app, name="cases")
app.add_typer(own_ledger.app, name="ledger")
app.command(cls=Verb)(checking.verify)
app.command(cls=Verb)(checking.audit)
app.command(cls=Verb)(paper.paper)
app.command(cls=Verb)(release.release)

STOPPED = 130  # by Ctrl-C

Names = Annotated[list[str] | None, typer.Argument(help="Names of pictures (see `list`); all when left out.")]
Name = Annotated[str, typer.Argument(help="Name of a summary (see `list`).")]
Into = Annotated[Path, typer.Option("--into", help="Folder to write into.")]


@app.command(cls=Verb)
def figures(
    names: Names = None,
    into: Into = Path("figures"),
    form: Annotated[str, typer.Option("--format", help="Comma-separated: png, svg, pdf.")] = "png,svg",
    ledger: LEDGER = None,
    width: Annotated[
        str, typer.Option("--width", help="Of the page: full (174 mm), half (84 mm), or a number of mm.")
    ] = "full",
) -> None:
    """Redraw the pictures, each with its numbers (CSV) and their origin (JSON)."""
    from ..render import draw_all

    formats = [part.strip() for part in form.split(",") if part.strip()]
    with progress("Drawing") as step:
        written = draw_all(names or (), into=into, formats=formats, progress=step, width=_width(width), ledger=ledger)
    say(f"{len(written)} files in {into}")


def _width(text: str) -> str | float:
    with suppress(ValueError):
        return float(text)
    return text


@app.command(cls=Verb)
def tables(into: Into = Path("figures/tables"), ledger: LEDGER = None) -> None:
    """Write every summary as CSV and all of them as one HTML page."""
    from ..tables import write_tables

    with progress("Writing") as step:
        written = write_tables(into, progress=step, ledger=ledger)
    say(f"{len(written)} files in {into}")


@app.command(name="list", cls=Verb)
def list_summaries() -> None:
    """List the summaries by subject, and what each answers."""
    from ..summaries import SUMMARIES
    from ..tables import GROUPS

    width = max(map(len, SUMMARIES))
    for place, (title, names) in enumerate(GROUPS.items()):
        say(f"{chr(10) if place else ''}{title}")
        for name in names:
            say(f"  {name:<{width}}  {SUMMARIES[name].title}")


@app.command(cls=Verb)
def show(
    name: Name,
    form: FORM = None,
    output: OUT = None,
    wide: WIDE = False,
    picture: PICTURE = None,
    ledger: LEDGER = None,
) -> None:
    """Show one summary, and draw its picture where a file is named."""
    own_ledger.shown_summary(name, ledger, form, output, wide, picture)


@app.command(cls=Verb)
def cite(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="A summary or its picture, a table, a figure or row of one, a publication; several of them."
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, vancouver, bibtex, ris or csl-json.")] = "text",
    everything: Annotated[bool, typer.Option("--all", help="Every publication of the ledger.")] = False,
    ledger: LEDGER = None,
    output: OUT = None,
) -> None:
    """Name the publications behind summaries, pictures, tables, figures and keys, as references."""
    from ..tables import cited

    if everything == bool(names):
        raise DataError("cite: expected names or --all, got " + ("both; give one." if names else "neither; give one."))
    way_out("table", output)
    text = cited(*names or (), form=form, ledger=ledger)
    if form == "ris" and output is None:
        say_records(text)
    else:
        deliver_text(text, output, "references")


@app.command(cls=Verb)
def check(
    figures: Annotated[
        Path | None, typer.Option("--figures", help="Folder with committed figures; figures/ where there is one.")
    ] = None,
    ledger: LEDGER = None,
) -> None:
    """Check cards, printed texts, totals, publications and committed numbers; exit 1 with every fault."""
    from ..checks import check as check_all
    from ..checks import incomplete_publications

    folder = figures or (Path("figures") if Path("figures").is_dir() and not ledger else None)
    faults = check_all(folder, ledger=ledger)
    for fault in faults:
        say(fault)
    held = "everything holds" if folder else "every table holds (no folder of figures to compare)"
    if not faults:
        listed = incomplete_publications(ledger=ledger)
        say("\n".join([f"{len(listed)} primary publications that a page showed in part:", *listed]))
    say(f"{len(faults)} faults" if faults else held)
    raise typer.Exit(1 if faults else 0)


def run(signals: list[int]) -> None:
    """Run a verb to its end; `signals` holds the one that stopped it, if any did."""
    _open_closed()
    try:
        app()
    except SystemExit as end:
        if end.code == STOPPED:
            _stop(signals)
        raise
    except KeyboardInterrupt:
        _stop(signals)
    except RuntimeError as error:
        if "interrupted" not in str(error).lower():  # what DuckDB makes of Ctrl-C
            raise
        _stop(signals)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except (DataError, OSError) as error:
        if signals:  # what it was writing to has been cleared up meanwhile
            _stop(signals)
        for fault in _faults_of(error):
            say(f"error: {fault}", err=True)
        sys.exit(2)


def _faults_of(error: DataError | OSError) -> list[str]:
    if isinstance(error, OSError):
        return [f"{error.filename or 'file'}: {error.strerror}; check the path and the space."]
    return [*error.faults]


def _stop(signals: list[int]) -> None:
    """Say what a signal left: a store is replaced whole or not at all, of several files some may be new."""
    left = "nothing is half-written" if sys.argv[1:2] == ["cases"] else "every file is whole, some may be new"
    with suppress(OSError):  # of a terminal that was closed
        say(f"stopped; {left}", err=True)
    sys.exit(128 + signals[0] if signals else STOPPED)


def _open_closed() -> None:
    """Open what was closed of standard input, output and error, so that no other file takes its place."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names of files may hold what no terminal takes
            stream.reconfigure(errors="backslashreplace")
