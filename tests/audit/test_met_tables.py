"""Tables as people have them, half of them with one planted error: what must be said of each was judged by hand.

``met/verdicts.csv`` names the number that is wrong (alternatives behind a bar; none in a sound table) and how many
numbers at least some rule must reach.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from analysis.audit import audit_file

FOLDER = Path(__file__).with_name("met")
MET = list(csv.DictReader((FOLDER / "verdicts.csv").read_text("utf-8").splitlines()))
# Told beside the planted error: a p-value that no test of the interval gives stands in the same table.
ALSO = {"or_bad.txt": "0.01"}


def grave(file: str) -> list[str]:
    audit = audit_file(FOLDER / file)
    return [f"{f.printed} {f.explanation}" for f in audit if f.severity in ("impossible", "inconsistent")]


@pytest.mark.parametrize("row", [row for row in MET if not row["wrong"]], ids=lambda row: row["file"])
def test_sound_table_is_accused_of_nothing(row):
    assert grave(row["file"]) == []
    assert audit_file(FOLDER / row["file"]).checked >= int(row["checked"])


@pytest.mark.parametrize("row", [row for row in MET if row["wrong"]], ids=lambda row: row["file"])
def test_planted_error_is_found_and_nothing_else(row):
    wrong = "|".join(map(re.escape, [*row["wrong"].split("|"), *filter(None, [ALSO.get(row["file"])])]))
    found = grave(row["file"])
    assert any(re.search(wrong, words) for words in found)
    assert [words for words in found if not re.search(wrong, words)] == []
    assert audit_file(FOLDER / row["file"]).checked >= int(row["checked"])
