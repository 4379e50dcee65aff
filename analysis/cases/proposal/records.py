"""What the records of an export are, as far as its headings tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..codebook.records import KINDS, POISON_CENTER, records_of
from ..mapping.model import Source
from .candidate import Candidate, Look
from .columns import Column, flag_labels

ASSUMED = {"call_type": "human exposure", "species": "human"}
ASSUMED_WHY = "no column tells; the export is taken to hold exposures of people only, remove this if it does not"
ASSUMED_SURE = 0.5
ALWAYS = 0.9  # share of filled cells from which a column holds for all cases: some patients have a date of death too
SURE = (0.5, 0.7, 0.9, 0.95)  # by the number of headings that tell


def proposed_records(looks: Mapping[Path, Look], outcome: Candidate | None) -> Candidate:
    """Give what the records are (the candidate's target), how sure and why.

    Headings, and names of files of deaths, are counted that name what only one kind of records has. Where none does,
    the records are taken for those of a poison center. Records of which a column of outcomes grades more than deaths
    are none of deaths alone.
    """
    named = [(_file_name(path), look) for path, look in looks.items()]
    looks = list(looks.values())
    told = {name: _telling(name, looks) for name in KINDS}
    told["deaths"] += [name for name, look in named if look.words.tells("deaths", name)]
    if outcome is not None and set(outcome.labels.values()) - {"Death"} | set(outcome.own_labels):
        told["deaths"] = []  # others survived
    best = max(told, key=lambda name: len(told[name]))
    if not told[best]:
        why = "no heading tells what the records are; state it, as the words of every table and text follow it"
        return Candidate(POISON_CENTER, SURE[0], why, Source())
    shown = ", ".join(repr(column.heading) for column in told[best][:4])
    why = f"{KINDS[best].headings}, by the headings {shown}"
    rival = max((name for name in told if name != best), key=lambda name: len(told[name]))
    lead = len(told[best]) - len(told[rival])
    return Candidate(best, SURE[min(lead, 3)] if told[rival] else SURE[min(len(told[best]), 3)], why, Source())


def constants_of(records: Candidate) -> dict[str, str]:
    """Give what all cases of an export are, by what its records are, where no column tells."""
    return ASSUMED if records.target == POISON_CENTER else dict(records_of(records.target).constants)


def assumption(records: Candidate) -> Candidate:
    """Give how sure and why that is."""
    return replace(records, sure=ASSUMED_SURE, why=ASSUMED_WHY) if records.target == POISON_CENTER else records


def _file_name(path: Path) -> Column:
    """Give the name of a file as the heading of a column."""
    return Column(path.name.split(".")[0], ())


def _telling(name: str, looks: Iterable[Look]) -> list[Column]:
    """Give the columns whose headings tell a kind of records, one for each phrase."""
    found: dict[tuple[str, ...], Column] = {}
    for look in looks:
        for column in look.open:
            phrase = look.words.tells(name, column)
            if phrase and (name != "deaths" or (column.filled >= ALWAYS and not flag_labels(column))):
                found.setdefault(phrase, column)
    return list(found.values())
