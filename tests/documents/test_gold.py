"""Real articles: what is found of the statements judged by hand, and how it is judged."""

from __future__ import annotations

import csv

import pytest
from documents import gold
from public_files import WITHOUT_MANUSCRIPTS

from analysis.audit import audit_manuscript
from analysis.documents import Block, Document, Locator, read_document
from analysis.documents.statements import read_statements

pytestmark = pytest.mark.skipif(not gold.SHARED.is_dir(), reason=WITHOUT_MANUSCRIPTS)

# Where statcheck judges otherwise, and why this is not followed.
STATCHECK_DIFFERS = {
    "S0296": "p < .06 where p is .06 to 12 digits: statcheck accepts a bound that is met",
    "S0305": "as S0296",
    "S0314": "p > .06 where p is .06 to 12 digits: statcheck accepts a bound that is met",
    "S0323": "as S0314",
    "S0456": "the sentence says one-tailed, which statcheck reads only when told to",
}
STATCHECK_MISSES = {
    "S0521": "junk characters before a number are no minus sign",
}


@pytest.fixture(scope="module")
def scored():
    return gold.score()


def test_statements_are_found_and_judged_right(scored):
    total = gold.totals(scored[0])
    assert total["found"] >= 0.95 * total["rows"] and total["right"] >= 0.98 * total["found"]


def test_half_of_the_cross_reference_errors_are_found(scored):
    both = scored[0]["developed", "cross_reference"] + scored[0]["held out", "cross_reference"]
    assert 2 * both["errors found"] >= both["errors"]


def test_impossible_is_said_falsely_of_none_in_a_thousand(scored):
    parts = [scored[0][part] for part in ("developed", "held out")]
    assert 1000 * sum(part["false"] for part in parts) < sum(part["statements"] for part in parts)


@pytest.mark.parametrize("form", ["docx", "html", "md", "txt", "pdf", "two-column.pdf", "from-docx.pdf"])
def test_every_format_says_the_same(form):
    kinds = ("proportion", "estimate", "test", "p value", "mean", "median")

    def said(path) -> list:
        found = [one for one in read_statements(read_document(path)) if one.kind in kinds]
        return sorted((one.kind, *sorted((name, str(n.value)) for name, n in one.numbers.items())) for one in found)

    name = "journal.pone.0047391"
    assert said(gold.SHARED / "formats" / f"{name}.{form}") == said(gold.SHARED / "jats" / f"{name}.xml")


def test_statcheck():
    with (gold.SHARED / "statcheck.csv").open(encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if row["expect"].startswith("found")]
    differing, missed = set(), set()
    for row in rows:
        document = Document("", {}, (Block("paragraph", row["input"], Locator(line=1)),), "invented.txt")
        found = [one for one in audit_manuscript(document).judgments if one.check == "test statistic and p"]
        if not found:
            missed.add(row["id"])
        elif found[-1].verdict != "cannot be checked" and row["own_error"] and _usual(row):
            wrong = found[-1].verdict in ("inconsistent", "rounding slip")
            differing |= {row["id"]} if wrong != (row["own_error"] == "1") else set()
    assert (differing, missed) == (set(STATCHECK_DIFFERS), set(STATCHECK_MISSES))


def _usual(row: dict) -> bool:
    return row["setting"] not in ("all tests one-tailed", "p = 0 accepted")
