"""Which documents print a concept: the search, the shipped table both ways, and a second search that shares nothing."""

import re

import pandas as pd
import pytest
from public_files import DOCUMENTS, WITHOUT_DOCUMENTS

from analysis import loaders
from analysis.audit import find_documents, find_mentions, verify_mentions
from analysis.checks import verify_mentions as verify_shipped
from analysis.errors import DataError
from analysis.sources import read_sources

with_documents = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=WITHOUT_DOCUMENTS)

# Stems of plain words, by concept: searched as they are, in lower case, without the shipped phrases.
STEMS = {
    "abuse": r"abus",
    "accident": r"accident",
    "addiction": r"\baddict(?!ionresource)",
    "agitation": r"agitat",
    "allergic reaction": r"allerg",
    "ankle edema": r"edema|ankle",
    "anxiety": r"anxi",
    "ataxia": r"ataxi|coordination",
    "bradycardia": r"bradycard|slow heart",
    "breathing problem": r"breathing (problem|issue)",
    "cardiac arrest": r"cardiac arrest|heart attack",
    "central nervous system depression": r"central nervous system depress|depress\w* the central",
    "cognitive impairment": r"cogniti|thinking",
    "coma": r"\bcoma",
    "conduction disturbance": r"conduction|heart block",
    "confusion": r"confus",
    "constipation": r"constipat",
    "craving": r"crav",
    "death": r"death|\bdie[sd]?\b|dying|fatal|lethal",
    "decreased level of consciousness": r"(level of|reduced) consciousness",
    "decreased performance": r"(decreased|poor) performance",
    "delirium": r"deliri",
    "delusion": r"delus",
    "dependence": r"(?<!in)\bdependen",
    "diaphoresis": r"diaphor|sweat|perspir",
    "difficulty concentrating": r"concentrating",
    "difficulty urinating": r"urinat|urinary",
    "disorientation": r"disorient",
    "dizziness": r"dizz|vertigo|lighthead",
    "doctor shopping": r"doctor shopping",
    "drowsiness": r"drows",
    "dyspnea": r"dyspn|(difficulty|trouble) breathing|shortness of breath",
    "euphoria": r"euphor|(get|produce a|same|their) high\b|sense of pleasure",
    "fatigue": r"fatigue|\btired",
    "hallucination": r"hallucin",
    "headache": r"headache",
    "hypertension": r"hypertens|high blood pressure",
    "hyperthermia": r"hyperther|fever",
    "hyporeflexia": r"hyporeflex|depressed reflexes",
    "hypotension": r"hypotens|low blood pressure",
    "impaired decision-making": r"making decisions|judgment",
    "impaired motor skills": r"motor skills",
    "inability to stop": r"(can.t|cannot|unable to) stop",
    "insomnia": r"insomni|sleepless",
    "loss of consciousness": r"loss of consciousness|unconscious",
    "loss of interest": r"(loss|lack) of interest",
    "lying to obtain the drug": r"\blying",
    "mania": r"\bmani[ac]",
    "memory impairment": r"memory|amnes|forget|recalling",
    "miosis": r"miosis|miotic|pinpoint",
    "mood disturbance": r"mood disturb",
    "mood swing": r"mood swing",
    "muscle spasm": r"\bspasms?\b",
    "muscle weakness": r"muscle weak|weak muscle",
    "mydriasis": r"mydria|dilated",
    "myoclonus": r"myoclon",
    "nasal congestion": r"congestion|stuffy",
    "nausea": r"nause",
    "oropharyngeal edema": r"swelling|swollen",
    "overdose": r"overdos",
    "pruritus": r"prurit|\bitch",
    "psychosis": r"psychos[ei]s|psychotic",
    "rash": r"\brash",
    "relaxation": r"relax",
    "respiratory depression": r"respiratory depress|respiration|(slow|shallow) breathing",
    "sedation": r"sedat",
    "seizure": r"seizur|convuls",
    "shock": r"\bshock",
    "sleep": r"\bsleep",
    "social withdrawal": r"withdrawal from loved|social withdrawal",
    "stealing to obtain the drug": r"steal|theft",
    "stupor": r"stupor",
    "substance use disorder": r"(substance|drug and alcohol) use disorder",
    "tachycardia": r"tachycard|(rapid|fast) heart",
    "taking larger doses": r"(large|larger|higher|high|high enough) (doses?|amounts)\b",
    "tolerance": r"toleran|tolerat",
    "tremor": r"trem[bo]",
    "upset stomach": r"stomach",
    "vomiting": r"vomit",
    "weakness": r"\bweak",
    "weight gain": r"weight",
    "well-being": r"well.?being",
    "withdrawal": r"withdraw",
}


def documents() -> dict[str, list[str]]:
    return find_documents(DOCUMENTS, read_sources())


def phrases(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["concept", "phrase", "sense"])


@with_documents
def test_what_is_marked_is_there_and_what_is_blank_is_nowhere():
    assert verify_shipped(DOCUMENTS).empty and len(documents()) == 5


@with_documents
def test_a_row_too_many_or_too_few_is_found():
    rows, terms = loaders.load_document_mentions(), loaders.load_concept_phrases()
    assert len(verify_mentions(rows.iloc[1:], terms, documents())) == 1
    moved = rows.assign(line=rows["line"].where(rows.index != 7, rows["line"] + 1000))
    assert verify_mentions(moved, terms, documents())["fault"].tolist() == [
        "there, but not marked",
        "marked, but not there",
    ]


@with_documents
def test_a_plain_search_by_stems_finds_the_same_lines():
    rows = loaders.load_document_mentions()
    assert set(STEMS) == set(loaders.load_concept_phrases()["concept"])
    for concept, stem in STEMS.items():
        plain = {
            (source, number)
            for source, lines in documents().items()
            for number, text in enumerate(lines, start=1)
            if re.search(stem, text.lower())
        }
        own = rows[rows["concept"] == concept]
        assert plain == set(zip(own["source"], own["line"], strict=True)), concept


def test_every_effect_that_a_document_lists_is_a_mention():
    rows, terms = loaders.load_document_mentions(), loaders.load_cited_terms()
    effects = terms[terms["system"].notna()]
    assert set(effects["standard"]) == set(loaders.load_concept_phrases()["concept"])
    marked = set(zip(rows["concept"], rows["source"], rows["line"], strict=True))
    assert set(zip(effects["standard"], effects["source"], effects["line"], strict=True)) <= marked


def test_a_printed_mention_is_a_phrase_of_its_concept_and_every_concept_is_printed():
    rows, terms = loaders.load_document_mentions(), loaders.load_concept_phrases()
    pages = {f"{row.source} {row.Index}": [row.printed] for row in rows.itertuples()}
    alone = find_mentions(terms, pages).set_index(["concept", "source"])
    for row in rows.itertuples():
        found = alone.loc[(row.concept, f"{row.source} {row.Index}")]
        assert (found["printed"], found["sense"]) == (row.printed, row.sense)
    assert set(rows["concept"]) == set(terms["concept"])


@pytest.mark.parametrize(
    ("line", "sense"),
    [
        ("Abuse is common.", "concept"),
        ("abused,", "concept"),
        ("ABUSES", "concept"),
        ("The Substance\u00a0Abuse and Mental Health Services Administration", "another sense"),
        ("Substance Abuse and Mental Health Services Administration on abuse", "concept"),
        ("disabuse", None),
        ("abuse_potential", None),
        ("abusive", None),
        ("ab use", None),
        ("", None),
    ],
)
def test_whole_words_in_any_case_and_the_longer_phrase_covers_the_shorter(line, sense):
    terms = phrases(
        ("abuse", "abuse", "concept"),
        ("abuse", "abused", "concept"),
        ("abuse", "abuses", "concept"),
        ("abuse", "substance abuse and mental health services administration", "another sense"),
    )
    found = find_mentions(terms, {"page": ["nothing", line]})
    assert found["sense"].tolist() == ([] if sense is None else [sense])
    assert found["line"].tolist() == ([] if sense is None else [2])


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("can't stop", "he can\u2019t stop"),
        ("can\u2019t stop", "he can't  stop"),
        ("well-being", "a sense of well being"),
        ("well being", "a sense of Well-Being."),
        ("c++", "in C++ we"),
        ("GCS < 9", "a gcs < 9 in eight"),
        ("détresse", "DÉTRESSE respiratoire"),
    ],
)
def test_apostrophes_hyphens_and_signs_are_read_as_people_do(phrase, line):
    found = find_mentions(phrases(("x", phrase, "concept")), {"page": [line]})
    assert len(found) == 1 and found["printed"].iloc[0] in line


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("a", "", "concept")], "expected words"),
        ([("a", None, "concept")], "expected words"),
        ([("a", "x", "sense")], "expected a sense among"),
        ([("a", "x y", "concept"), ("a", "X-Y", "another sense")], "in both senses"),
    ],
)
def test_phrases_that_cannot_be_searched_are_refused(rows, says):
    with pytest.raises(DataError, match=says):
        find_mentions(phrases(*rows), {"page": ["x"]})


def test_documents_and_columns_are_checked():
    with pytest.raises(DataError, match="lists of lines by source"):
        find_mentions(phrases(("a", "a", "concept")), {"page": "one line"})
    with pytest.raises(DataError, match="phrase"):
        find_mentions(pd.DataFrame({"concept": ["a"]}), {"page": ["a"]})
    empty = find_mentions(phrases(("a", "a", "concept")), {})
    assert empty.empty and list(empty) == ["concept", "source", "line", "printed", "sense"]
    mine = pd.DataFrame([("a", "absent", 1, "a", "concept")], columns=list(empty))
    assert verify_mentions(mine, phrases(("a", "a", "concept")), {}).empty, "a document that is not at hand"
