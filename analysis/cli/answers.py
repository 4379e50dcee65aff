"""An answer of the case store on its way out: printed, written to a file, drawn."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import DataError, meant
from ..replaced import check_apart
from .screen import say, table_as_text

if TYPE_CHECKING:
    import pandas as pd

    from ..paper.lines import PrintedTable

FORMATS = ("table", "csv", "json", "markdown")
PICTURES = ("png", "svg", "pdf")
BY_SUFFIX = {".csv": "csv", ".json": "json", ".md": "markdown", ".markdown": "markdown", ".txt": "table"}
DOCUMENTS = {".docx": "word", ".html": "page", ".tex": "latex", ".md": "journal"}  # of a table that a journal prints
SYNTHETIC = "Synthetic cases: describes no person."
UNSTATED = "Not stated whether the cases are real."


class Way(NamedTuple):
    """Where an answer goes: its format, the file that takes it, and the file of its picture."""

    form: str
    output: Path | None
    picture: Path | None
    wide: bool = False

    def check_apart(self, read: Iterable[Path]) -> None:
        """Refuse to write over what is read."""
        own = [self.picture.with_suffix(end) for end in (self.picture.suffix, ".csv", ".json")] if self.picture else []
        for option, path in (("--output", self.output), *(("--picture", path) for path in own)):
            check_apart(option, path, read)


def way_out(
    form: str | None = None,
    output: Path | None = None,
    picture: Path | None = None,
    wide: bool = False,
    *,
    printed: bool = False,
) -> Way:
    """Check where an answer shall go, before anything is computed; a file's name tells its format.

    An answer that can be printed as a journal does (`printed`) goes to Word, HTML and LaTeX too.

    Raises
    ------
    DataError
        For an unknown format or ending, a folder that is not there, or two files of one name.
    """
    for option, path in (("--output", output), ("--picture", picture)):
        if path and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise DataError(f"{option}: expected a file in a folder that is there, got {path}.")
    ending = output.suffix.lower() if output else ".txt"
    form = form or (BY_SUFFIX | (DOCUMENTS if printed else {})).get(ending, "")
    if not form:
        known = ", ".join(BY_SUFFIX | (DOCUMENTS if printed else {}))
        raise DataError(f"--output: expected a file that ends in {known}, got {output}; or name its --format.")
    if form not in (*FORMATS, *(DOCUMENTS.values() if printed and output else ())):
        raise DataError(f"--format: expected one of {', '.join(FORMATS)}, got {form!r}{meant(form, FORMATS)}")
    if picture and picture.suffix.lower().lstrip(".") not in PICTURES:
        raise DataError(f"--picture: expected a file that ends in {', '.join(PICTURES)}, got {picture}.")
    if picture and output in [picture.with_suffix(suffix) for suffix in (picture.suffix, ".csv", ".json")]:
        raise DataError(f"--output: the picture writes {output} itself (its numbers or their origin); name another.")
    return Way(form, output, picture, wide)


def deliver(table: pd.DataFrame, way: Way, name: str | None = None, drawn: pd.DataFrame | None = None) -> None:
    """Print or write an answer, and draw the picture `name` of the table `drawn`."""
    deliver_text(answer_text(table, way.form, wide=way.wide), way.output, f"{len(table):,} rows")
    if way.picture and name and drawn is not None:
        from ..render import draw_table

        stem, kind = way.picture.stem, way.picture.suffix.lower().lstrip(".")
        written = draw_table(name, drawn, into=way.picture.parent, stem=stem, formats=(kind,))
        say(f"picture in {', '.join(map(str, written))}", err=True)


def deliver_printed(table: PrintedTable, output: Path, form: str) -> None:
    """Write a table as a journal prints it."""
    from ..paper.printing import printed_as_file
    from ..render import write

    write(output, printed_as_file(table, form))
    say(f"{table.title} in {output}", err=True)


def deliver_text(text: str, output: Path | None, what: str) -> None:
    """Print a text, or write it to a file and say on standard error that `what` is there."""
    if output is None:
        say(text)
        return
    from ..render import write

    write(output, f"{text}\n".encode())
    say(f"{what} in {output}", err=True)


def answer_text(table: pd.DataFrame, form: str, *, wide: bool = False) -> str:
    """Give an answer as text: in words what was selected where people read it, a column where machines do."""
    from ..shown import notes_of
    from ..tables import as_text

    synthetic = table.attrs.get("synthetic")
    if form in ("csv", "json"):
        return as_text(table.assign(synthetic=True) if synthetic else table, form)
    above = [table.attrs.get("study", ""), {True: SYNTHETIC, None: UNSTATED}.get(synthetic, "")]
    above, below = [line for line in above if line], list(notes_of(table.attrs))
    if form == "table":
        table, methods = _without_constant(table)
        below += methods
        return table_as_text(table, above=above, below=below, wide=wide)
    return "\n\n".join([*above, as_text(table, form), *below])


def _without_constant(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Take the method or model that is the same in every row out of the table, for a line below it."""
    same = [name for name in ("method", "model") if name in table and len(table[name].unique()) == 1]
    told = {name: table[name].iloc[0] for name in same}
    lines = [f"{name.capitalize()}: {value}." for name, value in told.items() if value != table.attrs.get("method")]
    return table.drop(columns=same), lines
