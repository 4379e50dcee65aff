"""Where a table holds what a case has several of: substances, effects, therapies, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterator

from ...forms import percent
from ..codebook.qualifiers import taken_apart
from ..codebook.vocabularies import squeeze
from ..mapping.model import TARGETS, Source
from ..mapping.separators import BREAKS, WORDED, in_words, split
from ..mapping.within import DRUG, REACTION, part
from ..privacy import identifier
from .candidate import SHOWN, Candidate, Look
from .coded import coded_candidates, coded_columns
from .columns import Column, cut_labels, flag_labels, number_share
from .numbered_columns import numbered_candidates, share_of_substances
from .separators import separator, unpacked, within
from .yes_no_columns import flag_candidates

# What divides names of substances, and stands inside names too.
WEAK = (",", "/", WORDED)
# Cells that say there was no effect, or no therapy.
NONE = frozenset(("none", "nil", "none known", "none given", "no symptoms", "no effect", "no effects", "asymptomatic"))
NONE |= {"symptomless", "no treatment", "no therapy", "keine", "aucun", "aucune"}
BEHIND = {"effect": "their relatedness", "therapy": "their status"}
SHORTEST = 4  # letters of an effect or a therapy that is cut short
PROSE = 12  # words of a cell of which half the cells have more hold a narrative


def list_candidates(look: Look) -> Iterator[Candidate]:
    """Yield every way in which substances, effects and therapies may stand in a table."""
    found = [*flag_candidates(look), *numbered_candidates(look)]
    for column in look.open:
        found += _substances(look, column)
        for target in ("effect", "therapy"):
            found += _labels(look, target, column)
    coded = coded_columns(look)
    headings = {column.heading for column in coded}
    named = [one for one in found if not headings & set(one.source.names())]
    yield from named
    yield from coded_candidates(look, coded, named)


def _is_prose(column: Column) -> bool:
    """Say whether the cells are sentences: those of a narrative name substances too, and people."""
    words = sorted(len(part.split()) for label in column.counts for part in split(label, BREAKS))
    return identifier(column.heading) == "free text" or words[len(words) // 2] > PROSE


def _substances(look: Look, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading("substance", column)
    if not column.counts or flag_labels(column) or number_share(column, float("-inf"), float("inf")) > 0.5:
        return
    share = share_of_substances(look, column)
    if look.words.forbids("substance", column) or (not heading and (share < 0.3 or _is_prose(column))):
        return
    sign, packed = separator(column)
    form = within(unpacked(column, sign), DRUG)
    sure = 0.6 * heading + 0.38 * min(1.0, 4 * share) if heading else 0.5 * min(1.0, share)
    why = f"heading {column.heading!r}; {len(column.counts):,} different texts"
    why += f", {percent(packed, 0)} of them several in a cell, divided by {in_words(sign)}" if sign else ""
    why += "; of each the substance alone, without what stands in brackets behind it" if form else ""
    sure -= 0.1 if sign in WEAK else 0
    if sure >= SHOWN:
        source = Source(column=column.heading, separator=sign, within=form)
        yield Candidate("substance", sure, why, source, order=look.words.order("substance", column))


def _labels(look: Look, target: str, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading(target, column)
    vocabulary = look.codebook[TARGETS[target]]
    number = number_share(column, float("-inf"), float("inf"))
    if not column.counts or flag_labels(column) or number > 0.5 or _is_prose(column):
        return
    sign, packed = separator(column, lambda part: vocabulary.find(taken_apart(target, part, look.codebook)[0]))
    form = within(unpacked(column, sign), REACTION) if heading else ""
    parts = [part.strip() for label in column.counts for part in (split(label, sign) if sign else [label])]
    different = dict.fromkeys(found for text in parts if (found := part(text, form)))
    nothing = {label: "" for label in different if heading and squeeze(label) in NONE and not vocabulary.find(label)}
    apart = {label: taken_apart(target, label, look.codebook) for label in different if not vocabulary.find(label)}
    behind = [label for label, (_, term) in apart.items() if term]
    whole = [label for label, (_, term) in apart.items() if heading and not term and len(label) >= SHORTEST]
    cut = cut_labels(whole, vocabulary)
    known = [part for part in different if part in nothing | cut or vocabulary.find(apart.get(part, (part,))[0])]
    share = len(known) / len(different) if different else 0.0
    foreign = heading >= 0.6 and share < 0.3 and len(different) > 20
    sure = 0.5 * heading + 0.48 * (0.7 if foreign else share) if heading else 0.6 * share * (len(known) >= 5)
    if sure < SHOWN:
        return
    why = f"heading {column.heading!r}; {len(known)} of {len(different)} labels known"
    why += ", so the labels follow another vocabulary and are kept word for word" if foreign else ""
    why += f"; {percent(packed, 0)} of the filled cells hold several, divided by {in_words(sign)}" if sign else ""
    why += f"; {len(cut)} of them cut short or abbreviated" if cut else ""
    why += f"; {len(behind)} with {BEHIND[target]} behind them, as {behind[0]!r}" if behind else ""
    why += "; without what stands in brackets behind each" if form else ""
    source = Source(column=column.heading, separator=sign, within=form)
    order = look.words.order(target, column)
    yield Candidate(target, sure, why, source, {} if foreign else nothing | cut, verbatim=foreign, order=order)
