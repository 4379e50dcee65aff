"""What the headings and the cells of a column say about the target it may be."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..codebook.ages import age_bounds, age_of_text
from ..codebook.answers import answer
from ..codebook.dates import FORMATS, NUMBERED_DAYS, SIGNS, TWINS, day_of, in_order, order_of, sign_of
from ..codebook.values import NOTHING, Decimals, decimals_of, zip3
from ..codebook.vocabularies import Codebook, Vocabulary, squeeze

# What was so at a moment is no time: "PSS at time of call".
AT_A_TIME = re.compile(r"\bat (the )?time of\b.*", re.IGNORECASE)
# What stands behind each value of a packed list: "Drug List (Drug Char - Indication PT - [Duration - Dose])".
PARTS = re.compile(r"(?<=\w)\s*\([^()]*\s[-\u2013]\s.*\)\s*$")
CUT = 20  # letters of a label that are enough to know it by its beginning
# Share of the cells of a yes/no column that may say neither; and of one that is named after a substance, as are results
# of laboratories (Trace, <LOQ), which are listed.
ODD, ODD_RESULTS = 0.03, 0.4
BARE = {"a", "c", "a/c", "y", "n", "yes", "no", "0", "1", "u", "unk", "unknown", "other", "none", "true", "false"}


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a sample: its heading as the file has it, and its cells without spaces at their ends."""

    heading: str
    cells: tuple[str, ...]
    title: str = ""  # what the file says the column is, where its heading is a short name
    usual: str = ""  # the decimal mark of such a file; see `usual_mark`

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Give the words of the title or heading: cut at capitals, signs and numbers, in lower case."""
        text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", self.title or self.heading)
        text = re.sub(r"(?<=[A-Za-z])(?=\d)", " ", text).replace("#", " number ")
        text = re.sub(r"(?<=\w)\((s|es|n|e)\)", "", PARTS.sub("", AT_A_TIME.sub("", text)))  # Drug(s)
        text = re.sub(r"\b(haupt|neben)(?=[a-z]{4})", r"\1 ", text, flags=re.IGNORECASE)
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
        return tuple(re.findall(r"[a-z]+|\d+", text.casefold()))

    @cached_property
    def counts(self) -> Counter[str]:
        """Count the labels that are no sign of a missing value."""
        return Counter({cell: count for cell, count in Counter(self.cells).items() if squeeze(cell) not in NOTHING})

    @cached_property
    def decimals(self) -> Decimals:
        """Give the decimal mark that the cells tell, else that of the file."""
        return decimals_of(self.counts, self.usual)

    @property
    def filled(self) -> float:
        """Give the share of cells that hold something."""
        return self.counts.total() / len(self.cells) if self.cells else 0.0

    def share(self, known: Iterable[str]) -> float:
        """Give the share of filled cells whose label is one of these."""
        total = self.counts.total()
        return sum(self.counts[label] for label in set(known) & self.counts.keys()) / total if total else 0.0


def known_labels(column: Column, vocabulary: Vocabulary) -> dict[str, str]:
    """Give the labels of a column that a vocabulary knows, and their terms; of very many labels, the commonest."""
    found = {label: vocabulary.find(label) for label, _ in column.counts.most_common(300)}
    return {label: term for label, term in found.items() if term}


def cut_labels(labels: Iterable[str], vocabulary: Vocabulary) -> dict[str, str]:
    """Give the labels that a file cut short or abbreviates, and the one term that each of them can be."""
    found = {label: vocabulary.abbreviated(label) for label in labels}
    for label in found:
        start = squeeze(label)
        terms = {term for form, term in vocabulary.spellings.items() if form.startswith(start)}
        if len(start) >= CUT and len(terms) == 1:
            found[label] = terms.pop()
    return {label: term for label, term in sorted(found.items()) if term}


def telling(known: Mapping[str, str], vocabulary: Vocabulary) -> bool:
    """Say whether known labels tell a vocabulary without its heading: two terms at least that few others have."""
    terms = {term for label, term in known.items() if squeeze(label) not in BARE and term not in vocabulary.unknown}
    return len(terms) >= 2


@dataclass(frozen=True, slots=True)
class Dates:
    """The formats that read a column of dates, the share they read, and what is not sure of day and month."""

    formats: tuple[str, ...]
    share: float
    doubt: str = ""


def dates_of(column: Column) -> Dates:
    """Find the formats of a column of dates, at most four; the order of day and month is that of the whole column."""
    values = {text: count for text, count in column.counts.most_common(300) if re.search(r"\d", text)}
    order = {sign: order_of(values, sign) for sign in SIGNS}
    known, formats, left = (*in_order(FORMATS, order), *NUMBERED_DAYS), [], dict(values)
    while left and len(formats) < 4:
        fits = {form: [value for value in left if _is_date(value, form)] for form in known}
        best = max(known, key=lambda form: sum(left[value] for value in fits[form]))
        if not fits[best]:
            break
        formats.append(best)
        left = {value: count for value, count in left.items() if value not in fits[best]}
    total = sum(count for _, count in column.counts.most_common(300))
    read = (sum(values.values()) - sum(left.values())) / total if total else 0.0
    return Dates(tuple(formats), read, _doubt(formats, order))


def _doubt(formats: list[str], order: Mapping[str, str]) -> str:
    """Say what the cells leave open of the order of day and month."""
    open_ = [form for form in formats if form in (*TWINS, *TWINS.values()) and order[sign_of(form)] in ("", "both")]
    if not open_:
        return ""
    if order[sign_of(open_[0])] == "both":
        return "cells contradict each other on whether day or month is first, and those that fit both stay empty"
    return f"day and month cannot be told apart and {'month' if open_[0] in TWINS else 'day'} is taken to be first"


def _is_date(text: str, form: str) -> bool:
    if form in NUMBERED_DAYS:
        return bool(re.fullmatch(NUMBERED_DAYS[form], text))
    day = day_of(text, form)
    return day is not None and 1900 <= day.year <= 2100


def number_share(column: Column, low: float, high: float) -> float:
    """Give the share of filled cells that are numbers within limits, or may be."""
    return column.share(
        label for label in column.counts if any(low <= number <= high for number in column.decimals.possible(label))
    )


def age_text_share(column: Column) -> float:
    """Give the share of filled cells that are ages with their units, as ``34 yrs`` or ``3 y 2 m``."""
    return column.share(label for label in column.counts if age_of_text(label, column.decimals) is not None)


def age_band_share(column: Column, codebook: Codebook) -> float:
    """Give the share of filled cells that are groups of ages; plain numbers are ages, not groups."""
    groups = [label for label in column.counts if age_bounds(label) and not re.fullmatch(r"[\d.]+", label)]
    known = known_labels(column, codebook["age_group"])
    return column.share({*groups, *(label for label in known if not re.fullmatch(r"[\d.]+", label))}) if groups else 0.0


def flag_labels(column: Column, most_odd: float = ODD) -> tuple[str, ...]:
    """Give the labels that mean yes in a yes/no column (``1`` and ``0``, ``Y`` and nothing ...); none for another one.

    Nearly all cells, the empty ones among them, say yes, no, or that nothing is known; what the few others say, the
    import lists. A label that begins with yes (``Y (patch)``) is taken as yes; so is a ``P`` if nothing else is odd.
    """
    common = [answer(label) for label, _ in column.counts.most_common(8)]
    if not ({"yes", "qualified", "odd"} if len(column.counts) <= 2 else {"yes", "no"}) & set(common):
        return ()
    labels = {label: answer(label) for label in column.counts}
    letters = {squeeze(label) for label, kind in labels.items() if kind == "odd"}
    labels |= {label: "yes" for label in labels if letters == {"p"} and squeeze(label) == "p"}
    said = {kind: [label for label in labels if labels[label] == kind] for kind in ("yes", "qualified", "no", "odd")}
    yes, odd = [*said["yes"], *said["qualified"]], said["odd"]
    if not yes or (column.filled == 1 and not said["no"]):
        return ()
    numbers = column.share(label for label in odd if re.fullmatch(r"[-+]?\d+([.,]\d+)*", label))
    few = column.share(odd) * column.filled <= most_odd and numbers <= ODD
    return tuple(yes) if few and column.share([*yes, *said["no"]]) >= 0.5 else ()


def zip_share(column: Column) -> float:
    """Give the share of filled cells that look like ZIP codes (five digits, a ZIP+4, or the first three)."""
    return column.share(label for label in column.counts if zip3(label))
