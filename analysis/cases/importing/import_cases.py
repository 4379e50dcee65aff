"""Import an export: every file staged, every row judged, a whole store or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from ...errors import DataError
from ...files.sql import lock_engine
from ...replaced import private, replacing
from ...replaced.signals import undisturbed
from ..codebook.vocabularies import read_codebook
from ..mapping.model import FOLLOWERS, PACKED, Mapping
from ..mapping.read import read_mapping
from ..privacy import LIMITED, PERSONAL, declared_identifier, identifier, plain
from ..profiles.look import check_births, check_headings, look
from ..profiles.profile import Privacy, privacy_of
from ..profiles.serial import reserved, write_key
from ..store.identity import check_place, fault, made_id, seal
from . import rows
from .case_table import Shape
from .cleaning import hide
from .flags import judged
from .flow import exclusion_flow
from .folder import check_apart, engine, stopped
from .header import telling
from .holding import concealed, hold_store, privacy_notes
from .inputs import Input, check_unchanged, find_inputs, given_files, stamps
from .labels import Labels
from .made_up import count_made_up, mixed_note
from .numbered import named, numbered, numbered_inputs, table_numbers
from .progress import Progress
from .rejects import write_apart
from .report import ImportReport, counts_by_rule, dropped_columns, files_told, make_report, write_settings
from .staged import Staged
from .staging import Staging


def import_cases(
    paths: Iterable[str | Path] | str | Path,
    *,
    mapping: Mapping | str | Path,
    into: str | Path,
    keep: Iterable[str] = (),
    privacy: str | Privacy = LIMITED,
    progress: Callable[[str, float], None] | None = None,
    memory_limit: str | None = None,
    temporary: str | Path | None = None,
    keep_rejected_lines: bool = False,
) -> ImportReport:
    """Import the files of an export into a store.

    Parameters
    ----------
    paths : path or iterable of paths
        Files, folders and globs: CSV and other delimited text, Excel, Parquet, SAS, SPSS, Stata; gzip and zip of them.
    mapping : Mapping, str or path
        A mapping, the name of a shipped one, or a TOML file.
    into : path
        The folder of the store, which its owner alone can read. A store that is there is replaced once the new one is
        whole; anything else is not, nor a store with a file in it that no import wrote. Another import into the same
        folder is refused until this one has ended.
    keep : iterable of str
        Columns of the export to keep word for word in ``kept.parquet`` (``case_id, file, row, column, value``): those
        that identify people, hold free text, exact times or whole ZIP codes, and those that the mapping does not use.
    privacy : "limited", "safe-harbor" or Privacy
        As what the records are held: a limited data set, not de-identified, or de-identified by the Safe Harbor method
        of 45 CFR 164.514(b)(2); a `Privacy` says more: serial case numbers, their key, ZIP areas. The report has the
        eighteen items and what was done with each. With `keep`, a store never calls itself de-identified.
    progress : callable, optional
        Called with what is being done and the share that is done, 0 to 1: at every step, and each second within one.
    memory_limit : str, optional
        Of the engine, such as ``"4GB"``; by default it takes up to 80% of the memory.
    temporary : path, optional
        Folder for what does not fit into memory; by default beside the store.
    keep_rejected_lines : bool
        Write the raw lines of rejected rows of text files, word for word, into ``rejected_lines.parquet`` (``file,
        line, text``) of the store. These are raw lines of patients: names and all that the export has.

    Returns
    -------
    ImportReport
        Also in the store, as report.json.

    Raises
    ------
    DataError
        When a file cannot be read at all (all such files are named), when columns of the mapping are missing, when a
        column of its ``[attributes]`` identifies people and is not in `keep`, when a mapped column holds identifiers
        by its heading or its values (see `analysis.cases.profiles.look`), when `into` is no store or holds a file
        of the export, or when another import writes there. Nothing is left behind then, nor after an interruption; what
        a killed import leaves can be read by its owner alone, and goes with the next import into that folder.

    Notes
    -----
    A row is kept, rejected, or a duplicate. It is rejected when its cells cannot be told apart (more or fewer than the
    header has, a quote that does not close, undecodable or NUL bytes), when one of them is longer than 2,000,000
    characters, which no person wrote and no workbook holds, when it has no case id, repeats the header line,
    is a total or a note below the table, repeats a case id with other values where a case is one row, or belongs to no
    case of a linked export. It is a duplicate when an earlier row of the same case has the same cells, or, where a case
    is one row, when its filled cells are all in the row that is kept (the fullest that says all that the first does).
    Control characters and others that show nothing are taken out, and the columns noted. A cell that is no date, age,
    weight, ZIP code or dose is left empty; its row is kept and the cell listed. Labels unknown to the codebook are kept
    as they are. A cell of a yes/no column that begins with a yes (``Y (patch)``) is one; one that is neither yes nor no
    is listed. A table has at most 16,384 columns, as a sheet of Excel.
    """
    with undisturbed():  # what a signal raises within a library that is being loaded may end the process
        import duckdb
        import pyarrow.compute
        import pyarrow.parquet  # noqa: F401

    mapping = mapping if isinstance(mapping, Mapping) else read_mapping(mapping)
    if mapping.records == "counts":
        raise DataError("mapping: a table of counts has no cases to import; ask it as it is (`cases counts FILE`).")
    keep = frozenset(plain(name) for name in ([keep] if isinstance(keep, str) else keep))
    privacy = replace(privacy_of(privacy), keep=keep, rejected_lines=keep_rejected_lines)
    _check_attributes(mapping, keep)
    check_headings(mapping, privacy)
    into = Path(into)
    check_place(into)
    check_apart(given_files(paths), Path(temporary) if temporary else None, into)
    try:
        with reserved(privacy.key, into) as key, replacing(into, fault, "store of cases") as store:
            store.mkdir()
            spill = Path(temporary) if temporary else store.parent
            with engine(memory_limit, spill, into) as connection, Progress(progress, connection) as told:
                report = _import(paths, mapping, privacy, told, store, connection)
                if key:
                    write_key(connection, key)
            private(store)
    except duckdb.Error as error:
        raise stopped(error, into) from None
    except OSError as error:
        raise DataError(
            f"import: expected to read the files and write {into}, got: {error}; mend that and import again."
        ) from None
    if progress:
        progress("done", 1.0)
    return report


def _import(paths, mapping: Mapping, privacy: Privacy, told: Progress, store: Path, connection) -> ImportReport:
    """Stage, judge, shape and report; give the report of the store. What else is written goes beside it."""
    codebook, work, keep = read_codebook(), store.parent, privacy.keep
    told.step("finding files", 0.0, 0.05)
    before = stamps(given_files(paths))
    inputs, notes = find_inputs(paths, mapping, work)
    given, numbers = inputs, table_numbers(mapping)
    told_of = [(item.name, item.table, item.sha256) for item in given]
    store_id = made_id(
        "import", codebook.version, repr(mapping), sorted(keep), told_of, token_hex(16) if privacy.serial else ""
    )
    mapping, inputs = numbered(mapping, numbers), numbered_inputs(inputs, numbers)
    lock_engine(connection, [work], [item.path for item in inputs])
    staged = _stage(inputs, Staging(mapping, keep, _guarded(mapping, keep), work, connection, told), told)
    check_unchanged(before)
    _check_keep(keep, staged)
    seen = look(mapping, staged, privacy)  # at the cells as they are: a column of telephone numbers is no stray one
    for item in staged:
        hide(connection, item, telling(item, mapping, keep))
    told.step("judging rows", 0.6, 0.7)
    rows.prepare(connection, mapping, staged)
    rows.judge(connection, mapping, staged)
    labels = Labels(mapping, codebook, connection, tuple(item.delimiter for item in staged), keep)
    tables = Shape(connection, judged(connection, mapping, labels), labels, store, store_id).write(told)
    check_births(connection, store, mapping, privacy)
    told.step("writing rejects", 0.95, 1.0)
    tables |= write_apart(connection, mapping, staged, privacy, store)
    made_up = count_made_up(connection, store)
    holding = hold_store(connection, store, mapping, codebook, privacy, staged)
    if privacy.safe_harbor:
        notes, labels.notes = [], []
    report = make_report(
        files=named(files_told(connection, staged), numbers),
        by_rule=named(counts_by_rule(connection, staged), numbers),
        exclusions=exclusion_flow(connection, store, mapping.records),
        unknown_labels=labels.unknown_labels(),
        identifiers=holding.items,
        dropped_columns=dropped_columns(staged),
        notes=[
            *holding.notes,
            *privacy_notes(privacy, staged, tables.get("rejected_lines")),
            *seen,
            *notes,
            *labels.notes,
            *mixed_note(made_up, tables["cases"]),
            *(f"{item.name}: {note}" for item in staged for note in item.notes),
        ],
        tables=tables,
    )
    about: dict = {
        "records": mapping.records,
        "attributes": holding.attributes,
        "privacy": holding.privacy,
        "weighted": "weight" in mapping.columns,
    }
    report = replace(report, **about, synthetic=made_up > 0)
    if privacy.safe_harbor:
        report, mapping, given = concealed(report, mapping, given, numbers)
    report.write(store / "report.json")
    write_settings(store / "import.toml", mapping, codebook, keep, given)
    seal(store, store_id)
    return report


def _stage(inputs: list[Input], staging: Staging, told: Progress) -> list[Staged]:
    """Stage every input; all that cannot be read are named at once."""
    staged, faults = [], []
    sizes = [item.path.stat().st_size for item in inputs]
    for place, item in enumerate(inputs):
        before, after = (0.05 + 0.55 * sum(sizes[:end]) / max(sum(sizes), 1) for end in (place, place + 1))
        told.step(f"reading {item.name}", before, after)
        try:
            for table in staging.stage(item, len(staged) + 1):
                table.number = len(staged) + 1
                staged.append(table)
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    return staged


def _guarded(mapping: Mapping, keep: frozenset[str]) -> frozenset[str]:
    """Give the mapped columns that identify a person by their names; ids, dates and ZIP codes have rules of theirs."""
    own = ("case_id", "date", "zip3", *PACKED, *FOLLOWERS)  # a drug's name is no person's
    return frozenset(
        name
        for target, source in mapping.columns.items()
        if target not in own
        for name in source.names()
        if identifier(name) in PERSONAL and plain(name) not in keep
    )


def _check_attributes(mapping: Mapping, keep: frozenset[str]) -> None:
    """Refuse columns of the analyst's own whose names say that they identify people, unless they are to be kept."""
    faults = [
        f"[attributes], {name}: expected no column that identifies people, got {column!r} ({what}); "
        "leave it out, or name it in keep too."
        for name, source in mapping.attributes.items()
        for column in source.names()
        if (what := declared_identifier(column)) and plain(column) not in keep
    ]
    if faults:
        raise DataError(faults)


def _check_keep(keep: frozenset[str], staged: list[Staged]) -> None:
    have = {plain(name) for item in staged for name in item.header}
    if lacking := sorted(keep - have):
        raise DataError(f"keep: expected columns of the files, got {', '.join(map(repr, lacking))}; correct the names.")
