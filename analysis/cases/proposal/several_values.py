"""Where a table holds what a case has several of: substances, effects, therapies, and what is said of each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...forms import percent
from ..codebook.qualifiers import taken_apart
from ..codebook.vocabularies import squeeze
from ..mapping.model import FOLLOWERS, TARGETS, Source
from ..mapping.separators import WORDED, in_words, split
from ..privacy import identifier
from .candidate import SHOWN, Candidate, Look
from .columns import Column, flag_labels, known_labels, number_share
from .separators import separator, unpacked
from .yes_no_columns import flag_candidates, therapy_of

# What divides names of substances, and stands inside names too.
WEAK = (",", "/", WORDED)
# Cells that say there was no effect, or no therapy.
NONE = frozenset(("none", "nil", "none known", "none given", "no symptoms", "no effect", "no effects", "asymptomatic"))
NONE |= {"symptomless", "no treatment", "no therapy", "keine", "aucun", "aucune"}
BEHIND = {"effect": "their relatedness", "therapy": "their status"}
FIRST = {"primary", "first", "main", "principal"}  # words for the first of several columns
LONGEST_NUMBER = 4  # digits of a heading that count columns
PROSE = 12  # words of a cell of which half the cells have more hold a narrative
_DOSED = re.compile(r"[~\u2248]?\s*\d[\d.,/ ]*[\s-]*[^\W\d][^\d]*")


def list_candidates(look: Look) -> Iterator[Candidate]:
    """Yield every way in which substances, effects and therapies may stand in a table."""
    yield from flag_candidates(look)
    yield from _numbered(look)
    for column in look.open:
        yield from _substances(look, column)
        for target in ("effect", "therapy"):
            yield from _labels(look, target, column)


def follower_candidates(look: Look, leader: str, sign: str) -> Iterator[Candidate]:
    """Yield the columns that say more of each substance, effect or therapy, with cells divided as the leader's."""
    for target in (name for name, of in FOLLOWERS.items() if of == leader):
        for column in look.open:
            heading = max(look.words.heading(target, column), 0.9 * _bare_unit(look, target, column))
            if heading < 0.6 or not column.counts or (leader == "substance" and _of_antidote(look, column)):
                continue
            share, values = 1.0, unpacked(column, sign)
            if target == "dose" and (both := _dosed_share(values)) > 0.5:
                yield from _dose_and_unit(column, heading, both)
                continue
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


def _bare_unit(look: Look, target: str, column: Column) -> bool:
    """Say whether a column called Unit, and no more, stands right behind the one of doses: it is the unit of these."""
    place = look.columns.index(column)
    before = look.columns[place - 1] if place else None
    return (
        target == "dose_unit"
        and column.words in (("unit",), ("units",), ("u",))
        and before is not None
        and look.words.heading("dose", before) >= 0.6
        and number_share(column, float("-inf"), float("inf")) < 0.5
    )


def _dosed_share(column: Column) -> float:
    """Give the share of filled cells that hold a number and its unit, as ``200 mg`` or ``1/2 tab``."""
    return column.share(label for label in column.counts if _DOSED.fullmatch(label))


def _dose_and_unit(column: Column, heading: float, share: float) -> Iterator[Candidate]:
    why = f"heading {column.heading!r}; {percent(share, 0)} of the filled cells are a number and its unit, taken apart"
    for target, sure in (("dose", 0.9), ("dose_unit", 0.85)):
        yield Candidate(target, sure * heading * (0.5 + 0.5 * share), why, Source(column=column.heading))


def _of_antidote(look: Look, column: Column) -> bool:
    """Say whether a column is filled only in rows whose yes/no column of a therapy says yes: it tells of that."""
    for flag in look.columns:
        yes = flag_labels(flag) if column.filled < 0.95 and therapy_of(look, flag) else ()
        if yes and flag.share(yes) < 0.95:
            pairs = zip(column.cells, flag.cells, strict=True)
            given = [answer in yes for cell, answer in pairs if cell in column.counts]
            if given and sum(given) >= 0.98 * len(given):
                return True
    return False


def _numbered(look: Look) -> Iterator[Candidate]:
    """Find columns whose headings differ by a number only: the first substance, the second ..."""
    stems: dict[tuple[str, ...], list[tuple[int, Column]]] = {}
    for column in look.open:
        numbers = [word for word in column.words if word.isdecimal() and len(word) <= LONGEST_NUMBER]
        if len(numbers) == 1 and column.words[0] not in ("zip",):
            stem = tuple(word for word in column.words if not word.isdecimal())
            stems.setdefault(stem, []).append((int(numbers[0]), column))
    for stem, numbered in stems.items():
        columns = [column for _, column in sorted(numbered, key=lambda item: item[0])]
        columns = _unnumbered(look, stem, min(numbered, key=lambda item: item[0])[0]) + columns
        if len(columns) < 2 or any(flag_labels(column) for column in columns):
            continue
        for target in ("substance", "effect", "therapy"):
            if candidate := _several(look, target, Column(" ".join(stem), columns[0].cells), columns):
                yield candidate


def _unnumbered(look: Look, stem: tuple[str, ...], lowest: int) -> list[Column]:
    """Give the first of numbered columns where it has no number: ``Drug`` or ``Primary Drug`` before ``Drug 2``."""
    firsts = [column for column in look.open if tuple(word for word in column.words if word not in FIRST) == stem]
    return firsts[:1] if lowest == 2 else []


def _several(look: Look, target: str, stem: Column, columns: list[Column]) -> Candidate | None:
    heading = look.words.heading(target, stem)
    if target == "substance":
        share = _share_of_substances(look, columns[0])
    else:
        share = columns[0].share(known_labels(columns[0], look.codebook[TARGETS[target]]))
    if not columns[0].counts or not (heading or share > 0.3) or look.words.forbids(target, stem):
        return None
    sure = min(0.97, 0.55 * heading + 0.45 * min(1.0, 3 * share) + (0 if heading else 0.2))
    # the first, without a number, would say less by itself
    sure += 0 if any(word.isdecimal() for word in columns[0].words) else 0.02
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
    sign, packed = separator(column, lambda part: vocabulary.find(taken_apart(target, part, look.codebook)[0]))
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
