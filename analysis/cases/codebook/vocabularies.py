"""The field's vocabularies, in order and with the spellings of exports, and the rules derived from them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ...errors import DataError
from ...sources import data_directory
from ...toml import parse_toml, read_toml, toml_text

VOCABULARIES = (
    "call_type",
    "species",
    "sex",
    "age_unit",
    "age_group",
    "caller_site",
    "exposure_site",
    "route",
    "acuity",
    "reason",
    "reason_group",
    "management_site",
    "level_of_care",
    "medical_outcome",
    "relatedness",
    "therapy",
    "therapy_status",
    "clinical_effect",
)
TERM_RULES = {
    "serious": "medical_outcome",
    "known_outcome": "medical_outcome",
    "nonexposure": "medical_outcome",
    "admitted": "level_of_care",
    "medically_admitted": "level_of_care",
    "human_exposure": "call_type",
}
# Signs that word processors put in the place of plain ones.
PLAIN = str.maketrans({"≤": "<=", "≥": ">=", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'"})
CODED = re.compile(r"\d{1,3} ?[-=:.)] ?([^\W\d_].*)")  # "2 - 5 yrs" is no label with a code
LINKS = {"to", "a", "an", "the", "of", "and", "in", "as"}  # words that abbreviations leave out
OWN = re.compile(r"([⁰¹²³⁴-⁹①-⓿❶-➓]|(?<=\d)[₀-₉])")  # digits that normalization would join to those before them


@lru_cache(maxsize=1 << 16)
def squeeze(text: str) -> str:
    """Give the form in which labels are compared: plain signs, single spaces, no case, nothing at the ends.

    Raised and circled digits stay what they are: ``5²`` is not 52.
    """
    parts = OWN.split(text)
    parts[::2] = (unicodedata.normalize("NFKC", part) for part in parts[::2])
    return " ".join("".join(parts).translate(PLAIN).casefold().replace("(s)", "s").split())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of one field.

    Attributes
    ----------
    name, title : str
        Slug, and the words of a table's heading.
    terms : tuple of str
        The terms in the order in which tables show them.
    spellings : dict of str to str
        Every known spelling in its squeezed form (see `squeeze`), those of the terms themselves included, and its term.
    status : dict of str to str
        ``"seen"`` (the wording stands in a public text) or ``"domain"`` (coding practice, wording not verified).
    unknown : tuple of str
        The terms that say "not known"; tables may leave them out of a denominator.
    """

    name: str
    title: str
    terms: tuple[str, ...]
    spellings: Mapping[str, str]
    status: Mapping[str, str]
    unknown: tuple[str, ...] = ()

    def find(self, text: str) -> str | None:
        """Give the term of a label, or None where the label is unknown; case, spaces and dashes do not matter.

        A code before a label that is known, as value labels are printed with, does not matter either.

        Examples
        --------
        >>> [read_codebook()["sex"].find(label) for label in ("FEMALE", "1 - Male", "02=Female", "3")]
        ['Female', 'Male', 'Female', None]
        """
        label = squeeze(text)
        if label not in self.spellings and (coded := CODED.fullmatch(label)):
            label = coded[1]
        return self.spellings.get(label)

    def abbreviated(self, text: str) -> str | None:
        """Give the one term that a label abbreviates: each of its words begins that of a spelling in its place, or is
        the first letters of several.

        Examples
        --------
        >>> reason = read_codebook()["reason"]
        >>> reason.abbreviated("Int - Sus Suicide"), reason.abbreviated("UNINT-TE")
        ('Intentional - Suspected suicide', 'Unintentional - Therapeutic error')
        """
        short = _words(squeeze(text))
        if not short or min(map(len, short)) < 2 or max(map(len, short)) < 3:
            return None
        terms = {term for form, term in self.spellings.items() if _begin(short, _words(form))}
        return terms.pop() if len(terms) == 1 else None

    def nearest(self, text: str) -> str | None:
        """Give the term whose spelling is closest to an unknown label: a hint for the reader, never a mapping."""
        wanted = squeeze(text)
        if not wanted:
            return None
        close = difflib.get_close_matches(wanted, self.spellings, n=1, cutoff=0.6)
        if not close and len(wanted) > 3:
            close = [known for known in self.spellings if known.startswith(wanted)][:1]
        return self.spellings[close[0]] if close else None


@lru_cache(maxsize=1 << 16)
def _words(squeezed: str) -> tuple[str, ...]:
    return tuple(word for word in re.findall(r"[^\W_]+", squeezed) if word not in LINKS)


def _begin(short: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether each word is that in its place, its beginning (three letters or more), or initials of several."""
    if not short or not words:
        return not short and not words
    (cut, *cuts), (word, *others) = short, words
    if (word == cut or (len(cut) >= 3 and word.startswith(cut))) and _begin(cuts, others):
        return True
    initials = "".join(other[0] for other in words[: len(cut)])
    return 2 <= len(cut) == len(initials) and cut == initials and _begin(cuts, words[len(cut) :])


@dataclass(frozen=True, slots=True)
class Codebook:
    """The vocabularies by name, and the rules derived from them, as plain data.

    Attributes
    ----------
    version : str
        The version that mappings and stores name.
    vocabularies : dict of str to Vocabulary
    serious, known_outcome, nonexposure : tuple of str
        Terms of ``medical_outcome``. Serious = moderate, major, death; indirect deaths included.
    admitted, medically_admitted : tuple of str
        Terms of ``level_of_care``: any admission, and admission without psychiatric facilities.
    human_exposure : tuple of str
        Terms of ``call_type`` that are exposures of people.
    units_per_year : dict of str to float
        Units of age in one year.
    age_from : dict of str to int
        Age groups in order with the lowest completed years of each; a group runs up to the next.
    age_unit_group : dict of str to str
        The age group that a unit without a number stands for.
    reason_group_of : dict of str to str
        The group of each reason.
    """

    version: str
    vocabularies: Mapping[str, Vocabulary]
    serious: tuple[str, ...]
    known_outcome: tuple[str, ...]
    nonexposure: tuple[str, ...]
    admitted: tuple[str, ...]
    medically_admitted: tuple[str, ...]
    human_exposure: tuple[str, ...]
    units_per_year: Mapping[str, float]
    age_from: Mapping[str, int]
    age_unit_group: Mapping[str, str]
    reason_group_of: Mapping[str, str]

    def __getitem__(self, name: str) -> Vocabulary:
        return self.vocabularies[name]


def read_codebook(path: str | Path | None = None) -> Codebook:
    """Read the codebook: ``data/codebook.toml``, or another file of the same shape.

    Raises
    ------
    DataError
        Names every fault of the file: a vocabulary missing, a spelling of two terms, a rule about no known term.
    """
    path = Path(path) if path is not None else data_directory() / "codebook.toml"
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    return _read(path, stamp)


def codebook_version() -> str:
    """Give the version of the codebook, from the keys above its first table: the whole of it takes longer to read."""
    path = data_directory() / "codebook.toml"
    head, _, _ = toml_text(path).partition("\n[")
    return parse_toml(head, path.name)[0].get("version", "")


@cache
def _read(path: Path, stamp: int) -> Codebook:  # `stamp` makes a file that was changed be read again
    raw = read_toml(path)
    entries, rules = raw.get("vocabularies", {}), raw.get("rules", {})
    faults = [f"{path.name}: no {part}; complete the codebook." for part in ("version", "rules") if not raw.get(part)]
    faults += [f"{path.name}: no vocabulary {name!r}; add it." for name in VOCABULARIES if name not in entries]
    vocabularies = {}
    for name, entry in entries.items():
        vocabularies[name], wrong = _vocabulary(name, entry)
        faults += [f"{path.name}, [vocabularies.{name}]: {fault}." for fault in wrong]
    faults += [f"{path.name}, [rules]: {fault}." for fault in _rule_faults(rules, vocabularies)]
    if faults:
        raise DataError(faults)
    terms: dict = {rule: tuple(rules[rule]) for rule in TERM_RULES}
    tables = ("units_per_year", "age_from", "age_unit_group")
    return Codebook(
        version=raw["version"],
        vocabularies=vocabularies,
        reason_group_of=rules["reason_group"],
        **terms,
        **{table: rules[table] for table in tables},
    )


def _vocabulary(name: str, entry: dict) -> tuple[Vocabulary, list[str]]:
    terms, domain, unknown = (tuple(entry.get(part, ())) for part in ("terms", "domain", "unknown"))
    faults = [] if terms else ["no terms"]
    spellings: dict[str, str] = {}
    spelled = {term: (term, *entry.get("spellings", {}).get(term, ())) for term in terms}
    for term, forms in spelled.items():
        for form in map(squeeze, forms):
            if spellings.setdefault(form, term) != term:
                faults.append(f"spelling {form!r} stands under {spellings[form]!r} and {term!r}")
    foreign = {*domain, *unknown, *entry.get("spellings", {})} - set(terms)
    faults += [f"{term!r} is none of its terms" for term in sorted(foreign)]
    status = {term: "domain" if term in domain else "seen" for term in terms}
    return Vocabulary(name, entry.get("title", name), terms, spellings, status, unknown), faults


def _rule_faults(rules: dict, vocabularies: Mapping[str, Vocabulary]) -> list[str]:
    """Compare every term that a rule names with the vocabulary it is about."""
    about = {rule: (rules.get(rule, ()), name) for rule, name in TERM_RULES.items()}
    about["units_per_year"] = rules.get("units_per_year", ()), "age_unit"
    about["age_from"] = rules.get("age_from", ()), "age_group"
    about["age_unit_group"] = rules.get("age_unit_group", ()), "age_unit"
    about["reason_group"] = rules.get("reason_group", ()), "reason"
    about["groups of age_unit_group"] = dict(rules.get("age_unit_group", {})).values(), "age_group"
    about["groups of reason_group"] = dict(rules.get("reason_group", {})).values(), "reason_group"
    faults = [f"no {rule}" for rule, (terms, _) in about.items() if not terms]
    for rule, (terms, name) in about.items():
        known = vocabularies[name].terms if name in vocabularies else ()
        faults += [f"{rule} names {term!r}, which is no term of {name}" for term in terms if term not in known]
    return faults


def reason_group(reason: str | None) -> str | None:
    """Give the group of a reason (``"Intentional"`` of ``"Intentional - Abuse"``); None for an unknown label."""
    codebook = read_codebook()
    known = codebook["reason"].find(reason) if reason else None
    return codebook.reason_group_of.get(known) if known else None


def __getattr__(name: str) -> tuple[str, ...]:
    """Give SERIOUS, KNOWN_OUTCOME, NONEXPOSURE, ADMITTED, MEDICALLY_ADMITTED and HUMAN_EXPOSURE, read on demand."""
    if name.lower() in TERM_RULES and name.isupper():
        return getattr(read_codebook(), name.lower())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
