"""Yes/no columns that are named after substances, therapies and effects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ..codebook.answers import answer
from ..codebook.vocabularies import squeeze
from ..mapping.model import Source
from ..mapping.separators import in_words
from .candidate import Candidate, Look
from .columns import ODD, ODD_RESULTS, Column, flag_labels, number_share
from .separators import separator
from .single_values import SINGLE

# Words around a therapy in the heading of a yes/no column.
GIVEN = {
    "tx",
    "rx",
    "therapy",
    "treatment",
    "administered",
    "given",
    "used",
    "admin",
    "received",
    "performed",
    "yn",
    "flag",
    "administration",
}
FELT = {"sx", "symptom", "symptoms", "sign", "effect", "effects", "ce", "clinical"}  # and around an effect
OTHER = {"other", "others", "drug", "drugs", "substance", "substances", "specify", "specified", "text", "name", "list"}
DOSES = {"doses", "dose", "times", "count"}  # and around one that is counted
GIVEN |= DOSES | {"number", "num", "no", "total"}


def flag_candidates(look: Look) -> Iterator[Candidate]:
    """Yield the substances, therapies and effects that stand in yes/no columns."""
    yield from _flags_of_substances(look)
    yield from _flags_of_therapies(look)
    yield from _flags_of_effects(look)


def _substance_word(look: Look, column: Column) -> bool:
    return any(word in look.words.substances or word.rstrip("s") in look.words.substances for word in column.words)


def _flags_of_substances(look: Look) -> Iterator[Candidate]:
    """Find yes/no columns that stand together and of which some are named after substances."""
    marked = [(column, bool(_results(look, column)) or _empty_flag(look, column)) for column in look.columns]
    runs = [[column for column, _ in run] for flag, run in groupby(marked, key=lambda item: item[1]) if flag]
    named = [(run, sum(_substance_word(look, column) for column in run)) for run in runs]
    chosen = [run for run, count in named if count >= 2 and count >= 0.3 * len(run)]
    alone = [c for run, n in named if run not in chosen for c in run if _substance_word(look, c)] if chosen else []
    columns = [column for column in look.columns if any(column in run for run in chosen) or column in alone]
    columns = [column for column in columns if not therapy_of(look, column) and not _no_substance(look, column)]
    columns = _one_family(look, columns) if len(columns) > 1 else columns
    if len(columns) < 2:
        return
    others = [column.heading for column in columns if not _substance_word(look, column)]
    count = len(columns) - len(others)
    why = f"{len(columns)} yes/no columns side by side, {count} of them named after substances"
    why += f", and taken to be so too: {', '.join(map(repr, others))}" if others else ""
    source = _flags(_short_names(columns), (label for column in columns for label in _results(look, column)))
    if (other := _others(look, columns)) is not None:
        sign, _ = separator(other)
        source = replace(source, column=other.heading, separator=sign)
        why += f"; and what {other.heading!r} names beside them"
        why += f", divided by {in_words(sign)}" if sign else ""
    yield Candidate("substance", min(0.97, 0.7 + 0.3 * count / len(columns)), why, source)


def _results(look: Look, column: Column) -> tuple[str, ...]:
    """Give the labels that mean yes in a yes/no column, or in one of results named after a substance."""
    return flag_labels(column, ODD_RESULTS if _substance_word(look, column) else ODD)


def _others(look: Look, flags: Sequence[Column]) -> Column | None:
    """Give the column, next to yes/no columns, in which substances without a column of their own are named."""
    # what nobody had, and what sums up others, is no neighbor
    near = [one for one in look.columns if one in flags or not (_only_no(one) or set(one.words) & look.words.sums)]
    places = [near.index(column) for column in flags]
    for column in near[max(0, min(places) - 1) : max(places) + 2]:
        other = "other" in column.words and set(column.words) <= OTHER
        if other and column in look.open and column.counts and column not in flags and not flag_labels(column):
            return column if number_share(column, float("-inf"), float("inf")) < 0.5 else None
    return None


def _no_substance(look: Look, column: Column) -> bool:
    """Say whether a yes/no column sums up others (any opioid), or tells something else by its heading (survived)."""
    if _substance_word(look, column):
        return bool(set(column.words) & look.words.sums)
    others = (target for target in SINGLE if look.words.heading(target, column) >= 0.8)
    return bool(set(column.words) & (look.words.sums | look.words.circumstances)) or next(others, None) is not None


def _one_family(look: Look, columns: list[Column]) -> list[Column]:
    """Where most columns named after substances begin, or end, with the same word, keep those that do so."""
    named = [column for column in columns if _substance_word(look, column)]
    for place in (0, -1):
        ends = Counter(column.words[place] for column in named if len(column.words) > 1)
        word, count = ends.most_common(1)[0] if ends else ("", 0)
        if count > 2 and count >= 0.7 * len(named) and word not in look.words.substances:
            alike = [one for one in look.columns if one.words[place:][:1] == (word,) and not _no_substance(look, one)]
            return [column for column in alike if column in columns or _only_no(column)]
    return columns


def _empty_flag(look: Look, column: Column) -> bool:
    """Say whether a column has no cell filled but is named after a substance: nobody had it."""
    return _only_no(column) and _substance_word(look, column)


def _only_no(column: Column) -> bool:
    return all(answer(label) == "no" for label in column.counts)


def _short_names(columns: Sequence[Column]) -> dict[str, str]:
    """Name substances by their headings, without what all of these begin with."""
    headings = [column.heading for column in columns]
    first, last = min(headings), max(headings)
    common = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    cut = max((match.end() for match in re.finditer(r"[_ :.-]+", first[:common])), default=0)
    names = {}
    for heading in headings:
        name = " ".join((_choice(heading) or heading[cut:]).replace("_", " ").split()) or heading
        name = name[0].upper() + name[1:].lower() if name.isupper() or name.islower() else name
        names[name if name not in names else heading] = heading
    return names


def _choice(heading: str) -> str:
    """Give the answer that a column of a form's question stands for: of ``Drugs (choice=Heroin)``."""
    found = re.search(r"\(choice=(.+)\)\s*$", heading)
    return found[1] if found else ""


def therapy_of(look: Look, column: Column) -> str | None:
    """Give the therapy that a heading names; what is a substance too is one only where it was given."""
    if choice := _choice(column.heading):
        question = Column(column.heading.removesuffix(f"(choice={choice})"), ())
        return look.codebook["therapy"].find(choice) if look.words.heading("therapy", question) else None
    words = " ".join(word for word in column.words if word not in GIVEN)
    given = len(words.split()) < len(column.words)
    if words in ("", "other") or (_substance_word(look, column) and not given):
        return None
    return look.codebook["therapy"].find(words)


def _flags_of_therapies(look: Look) -> Iterator[Candidate]:
    found = {column: therapy_of(look, column) for column in look.columns if flag_labels(column) or _doses(column)}
    given = {column: name for column, name in found.items() if name}
    if not given:
        return
    indicators = {name: column.heading for column, name in given.items()}
    why = f"yes/no column{'s' if len(given) > 1 else ''} named after {', '.join(indicators)}"
    labels = (label for column in given for label in flag_labels(column) or _doses(column))
    yield Candidate("therapy", 0.9, why, _flags(indicators, labels))


def _flags_of_effects(look: Look) -> Iterator[Candidate]:
    """Find yes/no columns named after clinical effects."""
    flags = [column for column in look.columns if flag_labels(column)]
    effects = look.codebook["clinical_effect"]
    named = {column: " ".join(word for word in column.words if word not in FELT) for column in flags}
    found = {
        column: effects.find(_choice(column.heading) or " ".join(column.words)) or effects.find(named[column])
        for column in flags
    }
    given = {column: name for column, name in found.items() if name}
    if len(given) > 1:
        indicators = {name: column.heading for column, name in given.items()}
        why = f"yes/no columns named after {', '.join(indicators)}"
        labels = (label for column in given for label in flag_labels(column))
        yield Candidate("effect", 0.9, why, _flags(indicators, labels))


def _flags(indicators: dict[str, str], labels: Iterable[str]) -> Source:
    """Give the source of yes/no columns by their labels for yes; the import knows one with something behind it."""
    yes = tuple(dict.fromkeys(squeeze(label).upper() for label in labels if answer(label) != "qualified"))
    return Source(indicators=indicators, yes=yes) if yes else Source(indicators=indicators)


def _doses(column: Column) -> tuple[str, ...]:
    """Give the numbers above 0 of a column that counts how often something was given; nothing for another one."""
    if not DOSES & set(column.words) or {"mg", "mcg", "unit", "units", "amount"} & set(column.words):
        return ()
    small = column.counts and all(re.fullmatch(r"(1?\d|20)(\.0)?", label) for label in column.counts)
    return tuple(sorted(label for label in column.counts if float(label))) if small else ()
