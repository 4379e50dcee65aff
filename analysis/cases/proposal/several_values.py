"""Where a table holds what a case has several of: substances, effects, therapies, and what is said of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ...forms import percent
from ..codebook.answers import answer
from ..codebook.qualifiers import taken_apart
from ..codebook.values import number_of
from ..codebook.vocabularies import squeeze
from ..mapping.model import FOLLOWERS, TARGETS, Source
from ..mapping.separators import WORDED, in_words, split
from ..privacy import identifier
from .candidate import SHOWN, Candidate, Look
from .columns import Column, flag_labels, known_labels, number_share
from .separators import separator, unpacked
from .single_values import SINGLE

# What divides names of substances, and stands inside names too.
WEAK = (",", "/", WORDED)
# Cells that say there was no effect, or no therapy.
NONE = frozenset(("none", "nil", "none known", "none given", "no symptoms", "no effect", "no effects", "asymptomatic"))
NONE |= {"symptomless", "no treatment", "no therapy", "keine", "aucun", "aucune"}
BEHIND = {"effect": "their relatedness", "therapy": "their status"}
PROSE = 12  # words of a cell of which half the cells have more hold a narrative
# Words around a therapy in the heading of a yes/no column.
GIVEN = {"administered", "given", "used", "admin", "received", "performed", "yn", "flag", "administration"}
DOSES = {"doses", "dose", "times", "count"}  # and around one that is counted
GIVEN |= DOSES | {"number", "num", "no", "total"}


def list_candidates(look: Look) -> Iterator[Candidate]:
    """Yield every way in which substances, effects and therapies may stand in a table."""
    yield from _flags_of_substances(look)
    yield from _flags_of_therapies(look)
    yield from _numbered(look)
    for column in look.open:
        yield from _substances(look, column)
        for target in ("effect", "therapy"):
            yield from _labels(look, target, column)


def follower_candidates(look: Look, leader: str, sign: str) -> Iterator[Candidate]:
    """Yield the columns that say more of each substance, effect or therapy, with cells divided as the leader's."""
    for target in (name for name, of in FOLLOWERS.items() if of == leader):
        for column in look.open:
            heading = look.words.heading(target, column)
            if heading < 0.6 or not column.counts or (leader == "substance" and _of_antidote(look, column)):
                continue
            share, values = 1.0, unpacked(column, sign)
            if target == "dose":
                share = number_share(values, 0, float("inf"))
            elif TARGETS[target]:
                share = values.share(known_labels(values, look.codebook[TARGETS[target]]))
            why = f"heading {column.heading!r}, beside {leader}"
            why += (
                f"; {percent(share, 0)} of the filled cells are {'numbers' if target == 'dose' else 'known'}"
                if share < 1
                else ""
            )
            yield Candidate(target, 0.9 * heading * (0.5 + 0.5 * share), why, Source(column=column.heading))


def _of_antidote(look: Look, column: Column) -> bool:
    """Say whether a column is filled only in rows whose yes/no column of a therapy says yes: it tells of that."""
    for flag in look.columns:
        yes = flag_labels(flag) if column.filled < 0.95 and _therapy_of(look, flag) else ()
        if yes and flag.share(yes) < 0.95:
            pairs = zip(column.cells, flag.cells, strict=True)
            given = [answer in yes for cell, answer in pairs if cell in column.counts]
            if given and sum(given) >= 0.98 * len(given):
                return True
    return False


def _substance_word(look: Look, column: Column) -> bool:
    return any(word in look.words.substances or word.rstrip("s") in look.words.substances for word in column.words)


def _flags_of_substances(look: Look) -> Iterator[Candidate]:
    """Find yes/no columns that stand together and of which some are named after substances."""
    marked = [(column, bool(flag_labels(column)) or _empty_flag(look, column)) for column in look.columns]
    runs = [[column for column, _ in run] for flag, run in groupby(marked, key=lambda item: item[1]) if flag]
    named = [(run, sum(_substance_word(look, column) for column in run)) for run in runs]
    chosen = [run for run, count in named if count >= 2 and count >= 0.3 * len(run)]
    alone = [c for run, n in named if run not in chosen for c in run if _substance_word(look, c)] if chosen else []
    columns = [column for column in look.columns if any(column in run for run in chosen) or column in alone]
    columns = [column for column in columns if not _therapy_of(look, column) and not _no_substance(look, column)]
    columns = _one_family(look, columns) if len(columns) > 1 else columns
    if len(columns) < 2:
        return
    count = sum(_substance_word(look, column) for column in columns)
    why = f"{len(columns)} yes/no columns side by side, {count} of them named after substances"
    source = _flags(_short_names(columns), columns)
    yield Candidate("substance", min(0.97, 0.7 + 0.3 * count / len(columns)), why, source)


def _no_substance(look: Look, column: Column) -> bool:
    """Say whether a yes/no column sums up others (any opioid), or is another target by its heading (survived)."""
    others = (target for target in SINGLE if look.words.heading(target, column) >= 0.8)
    return bool(set(column.words) & look.words.sums) or (
        not _substance_word(look, column) and next(others, None) is not None
    )


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
        name = " ".join(heading[cut:].replace("_", " ").split()) or heading
        name = name[0].upper() + name[1:].lower() if name.isupper() or name.islower() else name
        names[name if name not in names else heading] = heading
    return names


def _therapy_of(look: Look, column: Column) -> str | None:
    """Give the therapy that a heading names; what is a substance too is one only where it was given."""
    words = " ".join(word for word in column.words if word not in GIVEN)
    given = len(words.split()) < len(column.words)
    if words in ("", "other") or (_substance_word(look, column) and not given):
        return None
    return look.codebook["therapy"].find(words)


def _flags_of_therapies(look: Look) -> Iterator[Candidate]:
    found = {column: _therapy_of(look, column) for column in look.columns if flag_labels(column) or _doses(column)}
    given = {column: name for column, name in found.items() if name}
    if not given:
        return
    indicators = {name: column.heading for column, name in given.items()}
    why = f"yes/no column{'s' if len(given) > 1 else ''} named after {', '.join(indicators)}"
    yield Candidate("therapy", 0.9, why, _flags(indicators, given))


def _flags(indicators: dict[str, str], columns: Iterable[Column]) -> Source:
    """Give the source of yes/no columns; a yes with something behind it is known, and listed, by the import.

    Any number of doses is a yes.
    """
    labels = [label for column in columns for label in flag_labels(column) or _doses(column)]
    labels = [label for label in labels if answer(label) != "qualified"]
    yes = tuple(dict.fromkeys(squeeze(label).upper() for label in labels))
    return Source(indicators=indicators, yes=yes) if yes else Source(indicators=indicators)


def _doses(column: Column) -> tuple[str, ...]:
    """Give the numbers above 0 of a column that counts how often something was given; nothing for another one."""
    if not DOSES & set(column.words) or {"mg", "mcg", "unit", "units", "amount"} & set(column.words):
        return ()
    numbers = {label: number_of(label) for label in column.counts}
    small = all(number is not None and number in range(21) for number in numbers.values())
    return tuple(sorted(label for label, number in numbers.items() if number)) if numbers and small else ()


def _numbered(look: Look) -> Iterator[Candidate]:
    """Find columns whose headings differ by a number only: the first substance, the second ..."""
    stems: dict[tuple[str, ...], list[tuple[int, Column]]] = {}
    for column in look.open:
        numbers = [word for word in column.words if word.isdecimal()]
        if len(numbers) == 1 and column.words[0] not in ("zip",):
            stem = tuple(word for word in column.words if not word.isdecimal())
            stems.setdefault(stem, []).append((int(numbers[0]), column))
    for stem, numbered in stems.items():
        columns = [column for _, column in sorted(numbered, key=lambda item: item[0])]
        if len(columns) < 2 or any(flag_labels(column) for column in columns):
            continue
        for target in ("substance", "effect", "therapy"):
            if candidate := _several(look, target, Column(" ".join(stem), columns[0].cells), columns):
                yield candidate


def _several(look: Look, target: str, stem: Column, columns: list[Column]) -> Candidate | None:
    heading = look.words.heading(target, stem)
    if target == "substance":
        share = _share_of_substances(look, columns[0])
    else:
        share = columns[0].share(known_labels(columns[0], look.codebook[TARGETS[target]]))
    if not columns[0].counts or not (heading or share > 0.3) or look.words.forbids(target, stem):
        return None
    sure = min(0.97, 0.55 * heading + 0.45 * min(1.0, 3 * share) + (0 if heading else 0.2))
    why = f"{len(columns)} numbered columns from {columns[0].heading!r} to {columns[-1].heading!r}"
    if number_share(columns[0], float("-inf"), float("inf")) > 0.5:
        why += ", whose cells are numbers: codes without names"
    return Candidate(target, sure, why, Source(columns=tuple(column.heading for column in columns)))


def _share_of_substances(look: Look, column: Column) -> float:
    named = (label for label in column.counts if set(re.findall(r"[a-z]+", label.casefold())) & look.words.substances)
    return column.share(named)


def _is_prose(column: Column) -> bool:
    """Say whether the cells are sentences: those of a narrative name substances too, and people."""
    words = sorted(len(label.split()) for label in column.counts)
    return identifier(column.heading) == "free text" or words[len(words) // 2] > PROSE


def _substances(look: Look, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading("substance", column)
    if not column.counts or flag_labels(column) or number_share(column, float("-inf"), float("inf")) > 0.5:
        return
    share = _share_of_substances(look, column)
    if look.words.forbids("substance", column) or (not heading and (share < 0.3 or _is_prose(column))):
        return
    sign, packed = separator(column)
    sure = 0.6 * heading + 0.38 * min(1.0, 4 * share) if heading else 0.5 * min(1.0, share)
    why = f"heading {column.heading!r}; {len(column.counts):,} different texts"
    why += f", {percent(packed, 0)} of them several in a cell, divided by {in_words(sign)}" if sign else ""
    sure -= 0.1 if sign in WEAK else 0
    if sure >= SHOWN:
        source = Source(column=column.heading, separator=sign)
        yield Candidate("substance", sure, why, source, order=look.words.order("substance", column))


def _labels(look: Look, target: str, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading(target, column)
    vocabulary = look.codebook[TARGETS[target]]
    if not column.counts or flag_labels(column) or number_share(column, float("-inf"), float("inf")) > 0.5:
        return
    sign, packed = separator(column, vocabulary)
    parts = [part.strip() for label in column.counts for part in (split(label, sign) if sign else [label])]
    different = dict.fromkeys(part for part in parts if part)
    nothing = {label: "" for label in different if heading and squeeze(label) in NONE and not vocabulary.find(label)}
    apart = {label: taken_apart(target, label, look.codebook) for label in different if not vocabulary.find(label)}
    behind = [label for label, (_, term) in apart.items() if term]
    known = [part for part in different if part in nothing or vocabulary.find(apart.get(part, (part,))[0])]
    share = len(known) / len(different) if different else 0.0
    foreign = heading >= 0.6 and share < 0.3 and len(different) > 20
    sure = 0.5 * heading + 0.48 * (0.7 if foreign else share) if heading else 0.6 * share * (len(known) >= 5)
    if sure < SHOWN:
        return
    why = f"heading {column.heading!r}; {len(known)} of {len(different)} labels known"
    why += ", so the labels follow another vocabulary and are kept word for word" if foreign else ""
    why += f"; {percent(packed, 0)} of the filled cells hold several, divided by {in_words(sign)}" if sign else ""
    why += f"; {len(behind)} with {BEHIND[target]} behind them, as {behind[0]!r}" if behind else ""
    source = Source(column=column.heading, separator=sign)
    order = look.words.order(target, column)
    yield Candidate(target, sure, why, source, {} if foreign else nothing, verbatim=foreign, order=order)
