"""Cases that do not allow everything: the package says so instead of failing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from docx import Document
from paper.desks import invented, plan, small_store

from analysis.cases.store.store import open_store
from analysis.errors import DataError
from analysis.paper import read_plan, write_paper
from analysis.paper.ask import ask
from analysis.paper.audited import html_cells, word_tables
from analysis.paper.findings import finding
from analysis.paper.methods import write_text
from analysis.paper.notes import cautions, noted_tables
from analysis.paper.pages import table_html

EFFECTS = [(f"c{i}", "Coma") for i in range(1, 30, 2)]
THERAPIES = [(f"c{i}", "Intubation") for i in range(1, 20, 2)]


class Asked:
    """Everything of a package but its files."""

    def __init__(self, folder, rows, text="", **tables):
        if rows:
            small_store(folder / "store", rows, **tables)
        chosen = read_plan(plan(folder, text))
        self.answers = ask(chosen, open_store(chosen.store))
        text = write_text(self.answers)
        self.text = " ".join(words for _, words in (*text.methods, *text.results))
        self.tables = {table.stem: table for table in noted_tables(self.answers)}
        self.cautions = " ".join(cautions(self.answers))

    def cells(self, stem):
        return {line.cells[0]: line.cells[1] for line in self.tables[stem].lines}

    def figures(self):
        return {figure.stem: (figure.chart, figure.table) for figure in self.answers.figures}


def test_severity_by_dose_is_figure_3_where_doses_are_recorded(tmp_path):
    asked = Asked(tmp_path, invented(), effects=EFFECTS, therapies=THERAPIES)
    figures = asked.figures()
    assert [chart for chart, _ in figures.values()] == ["flow", "trend", "severity"]
    assert "isotonic" in set(figures["figure-3"][1]["kind"])
    assert "The most frequent clinical effect in single-substance cases was coma" in asked.text
    assert "describes no person" not in asked.text + asked.cautions


def test_without_doses_figure_3_shows_odds_ratios(tmp_path):
    assert Asked(tmp_path, invented(doses=False)).figures()["figure-3"][0] == "odds"


def test_a_figure_that_was_asked_for_and_cannot_be_is_one_clear_error(tmp_path):
    with pytest.raises(DataError, match=r"STUDY\.toml, figures\.figure_3: cannot be drawn\. severity: "):
        Asked(tmp_path, invented(doses=False), '[figures]\nfigure_3 = "severity"\n')


def test_a_package_where_hardly_anything_can_be_said(tmp_path):
    """One year, one sex, no effect, no therapy, no dose, nobody with the outcome: written, audited, explained."""
    rows = invented(years=(2019,), sexes=("Female",), serious=lambda i: False, doses=False)
    small_store(tmp_path / "store", rows)
    write_paper(plan(tmp_path, '[figures]\nformats = ["png"]\n'), into=tmp_path / "paper")
    own = tmp_path / "paper"
    labels = [row.cells[0].text for row in Document(str(own / "table-2.docx")).tables[0].rows]
    assert labels[-2:] == ["Clinical effects: none recorded", "Therapies: none recorded"]
    document = Document(str(own / "table-3.docx"))
    assert any("0/40\N{NO-BREAK SPACE}(0.0%)" in row.cells[1].text for row in document.tables[0].rows)
    notes = [paragraph.text for paragraph in document.paragraphs]
    assert any(
        "Serious outcome: odds ratios were not estimated, for no case in which it is known had it" in note
        for note in notes
    )
    readme, text = ((own / name).read_text() for name in ("README.md", "methods.md"))
    assert "no case in which it is known had it" in readme and "nothing found" in readme
    assert "Admission was not modeled: it is known of none of the cases" in text
    assert "fewer than two whole years" in text and "There were 40 cases in 2019" in text
    assert len(pd.read_csv(own / "change.csv")) == 0
    assert pd.read_csv(own / "figure-2.csv")["count"].tolist() == [40]


def test_one_sex_only_is_no_factor_and_no_test(tmp_path):
    answers = Asked(tmp_path, invented(sexes=("Female",)), '[table_1]\nby = "mention"\n').answers
    assert "sex" not in set(answers["table-3"]["factor"])
    assert set(answers["table-1"].query("variable == 'sex'")["test"]) == {"none"}


def test_no_selected_case_is_one_error_with_the_flow(tmp_path):
    small_store(tmp_path / "store", invented())
    with pytest.raises(DataError) as caught:
        write_paper(plan(tmp_path, '[selection]\nsubstance = "Baclofin"\n'), into=tmp_path / "paper")
    assert len(caught.value.faults) == 1
    assert "records: 40 left" in str(caught.value) and "Baclofin not mentioned: 0 left" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir() if "paper" in path.name] == []


def test_a_year_that_the_records_do_not_cover_is_told_and_left_out(tmp_path):
    rows = [row for row in invented(60, years=(2017, 2018, 2019, 2020)) if row["date"] < "2020-07-01"]
    asked = Asked(tmp_path, rows)
    complete = asked.answers["annual"].set_index("year")["complete"]
    assert not complete[2020] and complete[2019]
    assert asked.answers["change"]["last"].max() == 2019
    assert 2020 not in set(asked.figures()["figure-2"][1]["year"])
    assert "do not cover the whole of 2020" in asked.cautions and "the whole of 2020" in asked.text


def test_a_trend_across_a_break_in_coding_is_refused_and_said_or_gets_a_step(tmp_path):
    rows = invented(83, years=(*range(1996, 2006), 1997, 2003, 2003))
    refused = Asked(tmp_path, rows)
    assert "cross a break in coding" in refused.text and refused.figures()["figure-2"][0] == "counts"
    assert "The step in 2000 was" in Asked(tmp_path, (), '[trend]\nat_break = "step"\n').text


def test_both_conventions_for_unknown_values(tmp_path):
    rows = [row | ({"sex": "Unknown"} if i % 5 == 0 else {}) for i, row in enumerate(invented())]
    assert Asked(tmp_path, rows).cells("table-1")["Unknown"] == "8"
    kept = Asked(tmp_path, (), '[table_1]\nunknowns = "kept"\n')
    assert kept.cells("table-1")["Unknown"] == "8 (20.0%)" and "stay in the denominators" in kept.text


def test_years_without_a_case_at_the_ends_are_zero(tmp_path):
    extra = [row | {"case_id": f"x{row['case_id']}", "_substances": ("Ethanol",)} for row in invented(years=(2015,))]
    asked = Asked(tmp_path, [*invented(), *extra], '[selection]\nsubstance = "Baclofen"\n')
    annual = asked.answers["annual"]
    assert annual["year"].iloc[0] == 2015 and annual["count"].iloc[:3].tolist() == [0, 0, 0]
    assert "no percentage, as it starts from none (95% CI from" in asked.text and "infinite" not in asked.text


def test_a_case_without_a_group_is_in_the_total_only(tmp_path):
    rows = [row | ({"sex": None} if i < 3 else {}) for i, row in enumerate(invented())]
    asked = Asked(tmp_path, rows, '[table_1]\nby = "sex"\n')
    assert any("as sex is not known: 3." in note for note in asked.tables["table-1"].notes)


def test_too_many_groups_and_an_unknown_column_name_the_key(tmp_path):
    rows = [row | {"state": f"S{i:02d}"} for i, row in enumerate(invented())]
    with pytest.raises(DataError, match=r"STUDY\.toml, table_1\.by: expected a column with at most 8 groups, got 40"):
        Asked(tmp_path, rows, '[table_1]\nby = "state"\n')
    with pytest.raises(DataError, match=r"STUDY\.toml, table_1: .*'sexx'"):
        Asked(tmp_path, (), '[table_1]\nvariables = ["sexx"]\n')


def test_a_denominator_without_a_year_names_the_file(tmp_path):
    (tmp_path / "people.csv").write_text("year,population\n2018,1000\n")
    with pytest.raises(DataError, match=r"STUDY\.toml, denominator: expected a row for year 2019"):
        Asked(tmp_path, invented(), '[denominator]\nfile = "people.csv"\n')


def test_several_routes_medians_and_another_denominator_are_printed_explained_and_audited(tmp_path):
    sites = ("Managed on site (non-HCF)", "Patient was referred by PC to a HCF")
    rows = [
        row
        | {"route": "Ingestion; Dermal" if i % 10 == 0 else "Ingestion", "management_site": sites[i % 2]}
        | ({"level_of_care": "Treated/evaluated and released"} if i % 2 else {})
        for i, row in enumerate(invented())
    ]
    text = '[table_1]\nby = "mention"\nnumbers = ["age_years", "dose"]\ndenominators = {level_of_care = "facility"}\n'
    small_store(tmp_path / "store", rows)
    chosen = '[selection]\nsubstance = "Baclofen"\n' + text + '[figures]\nformats = ["png"]\n'
    write_paper(plan(tmp_path, chosen), into=tmp_path / "paper")
    assert "nothing found" in (tmp_path / "paper" / "README.md").read_text()
    document = Document(str(tmp_path / "paper" / "table-1.docx"))
    (cells,) = word_tables(tmp_path / "paper" / "table-1.docx")
    printed = {row[0]: row[1] for row in cells}
    assert printed["Dermal"] == "4 (10.0%)" and printed["Ingestion"] == "40 (100.0%)"
    assert printed["Treated/evaluated and released"] == "20 (100.0%)"
    medians = [row for row in cells if row[0].startswith("Median")]
    assert medians[0][1].startswith("29.5 (") and " to " in medians[0][1] and printed["Age, years"] == ""
    assert next(row for row in cells if row[0] == "Age, years")[-1] and medians[1][0] == "Median (IQR), mg"
    notes = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert "several values of route of exposure, counted at each: 4" in notes
    assert "cases managed in a health care facility: level of care" in notes


def test_labels_of_any_kind_are_shown_as_they_are(tmp_path):
    """Markup, separators and signs in labels of the export, on the page and in the lookups of the text."""
    odd = "a; b=c <u> {{x}} **y**"
    rows = [
        row | {"route": ("<b>x</b> & y", "Ingestion")[i % 2], "_substances": (odd,)} for i, row in enumerate(invented())
    ]
    asked = Asked(tmp_path, rows, f'[selection]\nsubstance = "{odd}"\n', effects=[("c1", "x; y=z <em>")])
    assert f"0 ({odd} not mentioned)" in asked.text and "clinical effect in single-substance cases was x" in asked.text
    page = table_html(asked.tables["table-1"])
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in page and "<u>" not in page
    (tmp_path / "page.html").write_text(page)
    assert html_cells(tmp_path / "page.html") == asked.tables["table-1"].grid()


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        (["Coma", "Bradycardia"], "clinical effects in single-substance cases were bradycardia and coma: 2 each, 7.7%"),
        (["Coma", "Bradycardia", "Vomiting", "Nausea"], "No single clinical effect in single-substance cases was the"),
    ],
)
def test_what_shares_the_first_place_is_not_called_the_most_frequent(tmp_path, effects, said):
    alone = [f"c{n}" for n in range(40) if n % 3]
    told = [(case_id, effect) for effect in effects for case_id in alone[:2]] + [(alone[0], "Agitated/irritable")]
    asked = Asked(tmp_path, invented(), effects=told)
    assert said in asked.text and "The most frequent clinical effect in" not in asked.text


def test_all_cases_of_one_substance_are_said_to_be_all(tmp_path):
    rows = [row for n, row in enumerate(invented()) if n % 3]
    assert "all of them with a single substance" in Asked(tmp_path, rows).text


def test_one_group_is_not_called_the_one_with_the_most(tmp_path):
    asked = Asked(tmp_path, invented(doses=False, sexes=("Female",)), '[figures]\nfigure_3 = "outcomes"\n')
    table = next(figure for figure in asked.answers.figures if figure.chart == "outcomes")
    assert "most frequent at age" not in finding(replace(table, table=table.table.head(1)), asked.answers)
    tied = table.table.assign(value=0.5)
    assert "most frequent at age" not in finding(replace(table, table=tied), asked.answers)
