"""Which column joins several tables, and which one numbers the cases of a table with a row per substance."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ...files.sample import Sample
from ...forms import percent
from ..mapping.model import PACKED, Source
from .candidate import Candidate, Look
from .columns import Column
from .single_values import id_candidates


@dataclass(frozen=True, slots=True)
class Links:
    """Tables that belong together: the one with a row per case, and the column of each that joins it."""

    main: Path
    keys: dict[Path, str]
    tables: dict[str, Path]
    samples: Mapping[Path, Sample]


def find_links(samples: Mapping[Path, Sample], looks: Mapping[Path, Look], worth: Mapping[Path, float]) -> Links | None:
    """Find the table whose rows are numbered by a column that other tables repeat; None where there is none.

    Of several, the one that most tables join is taken, then the one that says most of a case.
    """
    best: tuple[tuple[int, float], Path, dict[Path, str]] | None = None
    for main, look in looks.items():
        for place, column in enumerate(look.columns):
            if look.rows < 2 or len(column.counts) != look.rows:
                continue
            keys = {main: column.heading} | _joined(column, look, {file: looks[file] for file in looks if file != main})
            named = look.words.heading("case_id", column)
            score = (len(keys), worth[main] + named - 0.01 * place)
            if len(keys) > 1 and (best is None or score > best[0]):
                best = (score, main, keys)
    if best is None or len({samples[file].headings for file in best[2]}) < 2:
        return None
    _, main, keys = best
    return Links(main, keys, _table_names(main, keys), samples)


def _joined(key: Column, look: Look, others: Mapping[Path, Look]) -> dict[Path, str]:
    """Give the tables with a column that repeats the numbers of a key, under its heading or another one of ids."""
    found = {}
    for file, other in others.items():
        for column in other.columns:
            alike = "".join(column.words) == "".join(key.words)
            ids = look.words.heading("case_id", key) and other.words.heading("case_id", column)
            if (alike or ids) and column.counts and column.share(key.counts) >= 0.5:
                found[file] = column.heading
                break
    return found


def _table_names(main: Path, keys: Mapping[Path, str]) -> dict[str, Path]:
    """Name tables by what their files are called, without what all of these begin with."""
    stems = {file: file.name.split(".")[0] for file in keys}
    first, last = min(stems.values()), max(stems.values())
    common = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    cut = max((match.end() for match in re.finditer(r"[_ -]+", first[:common])), default=0)
    names = {"cases": main}
    for file, stem in stems.items():
        if file != main:
            name = re.sub(r"\W+", "_", stem[cut:].casefold()).strip("_") or "table"
            names[name if name not in names else f"{name}_{len(names)}"] = file
    return names


def joined_followers(
    candidates: list[Candidate],
    look: Look,
    home: Look,
    leader: Source,
    table: str | None,
    keys: Mapping[str | None, str],
) -> list[Candidate]:
    """Give the followers in a table of their own: most of its rows find their leader by case and number."""
    number = next((column for column in home.columns if column.heading == leader.rank), None)
    if not candidates or number is None or table not in keys:
        return []
    same = [column for column in look.columns if column.words[-len(number.words) :] == number.words]
    rank = next(iter(same), None)
    if rank is None:
        return []
    pairs = set(_pairs(home, keys[leader.table or None], number.heading))
    found = [pair in pairs for pair in _pairs(look, keys[table], rank.heading)]
    share = sum(found) / len(found) if found else 0.0
    if share < 0.5:
        return []
    why = (
        f", table {table}, joined by {keys[table]!r} and {rank.heading!r} ({percent(share, 0)} of its rows find theirs)"
    )
    return [
        replace(
            one, sure=one.sure * (0.9 + 0.1 * share), why=one.why + why, source=replace(one.source, rank=rank.heading)
        )
        for one in candidates
        if one.source.column not in (keys[table], rank.heading)
    ]


def _pairs(look: Look, key: str, number: str) -> zip:
    cells = {column.heading: column.cells for column in look.columns}
    return zip(cells[key], (cell.removesuffix(".0") for cell in cells[number]), strict=True)


def grouped(look: Look, singles: Mapping[str, Candidate], substance: Candidate | None) -> tuple[Look, Candidate] | None:
    """Find the id of a list that writes what several rows share only in the first; give the list written out, too.

    Such a list numbers some rows only, each with another number; where it does not, what else is said once of a case
    is missing too, and the substance is not.
    """
    if substance is None or not substance.source.column or substance.source.separator or not look.rows:
        return None
    cells = {column.heading: column.cells for column in look.columns}
    drugs = cells[substance.source.column]
    columns = {target: one.source.names()[0] for target, one in singles.items() if one.source.names()}
    said = [columns[target] for target in ("date", "age", "sex") if target in columns] or list(columns.values())
    for column in look.columns:
        heading = look.words.heading("case_id", column)
        empty = [place for place, cell in enumerate(column.cells) if not cell]
        if heading < 0.6 or not said or not empty or not column.cells[0] or len(column.counts) < 0.2 * look.rows:
            continue
        below = [place for place in empty if drugs[place] and not any(cells[name][place] for name in said)]
        if max(column.counts.values()) == 1 and len(below) >= 0.95 * len(empty) and len(below) > 2:
            why = f"heading {column.heading!r}; {len(column.counts):,} numbers in {look.rows:,} rows; the"
            why += f" {len(empty):,} rows without one hold a substance and nothing else of the case,"
            why += " and belong to the case above them"
            return _written_out(look, column), Candidate("case_id", 0.9 * heading, why, Source(column=column.heading))
    return None


def _written_out(look: Look, key: Column) -> Look:
    """Leave the rows of a look that have a number, so that what is said once of a case is looked at once."""
    return replace(
        look,
        columns=tuple(
            replace(column, cells=tuple(cell for cell, number in zip(column.cells, key.cells, strict=True) if number))
            for column in look.columns
        ),
    )


def repeated_id(look: Look, singles: Mapping[str, Candidate], lists: Mapping[str, Candidate]) -> Candidate | None:
    """Find the column that numbers cases of several rows: in these, the case agrees and what it has several of differs.

    A list has a row per substance, per effect or therapy, or for each of one with each of another.
    """
    plain = {name: one.source.column for name, one in lists.items() if name in PACKED and not one.source.separator}
    parts = {name: heading for name, heading in plain.items() if heading}
    if "substance" not in parts:
        return None
    cells = {column.heading: column.cells for column in look.columns}
    said = [one.source.names()[0] for target, one in singles.items() if target in ("date", "age", "sex", "county")]
    found = []
    for candidate in id_candidates(look, repeated=True):
        rows = defaultdict(list)
        for place, number in enumerate(cells[candidate.source.column]):
            rows[number].append(place)
        several = [places for places in rows.values() if len(places) > 1]
        if not several or len(several) < 0.01 * len(rows) or not said:
            continue
        agree = _share(several, [cells[name] for name in said], same=True)
        differ = {name: _share(several, [cells[heading]], same=False) for name, heading in parts.items()}
        most = "substance" if differ["substance"] >= 0.3 else max(differ, key=lambda name: differ[name])
        if agree >= 0.9 and _share(several, [cells[heading] for heading in parts.values()], same=False) >= 0.3:
            found.append((round(agree, 2), len(rows), candidate, most, differ[most]))
    if not found:
        return None
    agree, count, candidate, most, differs = max(found, key=lambda item: item[:2])
    why = f"heading {candidate.source.column!r}; {count:,} numbers in {look.rows:,} rows; in the rows of one, date, age"
    why += f" and sex agree ({percent(agree, 0)}) and the {most} differs ({percent(differs, 0)})"
    return Candidate("case_id", min(0.95, 0.5 + 0.45 * agree), why, candidate.source)


def _share(groups: list[list[int]], columns: list[tuple[str, ...]], *, same: bool) -> float:
    """Give the share of groups of rows whose cells are all the same, or differ; an empty cell differs from none."""
    alike = [all(len({column[place] for place in places} - {""}) <= 1 for column in columns) for places in groups]
    return sum(one is same for one in alike) / len(alike)
