"""A ledger on tianeptine from three invented texts: proposed, edited, accepted by two, checked, drawn, compared."""

from __future__ import annotations

import errno
import json
import shutil

import pytest

from analysis import DataError, open_ledger
from analysis.audit import trace
from analysis.cases.synthetic.synthesize import synthesize
from analysis.charts import CHARTS
from analysis.checks import check, verify
from analysis.documents import Block, Document, Locator
from analysis.ledgers import (
    accept,
    compare_ledgers,
    new_ledger,
    propose_rows,
    read_workbook,
    standing,
    write_workbook,
)
from analysis.ledgers.folder import write_files
from analysis.render import draw_all
from analysis.summaries import dosing_ladder, exposure_rise, overdose_effects

REVIEW = """Tianeptine: calls to poison centers and treatment

Exposures

Tianeptine exposures reported to US poison centers increased by 525% from 2014 to 2017.

Overdose

A regional center analyzed 17 cases of tianeptine overdose and reported that:

Nine patients had agitation
Five patients had tachycardia
Three patients had seizures

Patients who took doses larger than 250 mg were more likely to have coma or seizures.

Kinetics and dosing

The half-life of tianeptine is 2.5 to 3 hours in plasma. It reaches peak concentration about 1-2 hours after a dose. \
The usual starting dose is 12.5 mg three times daily, and the maximum daily dose is 50 mg.

Withdrawal

Withdrawal can begin within 12 hours after the last dose, and symptoms peak within 48 hours. Tapering takes 2-4 weeks.
"""
PAGE = """# Tianeptine abuse

Tianeptine exposures in the US rose by 500% from 2014 to 2017 [1]. About 3,000 people are dependent.

Its half-life is 3 hours. Call 1-800-222-1222 for help.
"""
TRIAL = """<html><head><title>Tianeptine detoxification</title></head><body><h1>Tianeptine detoxification</h1>
<h2>Results</h2><p>The trial showed a success rate of 62.5% in 40 patients.</p></body></html>"""


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in {"review.txt": REVIEW, "page.md": PAGE, "trial.html": TRIAL}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def ledger(texts, tmp_path):
    return new_ledger(tmp_path / "ledger", sorted(texts.iterdir()), substance="tianeptine")


def edit(ledger, old: str, new: str, table: str = "cited_figures") -> None:
    path = ledger.folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def said(text: str, **options) -> list[tuple]:
    """Give what is proposed of one line of text."""
    block = Block("paragraph", text, Locator(line=1), lines=((0, None, 1),))
    rows, _ = propose_rows({"a": Document("", {}, (block,), "a.txt", lines=(text,))}, **options)
    return [(row.printed, row.statistic, row.relation, row.unit) for row in rows.itertuples()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Take 300 mg a day.", ("300 mg a day", "daily_dose", "=", "mg/day")),
        ("The maximum dose is 3600 mg/day.", ("3600 mg/day", "daily_dose", "<=", "mg/day")),
        ("Doses of at least 2 g were toxic.", ("at least 2 g", "dose", ">=", "g")),
        ("About 1 in all took 600 mcg.", ("600 mcg", "dose", "=", "mcg")),
        ("Deaths fell by 12.5% in a year.", ("12.5%", "percent_change", "=", "percent")),
        ("Some 40 percent of them relapsed.", ("40 percent", "percent", "=", "percent")),
        ("There was a threefold rise in calls.", ("threefold", "fold_change", "=", "fold")),
        ("Symptoms last 5 to 7 days.", ("5 to 7 days", "duration", "=", "days")),
        ("It was approved in 1993.", ("1993", "year", "=", "year")),
        ("Plasma held 4.2 mg/L.", ("4.2 mg/L", "concentration", "=", "mg/l")),
        ("More than 1,200 adults took it.", ("More than 1,200 adults", "count", ">", "people")),
        ("Twenty-one patients were intubated.", ("Twenty-one patients", "count", "=", "patients")),
    ],
)
def test_a_number_is_read_with_the_words_at_it(text, expected):
    assert expected in said(text)


@pytest.mark.parametrize(("text", "printed"), [("It fell by −5 mg.", "−5 mg"), ("It fell (-5 mg) then.", "-5 mg")])
def test_a_sign_stays(text, printed):
    assert [one[0] for one in said(text)] == [printed]


@pytest.mark.parametrize("text", ["Vitamin B12 patients.", "Some 1e999 mg.", "The H1 patients."])
def test_a_part_of_a_name_is_no_number(text):
    assert said(text) == []


@pytest.mark.parametrize("text", ["They took 1,5 g.", "It was 5,25 mg in 12,5 hours.", "In 1,5 or 2,5 patients."])
def test_a_decimal_comma_is_no_number_of_its_own(text):
    assert said(text) == []


def test_a_thousands_comma_is_one():
    assert said("Some 1,234 and 12,345,678 people took it.")[-1] == ("12,345,678 people", "count", "=", "people")


def test_a_number_over_two_lines_is_told_and_a_unit_on_the_next_line_is_read():
    text, lines = "From 17 to 31 mg was taken by 23 patients.", ("From 17 to", "31 mg was taken by 23", "patients.")
    block = Block("paragraph", text, Locator(line=1), lines=((0, None, 1), (11, None, 2), (33, None, 3)))
    rows, aside = propose_rows({"a": Document("", {}, (block,), "a.txt", lines=lines)})
    assert rows[["printed", "unit", "line"]].to_numpy().tolist() == [["23", "patients", 2]]
    assert rows["sureness"].iloc[0] < 0.5
    assert aside[["printed", "line"]].to_numpy().tolist() == [["17", 1], ["31", 2]]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Dial 1-800-222-1222 now.", "a telephone number"),
        ("It helps some people.[12]", "a mark of a reference"),
        ("It helps spasms.3", "a mark of a reference"),
        ("If you or a loved one needs help, ask.", "not a count"),
        ("Open 24/7 and more.", "an hour of service"),
        ("It differed, t(28) = 2.2.", "a test statistic, which an audit checks"),
        ("Two-thirds called.", "a share in words: make it a row by hand"),
        ("Some 99999999999999999999 patients.", "a number without a unit: make it a row or leave it"),
    ],
)
def test_what_is_no_figure_is_set_aside_with_the_reason(text, reason):
    block = Block("paragraph", text, Locator(line=1), lines=((0, None, 1),))
    rows, aside = propose_rows({"a": Document("", {}, (block,), "a.txt", lines=(text,))})
    assert rows.empty
    assert set(aside["reason"]) == {reason}


TABLE = """<html><body><h1>Calls</h1><table><caption>Table 1. Effects</caption><tr><th>Effect</th>
<th>Patients, n (%)</th>
<th>Dose, mean (SD)</th><th>p</th></tr><tr><td>Coma</td><td>12 (30.0)</td><td>2400 (350)</td><td>0.03</td></tr>
</table></body></html>"""


def test_cells_of_a_table_are_proposed_with_their_place(tmp_path):
    page = tmp_path / "calls.html"
    page.write_text(TABLE, encoding="utf-8")
    ledger = new_ledger(tmp_path / "ledger", [page], substance="gabapentin")
    rows = ledger.cited_figures
    assert rows[["statistic", "value", "at"]].to_numpy().tolist() == [
        ["count", 12, "Table 1, row 2, column 2"],
        ["percent", 30, "Table 1, row 2, column 2"],
        ["mean", 2400, "Table 1, row 2, column 3"],
    ]
    assert (rows["sureness"] < 0.5).all() and rows["words"].str.startswith("Coma").all()
    assert set(ledger.set_aside["printed"]) == {"Table 1", "350", "0.03"}
    assert check(ledger=ledger) == []
    assert set(verify(tmp_path, ledger=ledger)[0]["status"]) == {"holds"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Coma came in 12 of 40 cases (30%).", {
            ("12", "count", "cases"), ("40 cases", "count", "cases"), ("30%", "percent", "percent"),
        }),
        ("Calls rose 12%, from 310 calls to 347 calls.", {
            ("12%", "percent_change", "percent"), ("310 calls", "count", "calls"), ("347 calls", "count", "calls"),
        }),
        ("The rate was 5.3 per million.", {("5.3", "rate", "per 1,000,000")}),
        ("Admission was likelier (OR 2.8, 95% CI 2.2-3.6).", {("2.8", "ratio", "OR")}),
        ("The median stay was 6 days.", {("6", "median", "days")}),
        ("In 5,9% of 926 patients and 55 (5,9%) the load was over 5.000 copies.", {
            ("55", "count", "patients"), ("926 patients", "count", "patients"),
        }),
    ],
)  # fmt: skip
def test_a_statement_gives_a_row_for_each_number_that_its_characters_say(text, expected):
    assert {(printed, statistic, unit) for printed, statistic, _, unit in said(text)} == expected


def test_the_proposal_says_what_where_and_of_how_many(ledger):
    rows = ledger.cited_figures.set_index("printed")
    assert rows.loc["Nine patients", ["value", "denominator", "topic", "endpoint", "line"]].tolist() == [
        9, 17, "overdose", "agitation", 11,
    ]  # fmt: skip
    assert rows.loc["525%", ["quantity", "period_start", "period_end"]].tolist() == [
        "tianeptine_exposure_change", 2014, 2017,
    ]  # fmt: skip
    assert rows.loc["larger than 250 mg", ["topic", "relation"]].tolist() == ["severity", ">"]
    assert (rows["status"] == "proposed").all()
    assert rows["sureness"].between(0, 1).all()
    assert sorted(ledger.set_aside["printed"]) == ["1-800-222-1222", "[1]"]
    assert set(ledger.sources["role"]) == {"document"}


def test_a_dose_and_the_frequency_behind_it_are_a_pair(ledger):
    row = dosing_ladder(ledger=ledger).set_index("printed").loc["12.5 mg"]
    assert (row["single_dose"], row["doses_per_day"], row["daily_dose"]) == (12.5, 3, 37.5)


def test_the_ledger_holds_and_its_printed_texts_stand_where_it_says(ledger, texts):
    assert check(ledger=ledger) == []
    rows, uncovered = verify(texts, ledger=ledger)
    assert set(rows["status"]) == {"holds"}
    assert uncovered.empty


def test_a_damaged_document_is_absent(ledger, texts):
    (texts / "page.md").write_text(PAGE.replace("500%", "50%"), encoding="utf-8")
    rows, _ = verify(texts, ledger=ledger)
    assert set(rows.loc[rows["source"] == "page", "status"]) == {"document absent"}


def test_two_people_accept_and_an_edit_takes_it_back(ledger):
    assert set(accept(ledger, "Ann")["status"]) == {"transcribed"}
    assert not accept(ledger, "Ann")["accepted"].any()
    assert set(accept(ledger, "Bob")["status"]) == {"checked"}
    edit(ledger, "500%,=,500,", "510%,=,510,")
    now = standing(ledger).set_index("printed")
    assert now.loc["510%", ["status", "edited"]].tolist() == ["proposed", True]
    assert (now.drop(index="510%")["status"] == "checked").all()
    again = accept(ledger, "Bob").set_index("printed")
    assert again.loc["510%", ["status", "transcribed_by"]].tolist() == ["transcribed", "Bob"]
    assert int(again["accepted"].sum()) == 1


def test_a_status_written_by_hand_is_none(ledger):
    edit(ledger, ",proposed,,,", ",checked,Ann,Bob,")
    assert set(standing(ledger)["status"]) == {"proposed"}


def test_some_rows_only_are_accepted(ledger):
    name = ledger.cited_figures["figure"].iloc[0]
    assert accept(ledger, "Ann", figures=[name])["accepted"].tolist().count(True) == 1
    with pytest.raises(DataError, match="no row nowhere"):
        accept(ledger, "Ann", figures=["nowhere"])
    with pytest.raises(DataError, match="name of a person"):
        accept(ledger, " ")
    with pytest.raises(DataError, match="its card says who checked them"):
        accept(open_ledger(), "Ann")


def test_a_workbook_goes_out_and_comes_back(ledger, tmp_path):
    import openpyxl

    before = {name: (ledger.folder / f"{name}.csv").read_bytes() for name in ledger.tables}
    path = write_workbook(ledger, tmp_path / "ledger.xlsx")
    assert read_workbook(ledger, path) == []
    assert {name: (ledger.folder / f"{name}.csv").read_bytes() for name in ledger.tables} == before
    book = openpyxl.load_workbook(path)
    sheet = book["cited_figures"]
    header = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, header.index("value") + 1).data_type == "n"
    sheet.cell(2, header.index("population") + 1).value = "adults"
    book.save(path)
    assert read_workbook(ledger, path) == ["cited_figures"]
    assert ledger.cited_figures["population"].iloc[0] == "adults"


def test_a_workbook_that_does_not_hold_changes_nothing(ledger, tmp_path):
    import openpyxl

    path = write_workbook(ledger, tmp_path / "ledger.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["cited_figures"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("value") + 1).value = 999
    book.save(path)
    before = (ledger.folder / "cited_figures.csv").read_bytes()
    with pytest.raises(DataError, match="999"):
        read_workbook(ledger, path)
    assert (ledger.folder / "cited_figures.csv").read_bytes() == before


def test_summaries_answer_from_it(ledger):
    assert exposure_rise(ledger=ledger)["change_percent"].tolist() == [500, 525]
    effects = overdose_effects(ledger=ledger)
    assert effects["effect"].tolist() == ["agitation", "tachycardia", "seizures"]
    assert effects["share"].round(3).tolist() == [0.529, 0.294, 0.176]


def test_a_study_that_is_entered_is_what_a_figure_is_traced_to(ledger):
    with (ledger.folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[study]\nrole = "evidence"\nrank = "primary"\ntype = "article"\nlabel = "Study 2018"\ntitle = "Calls"\n'
            'authors = ["Doe J"]\ndoi = "10.1/x"\n'
        )
    for proposed in ledger.cited_figures.query("topic == 'exposures'")["endpoint"]:
        edit(ledger, f",{proposed},", ",exposures,")
    columns = list(ledger.card("primary_figures").columns)
    row = dict.fromkeys(columns, "") | {
        "figure": "study_change", "source": "study", "topic": "exposures", "quantity": "tianeptine_exposure_change",
        "statistic": "percent_change", "printed": "525%", "relation": "=", "value": "525", "unit": "percent",
        "endpoint": "exposures",
        "period_start": "2014", "period_end": "2017", "rank": "primary", "locator": "abstract",
    }  # fmt: skip
    text = ",".join(columns) + "\n" + ",".join(row[name] for name in columns) + "\n"
    (ledger.folder / "primary_figures.csv").write_text(text, encoding="utf-8")
    assert check(ledger=ledger) == []
    traced = trace(ledger.cited_figures, ledger.primary_figures).set_index("printed")["verdict"]
    assert traced["525%"].startswith("agrees")
    assert traced["500%"].startswith("differs: value")


def test_from_nothing_to_pictures(run, texts, tmp_path):
    folder, files = tmp_path / "own", sorted(texts.iterdir())
    assert run("ledger", "new", folder, "--documents", *files, "--substance", "tianeptine")[0] == 0
    assert "19 transcribed" in run("ledger", "accept", folder, "--by", "Ann")[1]
    assert "19 checked" in run("ledger", "accept", folder, "--by", "Bob")[1]
    code, out, _ = run("ledger", "check", folder)
    assert (code, out.splitlines()[-1]) == (0, "every table holds")
    assert run("ledger", "verify", folder, texts)[0] == 0
    assert "untraced" in run("ledger", "trace", folder, "--format", "csv")[1]
    assert "525%" in run("ledger", "show", folder, "exposure_rise", "--format", "csv")[1]
    assert "525%" in run("show", "exposure_rise", "--ledger", folder, "--format", "csv")[1]
    assert "500%" in run("ledger", "audit", folder)[1]
    assert run("ledger", "figures", folder, "--format", "svg")[0] == 0
    drawn = {path.stem for path in (folder / "figures").glob("*.svg")}
    assert drawn >= {"exposure_rise", "dosing_ladder", "overdose_effects", "withdrawal_timeline", "traced_figures"}
    card = json.loads((folder / "figures" / "exposure_rise.json").read_text(encoding="utf-8"))
    assert "aclofen" not in json.dumps(card)
    missing = (folder / "figures" / "not_drawn.txt").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("trial_meta_analysis: ") for line in missing)
    assert len(drawn) + len(missing) == len(CHARTS)


def test_an_asked_for_picture_that_cannot_be_drawn_is_an_error(ledger, tmp_path):
    with pytest.raises(DataError, match="npds_totals"):
        draw_all(["exposure_trend_example"], into=tmp_path, ledger=ledger)


def test_two_ledgers_compare(ledger, tmp_path, run):
    shutil.copytree(ledger.folder, tmp_path / "later")
    later = open_ledger(tmp_path / "later")
    edit(later, "12.5 mg,=,12.5,", "13 mg,=,13,")
    edit(later, '"About 3,000 people",~,3000,', '"About 9,000 people",~,9000,')
    table = compare_ledgers(ledger, later).set_index("quantity")
    assert table.loc["starting_dose", ["first", "second", "change"]].tolist() == ["12.5 mg", "13 mg", "printed coarser"]
    assert table.loc["burden_dependent", "change"] == "other number"
    assert table.loc["tianeptine_exposure_change", ["change", "first_years"]].tolist() == ["same", "2014-2017"]
    assert set(compare_ledgers(ledger, open_ledger())["change"]) >= {"only in the first", "only in the second"}
    assert "other number" in run("ledger", "compare", ledger.folder, later.folder, "--format", "csv")[1]


def test_what_cannot_be_a_ledger_is_said_in_one_sentence(ledger, texts, tmp_path):
    page = texts / "page.md"
    for folder, files, words in (
        (ledger.folder, [page], "holds a ledger already"),
        (tmp_path / "x", [], "expected files"),
        (tmp_path / "x", [page, page], "give it once"),
        (tmp_path / "x", [tmp_path / "none.txt"], "none.txt"),
    ):
        with pytest.raises(DataError, match=words):
            new_ledger(folder, files)
    assert not (tmp_path / "x").exists()


def test_a_new_ledger_is_there_whole_or_not_at_all_and_mixes_with_nothing(texts, tmp_path, monkeypatch):
    page, folder = texts / "page.md", tmp_path / "ledger"
    synthesize(20, into=tmp_path / "store")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.docx").write_text("years of work")
    (tmp_path / "note.txt").write_text("a file")
    for place in ("store", "thesis", "note.txt", "store/ledger", "note.txt/ledger"):
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises((DataError, OSError)):
            new_ledger(tmp_path / place, [page])
        assert sorted(tmp_path.rglob("*")) == before, place

    def full(folder, texts):
        write_files(folder, dict(list(texts.items())[:5]))
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr("analysis.ledgers.new.write_files", full)
        new_ledger(folder, [page])
    assert not folder.exists() and not [path for path in tmp_path.iterdir() if path.name.endswith(".partial")]
    folder.mkdir()
    assert new_ledger(folder, [page]).folder == folder, "an empty folder is a new one"
