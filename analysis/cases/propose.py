"""Propose a mapping by looking at an export: each target with how sure, why, and the labels that nothing knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..errors import DataError
from .candidates import LEAST, Candidate, Look, as_spelled, id_candidates, single_candidates
from .codebook import Codebook, read_codebook
from .evidence import Column, Words, known_labels, read_words
from .linking import Links, find_links, repeated_id
from .lists import follower_candidates, list_candidates
from .mapping import PACKED, TARGETS, Source, Table
from .proposal import Draft, Proposal, put_together
from .sampling import Sample, read_samples

__all__ = ["Proposal", "propose_mapping"]


def propose_mapping(path: str | Path | Iterable[str | Path], *, name: str | None = None) -> Proposal:
    """Look at an export and propose how its columns and labels become those of a case store.

    Looked at are the first 20,000 rows of each file: headings, spellings of labels, formats of dates, several values in
    one cell, yes/no columns named after substances, numbered columns, and columns that join several files.

    Parameters
    ----------
    path : path, or iterable of paths
        A file, a folder of linked tables (or of one table in several files), or several files.
    name : str, optional
        Name of the mapping; by default that of the file or folder.

    Returns
    -------
    Proposal

    Raises
    ------
    DataError
        When nothing can be read, or no column of it says anything of a case.
    """
    samples, unread = _read(path)
    codebook, words = read_codebook(), read_words()
    looks = {sample.path: _look(sample, codebook, words) for sample in samples}
    draft = _draft(samples, looks)
    if len(draft.chosen.keys() - {"case_id", "year"}) < 2:
        found = ", ".join(draft.chosen) or "nothing"
        raise DataError(
            f"path: expected a table with a row per case in {draft.sample.path.name}, but its headings and labels tell "
            f"only {found}; if it holds counts, read them as counts, else write a mapping by hand."
        )
    same = {sample.path for sample in samples if sample.headings == draft.sample.headings}
    left = [f"file {file.name}" for file in looks if file not in same | set(draft.files.values())]
    return put_together(draft, name or _name_of(path), looks, [*left, *unread])


def _read(path: str | Path | Iterable[str | Path]) -> tuple[list[Sample], list[str]]:
    """Read a sample of every file; in a folder, files that hold no table are passed over, but named."""
    paths = [Path(path)] if isinstance(path, str | Path) else [Path(item) for item in path]
    samples, unread, faults = [], [], []
    for item in paths:
        inside = sorted(child for child in item.iterdir() if child.is_file()) if item.is_dir() else [item]
        for file in inside:
            try:
                samples += read_samples(file)
            except DataError as error:
                (unread if item.is_dir() else faults).append(str(error))
    if faults or not samples:
        raise DataError(faults or [f"path: expected a file or folder with tables, got {path}."])
    return samples, [f"file that was not read ({text})" for text in unread]


def _look(sample: Sample, codebook: Codebook, words: Words) -> Look:
    cells = list(zip(*sample.rows, strict=True)) or [()] * len(sample.headings)
    columns = (
        Column(heading, tuple(cell.strip() for cell in column))
        for heading, column in zip(sample.headings, cells, strict=True)
    )
    return Look(tuple(columns), codebook, words)


def _draft(samples: list[Sample], looks: dict[Path, Look]) -> Draft:
    """Look for linked tables first, then at the one table that says most of a case."""
    if len(samples) == 1:
        return _one_table(samples[0], looks)
    worth = {file: _worth(look) for file, look in looks.items()}
    links = find_links({sample.path: sample for sample in samples}, looks, worth)
    return _linked(links, looks) if links else _one_table(max(samples, key=lambda one: worth[one.path]), looks)


def _worth(look: Look) -> float:
    """Give how much a table says of cases."""
    return sum(candidate.sure for candidate in _choose([*single_candidates(look), *list_candidates(look)]).values())


def _one_table(sample: Sample, looks: dict[Path, Look]) -> Draft:
    look = looks[sample.path]
    singles, lists = list(single_candidates(look)), list(list_candidates(look))
    ids = list(id_candidates(look))
    layout = "case"
    if (found := repeated_id(look, _choose(singles), _choose(lists).get("substance"))) is not None:
        layout, ids = "substance", [found]
    chosen = _choose([*ids, *singles, *lists])
    chosen = _with_followers(chosen, [(None, look)])
    return Draft(sample, layout, {"cases": Table()}, {"cases": sample.path}, chosen)


def _linked(links: Links, looks: dict[Path, Look]) -> Draft:
    main = looks[links.main]
    key = links.keys[links.main]
    heading = f"heading {key!r}; it numbers the rows of {links.main.name} and joins {len(links.keys) - 1} tables to it"
    candidates = [Candidate("case_id", 0.97, heading, Source(column=key)), *single_candidates(main)]
    candidates += list_candidates(main)
    names = {file: table for table, file in links.tables.items()}
    for file in links.keys:
        if file != links.main:
            candidates += _of_table(names[file], looks[file], links.keys[file])
    chosen = _choose(candidates)
    inside = [(None if file == links.main else names[file], looks[file]) for file in links.keys]
    chosen = _with_followers(chosen, inside)
    read = {"cases", *(candidate.source.table for candidate in chosen.values())} - {""}
    tables = {table: Table(file.name, links.keys[file]) for table, file in links.tables.items() if table in read}
    return Draft(links.sample, "linked", tables, {table: links.tables[table] for table in tables}, chosen)


def _of_table(table: str, look: Look, key: str) -> list[Candidate]:
    """Give what a joined table may hold: lists, and the outcome or level of care of which it may have several rows."""
    inner = Look(tuple(column for column in look.columns if column.heading != key), look.codebook, look.words)
    kept = [
        candidate
        for candidate in [*single_candidates(inner), *list_candidates(inner)]
        if candidate.target in (*PACKED, "medical_outcome", "level_of_care") and candidate.source.column
    ]
    return [_in_table(candidate, table, inner) for candidate in kept]


def _in_table(candidate: Candidate, table: str, look: Look) -> Candidate:
    source = replace(candidate.source, table=table)
    why = f"table {table}, {candidate.why}"
    sure = candidate.sure
    if candidate.target == "substance":
        role = next((column for column in look.columns if look.words.heading("role", column) >= 0.6), None)
        rank = next((column for column in look.columns if look.words.heading("rank", column) >= 0.6), None)
        source = replace(source, rank=rank.heading if rank else "")
        roles = as_spelled(look.words.roles, role) if role else ()
        if role is not None and role.share(roles) > 0.9:
            source = replace(source, role=role.heading, roles=roles)
            why += f"; ranked by the roles in {role.heading!r}"
            sure = min(0.98, sure + 0.05)
    elif candidate.target in ("medical_outcome", "level_of_care") and not source.prefer:
        column = next(column for column in look.columns if column.heading == source.column)
        known = known_labels(column, look.codebook[TARGETS[candidate.target]])
        terms = look.codebook[TARGETS[candidate.target]].terms
        graver = sorted(known, key=lambda label: terms.index(known[label]), reverse=candidate.target[0] == "m")
        source = replace(source, prefer=tuple(graver))
    return replace(candidate, source=source, why=why, sure=sure)


def _choose(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """Give each target its surest candidate; no column serves two targets, but those of dates."""
    chosen: dict[str, Candidate] = {}
    taken: set[tuple[str, str]] = set()
    for candidate in sorted(candidates, key=lambda one: (-round(one.sure, 2), one.order)):
        columns = {(candidate.source.table, name) for name in candidate.source.names()}
        if candidate.sure < LEAST or candidate.target in chosen or columns & taken:
            continue
        chosen[candidate.target] = candidate
        taken |= columns
    return chosen


def _with_followers(chosen: dict[str, Candidate], looks: list[tuple[str | None, Look]]) -> dict[str, Candidate]:
    """Add what is said of each substance, effect or therapy, from the table and of the shape of its leader."""
    taken = {(one.source.table, name) for one in chosen.values() for name in one.source.names()}
    for table, look in looks:
        for leader in PACKED:
            source = chosen[leader].source if leader in chosen else None
            if source is None or source.table != (table or "") or not source.column:
                continue
            for candidate in follower_candidates(look, leader, source.separator):
                name = (source.table, candidate.source.column)
                if candidate.sure >= LEAST and candidate.target not in chosen and name not in taken:
                    follower = replace(candidate.source, table=source.table)
                    chosen[candidate.target] = replace(candidate, source=follower)
                    taken.add(name)
    return chosen


def _name_of(path: str | Path | Iterable[str | Path]) -> str:
    first = Path(path) if isinstance(path, str | Path) else Path(next(iter(path), "export"))
    return first.name.split(".")[0] or "export"
