"""``poison-center cases``: the analyst's own export, from a file to a store and its tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import DataError
from . import characteristics, samples, studies  # noqa: F401 (their verbs are registered)
from .help import Verb, Verbs
from .screen import progress, say, screen_width

app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Your own cases: map and import them, then ask the store.",
)

Files = Annotated[list[Path], typer.Argument(help="Files or folders of the export.")]


@app.command(name="map", cls=Verb)
def map_columns(
    files: Files,
    output: Annotated[Path | None, typer.Option("--output", help="File to write the mapping to.")] = None,
) -> None:
    """Propose a mapping of an export's columns.

    To the codebook, with how sure it is of each, and what its records are.
    """
    from ..cases.proposal.propose import propose_mapping
    from ..replaced import check_apart

    check_apart("--output", output, files)
    proposal = propose_mapping(files[0] if len(files) == 1 else files)
    text = proposal.to_toml()
    if output:
        content = text.encode()
        from ..render import write

        if output.is_file() and (output.stat().st_size != len(content) or output.read_bytes() != content):
            raise DataError(f"--output: {output} exists, and what was changed in it would be lost; name another file.")
        write(output, content)
        say(proposal.summary(screen_width()))
        say(f"mapping in {output}; read it before you import with it")
    else:
        say(text)


@app.command(name="import", cls=Verb)
def import_files(
    files: Files,
    mapping: Annotated[str, typer.Option("--mapping", help="A TOML file or the name of a shipped mapping.")],
    into: Annotated[Path, typer.Option("--into", help="Folder of the store.")],
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", help="Column to keep word for word; also one of [attributes] that identifies people."),
    ] = None,
    privacy: Annotated[
        str,
        typer.Option(
            "--privacy",
            help="limited (a limited data set, not de-identified) or safe-harbor (45 CFR 164.514(b)(2)).",
        ),
    ] = "limited",
    case_numbers: Annotated[
        str, typer.Option("--case-numbers", help="kept, or serial: numbers of the store's own in random order.")
    ] = "kept",
    key: Annotated[
        Path | None, typer.Option("--key", help="New file for which serial number is which case; keep it apart.")
    ] = None,
    zip_areas: Annotated[
        Path | None, typer.Option("--zip-areas", help="People of all ZIP areas: CSV of zip3,population,census.")
    ] = None,
    memory_limit: Annotated[str | None, typer.Option("--memory-limit", help="Such as 4GB.")] = None,
    temporary: Annotated[Path | None, typer.Option("--temporary", help="Folder for what memory does not hold.")] = None,
    keep_rejected_lines: Annotated[
        bool, typer.Option("--keep-rejected-lines", help="Keep the raw lines of rejected rows: raw lines of patients.")
    ] = False,
) -> None:
    """Import an export into a store; no row is lost.

    Every row is kept, rejected with its rule, or a duplicate. Exit 1 when there were rows and none was kept.
    """
    from ..cases.importing.import_cases import import_cases
    from ..cases.profiles.profile import Privacy
    from ..replaced import for_its_owner_alone

    options: dict = {
        "mapping": mapping,
        "into": into,
        "keep": keep or (),
        "privacy": Privacy(privacy, case_numbers, key, zip_areas),
        "memory_limit": memory_limit,
        "temporary": temporary,
        "keep_rejected_lines": keep_rejected_lines,
    }
    with progress("cases") as step, for_its_owner_alone():
        report = import_cases(files, progress=step, **options)
    say(report.summary())
    say(f"store in {into}")
    raise typer.Exit(1 if report.rows_in and not report.kept else 0)


@app.command(cls=Verb)
def synthesize(
    rows: Annotated[int, typer.Option("--rows", help="Number of cases.")],
    into: Annotated[Path | None, typer.Option("--into", help="Folder of the store.")] = None,
    output: Annotated[Path | None, typer.Option("--output", help="CSV file to write instead of a store.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same cases.")] = 1,
) -> None:
    """Write made-up cases, marked synthetic on every row."""
    from ..cases.synthetic.synthesize import synthesize as write_synthetic

    if into and into.suffix.lower() == ".csv":
        raise DataError(f"--into: expected the folder of a store, got {into}; a CSV file is named by --output.")
    target = into or output
    if target is None or (into and output):
        raise DataError(f"synthesize: expected --into STORE or --output FILE.csv, got {'both' if into else 'neither'}.")
    with progress("cases") as step:
        write_synthetic(rows, into=target, seed=seed, format="csv" if output else "store", progress=step)
    say(f"{rows:,} synthetic cases in {target}")


app.add_typer(studies.app)
