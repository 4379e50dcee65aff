"""Which counts a percentage can mean, and whether printed texts stand where they are said to stand."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.audit import find_documents, possible_counts, uncovered_numbers, verify_printed
from analysis.errors import DataError
from analysis.sources import Source


def test_the_two_cited_success_rates_are_impossible_for_the_patients_printed_beside_them():
    assert possible_counts("68.2%", 43) == []
    assert possible_counts("56.8%", 320) == []
    assert possible_counts("68.2%", 22) == [15]
    assert possible_counts("56.8%", 162) == [92]


@given(st.integers(1, 500), st.integers(0, 2), st.integers(0, 10**6))
def test_possible_counts_are_those_that_round_to_the_print(n, decimals, draw):
    step = Decimal(1).scaleb(-decimals)
    rounded = {count: (Decimal(100 * count) / n).quantize(step, ROUND_HALF_UP) for count in range(n + 1)}
    printed = rounded[draw % (n + 1)]
    assert possible_counts(f"{printed}%", n) == [count for count, percent in rounded.items() if percent == printed]


@pytest.mark.parametrize("printed", ["", "a few", "120%", "-3%", "NaN"])
def test_no_percentage_is_an_error_that_names_it(printed):
    with pytest.raises(DataError, match="printed: expected a percentage"):
        possible_counts(printed, 10)


@pytest.mark.parametrize("n", [0, -1, 2.5, "43", True])
def test_a_denominator_must_be_a_whole_number(n):
    with pytest.raises(DataError, match="n: expected a whole number"):
        possible_counts("50%", n)


@pytest.fixture
def paper(tmp_path):
    import hashlib

    text = "Call 555-0100.\nWe saw 23 cases from 2014 to 2017, four severe.\nFor weeks it lasted."
    (tmp_path / "renamed.txt").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return tmp_path, {"paper": Source("paper", "document", "tertiary", "article", "Paper", file="x", sha256=digest)}


def rows(*entries):
    columns = ["source", "line", "printed", "period_start", "period_end"]
    return pd.DataFrame([{**dict.fromkeys(columns), **entry} for entry in entries])


def test_documents_are_known_by_their_digest_whatever_their_name(paper):
    folder, sources = paper
    assert find_documents(folder, sources)["paper"][1].startswith("We saw 23")
    (folder / "renamed.txt").write_text("We saw 24 cases.", encoding="utf-8")
    assert find_documents(folder, sources) == {}


def test_verify_says_what_holds_what_does_not_and_where_it_stands(paper):
    folder, sources = paper
    table = rows(
        {"source": "paper", "line": 2, "printed": "23 cases"},
        {"source": "paper", "line": 3, "printed": "23 cases"},
        {"source": "paper", "line": 9, "printed": "24 cases"},
        {"source": "other", "line": 1, "printed": "1"},
    )
    checked = verify_printed(table, find_documents(folder, sources))
    assert checked["status"].tolist() == ["holds", "does not hold", "does not hold", "document absent"]
    assert checked["stands_at"].tolist() == ["", "2", "", ""]


def test_numbers_without_a_row_are_found(paper):
    folder, sources = paper
    documents = find_documents(folder, sources)
    table = rows({"source": "paper", "line": 2, "printed": "23 cases", "period_start": 2014, "period_end": 2017})
    missing = uncovered_numbers(table, documents)
    assert missing[["line", "printed"]].to_numpy().tolist() == [[1, "555"], [1, "0100"], [2, "four"], [3, "For weeks"]]
    complete = rows(
        {"source": "paper", "line": 1, "printed": "555-0100"},
        {"source": "paper", "line": 2, "printed": "23 cases", "period_start": 2014, "period_end": 2017},
        {"source": "paper", "line": 2, "printed": "four severe"},
        {"source": "paper", "line": 3, "printed": "For weeks"},
    )
    assert uncovered_numbers(complete, documents).empty


def test_a_missing_folder_is_one_clear_error(tmp_path):
    with pytest.raises(DataError, match="documents: expected a folder"):
        find_documents(tmp_path / "nowhere", {})
