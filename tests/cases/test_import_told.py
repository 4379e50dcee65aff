"""What an import tells while it runs, of a header that it does not find, and of the eighteen items."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from cases.export import HEADER, ROWS, run, text

from analysis.cases.importing.staged import ROWS as EACH
from analysis.cases.importing.staging import Staging
from analysis.cases.profiles.eighteen import EIGHTEEN, NONE_FOUND
from analysis.errors import DataError


def test_each_of_the_eighteen_items_stands_once_in_the_summary(tmp_path):
    report, _ = run(tmp_path, text(*(f"{row},Roe" for row in ROWS), header=f"{HEADER},Last Name"))
    done = [row["item"] for row in report.rows["identifiers"] if row["done"] != NONE_FOUND]
    lines = report.summary().split("\n")
    none = next(line for line in lines if "no column was found of" in line)
    assert {"A", "B", "C", "R"} <= set(done) and "L" not in done
    assert [match[1] for line in lines if (match := re.match(r"  \(([A-R])\) ", line))] == done
    assert re.findall(r"\(([A-R])\)", none) == [item.letter for item in EIGHTEEN if item.letter not in done]


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["X,Y,Z", "P,Q,R", "S,T,U"], "got 'X', 'Y', 'Z';"),
        (["P,Q,R", "X,Case Number,Z", "Q,Case Number,S"], "got 'X', 'Case Number', 'Z';"),
        (["X;Y", "P,Q"], "got 'X;Y';"),
    ],
)
def test_of_lines_that_have_as_many_columns_of_a_mapping_the_first_is_shown(tmp_path, lines, shown):
    with pytest.raises(DataError, match=re.escape(shown)):
        run(tmp_path, "\n".join([*lines, ""]).encode())


def test_the_share_of_the_lines_that_were_read_is_told():
    told, shares = SimpleNamespace(share=None), []
    staging = Staging(None, frozenset(), frozenset(), Path(), None, told)
    for place, _ in enumerate(staging._counted(range(3 * EACH), 3 * EACH)):
        shares += [told.share] if place % EACH == 0 else []
    assert shares == pytest.approx([0, 1 / 3, 2 / 3]) and told.share is None
    assert list(staging._counted(iter(()), 0)) == []
