"""The yardstick of the import's speed, SQL written by hand, makes the same four tables from the same listing."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.cases.importing.import_cases import import_cases
from analysis.cases.synthetic.synthesize import synthesize

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "import_by_hand.py"


@pytest.mark.skipif(not SCRIPT.is_file(), reason="benchmarks are not part of an installed package")
def test_the_sql_by_hand_makes_the_tables_of_the_import(tmp_path):
    spec = importlib.util.spec_from_file_location("import_by_hand", SCRIPT)
    by_hand = sys.modules["import_by_hand"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(by_hand)
    listing = tmp_path / "listing.csv"
    synthesize(3_000, into=listing, format="csv")
    by_hand.write_codebook(tmp_path)
    by_hand.make(listing, tmp_path, tmp_path / "by_hand")
    import_cases(listing, mapping="npds", into=tmp_path / "store")
    for table in ("cases", "substances", "effects", "therapies"):
        ours, other = (pd.read_parquet(tmp_path / folder / f"{table}.parquet") for folder in ("store", "by_hand"))
        assert len(ours) > 500
        pd.testing.assert_frame_equal(ours, other, check_dtype=False)
