"""Propose a mapping by looking at an export: each target with how sure, why, and the labels that nothing knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ...errors import DataError
from ...files.sample import Sample, read_samples
from ..codebook.values import usual_mark
from ..codebook.vocabularies import Codebook, read_codebook
from ..mapping.model import PACKED, TARGETS, Source, Table
from ..masking import is_record, mask
from .candidate import LEAST, Candidate, Look, clash, takes
from .columns import Column, known_labels, number_share
from .counted import refuse_counts
from .draft import Draft, put_together, weighed
from .followers import follower_candidates
from .headings import Words, read_words
from .linked_tables import Links, find_links, grouped, joined_followers, repeated_id
from .result import Proposal
from .several_values import list_candidates
from .single_values import as_spelled, id_candidates, single_candidates

__all__ = ["Proposal", "propose_mapping"]

FIRST = 500  # rows in which the words of a first line may stand again


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
    said = draft.chosen.keys() - {"case_id", "year"}
    # counts of places and years have places and years too, and numbers under headings of ages
    if len(said) < 2 or ("date" not in said and len(said - {"state", "county", "zip3"}) < 2):
        found = f"tell only {', '.join(draft.chosen)}" if draft.chosen else "tell of no column what it is"
        raise DataError(
            f"path: expected a table with a row per case in {draft.sample.path.name}, but its headings and labels "
            f"{found}; if it holds counts, read them as counts, else write a mapping by hand."
        )
    refuse_counts(looks[draft.sample.path], draft.sample.path.name, draft.chosen.get("case_id"))
    same = {sample.path for sample in samples if sample.headings == draft.sample.headings}
    kinds = {sample.path: "sheet" if "sheet" in sample.read else "file" for sample in samples}
    left = {
        f"{kinds[file]} {file.name}": "no table of the mapping is in it"
        for file in looks
        if file not in same | set(draft.files.values())
    }
    twice = [name for name in dict.fromkeys(draft.sample.headings) if draft.sample.headings.count(name) > 1]
    left |= {f"column {name!r}": "stands twice; rename one in the file to use it" for name in twice}
    nameless = [name for place, name in enumerate(draft.sample.headings, start=1) if name == f"column {place}"]
    left |= dict.fromkeys(nameless, "has no name; give it one in the file to use it")
    return put_together(draft, name or _name_of(path), looks, left | unread)


def _read(path: str | Path | Iterable[str | Path]) -> tuple[list[Sample], dict[str, str]]:
    """Read a sample of every file; in a folder, files that hold no table are passed over, but named."""
    paths = [Path(path)] if isinstance(path, str | Path) else [Path(item) for item in path]
    samples, unread, faults = [], [], []
    for item in paths:
        inside = sorted(child for child in item.iterdir() if child.is_file()) if item.is_dir() else [item]
        for file in inside:
            try:
                samples += [_with_headings(sample) for sample in read_samples(file)]
            except DataError as error:
                (unread if item.is_dir() else faults).append(str(error))
    if faults or not samples:
        raise DataError(faults or [f"path: expected a file or folder with tables, got {path}."])
    return samples, {f"file that was not read ({text})": "" for text in unread}


def _with_headings(sample: Sample) -> Sample:
    """Refuse a table without headings: its first record would be taken for them, and shown."""
    if is_record(sample.headings, sample.rows[:FIRST]):
        raise DataError(
            f"path: expected a line that names the columns of {sample.path.name}, but its first line looks like a "
            "record (not shown, as it may be a patient's); add such a line, or export it with one."
        )
    return sample


def _look(sample: Sample, codebook: Codebook, words: Words) -> Look:
    cells = list(zip(*sample.rows, strict=True)) or [()] * len(sample.headings)
    titles = sample.titles or ("",) * len(sample.headings)
    usual = usual_mark([str(sample.read.get("delimiter", ""))])
    columns = (
        Column(heading, _masked(column), title if title != heading else "", usual)
        for place, (heading, column, title) in enumerate(zip(sample.headings, cells, titles, strict=True), start=1)
        # a mapping names columns: it can name neither one of two nor one without a name
        if sample.headings.count(heading) == 1 and heading != f"column {place}"
    )
    return Look(tuple(columns), codebook, words)


def _masked(cells: Sequence[str]) -> tuple[str, ...]:
    """Give the cells of a column as an import reads them: what identifies somebody is withheld."""
    shown = {cell: mask(cell.strip()) for cell in set(cells)}
    return tuple(shown[cell] for cell in cells)


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
    if (rows := grouped(look, _choose(singles), _choose(lists).get("substance"))) is not None:
        once, found = rows
        lists = [ranked(one, look) if one.target == "substance" else one for one in lists]
        candidates = [found, *single_candidates(once), *lists]
        chosen = _with_followers(_choose(candidates), [(None, look)], {})
        sample = replace(sample, read=sample.read | {"fill_down": True})
        return Draft(sample, "substance", {"cases": Table()}, {"cases": sample.path}, *weighed(chosen, candidates))
    if (found := repeated_id(look, _choose(singles), _choose(lists))) is not None:
        layout, ids = "substance", [found]
        lists = [ranked(one, look) if one.target == "substance" else one for one in lists]
    candidates = [*ids, *singles, *lists]
    chosen = _with_followers(_choose(candidates), [(None, look)], {})
    return Draft(sample, layout, {"cases": Table()}, {"cases": sample.path}, *weighed(chosen, candidates))


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
    inside = [(None if file == links.main else names[file], looks[file]) for file in links.keys]
    keys = {None if file == links.main else names[file]: key for file, key in links.keys.items()}
    chosen = _with_followers(_choose(candidates), inside, keys)
    read = {"cases", *(candidate.source.table for candidate in chosen.values())} - {""}
    tables = {
        table: Table(links.samples[file].file, links.keys[file], str(links.samples[file].read.get("sheet", "")))
        for table, file in links.tables.items()
        if table in read
    }
    files = {table: links.tables[table] for table in tables}
    return Draft(links.samples[links.main], "linked", tables, files, *weighed(chosen, candidates))


def _of_table(table: str, look: Look, key: str) -> list[Candidate]:
    """Give what a joined table may hold: lists, and the outcome or level of care of which it may have several rows."""
    inner = Look(tuple(column for column in look.columns if column.heading != key), look.codebook, look.words)
    kept = [
        candidate
        for candidate in [*single_candidates(inner), *list_candidates(inner)]
        if candidate.source.column
        and (candidate.source.codes or candidate.target in (*PACKED, "medical_outcome", "level_of_care"))
    ]
    return [_in_table(candidate, table, inner) for candidate in kept]


def _in_table(candidate: Candidate, table: str, look: Look) -> Candidate:
    source = replace(candidate.source, table=table)
    why = f"table {table}, {candidate.why}"
    if candidate.target == "substance":
        return ranked(replace(candidate, source=source, why=why), look)
    if candidate.target in ("medical_outcome", "level_of_care") and not source.prefer:
        column = next(column for column in look.columns if column.heading == source.column)
        known = known_labels(column, look.codebook[TARGETS[candidate.target]])
        terms = look.codebook[TARGETS[candidate.target]].terms
        graver = sorted(known, key=lambda label: terms.index(known[label]), reverse=candidate.target[0] == "m")
        source = replace(source, prefer=tuple(graver))
    return replace(candidate, source=source, why=why)


def ranked(candidate: Candidate, look: Look) -> Candidate:
    """Add what orders the rows of substances: their roles, their numbers."""
    if not candidate.source.column or candidate.source.codes:
        return candidate
    source, why, sure = candidate.source, candidate.why, candidate.sure
    others = [column for column in look.columns if column.heading != source.column]
    role = next((column for column in others if look.words.heading("role", column) >= 0.6), None)
    rank = next((column for column in others if look.words.heading("rank", column) >= 0.6), None)
    if rank is not None and number_share(rank, 0, float("inf")) > 0.9:
        source = replace(source, rank=rank.heading)
        why += f"; numbered by {rank.heading!r}"
    roles = as_spelled(look.words.roles, role) if role else ()
    if role is not None and role.share(roles) > 0.9:
        source = replace(source, role=role.heading, roles=roles)
        why += f"; ranked by the roles in {role.heading!r}"
        sure = min(0.98, sure + 0.05)
    return replace(candidate, source=source, why=why, sure=sure)


def _choose(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """Give each target its surest candidate; no column serves two targets, but those of which each takes a part."""
    chosen: dict[str, Candidate] = {}
    taken: set[tuple[str, str, str]] = set()
    for candidate in sorted(candidates, key=lambda one: (-round(one.sure, 2), one.order)):
        columns = takes(candidate)
        if candidate.sure < LEAST or candidate.target in chosen or clash(columns, taken):
            continue
        chosen[candidate.target] = candidate
        taken |= columns
    return chosen


def _with_followers(
    chosen: dict[str, Candidate], looks: list[tuple[str | None, Look]], keys: Mapping[str | None, str]
) -> dict[str, Candidate]:
    """Add what is said of each substance, effect or therapy: in the table of its leader, else in one joined to that."""
    taken = {(one.source.table, name) for one in chosen.values() for name in one.source.names()}
    by_table = dict(looks)
    for leader in PACKED:
        source = chosen[leader].source if leader in chosen else None
        if source is None or source.codes or not (source.column or source.columns):
            continue
        home = source.table or None
        for table in sorted(by_table, key=lambda name: name != home):
            found = follower_candidates(by_table[table], leader, source if table == home else Source())
            if table != home:
                found = joined_followers(list(found), by_table[table], by_table[home], source, table, keys)
            for candidate in sorted(found, key=lambda one: -one.sure):
                cells = (candidate.source.column, *candidate.source.columns)  # both may be joined by one rank
                names = {(table or "", name) for name in cells if name}
                same = candidate.target == "dose_unit" and "dose" in chosen
                same = same and chosen["dose"].source == replace(candidate.source, table=table or "")
                if candidate.sure >= LEAST and candidate.target not in chosen and (same or not names & taken):
                    chosen[candidate.target] = replace(candidate, source=replace(candidate.source, table=table or ""))
                    taken |= names
    if "dose_unit" in chosen and "dose" in chosen:  # a column of units says more than a heading
        dose = chosen["dose"]
        chosen["dose"] = replace(dose, source=replace(dose.source, fixed_unit=""))
    return chosen


def _name_of(path: str | Path | Iterable[str | Path]) -> str:
    first = Path(path) if isinstance(path, str | Path) else Path(next(iter(path), "export"))
    return first.name.split(".")[0] or "export"
