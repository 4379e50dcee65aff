"""Every summary against printed numbers: the expectation is data, the tolerance half of the last printed digit."""

import csv
from pathlib import Path

import pytest

from analysis.printed import read_printed
from analysis.sources import read_sources
from analysis.summaries import SUMMARIES

ROWS = list(csv.DictReader((Path(__file__).parent / "published" / "numbers.csv").read_text("utf-8").splitlines()))


def value_of(row: dict) -> float:
    table = SUMMARIES[row["summary"]].function()
    for condition in row["row"].split(","):
        column, _, wanted = condition.partition("=")
        table = table[table[column].astype(str) == wanted]
    assert len(table) >= 1, row["row"]
    cell = table[row["column"]].iloc[0]
    return float(cell.replace(",", "") if isinstance(cell, str) else cell) * float(row["scale"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['summary']}-{row['row']}-{row['column']}")
def test_printed_number_is_reproduced(row):
    agrees = read_printed(row["printed"]).holds(value_of(row))
    assert agrees is not bool(row["misprint"]), "a known misprint must still differ" if agrees else row["printed"]


def test_every_summary_is_held_against_print():
    covered = {row["summary"] for row in ROWS}
    assert covered == set(SUMMARIES) - {"traced_figures", "cited_claims"}, "both have tests of their own"


def test_every_expectation_names_a_known_publication():
    known = set(read_sources()) | {"document_mentions"}
    assert {row["publication"] for row in ROWS} <= known
