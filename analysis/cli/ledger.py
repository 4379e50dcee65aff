"""The verbs of a ledger of one's own: made from documents, edited, accepted, checked, drawn, compared."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from ..errors import DataError
from . import checking
from .answers import deliver_text, way_out
from .help import Verb, Verbs
from .options import FORM, OUT, PICTURE, WIDE
from .screen import progress, say, table_as_text

app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A ledger of your own documents, from proposal to picture.",
)

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the ledger.")]
Form = Annotated[str, typer.Option("--format", help="table, csv, json or markdown.")]


@app.command(cls=Verb)
def new(
    folder: Dir,
    documents: Annotated[list[Path], typer.Option("--documents", help="A document to read; several of them.")],
    more: Annotated[list[Path] | None, typer.Argument(metavar="FILES", help="Further documents.")] = None,
    substance: Annotated[str, typer.Option("--substance", help="What they are about.")] = "",
    title: Annotated[str, typer.Option("--title", help="Title of the ledger.")] = "",
) -> None:
    """Read documents and propose a row for every quantity that they print."""
    from ..ledgers import new_ledger

    ledger = new_ledger(folder, [*documents, *(more or [])], substance=substance, title=title)
    rows, aside = ledger.cited_figures, ledger.set_aside
    say(f"{len(rows)} rows proposed, {len(aside)} numbers set aside, from {len(ledger.publications)} documents")
    unsure = rows[rows["sureness"] < 0.7]
    for row in unsure.itertuples():
        say(f"look at {row.figure}: {row.printed!r} ({row.source}, {row.at}), sureness {row.sureness:g}")
    say(f"now read {folder / 'cited_figures.csv'} and correct it, then accept it:")
    say(f"poison-center ledger accept {folder} --by YOU")


@app.command(cls=Verb)
def accept(
    folder: Dir,
    by: Annotated[str, typer.Option("--by", help="Your name; your name on this computer when left out.")] = "",
    figure: Annotated[list[str] | None, typer.Option("--figure", help="A row; repeat it for several.")] = None,
    sureness: Annotated[float, typer.Option("--sureness", help="Leave rows whose reading is less sure.")] = 0.0,
) -> None:
    """Accept rows: what one person transcribed, another checks; a row edited after that begins anew."""
    from ..ledgers import accept as accept_rows

    done = accept_rows(folder, by or getpass.getuser(), figures=figure or (), sureness=sureness)
    say(f"{int(done['accepted'].sum())} rows accepted; now {_standing(done)}")


@app.command(cls=Verb)
def check(folder: Dir) -> None:
    """Check cards, printed texts and publications; exit 1 with every fault. Says how many rows are accepted."""
    from ..checks import check as check_all
    from ..ledgers import standing

    faults = check_all(ledger=folder)
    for fault in faults:
        say(fault)
    if not faults:
        _say_standing(standing, folder)
    say(f"{len(faults)} faults" if faults else "every table holds")
    raise typer.Exit(1 if faults else 0)


def _say_standing(standing, folder: Path) -> None:
    try:
        rows = standing(folder)
    except DataError as error:  # its card says who checked it, as that of the shipped ledger
        say(str(error))
        return
    for row in rows[rows["edited"]].itertuples():
        say(f"{row.figure}: edited after it was accepted; it is no longer checked")
    say(_standing(rows))


def _standing(rows) -> str:
    counts = rows["status"].value_counts(sort=False)
    return ", ".join(f"{number} {status}" for status, number in counts.items())


@app.command(cls=Verb)
def verify(
    folder: Dir, documents: Annotated[Path, typer.Argument(metavar="DOCUMENTS", help="Folder with the documents.")]
) -> None:
    """Hold every printed text against the documents; exit 1 when one does not hold, 3 when documents are absent."""
    checking.verify(documents, ledger=folder)


@app.command(cls=Verb)
def trace(folder: Dir, form: FORM = None, output: OUT = None, wide: WIDE = False) -> None:
    """Trace every cited figure to the primary figures that you entered."""
    shown_summary("traced_figures", folder, form, output, wide)


@app.command(cls=Verb)
def audit(
    folder: Dir, form: Annotated[str, typer.Option("--format", help="text, csv, json or html.")] = "text"
) -> None:
    """Find what cannot be true in the ledger, or does not agree with its sources or with itself."""
    checking.audit(None, form=form, output=None, rules=None, propose=True, strict=False, explain=False, ledger=folder)


@app.command(cls=Verb)
def show(
    folder: Dir,
    name: Annotated[str, typer.Argument(help="Name of a summary.")],
    form: FORM = None,
    output: OUT = None,
    wide: WIDE = False,
    picture: PICTURE = None,
) -> None:
    """Show one summary of the ledger, and draw its picture where a file is named."""
    shown_summary(name, folder, form, output, wide, picture)


@app.command(cls=Verb)
def figures(
    folder: Dir,
    into: Annotated[Path | None, typer.Option("--into", help="Folder to write into; DIR/figures without.")] = None,
    form: Annotated[str, typer.Option("--format", help="Comma-separated: png, svg, pdf.")] = "png,svg",
) -> None:
    """Draw every picture that the ledger has figures for; not_drawn.txt says why others are not."""
    from ..render import draw_all

    formats, into = [part.strip() for part in form.split(",") if part.strip()], into or folder / "figures"
    with progress("Drawing") as step:
        written = draw_all(into=into, formats=formats, progress=step, ledger=folder)
    say(f"{len(written)} files in {into}")


@app.command(cls=Verb)
def tables(
    folder: Dir,
    into: Annotated[Path | None, typer.Option("--into", help="Folder to write into; DIR/tables without.")] = None,
) -> None:
    """Write every summary that the ledger answers as CSV, and all of them as one HTML page."""
    from ..tables import write_tables

    into = into or folder / "tables"
    with progress("Writing") as step:
        written = write_tables(into, progress=step, ledger=folder)
    say(f"{len(written)} files in {into}")


@app.command(cls=Verb)
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="A ledger.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Another.")],
    form: Form = "table",
) -> None:
    """Set the quantities of two ledgers side by side: who prints what, and what changed."""
    from ..ledgers import compare_ledgers
    from ..tables import as_text

    table = compare_ledgers(first, second)
    say(table_as_text(table) if form == "table" else as_text(table, form))


@app.command(cls=Verb)
def workbook(
    folder: Dir,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Workbook (.xlsx) to write, or to take back.")],
    take: Annotated[bool, typer.Option("--take", help="Take the edited workbook back into the ledger.")] = False,
) -> None:
    """Write the ledger as a workbook to edit, or take an edited one back; what does not hold changes nothing."""
    from ..ledgers import read_workbook, write_workbook

    if take:
        say(f"changed: {', '.join(read_workbook(folder, file)) or 'nothing'}")
    else:
        say(f"{write_workbook(folder, file)}: edit it, then `poison-center ledger workbook {folder} {file} --take`")


def shown_summary(
    name: str, folder: Path | None, form: str | None, output: Path | None, wide: bool, picture: Path | None = None
) -> None:
    """Show a summary of a ledger, the shipped one without a folder, and draw it where a file of a picture is named."""
    from ..render import draw
    from ..sources import reading
    from ..summaries import find_summary
    from ..tables import as_text

    way, entry = way_out(form, output, picture, wide), find_summary(name)
    with reading(folder):
        table, (title, caveat) = entry.function(), entry.told
        below = ["", caveat] if caveat else []
        shown = table_as_text(table, above=[title], below=below, wide=wide) if way.form == "table" else None
        deliver_text(shown or as_text(table, way.form), output, f"{len(table):,} rows")
        if picture:
            kind = picture.suffix.lower().lstrip(".")
            written = draw(name, into=picture.parent, stem=picture.stem, formats=(kind,))
            say(f"picture in {', '.join(map(str, written))}", err=True)
