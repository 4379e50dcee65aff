"""Every table loads with its types, and every fault of a file is said at once."""

import pandas as pd
import pytest

import analysis
from analysis import loaders
from analysis.cards import read_card, table_names
from analysis.errors import DataError
from analysis.loaders.table import read_table
from analysis.sources import read_sources

LOADERS = [name for name in loaders.__all__ if name.startswith("load_")]


def edit(path, old, new, *, count=1):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def faults_of(name):
    with pytest.raises(DataError) as raised:
        read_table(name)
    return raised.value.faults


@pytest.mark.parametrize("name", LOADERS)
def test_loader_gives_a_fresh_tidy_frame(name):
    load = getattr(loaders, name)
    frame, again = load(), load()
    assert isinstance(frame, pd.DataFrame) and len(frame) > 0
    assert list(frame.index) == list(range(len(frame)))
    assert frame.columns.is_unique and frame is not again
    frame.iloc[:, 0] = None
    assert again.equals(load()), "changing one frame must not change the next"


@pytest.mark.parametrize("name", table_names())
def test_columns_have_the_types_of_their_card(name):
    frame, card = read_table(name), read_card(name)
    expected = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean", "category": "category"}
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == {
        column.name: expected[column.type] for column in card.columns.values()
    }
    for column in card.columns.values():
        if column.type == "category":
            assert frame[column.name].cat.ordered
            assert tuple(frame[column.name].cat.categories) == column.values


def test_the_figures_named_in_the_mission_are_there():
    cited = analysis.load_cited_figures().set_index("figure")
    assert cited.loc["exposure_rise_misuse", "value"] == 36
    assert (cited.loc["overdose_cases", "value"], cited.loc["overdose_cases", "line"]) == (23, 179)
    assert tuple(cited.loc["severity_threshold", ["relation", "value", "unit"]]) == (">", 200, "mg")
    assert analysis.load_severity_threshold().loc[0, "source"] == "doc_004"
    series = analysis.load_overdose_series()
    assert series.query("effect == 'seizures' and kind == 'cited'")["count"].tolist() == [4]


def test_bacloville_has_no_counts():
    trials = analysis.load_trials()
    rows = trials[trials["source"].isin(["rigal_2020", "bacloville_press_2017", "reynaud_2017"])]
    assert len(rows) and rows["events"].isna().all()


def test_doses_are_paired_with_the_frequency_of_their_sentence():
    doses = analysis.load_dosing().set_index("figure")["doses_per_day"]
    assert (
        doses["tablet_start_dose"] == 3 and pd.isna(doses["start_dose_002"]) and pd.isna(doses["tablet_maximum_dose"])
    )


def test_one_changed_digit_is_named_with_its_row(data):
    edit(data / "cited_figures.csv", "percent_change,36.2%,=,36.2", "percent_change,36.2%,=,36.3")
    (fault,) = faults_of("cited_figures")
    assert "column value" in fault and "'36.2%' says 36.2, the cell says 36.3" in fault and "exposure_rise_all" in fault


def test_a_changed_relation_is_named(data):
    edit(data / "cited_figures.csv", "over 80%,>,80", "over 80%,>=,80")
    assert "column relation" in faults_of("cited_figures")[0]


def test_all_faults_of_a_file_are_said_at_once(data):
    path = data / "cited_figures.csv"
    edit(path, "doc_001,9,", "doc_999,9,")
    edit(path, "first_effect_delay,doc_001,39,", "memoir_year,doc_001,thirty,")
    edit(path, "2.5-fold,=,2.5", "2.5-fold,approximately,2.5")
    text = "\n".join(faults_of("cited_figures"))
    assert "'doc_999' is no key of sources.toml" in text
    assert "expected a integer, got 'thirty'" in text or "expected an integer, got 'thirty'" in text
    assert "figure = memoir_year stands already at line" in text
    assert "expected one of =, >, >=, <, <=, ~, got 'approximately'" in text


@pytest.mark.parametrize("damage", ["cut in a row", "cut between rows"])
def test_a_truncated_table_is_noticed(data, damage):
    path = data / "trials.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(lines[:-3])
    path.write_text(kept[:-40] if damage == "cut in a row" else kept, encoding="utf-8")
    assert any("restore" in fault for fault in faults_of("trials"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "missing columns"),
        (b"figure,source\n", "missing columns: line"),
        (b"\xff\xfe\x00", "expected UTF-8"),
        (b"a\0b", "NUL"),
        (b'figure,"source\n', "not readable as CSV"),
    ],
)
def test_a_corrupted_table_is_one_clear_error(data, content, said):
    (data / "cited_figures.csv").write_bytes(content)
    assert said in faults_of("cited_figures")[0]


def test_a_missing_table_card_or_folder_is_one_clear_error(data, monkeypatch):
    (data / "trials.csv").unlink()
    assert "restore it" in faults_of("trials")[0]
    (data / "trials.toml").unlink()
    assert "trials.toml: expected a TOML file, found none" in faults_of("trials")[0]
    monkeypatch.setenv("POISON_CENTER_DATA", str(data / "nowhere"))
    with pytest.raises(DataError, match=r"data folder: expected sources\.toml"):
        read_sources()


def test_a_printed_total_that_does_not_add_up_is_named(data):
    path = data / "overdose_studies.csv"
    edit(path, "pss_minor,count,=,37", "pss_minor,count,=,38")
    assert any("add up to 112, the printed total is 111" in fault for fault in faults_of("overdose_studies"))


def test_an_incomplete_card_names_what_is_missing(data):
    edit(data / "trials.toml", 'title = "', 'titel = "')
    faults = faults_of("trials")
    assert any("no title" in fault for fault in faults) and any("'titel'" in fault for fault in faults)
