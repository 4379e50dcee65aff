"""The label of a row or column: what dimension and level of a poison-center table it names, however it is spelled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Dimensions whose levels exclude each other and cover every case when an unknown level is counted.
EXCLUSIVE = frozenset({"sex", "age", "outcome", "reason", "site", "care", "substances", "place", "time", "acuity"})
# Dimensions of which one case can have several levels.
MULTIPLE = frozenset({"effects", "therapies", "route", "agents"})

_SEVERAL = (
    r"any number|several (?:possible|allowed)|multiple (?:answers|responses|choices)|more than one|all that apply"
)
_SECTIONS = (
    ("effects", r"\beffects?\b(?!.*outcome).*(?:related|clinical|sign|symptom)|clinical effect|symptom|\bsigns?\b"),
    ("therapies", r"therap(?!eutic err)|treatment|intervention|decontamination"),
    ("route", r"\broutes?\b"),
    ("care", r"level of (?:hcf |health ?care |healthcare )?care|highest (?:level|care)|disposition|admission"),
    ("site", r"manage(?:ment|d)\b|\bmanage site"),
    ("outcome", r"outcome|severity"),
    ("reason", r"\breasons?\b|\bintent|\bunintent"),
    ("place", r"exposure site|site of exposure|location|\bplace\b"),
    ("substances", r"single.*multiple|number of substances|^types?\b|poly.?substance|substances? involved"),
    ("agents", r"substance|product|agent|drug|co-?ingest"),
    ("sex", r"\bsex\b|\bgender\b"),
    ("age", r"\bage\b|\bages\b"),
    ("acuity", r"acuity|chronicity"),
    ("time", r"\byears?\b|\bmonths?\b|\bquarter\b|\bperiod\b"),
)

_AGE = (
    r"^(?:aged? )?(?:<|>|<=|>=|≤|≥|under |over )? ?\d{1,3} ?(?:-|to|–|—|\+|and|years?|yrs?|y\b|mo\b|months?|older|$)"
    r".*|^(?:<|>|≤|≥)=? ?\d+.*|\d+ ?(?:-|–|to) ?\d+ ?(?:y|yr|yrs|years|mo|months|m)\b.*|^\d0s$"
    r"|\d+ ?(?:years?|yrs?|y|months?|mo)\b|^(?:lte?|gte?|le|ge|under|over) ?\d+ ?(?:y|yrs?|years?|mo|months?)?$"
    r"|\b(?:infants?|toddlers?|teen(?:ager)?s?|adolescents?|child(?:ren)?|adults?|elderly|pa?ediatric)\b"
)

# (dimension, level, pattern); the first that matches the plain label wins, so negations and compounds come first.
_LEVELS = (
    ("outcome", "serious", r"^(?:more )?(?:serious|severe)\b|moderate.*major|moderate or (?:worse|greater)"),
    ("outcome", "known", r"known (?:medical )?outcome|followed to (?:a )?known"),
    ("outcome", "not followed", r"not followed|unable to follow|potentially toxic|judged as|lost to outcome"),
    ("outcome", "unrelated", r"unrelated effect|^unrelated\b"),
    ("outcome", "nonexposure", r"confirmed non-?exposure"),
    ("outcome", "none", r"^no(?:ne)?(?: of)? (?:clinical )?effects?\b|^none$"),
    ("outcome", "minor", r"^minor\b"),
    ("outcome", "moderate", r"^moderate\b"),
    ("outcome", "major", r"^major\b|life-?threatening"),
    ("outcome", "death indirect", r"death.*indirect|indirect.*death"),
    ("outcome", "death", r"^deaths?\b|^died\b|^fatal"),
    (
        "site",
        "on site",
        r"\bon[- ]?site\b|non-?hcf|non-? ?health ?care facility|managed at home|(?:not|outside).*(?:hcf|facility)",
    ),
    ("site", "refused", r"refused referral"),
    ("site", "already", r"already (?:in|at)|en ?route"),
    ("site", "referred", r"^(?:patient )?(?:was )?referred|referred (?:by|to)"),
    ("care", "refused", r"refused|did not arrive|didn'?t arrive"),
    ("care", "lost", r"lost to follow|left ama|against medical advice"),
    ("care", "released", r"releas|treated and|evaluated and|discharged"),
    ("care", "non-critical", r"non-?critical|non-?ccu|non-?icu|\bward\b|\bfloor\b"),
    ("care", "critical", r"critical care|\bccu\b|\bicu\b|intensive care"),
    ("care", "psychiatric", r"psychiatric"),
    ("care", "admitted", r"^(?:all )?(?:hospital )?(?:admitted|admissions?|hospitali[sz]ed)\b"),
    ("site", "facility", r"\bhcf\b|health ?care facility|healthcare facilit|hospital managed"),
    ("reason", "suicide", r"suicid|self-?harm"),
    ("reason", "therapeutic error", r"therapeutic error|medication error"),
    ("reason", "unintentional", r"^unintentional|^accident|^inadvertent"),
    ("reason", "intentional", r"^intentional|^deliberate"),
    ("reason", "general", r"^general\b"),
    ("reason", "environmental", r"^environmental"),
    ("reason", "occupational", r"^occupational"),
    ("reason", "bite", r"^bite|sting\b"),
    ("reason", "food", r"food poison"),
    ("reason", "misuse", r"misuse"),
    ("reason", "abuse", r"\babuse"),
    ("reason", "adverse", r"adverse"),
    ("reason", "malicious", r"malicious|contaminat|tamper"),
    ("reason", "withdrawal", r"withdrawal"),
    ("substances", "single", r"^(?:single|isolated|mono)\b"),
    ("substances", "multiple", r"^(?:multiple|poly|multi|combined)[ -]?(?:substance|product|drug|agent)?"),
    ("sex", "female", r"\bfemales?\b|\bwom[ae]n\b|\bgirls?\b|^f$"),
    ("sex", "male", r"\bmales?\b|\bm[ae]n\b|\bboys?\b|^m$"),
    ("acuity", "chronic", r"\bacute.on.chronic|\bchronic\b"),
    ("acuity", "acute", r"^acute\b"),
    ("route", "route", r"^(?:ingest|inhal|dermal|ocular|parenteral|aspiration|otic|rectal|vaginal|oral\b|injection)"),
    ("place", "residence", r"residence|^home$"),
    ("place", "other place", r"^(?:school|workplace|public area|restaurant)"),
    ("time", "year", r"^(?:y|fy|cy|year )? ?(?:19|20)\d\d(?: ?(?:ytd|q[1-4]))?$|^(?:19|20)\d\d[ -](?:19|20)?\d\d$"),
    (
        "time",
        "month",
        r"^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?(?: (?:19|20)\d\d)?$|^q[1-4]\b",
    ),
    ("age", "age", _AGE),
)
_TOTAL = re.compile(
    r"^(?:grand |over)?(?:total|sum|overall|all)s?$|^(?:sub-?)?totals?\b|^n$|\btotals?$"
    r"|^(?:ins)?gesamt$|^summe$|^totale?$|^totaal$|^ensemble$"
    r"|^(?:total n|n total|sample size|group size|denominator|enrolled|randomi[sz]ed|analy[sz]ed|patients)$"
    r"|^all (?:exposures?|cases|patients|counties|ages|reasons|outcomes|substances|years|sexes|routes|centers)$"
    r"|^(?:state|statewide|countywide|nationwide) ?(?:total)?$|^combined$|^number of (?:exposures|cases|patients)$"
)
_UNKNOWN = re.compile(
    r"\bunknown\b|\bunspecified\b|not (?:recorded|stated|known|specified)|\bmissing\b|^unk\b|^nk$|^blank$"
    r"|^unbekannt$|^inconnue?s?$"
)
_SUBSET = re.compile(
    r"\bsubset\b|\bof (?:which|whom|these|those)\b|^(?:- ?)?includ(?:es|ing)\b|\bamong (?:these|those)\b"
)
_OTHER_STATISTIC = re.compile(
    r"^(?:(?:annual|yearly|monthly) )?(?:averages?|avg)\b"
    r"|\bmedians?\b|\bmeans?\b|\biqr\b|\bsd\b|\brates?\b|\bper (?:100|1[, ]?000|10{3,}|million|capita)"
    r"|\bp[- ]?values?\b|^p$|\b\d\d% ?ci\b|confidence|\bratio\b|\bodds\b|\b(?:a[or]|r)r\b|^or$|^or[ (,]"
    r"|(?:crude|adjusted|pooled) or\b|\bpopulation\b|\bdose\b"
    r"|\bchange\b|\bgrowth\b|\b(?:in|de)crease\b|\bdifference\b|\bfips\b|\bzip\b|\bcode\b|\brank\b|\bstd\b|\bsmd\b"
    r"|\bid\b|\bdoi\b|\bpmid\b|\blatitude\b|\blongitude\b"
)
_MARKS = re.compile(r"\s*(?:[*†‡§¶#‖⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍ]+|\([a-z]\)|\[[a-z\d]\])+\s*$")
_UNIT = re.compile(
    r",?\s*[(\[]?\s*\b(?:n|no\.?|num|counts?|number|cases|freq(?:uency)?|pct|percent(?:age)?|col(?:umn)? ?%|row ?%)"
    r"\s*[)\]]?"
    r"\s*(?:[,/;]?\s*[(\[]?\s*(?:%|pct|percent)\s*[)\]]?)?\s*$|[(\[,]?\s*%\s*[)\]]?\s*$"
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says.

    Attributes
    ----------
    plain : str
        The label in small letters without marks and units.
    dimension, level : str
        The dimension of the usual poison-center table and the level it names; empty when it is none.
    total, unknown, subset, other : bool
        Whether it names a total, an unknown level, a subset of the line above, or another statistic than a count.
    """

    plain: str
    dimension: str = ""
    level: str = ""
    total: bool = False
    unknown: bool = False
    subset: bool = False
    other: bool = False


def is_subtotal(text: str) -> bool:
    """Tell the total of the lines above it alone."""
    return bool(re.match(r"sub-? ?totals?\b", plain_label(text)))


@lru_cache(maxsize=20_000)
def plain_label(text: str) -> str:
    """Give a label in small letters, without footnote marks, units (``n (%)``) and doubled spaces."""
    plain = _spelled_out(text).strip().lower().replace("‑", "-").replace("–", "-").replace("—", "-")
    plain = plain.replace("≤", "<=").replace("≥", ">=").lstrip("•·- ")
    before = ""
    while plain != before:
        before = plain
        plain = _UNIT.sub("", _MARKS.sub("", plain)) or plain
    plain = re.sub(r"\s*\bn\s*=\s*[\d, ]+", "", plain)
    return re.sub(r"\s+", " ", plain.replace("()", "")).strip(" :,;.") or text.strip().lower()


def _spelled_out(text: str) -> str:
    """Give the words of a column's name: ``OnSite.NonHealthcareFacility`` and ``6_12y`` as people write them."""
    if " " not in text.strip():
        text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
        text = re.sub(r"(?<=[A-Za-z])\.(?=[A-Za-z])", " ", text)
    return re.sub(r"(?<=\d)_(?=\d)", "-", text).replace("_", " ")


@lru_cache(maxsize=20_000)
def read_label(text: str, section: str = "") -> Label:
    """Read a label within its section (``Sex``, ``Reason for exposure``), which may be empty."""
    plain = plain_label(text)
    dimension = dimension_of(section)
    found = next(((d, name) for d, name, pattern in _LEVELS if re.search(pattern, plain)), ("", ""))
    if dimension and found[0] != dimension:
        own = next((name for d, name, pattern in _LEVELS if d == dimension and re.search(pattern, plain)), "")
        found = (dimension, own)
    elif section and not dimension:
        found = ("", "") if found[0] == "age" else found
    if not found[0] and re.search(r"^(?:other|unknown)\b|\bunknown$", plain):  # "Other reason", "Unknown age"
        found = (section_dimension(plain), "")
    return Label(
        plain,
        *found,
        total=bool(_TOTAL.search(plain)) and not (found[1] and plain.endswith(("total", "totals"))),
        unknown=bool(_UNKNOWN.search(plain)) and found[1] not in ("not followed", "lost"),
        subset=bool(_SUBSET.search(plain)),
        other=bool(_OTHER_STATISTIC.search(plain)),
    )


def dimension_of(section: str) -> str:
    """Give the dimension that a heading names (``Reason``) or whose level it is (``Intentional``)."""
    if named := section_dimension(section):
        return named
    plain = plain_label(section) if section else ""
    return next((d for d, _, pattern in _LEVELS if d == "reason" and re.search(pattern, plain)), "") if plain else ""


def age_range(plain: str) -> tuple[float, float] | None:
    """Give the years that an age group spans, [low, high); None when the label is no age group."""
    unit = 12 if re.search(r"\d ?(?:mo|months?|m)\b", plain) else 1
    words = re.sub(r"y(?:ea)?rs?\b", "y", plain)
    if found := re.search(r"(\d+) ?(?:y|mo|months?)? ?(?:-|to|–) ?<?(\d+)", words):
        low, high = (int(text) for text in found.groups())
        return (low / unit, (high + 1) / unit) if low <= high else None
    if found := re.search(r"(<=|<|under|lte?|le|up to|younger than)\s?(\d+)", words):
        closed = found[1] in ("<=", "lte", "le", "up to")
        return 0, (int(found[2]) + closed) / unit
    if re.search(r">|>=|\+|over|older|gte?|\bge", words) and (found := re.search(r"\d+", words)):
        return int(found[0]) / unit, float("inf")
    if found := re.match(r"(\d)0s$", words):
        return int(found[1]) * 10, int(found[1]) * 10 + 10
    if found := re.match(r"(?:age )?(\d+) ?(?:y|mo|months?)?\b", words):
        return int(found[1]) / unit, (int(found[1]) + 1) / unit
    return None


@lru_cache(maxsize=2_000)
def section_dimension(section: str) -> str:
    """Give the dimension that a section heading names, or empty text."""
    if re.search(_SEVERAL, section.lower().replace("_", " ")):
        return "agents"
    plain = plain_label(section) if section else ""
    return next((name for name, pattern in _SECTIONS if re.search(pattern, plain)), "")
