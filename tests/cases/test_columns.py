"""A new column of the store is one line: mapped, proposed, imported, described and split by."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from analysis.cases.codebook.columns import CASES, TABLES, titles
from analysis.cases.mapping.model import FOLLOWERS, LABELED, PACKED, TARGETS
from analysis.cases.store import schema

NEW = """
import sys
from pathlib import Path
from analysis.cases.codebook import columns

new = columns.Field("minutes_to_care", "number", title="Minutes until care", limits=(0, 10_000))
columns.CASES = (*columns.CASES[:-1], new, columns.CASES[-1])
columns.TABLES["cases"] = columns.CASES

from analysis.cases import annual_counts, import_cases, open_store, propose_mapping, select, synthesize, table_one
from analysis.charts.cases.words import called
from analysis.paper.lines import title_of

folder = Path(sys.argv[1])
rows = "".join(f"{n},2020-01-{1 + n % 28:02},FM"[:-1] + f",Baclofen,{3 * n}\\n" for n in range(1, 41))
odd = "".join(f"{n},2020-02-01,M,Baclofen,{cell}\\n" for n, cell in ((41, "later"), (42, "99999")))
text = "Case ID,Call Date,Sex,Drug,Minutes to care\\n" + rows + odd
(folder / "e.csv").write_text(text)
mapping = propose_mapping(folder / "e.csv").mapping
assert mapping.columns["minutes_to_care"].column == "Minutes to care"
report = import_cases(folder / "e.csv", mapping=mapping, into=folder / "store")
rules = report.by_rule.set_index("rule")["count"].to_dict()
assert rules == {"minutes_to_care is no number": 1, "minutes_to_care not 0 to 10000": 1}, rules
study = select(open_store(folder / "store"))
table = table_one(study, by="sex", variables=[], numbers=["minutes_to_care"])
assert table.loc[table["group"] == "Total", "median"].iloc[0] == 61.5  # of 3, 6, ... 120
assert annual_counts(study, by="minutes_to_care")["count"].sum() == 42
assert called("minutes_to_care") == title_of("minutes_to_care") == "Minutes until care"
made = open_store(synthesize(20, into=folder / "made"))
assert made.run(made.cases)["minutes_to_care"].isna().all()
print("whole")
"""


def test_a_new_column_is_one_line(tmp_path):
    root = Path(__file__).parents[2]
    said = subprocess.run(
        [sys.executable, "-c", NEW, str(tmp_path)], capture_output=True, text=True, cwd=root, env={**os.environ}
    )
    assert said.stdout == "whole\n", said.stderr


def test_targets_types_and_titles_follow_from_the_columns():
    assert (
        [*TARGETS][:2] == ["case_id", "date"] and "age" in TARGETS and not {"file", "row", "age_group"} & set(TARGETS)
    )
    assert PACKED == ("substance", "effect", "therapy")
    assert {
        **dict.fromkeys(("generic_code", "product_code", "dose", "dose_unit"), "substance"),
        "relatedness": "effect",
        "status": "therapy",
    } == FOLLOWERS
    assert LABELED["effect"] == "clinical_effect" and LABELED["sex"] == "sex" and "state" not in LABELED
    assert {name: table.names for name, table in schema.TABLES.items()} == {
        name: [field.name for field in table] for name, table in TABLES.items()
    }
    assert schema.cases_with(["race"]).names == [*(field.name for field in CASES), "race"]
    assert titles()["age_years"] == "Age, years (measured)"
