"""What the words of a heading, or of a row's label, say that its numbers are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ....sources import data_directory
from ....toml import read_toml

_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)")
_SIZE = re.compile(r"\bn\s*[=:]\s*(\d[\d, ']*)", re.IGNORECASE)
_LEVEL = re.compile(r"(\d{2}(?:\.\d)?)\s*%\s*(?:ci|conf|cri|cred|limit|interval)", re.IGNORECASE)
_PER = re.compile(
    r"(?:\bper|/)\s*(?P<number>\d[\d, ]*)?\s*(?P<word>thousand|million|k\b|m\b|hundred thousand)?", re.IGNORECASE
)
_OF_A_RATE = re.compile(
    r"(?:\bper|/)\s*\d?[\d, ]*\s*(?:(?:hundred )?thousand|million)?\s*(?:of )?(?:the )?(?:us )?"
    r"(?:populations?|inhabitants|residents|persons?|people|person[- ]years|live births|patient[- ]days|prescriptions)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"\b(?:low|lower|high|higher|upper)[\s-]+(?!ci\b|cl\b|conf|cred|limit|bound|\d|or\b|rr\b|hr\b|irr\b)[a-z]{3,}",
    re.IGNORECASE,
)
_OF_LIMITS = re.compile(r"(\d{2}(?:\.\d)?)\s*%(?=\s*(?:ci|conf|cri|cred|limit|interval))", re.IGNORECASE)
_P = re.compile(
    r"^p\b|\b(?:adj|adjusted|unadjusted|crude|raw|nominal|corrected|bonferroni|holm|fdr|exact|overall|global|sided|tailed"
    r"|multivariable|univariable|multivariate|univariate|interaction|trend|fisher|chi[- ]square)[.,:]? ?p$",
    re.IGNORECASE,
)
_SCALES = {"thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "hundred thousand": 10**5, "": 1}
_DEGREES = re.compile(
    r"(?:\b(?:t|F|χ2|χ²|r|X2|X²)(?:[- ](?:values?|tests?|statistics?))?\s*\(\s*|\bd\.?f\.?\s*[=:,]\s*)"
    r"(\d+)(?:\s*,\s*(\d+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says of its numbers.

    Attributes
    ----------
    text : str
        As printed.
    roles : tuple of str
        What the words name, in their order (``mean``, ``sd``, ``low``, ``change`` ...).
    measure, test : str
        The measure of an estimate (``OR``) and the test of a statistic (``t``), else empty.
    flags : frozenset of str
        The names of ``[flags]`` in the file of words: ``adjusted``, ``one-sided``, ``often-whole`` ...
    level : float
        Confidence level as a share: 0.95 where none is printed.
    per, n : int or None
        The unit of a rate, and ``n = 43``.
    years, degrees : tuple of int
        Years that it names, and degrees of freedom as in ``t (50)``.
    """

    text: str
    roles: tuple[str, ...] = ()
    measure: str = ""
    test: str = ""
    flags: frozenset[str] = frozenset()
    level: float = 0.95
    per: int | None = None
    n: int | None = None
    years: tuple[int, ...] = ()
    degrees: tuple[int, ...] = ()


@lru_cache(maxsize=20_000)
def read_heading(text: str) -> Heading:
    """Read the words of a heading.

    Examples
    --------
    >>> read_heading("Age, years, mean (SD)").roles, read_heading("aOR (95% CI)").measure
    (('mean', 'sd'), 'OR')
    >>> read_heading("Rate per 100,000").per, read_heading("% change 2014-2017").years
    (100000, (2014, 2017))
    """
    plain = _plain(text)
    size, level, per = _SIZE.search(plain), _LEVEL.search(plain), _per(plain)
    bare = _OF_LIMITS.sub(r"\1 ", _OF_A_RATE.sub(" ", _SIZE.sub(" ", plain)))
    roles = _matches("roles", bare)
    if not roles and _P.search(bare):  # "p (Fisher)", "Adjusted p"; "Substance P" is none
        roles = ("p",)
    if _DEGREE.search(bare):  # "low dose" is no lower limit
        roles = tuple(role for role in roles if role not in ("low", "high"))
    if "low" in roles or "high" in roles:
        roles = tuple(role for role in roles if role != "limits")
    measures, tests = _matches("measures", bare), _matches("tests", bare)
    degrees = _DEGREES.search(bare)
    return Heading(
        text,
        roles,
        next((m for m in measures if m != "any"), next(iter(measures), "")),
        next(iter(tests), ""),
        frozenset(_matches("flags", bare)),
        float(level[1]) / 100 if level else 0.95,
        per,
        int(re.sub(r"\D", "", size[1])) if size else None,
        tuple(int(year[0]) for year in _YEAR.finditer(plain)),
        tuple(int(one) for one in degrees.groups() if one) if degrees else (),
    )


def _plain(text: str) -> str:
    plain = text.replace("–", "-").replace("—", "-").replace("\u00a0", " ").replace("_", " ")
    plain = re.sub(r"(?<=[A-Za-z])\.(?=[A-Za-z])", " ", plain)
    plain = re.sub(r"[*†‡§¶#ᵃᵇᶜᵈᵉᶠ]+|(?<=[a-z])[⁰¹³⁴⁵⁶⁷⁸⁹]+", " ", plain)
    return re.sub(r"\s+", " ", plain).strip()


def _per(plain: str) -> int | None:
    for found in _PER.finditer(plain):
        digits = re.sub(r"\D", "", found["number"] or "")
        word = (found["word"] or "").lower()
        if digits or word:
            return int(digits or 1) * _SCALES[word]
    return None


def _matches(table: str, plain: str) -> tuple[str, ...]:
    """Give the names whose words stand in a text, in the order in which they stand; at one place the longest words."""
    pattern, names, whole = _words()[table]
    if alone := whole.get(re.sub(r"[^\w%²]+", "", plain).lower()):
        return (alone,)
    return tuple(dict.fromkeys(names[found.lastgroup] for found in pattern.finditer(plain)))


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[re.Pattern, dict[str, str], dict[str, str]]]:
    """Read ``data/statistic_headings.toml``: for each table a pattern, the names of its groups, and the bare words."""
    words = {}
    for table, names in read_toml(data_directory() / "statistic_headings.toml").items():
        pairs = sorted(((word, name) for name, each in names.items() for word in each), key=lambda pair: -len(pair[0]))
        groups = {f"w{number}": name for number, (_, name) in enumerate(pairs)}
        pattern = "|".join(f"(?P<w{number}>{_pattern(word)})" for number, (word, _) in enumerate(pairs))
        whole = {re.sub(r"[^\w%²]+", "", word).lower(): name for word, name in reversed(pairs)}
        words[table] = (re.compile(pattern), groups, whole)
    return words


def _pattern(word: str) -> str:
    """Give the pattern of a word, in any letters unless it has capitals; one letter only where it begins a name."""
    inside = r"[\s\-]*".join(re.escape(part) for part in re.split(r"[\s\-]+", word))
    before = r"(?<![^\W_])" if word[0].isalnum() else ""
    after = r"(?![^\W_])" if word[-1].isalnum() else ""
    if len(word) == 1 and word.isalpha() and word not in "nN":  # "Substance B" is no regression coefficient
        before, after = r"(?:^|(?<=[(,;]\s)|(?<=[(,;]))", r"(?=\s*(?:$|[(\[=,;)]|±|values?\b|statistics?\b|tests?\b))"
    flag = "" if any(map(str.isupper, word)) else "i"
    return f"{before}(?{flag}:{inside}){after}"
