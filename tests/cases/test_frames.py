"""Frames of other libraries: whatever hands over an Arrow stream is a frame, and stays what it is."""

from __future__ import annotations

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from cases.invented import case, frames, synthetic_frames, synthetic_store

from analysis.cases.clinical.table_one import table_one
from analysis.cases.counts.counts import annual_counts
from analysis.cases.counts.table import framed
from analysis.cases.store.frames import arrow_tables
from analysis.cases.store.schema import TABLES
from analysis.cases.store.store import frame_store
from analysis.cases.study.selection import select
from analysis.errors import DataError


class Streamed:
    """A frame that can do nothing but hand its columns over, as Polars does."""

    def __init__(self, table: pa.Table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


def as_polars_types(frame: pd.DataFrame) -> pa.Table:
    """Give a frame with the types that Polars hands over: views of text, categories as dictionaries, time stamps."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for place, field in enumerate(table.schema):
        values = table.column(place)
        if field.name in ("sex", "reason"):
            values = values.cast(pa.string()).dictionary_encode()
        elif pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            values = values.cast(pa.string_view())
        elif pa.types.is_date(field.type):
            values = values.cast(pa.timestamp("us"))
        table = table.set_column(place, field.name, values)
    return table


def test_streams_answer_as_files_do():
    streamed = frame_store(**{name: Streamed(as_polars_types(frame)) for name, frame in synthetic_frames().items()})
    related = frame_store(
        **{name: duckdb.from_arrow(pa.Table.from_pandas(f)) for name, f in synthetic_frames().items()}
    )
    for ask in (
        lambda study: annual_counts(study, by="sex"),
        lambda study: table_one(study, by="mention", variables=["reason"]),
    ):
        expected = framed(ask(select(synthetic_store(), substance="*am")))
        for store in (streamed, related):
            pd.testing.assert_frame_equal(framed(ask(select(store, substance="*am"))), expected)
    assert streamed.synthetic


def test_columns_of_the_right_type_are_taken_without_a_copy():
    whole = {name: pa.Table.from_pandas(synthetic_frames()[name], schema=schema) for name, schema in TABLES.items()}
    made = arrow_tables({name: Streamed(table) for name, table in whole.items()})
    for name in ("case_id", "county", "date", "year"):
        places = [table["cases"][name].chunk(0).buffers()[-1].address for table in (made, whole)]
        assert places[0] == places[1]
    assert made["cases"].schema == TABLES["cases"]


def test_what_follows_is_worked_out_from_a_stream_too():
    cases, substances = frames(
        case("a", "Baclofen", "Ethanol", age_years=4.5),
        case("b", age_years=None, date=None, reason=None),
        case("c", "Ethanol", age_years=float("nan"), reason="Because"),
    )
    asked = []
    for wrap in (lambda frame: frame, lambda frame: Streamed(pa.Table.from_pandas(frame, preserve_index=False))):
        store = frame_store(wrap(cases), wrap(substances.drop(columns="rank")))
        asked.append([store.run(store.table(name)).sort_values("case_id", ignore_index=True) for name in TABLES])
    for left, right in zip(*asked, strict=True):
        pd.testing.assert_frame_equal(left, right)
    rows = asked[1][0].set_index("case_id")
    assert rows["substances"].tolist() == [2, 0, 1]
    assert rows["age_group"].tolist() == ["4", "unknown age", "unknown age"]
    assert rows["reason_group"].fillna("").tolist() == ["Intentional", "", ""]
    assert asked[1][1]["rank"].tolist() == [1, 2, 1]


class Lazy:
    def collect(self):
        return None


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (Streamed(pa.table({"case_id": ["a"], "age_years": ["old"]})), r"cases\['age_years'\]: expected double"),
        (Streamed(pa.table({"case_id": ["a"], "year": [2020.5]})), "year"),
        (Streamed(pa.table({"case_id": ["a", None]})), "missing"),
        (Streamed(pa.table({"id": ["a"]})), "'case_id', got id"),
        (Lazy(), "collect it first"),
    ],
)
def test_streams_that_are_no_cases_are_refused(cases, words):
    with pytest.raises(DataError, match=words):
        frame_store(cases)


def test_numbers_as_case_ids_join_as_text():
    store = frame_store(
        Streamed(pa.table({"case_id": pa.array([1, 2], pa.int32())})),
        pd.DataFrame({"case_id": [2, 2], "substance": ["Baclofen", "Ethanol"]}),
    )
    assert select(store, substance="ethanol").count() == 1
    assert store.run(store.cases)["substances"].tolist() == [0, 2]


@pytest.mark.parametrize(
    ("column", "table"),
    [("substance", "substances"), ("dose", "substances"), ("effect", "effects"), ("therapy", "therapies")],
)
def test_a_column_of_another_table_says_where_it_belongs(column, table):
    frame = pd.DataFrame({"case_id": ["a"], column: ["x"]})
    with pytest.raises(DataError, match=f"give it as {table}="):
        frame_store(frame)
