"""Publications: what each must say of itself, and that every key that a table cites is one."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis.cards import read_card, table_names
from analysis.checks import check, incomplete_publications, ranked_too_near, tertiary_comparators
from analysis.citing import publications_of
from analysis.errors import DataError
from analysis.loaders import load_cited_figures, load_sources
from analysis.loaders.table import read_table
from analysis.sources import Source, read_sources
from analysis.summaries import SUMMARIES

LEDGER = read_sources()


def entry(data, key: str, **fields: str) -> None:
    """Write fields of one entry anew in a copy of the data; an empty text takes the field away."""
    path = data / "sources.toml"
    before, start, rest = path.read_text(encoding="utf-8").partition(f"[{key}]\n")
    body, end, after = rest.partition("\n\n")
    lines = [line for line in body.splitlines() if line.split(" = ")[0] not in fields]
    lines += [f"{name} = {value}" for name, value in fields.items() if value]
    path.write_text(before + start + "\n".join(lines) + end + after, encoding="utf-8")


@pytest.mark.parametrize("name", table_names())
def test_every_key_that_a_table_cites_is_a_publication(name):
    table = read_table(name)
    columns = [column.name for column in read_card(name).columns.values() if column.source_key]
    cited = {key for column in columns for key in table[column].dropna()}
    assert cited <= LEDGER.keys()
    assert {column for column in table if re.fullmatch("source|.*_source", column)} <= set(columns)


def test_every_primary_publication_can_be_found_or_says_why_not():
    for source in LEDGER.values():
        if source.rank == "primary":
            assert source.title or "title" in source.incomplete
            assert source.authors or source.organization or "authors" in source.incomplete
            assert source.identifier() or "identifier" in source.incomplete
    assert incomplete_publications() == [f"{s.key}: no {s.incomplete}" for s in LEDGER.values() if s.incomplete]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "primary without title and no reason"),
        ({"authors": ""}, "primary without authors and no reason"),
        ({"doi": "", "pmid": "", "url": ""}, "primary without identifier and no reason"),
        ({"title": "", "incomplete": '"authors: not shown"'}, "primary without title and no reason"),
        ({"incomplete": '"title: not shown"'}, "incomplete, but it has a title"),
        ({"rank": '"tertiary"', "incomplete": '"title: not shown"'}, "incomplete is for primary publications"),
        ({"rank": '"middling"'}, "rank is 'middling', expected one of primary, secondary, tertiary"),
        ({"role": ""}, "no role"),
        ({"type": '"pamphlet"'}, "type is 'pamphlet'"),
        ({"year": '"2006"'}, "year is '2006', expected a whole number"),
        ({"year": "true"}, "year is True, expected a whole number"),
        ({"et_al": '"yes"'}, "et_al is 'yes', expected true or false"),
        ({"authors": '"Leung NY"'}, "authors is 'Leung NY', expected a list of names"),
        ({"authors": '["Leung NY", ""]'}, "expected a list of names"),
        ({"volume": "18"}, "volume is 18, expected text"),
        ({"journal": '"Emergency"'}, "unknown field 'journal'"),
    ],
)
def test_an_entry_that_cannot_stand_is_refused_by_name(data, fields, said):
    entry(data, "leung_2006", **fields)
    with pytest.raises(DataError, match=re.escape(said)) as raised:
        read_sources()
    assert "[leung_2006]" in str(raised.value)
    assert any(said in fault for fault in check())


def test_a_tertiary_publication_is_no_comparator():
    keys = ["leung_2006", "drugbank", "doc_004", None]
    traced = pd.DataFrame({"figure": ["a", "b", "c", "d"], "primary_source": keys})
    (fault,) = tertiary_comparators(traced)
    assert fault.startswith("c: its verdict rests on doc_004, which is tertiary")


def test_a_row_is_ranked_no_higher_than_its_publication():
    rows = [("a", "leung_2006", "secondary"), ("b", "drugbank", "primary"), ("c", "doc_004", "tertiary")]
    (fault,) = ranked_too_near(pd.DataFrame(rows, columns=["figure", "source", "rank"]))
    assert "b: rank is primary, expected that of drugbank or a lower one: secondary" in fault


def test_a_tertiary_publication_that_no_table_cites_is_not_kept():
    tables = [name for name in table_names() if any(c.source_key for c in read_card(name).columns.values())]
    cited = {source.key for name in tables for source in publications_of(name)}
    assert [key for key, source in LEDGER.items() if source.rank == "tertiary" and key not in cited] == []


def test_the_frame_of_sources_has_their_fields():
    frame = load_sources().set_index("source")
    assert frame.loc["leung_2006", "rank"] == "primary" and frame.loc["doc_004", "role"] == "document"
    assert list(frame["rank"].cat.categories) == ["primary", "secondary", "tertiary"]
    assert frame.loc["leung_2006", "authors"] == "Leung NY; Whyte IM; Isbister GK"


def test_an_address_of_a_copy_is_no_address_of_the_publication():
    assert Source("x", "evidence", "primary", "article", "X", doi="10.1/x", url="https://copy.org").address() == ""
    assert Source("x", "evidence", "primary", "web page", "X", url="https://own.org").address() == "https://own.org"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("leung_2006", ["leung_2006"]),
        ("gabapentinoids", ["carter_2024"]),
        ("gabapentinoids.csv", ["carter_2024"]),
        ("figures/exposure_rise.png", None),
        ("exposure_rise.json", None),
        ("leung_seizures", ["leung_2006"]),
        ("npds_totals", None),
        ("mueller_2015", ["mueller_2015"]),
    ],
)
def test_a_name_of_any_kind_gives_its_publications(name, keys):
    found = [source.key for source in publications_of(name)]
    if name.endswith(("exposure_rise.png", "exposure_rise.json")):
        keys = [source.key for source in publications_of("exposure_rise")]
    if name == "npds_totals":
        keys = [key for key in LEDGER if key in set(read_table(name)["source"])]
    assert found == keys and found


def test_a_cited_figure_gives_its_document():
    for row in load_cited_figures().iloc[[4, 40]].itertuples():
        assert row.source in [source.key for source in publications_of(row.figure)]


def test_several_names_give_each_publication_once_and_none_gives_all():
    both = publications_of("exposure_rise", "leung_2006", "leung_2006")
    assert len(both) == len(set(both)) and {s.key for s in publications_of("exposure_rise")} < {s.key for s in both}
    assert {source.key for source in publications_of()} == LEDGER.keys()


@pytest.mark.parametrize("name", SUMMARIES)
def test_documents_stand_first_and_methods_last(name):
    roles = [source.role for source in publications_of(name)]
    assert roles == sorted(roles, key=("document", "evidence", "method").index)


def test_a_table_without_publications_says_so():
    with pytest.raises(DataError, match="zip_areas rests on no publication"):
        publications_of("zip_areas")


def test_every_unknown_name_is_told_with_the_nearest():
    with pytest.raises(DataError) as raised:
        publications_of("leung_2007", "exposure_rise", "trails", "qqqqqq")
    assert [fault.split("; ")[-1] for fault in raised.value.faults] == [
        "did you mean 'leung_2006'?",
        "did you mean 'trials'?",
        "`poison-center list` shows the summaries.",
    ]
