"""Claims that are no numbers: each has its printed words, a reading and evidence that may stand for it."""

from collections import Counter

import pytest

from analysis import checks
from analysis.loaders import load_cited_claims
from analysis.sources import read_sources
from analysis.summaries import cited_claims


@pytest.fixture(scope="module")
def claims():
    return load_cited_claims().set_index("statement")


@pytest.mark.parametrize(
    ("statement", "reading", "evidence"),
    [
        ("not_scheduled_002", "agrees", "us_label"),
        ("not_scheduled_list", "agrees", "us_label"),
        ("not_scheduled_004", "agrees", "us_label"),
        ("potential_dea", "overstated", "us_label"),
        ("potential_none", "contradicts itself", "doc_002"),
        ("samhsa_recommends_not", "untraced", ""),
        ("samhsa_experimental", "untraced", ""),
        ("opioid_relievers_rose_more", "agrees in direction", "mmwr_2015"),
        ("withdrawal_like_diazepam", "overstated", "liu_2017"),
        ("opioids_slightly_more", "overstated", "assadi_2003"),
        ("german_trials", "untraced", "mueller_2015"),
        ("street_names", "untraced", ""),
        ("this_opioid", "wrong word", "lioresal_label"),
        ("not_approved_001_11", "agrees", "us_label"),
        ("not_approved_001_68", "agrees", "us_label"),
        ("not_approved_003", "agrees", "us_label"),
        ("not_approved_004", "agrees", "us_label"),
        ("intrathecal_worse", "agrees in direction", "intrathecal_label"),
        ("excipients", "traceable, not yet read", "emc_baclofen_2594"),
    ],
)
def test_how_a_claim_reads(claims, statement, reading, evidence):
    row = claims.loc[statement]
    assert (row["reading"], "" if row.isna()["evidence_source"] else row["evidence_source"]) == (reading, evidence)


def test_the_readings_are_counted(claims):
    assert Counter(claims["reading"].astype(str)) == {
        "agrees": 7,
        "agrees in direction": 9,
        "overstated": 3,
        "contradicts itself": 2,
        "wrong word": 3,
        "traceable, not yet read": 1,
        "untraced": 5,
    }


def test_no_evidence_is_tertiary_but_a_document_against_itself(claims):
    sources = read_sources()
    for row in claims.itertuples():
        assert sources[row.source].role == "document"
        if row.evidence_source == row.evidence_source:  # not missing
            own = row.evidence_source == row.source
            assert own == (row.reading == "contradicts itself")
            assert own or sources[row.evidence_source].rank in ("primary", "secondary"), row.Index
        else:
            assert row.reading == "untraced" and row.evidence.startswith("looked for")


def test_only_a_few_printed_words_are_kept(claims):
    assert claims["words"].str.split().str.len().between(2, 9).all()
    assert not claims["words"].str.contains(r"[.;]").any()


def test_every_claim_is_a_sentence_that_can_be_quoted():
    table = cited_claims()
    slugs = {key for key in (*read_sources(), *table["statement"]) if "_" in key}
    for row in table.itertuples():
        assert row.sentence.endswith(".") and f"line {row.line}, says “{row.words}”" in row.sentence
        assert "nan" not in row.sentence.split() and not slugs & set(row.sentence.replace(",", " ").split())
    said = table.set_index("statement").loc["this_opioid", "sentence"]
    assert said == (
        "004 Safe Harbor, line 77, says “recommend this opioid” (baclofen is an opioid): wrong word. Evidence: a "
        "muscle relaxant and antispastic; the same page calls it non-opioid (US label (Lioresal, 1998), description)."
    )


def test_the_words_are_verified_like_every_other_print(tmp_path, monkeypatch, claims):
    row = claims.loc["street_names"]
    lines = [""] * (row["line"] - 1) + [f"They say: {row['words']}, and so on."]
    monkeypatch.setattr(checks, "find_documents", lambda directory, sources: {"doc_004": lines})
    checked, _ = checks.verify(tmp_path)
    mine = checked[(checked["table"] == "cited_claims") & (checked["source"] == "doc_004")].set_index("figure")
    assert mine.loc["street_names", "status"] == "holds"
    assert mine.loc["this_opioid", "status"] == "does not hold"


def test_check_refuses_a_tertiary_page_as_evidence(claims):
    rows = claims.reset_index()
    assert checks.tertiary_evidence(rows) == []
    other = rows.assign(evidence_source=rows["evidence_source"].where(rows["statement"] != "this_opioid", "bnf_style"))
    (fault,) = checks.tertiary_evidence(other)
    assert "this_opioid: its evidence bnf_style is tertiary" in fault
