"""What a quantity is about, by the words of its sentence: topic, quantity, endpoint, period, denominator."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from .phrases import PEOPLE, Phrase

# The first topic whose words stand in the sentence is proposed; the person decides.
TOPICS = (
    (
        "severity",
        r"\b(?:doses? (?:larger|greater|higher|above|over)|threshold)\b.*\b(?:coma|seizure|deliri|sever|toxic)",
    ),
    ("withdrawal", r"withdrawal|taper|last dose|discontinu"),
    ("kinetics", r"half-life|peak concentration|peak plasma|volume of distribution|clearance|bioavailab|absor"),
    ("exposures", r"exposures?\b|poison (?:control )?cent.*\bcalls?\b|\bcalls?\b.*poison (?:control )?cent"),
    ("burden", r"overdose deaths?\b|\bdeaths? (?:from|due to)|\bdied (?:from|of)\b"),
    ("overdose", r"overdos|ingest|seizure|coma\b|intubat|deliri|[ty]cardi|hypertens|hypotens|reflex|pupil|miosis"),
    ("overdose", r"consciousness|agitat"),
    ("care", r"\b(?:in|out)patient|treatment program|\brehab|counsel"),
    ("dosing", r"\bdos(?:e|es|age|ing)\b|\bmg\b"),
    ("trials", r"\btrials?\b|placebo|randomi|success|abstinen|improve|study showed|research"),
    ("burden", r"people|adults|deaths?|prescriptions?|pain|suicide"),
    ("regulation", r"approv|schedul|regist|market|synthesi|published"),
)
_TOPICS = tuple((topic, re.compile(words, re.I)) for topic, words in TOPICS)
_REGULATED = re.compile(r"approv|schedul|regist|market|synthesi[sz]|\bpublished\b", re.I)
_STUDIED = re.compile(r"\bresearch\b|\bstud(?:y|ies)\b|\btrials?\b", re.I)
UNSORTED = "unsorted"

# Quantities that the summaries ask for by name.
_NAMED = (
    ("half_life", ("duration",), r"half-li(?:fe|ves)"),
    ("time_to_peak", ("duration",), r"\bpeak (?:plasma |blood )?(?:concentration|level)|\bpeaks?\b.*(?:after|within)"),
    ("apparent_volume", ("volume",), r"volume of distribution"),
    ("maximum_daily_dose", ("daily_dose",), r"maxim|no more than|not (?:to )?exceed|at most"),
    ("starting_dose", ("dose", "daily_dose"), r"\bstart|\bbegin|\binitia"),
    ("starting_frequency", ("frequency",), r"\bstart|\bbegin|\binitia"),
    ("severity_threshold", ("dose",), r"coma|seizure|sever|toxic"),
    ("withdrawal_onset", ("duration",), r"\b(?:begin|began|begun|start|onset|occur|appear)"),
    ("withdrawal_peak", ("duration",), r"peak"),
    ("{drug}_exposure_change", ("percent_change", "fold_change"), r"exposure|calls"),
    ("{drug}_exposure_total", ("count",), r"exposures|calls"),
)  # fmt: skip
_MORE = re.compile(
    r"\b(?:increas|ris(?:e|en|ing)\b|rose|grew|growth|declin|decreas|fell|fall|drop|higher|lower|reduc)", re.I
)
_FALL = re.compile(r"\b(?:declin|decreas|fell|fall|drop|lower|reduc|fewer|less)", re.I)
_PERIOD = re.compile(r"\b((?:19|20)\d\d)\b(?:\s*(?:to|and|through|until|-|–|—)\s*((?:19|20)\d\d)\b)?")
_SMALL = re.compile(
    r"(?:an?|the|of|to|in|on|at|by|for|with|from|and|or|that|this|these|those|its?|is|are|was|were|be|been|ha[sd]|have|as"
    r"|who|which|we|they|s?he|their|his|her|only|each|all|most|more|than|about|may|can|could|not|no|after|before|during"
    r"|into|per|patients|people|cases|study|however|generally|also|but)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a quantity is about."""

    topic: str
    quantity: str
    statistic: str
    unit: str
    relation: str
    endpoint: str
    denominator: int | None
    period: tuple[int | None, int | None]
    doubt: float = 1.0


def sentence_at(text: str, start: int) -> tuple[int, int]:
    """Give where the sentence around a character begins and ends."""
    breaks = [match.end() for match in re.finditer(r"(?<=[.!?])(?:\d{1,2})?\s+(?=[A-Z“\"(])", text)]
    begin = max((at for at in breaks if at <= start), default=0)
    return begin, min((at for at in breaks if at > start), default=len(text))


def subject_of(phrase: Phrase, text: str, *, drug: str, heading: str = "", whole: int | None = None) -> Subject:
    """Propose what a quantity is about, from its sentence, the heading above it and the group that a list is about."""
    begin, end = sentence_at(text, phrase.start)
    sentence = text[begin:end]
    before, behind = text[begin : phrase.start], text[phrase.end : end]
    statistic, unit, relation = _kind(phrase, before, behind)
    unit = "patients" if whole is not None and unit == "people" else unit  # of the group that the list is about
    topic = _topic(sentence, heading, whole, statistic, unit)
    if statistic == "dose" and relation in (">", ">=") and re.search(r"coma|seizure|sever|toxic", sentence, re.I):
        topic = "severity"
    endpoint = _endpoint(before, behind, statistic)
    return Subject(
        topic,
        _quantity(statistic, _clause(before, behind, phrase.printed), endpoint, topic, drug),
        statistic,
        unit,
        relation,
        endpoint,
        _denominator(phrase, statistic, before, behind, whole),
        _period(sentence, statistic),
        0.6 if statistic == "percent_change" and _FALL.search(sentence) else 1.0,  # the sign is for the person to set
    )


def _kind(phrase: Phrase, before: str, behind: str) -> tuple[str, str, str]:
    """Give statistic, unit and relation, with what the words before say: a change, a daily dose, a maximum."""
    statistic, unit, relation = phrase.statistic, phrase.unit, phrase.said.relation or "="
    near = re.split(r"[,;:]", before)[-1][-60:]
    if statistic == "percent" and (_MORE.search(near) or re.match(r"\s+(?:more|fewer|less)\b", behind)):
        statistic = "percent_change"
    if statistic == "dose" and re.search(
        r"\b(?:daily dose|dose per day|dose a day)\b", before + phrase.printed + behind[:12], re.I
    ):
        statistic, unit = "daily_dose", f"{unit}/day"
    if statistic in ("dose", "daily_dose") and relation == "=" and re.search(r"\bmaxim(?:um|al)\b", before, re.I):
        relation = "<="
    return statistic, unit, relation


def _topic(sentence: str, heading: str, whole: int | None, statistic: str, unit: str) -> str:
    if whole is not None:
        return "overdose"
    if statistic == "year" and _REGULATED.search(sentence) and not _STUDIED.search(sentence):
        return "regulation"
    if unit == "deaths":
        return "burden"
    found = next((topic for topic, words in _TOPICS if words.search(sentence)), "")
    return found or next((topic for topic, words in _TOPICS if words.search(heading)), UNSORTED)


def _endpoint(before: str, behind: str, statistic: str) -> str:
    """Give a few words that say what was counted or measured: those behind a count, else those before the number."""
    first, second = (behind, before) if statistic in ("count", "percent", "percent_change") else (before, behind)
    clauses = (re.split(r"[,;:.()]", first), re.split(r"[,;:.()]", second))
    order = clauses[0] if first is behind else clauses[0][::-1]
    words = [
        word
        for clause in (*order[:1], *(clauses[1] if second is behind else clauses[1][::-1])[:1])
        for word in _words(clause)
    ]
    return " ".join(words[:6])


def _words(clause: str) -> list[str]:
    return [word for word in re.findall(r"[A-Za-z][A-Za-z-]+", clause) if not _SMALL.fullmatch(word)]


def _clause(before: str, behind: str, printed: str) -> str:
    return f"{re.split('[,;]', before)[-1]} {printed} {re.split('[,;]', behind)[0]}"


def _quantity(statistic: str, sentence: str, endpoint: str, topic: str, drug: str) -> str:
    for name, kinds, words in _NAMED:
        other = topic == "withdrawal" and not name.startswith("withdrawal")
        if statistic in kinds and not other and re.search(words, sentence, re.I):
            return name.format(drug=slug(drug))
    parts = ["" if topic == UNSORTED else topic, *endpoint.split()[:4], "" if statistic == "count" else statistic]
    return slug(" ".join(dict.fromkeys(" ".join(parts).lower().split())))


def slug(words: str) -> str:
    """Give words as a name of small letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_") or "unnamed"


def _denominator(phrase: Phrase, statistic: str, before: str, behind: str, whole: int | None) -> int | None:
    if statistic == "percent" and (
        found := re.match(
            rf"\s*(?:\([^)]*\)\s*)?(?:of|in|among)\s+(?:the\s+)?(\d[\d,]*)\s+(?:\w+\s+)?(?:{'|'.join(PEOPLE)})\b",
            behind,
            re.I,
        )
    ):
        return int(found[1].replace(",", ""))
    if statistic != "count" or math.isnan(phrase.said.value):
        return None
    if (found := re.match(r"\s*(?:\([^)]*\)\s*)?of\s+(?:the\s+)?(\d[\d,]*)\b", behind)) or (
        found := re.search(
            r"\b(\d[\d,]*)\s+(?:cases|patients|people|exposures)\s*,?\s*of (?:which|whom|these)\b", before
        )
    ):
        whole = int(found[1].replace(",", ""))
    return whole if whole is not None and phrase.said.value <= whole else None


def _period(sentence: str, statistic: str) -> tuple[int | None, int | None]:
    if statistic not in ("count", "percent", "percent_change", "fold_change"):
        return None, None
    found = list(_PERIOD.finditer(sentence))
    ranged = next((match for match in found if match[2]), found[0] if found else None)
    return (int(ranged[1]), int(ranged[2] or ranged[1])) if ranged else (None, None)
