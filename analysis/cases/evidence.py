"""What the headings and the cells of a column say about the target it may be."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ..sources import data_directory, read_toml
from .codebook import Codebook, Vocabulary, age_bounds, age_of_text, squeeze
from .labels import number_of
from .separators import NUMBERED, WORDED, split

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
YES, NO = ("1", "1.0", "y", "yes", "true", "t", "x"), ("0", "0.0", "n", "no", "false", "f", "")
UNSURE = {"u", "unk", "unknown", "not known", "na", "n/a", "missing"}  # neither, in a yes/no column
STRONG = (";", "|", "\n", "^")
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


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of ``data/headings.toml``."""

    noise: frozenset[str]
    never: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    substances: frozenset[str]
    codes: tuple[Mapping, ...]
    roles: tuple[str, ...]
    sums: frozenset[str]

    def heading(self, target: str, column: Column) -> float:
        """Score a heading: 1 for the very words of a target, less for words around them, 0 for another heading."""
        if set(column.words) & self.never.get(target, frozenset()):
            return 0.0
        core = tuple(word for word in column.words if word not in self.noise) or column.words
        scores = [_overlap(phrase, words) for phrase in self.phrases[target] for words in (column.words, core)]
        return max(scores, default=0.0)

    def order(self, target: str, column: Column) -> int:
        """Give the place of the first phrase that a heading holds, to choose between equally good headings."""
        fits = (place for place, phrase in enumerate(self.phrases[target]) if _overlap(phrase, column.words))
        return next(fits, len(self.phrases[target]))


def _overlap(phrase: tuple[str, ...], words: tuple[str, ...]) -> float:
    if words == phrase or "".join(words) == "".join(phrase):
        return 1.0
    width = len(phrase)
    places = [start for start in range(len(words) - width + 1) if words[start : start + width] == phrase]
    if not places:
        return 0.0
    return (0.8 if places[-1] + width == len(words) else 0.65) - 0.03 * (len(words) - width)


def read_words() -> Words:
    """Read ``data/headings.toml``."""
    raw = read_toml(data_directory() / "headings.toml")
    return Words(
        noise=frozenset(raw["noise"]),
        never={target: frozenset(words) for target, words in raw["never"].items()},
        phrases={target: tuple(tuple(p.split()) for p in phrases) for target, phrases in raw["phrases"].items()},
        substances=frozenset(raw["words"]["substance"]),
        codes=tuple(raw["codes"]),
        roles=tuple(raw["roles"]["order"]),
        sums=frozenset(raw["sums"]["words"]),
    )


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

    A label that only begins with yes, such as ``Y (patch)``, is taken as yes.
    """
    labels = {label: squeeze(label) for label in column.counts}
    if not labels or len(labels) > 8:
        return ()
    yes = [label for label, text in labels.items() if text in YES or text.startswith(("y ", "y(", "yes ", "yes("))]
    no = [label for label, text in labels.items() if text in NO]
    blank = column.filled < 1
    unsure = [label for label, text in labels.items() if text in UNSURE]
    return tuple(yes) if yes and (no or blank) and column.share([*yes, *no, *unsure]) >= 0.97 else ()


def zip_share(column: Column) -> float:
    """Give the share of filled cells that look like ZIP codes (five digits, a ZIP+4, or the first three)."""
    return column.share(label for label in column.counts if re.fullmatch(r"\d{3}|\d{4,5}(\.0)?(-\d{4})?", label))


def separator(column: Column, known: Vocabulary | None = None) -> tuple[str, float]:
    """Give what divides the values of packed cells, and the share of cells with several values; ``("", 0)`` for none.

    A sign is a separator when what it cuts out comes back. A comma, slash or "and", which names contain too, needs
    more of that, and from other cells than the same one again; or a vocabulary that knows the parts and not the whole.
    Where several strong signs divide cells, all of them do; lists with numbers are divided by their numbers.
    """
    numbered = column.share(label for label in column.counts if re.match(r"\(?1[.):]\s+\S", label))
    if numbered > 0.5:
        several = (label for label in column.counts if len(_parts(label, NUMBERED)) > 1)
        return (NUMBERED, column.share(several))
    best, gain, strong = ("", 0.0), 0.0, []
    for sign in (*STRONG, ",", " / ", " + ", "/", WORDED):
        packed = [label for label in column.counts if len(_parts(label, sign)) > 1]
        packed = [label for label in packed if not (known and known.find(label))]
        share = column.share(packed)
        if share < 0.02:
            continue
        parts: Counter[str] = Counter()
        for label in packed:
            parts.update(dict.fromkeys(_parts(label, sign), column.counts[label] if sign in STRONG else 1))
        again = sum(count for part, count in parts.items() if count > 1 or part in column.counts) / parts.total()
        if known is not None:
            again = max(again if sign in STRONG else 0.0, _known_share(parts, known))
        strong += [(sign, share)] if sign in STRONG and again > 0.3 else []
        if again > max(gain + (0.02 if sign == WORDED else 0), 0.3 if sign in STRONG else 0.8):
            best, gain = (sign, share), again
    if len(strong) > 1 and best[0] in STRONG:
        signs = "".join(sign if sign != "^" else r"\^" for sign, _ in strong)
        return f"/[{signs}]/", min(1.0, sum(share for _, share in strong))
    return best


def _parts(label: str, sign: str) -> list[str]:
    return [part.strip() for part in split(label, sign) if part.strip()]


def unpacked(column: Column, sign: str) -> Column:
    """Give the column of the values that packed cells hold."""
    if not sign:
        return column
    cells = tuple(part.strip() for cell in column.cells for part in split(cell, sign))
    return Column(column.heading, cells, column.title)


def _known_share(parts: Counter[str], vocabulary: Vocabulary) -> float:
    return sum(count for part, count in parts.items() if vocabulary.find(part)) / parts.total()
