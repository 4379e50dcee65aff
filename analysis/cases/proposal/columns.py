"""What the headings and the cells of a column say about the target it may be."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ..codebook.ages import age_bounds, age_of_text
from ..codebook.answers import answer
from ..codebook.values import number_of
from ..codebook.vocabularies import Codebook, Vocabulary, squeeze

MISSING = ("", "na", "n/a", "null", "nan", "nat", ".", "#n/a", "-", "--", "?", "(null)", "<null>", "(blank)")
MISSING += ("not available", "not applicable", "not recorded", "not reported", "missing")
# Month before day, as exports in the United States have it; the other order is taken where only it fits.
FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%m-%d-%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%y %H:%M",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%y %I:%M %p",
    "%m/%d/%y %H:%M:%S",
    "%d/%m/%y %H:%M",
    "%d.%m.%Y %H:%M",
    "%d.%m.%y",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y.%m.%d",
    "%d-%m-%Y %H:%M",
    "%d%b%Y %H:%M:%S",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y%m%d",
    "%Y%m%d.0",
    "%d%b%Y",
    "%d%b%Y:%H:%M:%S",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d-%b-%Y %H:%M",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%B %d %Y",
    "%b-%d-%Y",
)
# Days that a workbook shows as numbers: 1954 to 2064 (see `labels.SERIAL`).
SERIAL = "excel"
AMBIGUOUS = tuple(form for form in FORMATS if form.startswith(("%m", "%d/", "%d-%m")) and "%b" not in form)
CUT = 20  # letters of a label that are enough to know it by its beginning
ODD = 0.03  # share of a yes/no column's cells that may say neither
BARE = {"y", "n", "yes", "no", "0", "1", "u", "unk", "unknown", "other", "none", "true", "false"}


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a sample: its heading as the file has it, and its cells without spaces at their ends."""

    heading: str
    cells: tuple[str, ...]
    title: str = ""  # what the file says the column is, where its heading is a short name

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Give the words of the title or heading: cut at capitals, signs and numbers, in lower case."""
        text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", self.title or self.heading)
        text = re.sub(r"(?<=[A-Za-z])(?=\d)", " ", text).replace("#", " number ")
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
        return tuple(re.findall(r"[a-z]+|\d+", text.casefold()))

    @cached_property
    def counts(self) -> Counter[str]:
        """Count the labels that are no sign of a missing value."""
        return Counter({cell: count for cell, count in Counter(self.cells).items() if squeeze(cell) not in MISSING})

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


def cut_labels(column: Column, vocabulary: Vocabulary, known: Iterable[str]) -> dict[str, str]:
    """Give the labels that a file cut short, and their terms: long beginnings of the spellings of one term alone."""
    found = {}
    for label in column.counts.keys() - set(known):
        start = squeeze(label)
        terms = {term for form, term in vocabulary.spellings.items() if form.startswith(start)}
        if len(start) >= CUT and len(terms) == 1:
            found[label] = terms.pop()
    return found


def telling(known: Mapping[str, str], vocabulary: Vocabulary) -> bool:
    """Say whether known labels tell a vocabulary without its heading: two terms at least that few others have."""
    terms = {term for label, term in known.items() if squeeze(label) not in BARE and term not in vocabulary.unknown}
    return len(terms) >= 2


def date_formats(column: Column) -> tuple[tuple[str, ...], float, bool]:
    """Give the formats that read a column of dates, the share they read, and whether day and month are certain."""
    values = {text: count for text, count in column.counts.most_common(300) if re.search(r"\d", text)}
    formats: list[str] = []
    known = (*FORMATS, SERIAL)
    left, certain = dict(values), True
    while left and len(formats) < 4:
        fits = {form: [value for value in left if _is_date(value, form)] for form in known}
        best = max(known, key=lambda form: sum(left[value] for value in fits[form]))
        if not fits[best]:
            break
        others = [form for form in AMBIGUOUS if form != best and len(fits[form]) == len(fits[best])]
        certain &= not (best in AMBIGUOUS and others and len(fits[best]) > 1)
        formats.append(best)
        left = {value: count for value, count in left.items() if value not in fits[best]}
    total = sum(count for _, count in column.counts.most_common(300))
    read = total and (sum(values.values()) - sum(left.values())) / total
    return tuple(formats), read, certain


def _is_date(text: str, form: str) -> bool:
    if form == SERIAL:
        return bool(re.fullmatch(r"[2-5]\d{4}(\.\d+)?", text))
    try:
        return 1900 <= datetime.strptime(text, form).year <= 2100
    except ValueError:
        return False


def number_share(column: Column, low: float, high: float) -> float:
    """Give the share of filled cells that are numbers within limits."""

    def fits(text: str) -> bool:
        number = number_of(text)
        return number is not None and low <= number <= high

    return column.share(label for label in column.counts if fits(label))


def age_text_share(column: Column) -> float:
    """Give the share of filled cells that are ages with their units, as ``34 yrs`` or ``3 y 2 m``."""
    return column.share(label for label in column.counts if age_of_text(label) is not None)


def age_band_share(column: Column, codebook: Codebook) -> float:
    """Give the share of filled cells that are groups of ages; plain numbers are ages, not groups."""
    groups = [label for label in column.counts if age_bounds(label) and not re.fullmatch(r"[\d.]+", label)]
    known = known_labels(column, codebook["age_group"])
    return column.share({*groups, *(label for label in known if not re.fullmatch(r"[\d.]+", label))}) if groups else 0.0


def flag_labels(column: Column) -> tuple[str, ...]:
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
    numbers = column.share(label for label in odd if number_of(label) is not None)
    few = column.share(odd) * column.filled <= ODD and numbers <= ODD
    return tuple(yes) if few and column.share([*yes, *said["no"]]) >= 0.5 else ()


def zip_share(column: Column) -> float:
    """Give the share of filled cells that look like ZIP codes (five digits, a ZIP+4, or the first three)."""
    return column.share(label for label in column.counts if re.fullmatch(r"\d{3}|\d{4,5}(\.0)?(-\d{4})?", label))
