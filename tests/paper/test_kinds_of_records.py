"""A paper speaks of its records as what they are: deaths, visits, reports or calls; of what is not known as such."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from cases.invented import case
from paper.desks import invented, plan, small_store

from analysis.cases.clinical.outcomes import odds_ratios, outcome_shares
from analysis.cases.clinical.table_one import printed_table_one, table_one
from analysis.cases.store.store import open_store
from analysis.cases.study.selection import select
from analysis.errors import DataError
from analysis.paper import read_plan, write_paper
from analysis.paper.ask import ask
from analysis.paper.methods import write_text
from analysis.paper.notes import noted_tables


def stored(folder, rows, records="poison center", **more):
    return small_store(folder / "store", rows, records=records, **more)


def dead(n=40, *substances):
    """Give `n` deaths over three years."""
    named = substances or ("Xylazine", "Fentanyl")
    return [
        case(
            f"d{i}", *named[: 1 + i % len(named)], date=f"{2018 + i % 3}-{1 + i % 12:02d}-15", reason=None,
            age_years=20.0 + i, sex=("Female", "Male")[i % 2], medical_outcome="Death", call_type=None,
        )
        for i in range(n)
    ]  # fmt: skip


def written(folder, text=""):
    """Give methods and results as text, and the tables with their notes."""
    chosen = read_plan(plan(folder, text))
    answers = ask(chosen, open_store(chosen.store))
    said = write_text(answers)
    return " ".join(f"{head}. {words}" for head, words in (*said.methods, *said.results)), noted_tables(answers)


def test_a_paper_of_deaths_reads_as_one_of_deaths(tmp_path):
    stored(tmp_path, dead(), "deaths")
    text, tables = written(tmp_path, '[selection]\nsubstance = "Xylazine"\n')
    assert "retrospective analysis of 40 records of deaths" in text
    assert "A case is one person's death" in text and "There were 40 deaths from 2018 to 2020, 20 of them" in text
    assert "The most frequent other substance was fentanyl: 20, 50.0% (95% CI 35.2 to 64.8%)" in text
    for wrong in ("caller", "poison centers", "serious", "dmission", "fatal", "Therapies", "exposure,", "calls"):
        assert wrong not in text, wrong
    assert [table.title for table in tables] == [
        "Characteristics of the deaths",
        "Substances involved in the deaths",
        "Selection of the deaths",
        "Deaths per year",
    ]
    first = {line.cells[0] for line in tables[0].lines}
    headings = ("Medical outcome", "Reason for exposure", "Route of exposure")
    assert tables[0].header[1] == "Overall (N = 40)" and not {f"{name}, n (%)" for name in headings} & first
    (absent,) = (note for note in tables[0].notes if note.startswith("Not in this export: "))
    assert absent.count(",") == 4 and "level of" in absent and "outcome" not in absent, absent
    assert tables[3].header == ("Year", "Deaths")


@pytest.mark.parametrize(
    ("privacy", "said"),
    [
        (None, "The records were held as a limited data set, not de-identified."),  # of a store that does not say
        ("limited", "held as a limited data set, not de-identified"),
        ("safe-harbor", "de-identified by the Safe Harbor method of the HIPAA Privacy Rule: years in the place"),
        ("identified", "held with identifying columns and were not de-identified"),
    ],
)
def test_a_paper_says_as_what_its_records_were_held(tmp_path, privacy, said):
    stored(tmp_path, dead(), "deaths", **({"privacy": privacy} if privacy else {}))
    text, _ = written(tmp_path, '[selection]\nsubstance = "Xylazine"\n')
    assert said in text


def test_the_package_of_deaths_is_whole_and_audited(tmp_path):
    stored(tmp_path, dead(), "deaths")
    write_paper(plan(tmp_path, '[figures]\nformats = ["png"]\n'), into=tmp_path / "paper")
    own = tmp_path / "paper"
    readme = (own / "README.md").read_text()
    assert "nothing found" in readme and "40 deaths: all substances" in readme and "Table 3" not in readme
    assert not (own / "table-3.docx").exists()
    caption = json.loads((own / "figure-1.json").read_text())["caption"]
    assert caption.startswith("Selection of deaths: records, exclusions")
    table = pd.read_csv(own / "table-2.csv")
    assert table["term"].tolist() == ["All deaths", "Xylazine", "Fentanyl"] and table["n"].tolist() == [40, 40, 20]


def test_one_death_and_one_case(tmp_path):
    stored(tmp_path / "a", dead(1), "deaths")
    text, _ = written(tmp_path / "a")
    assert "analysis of 1 record of deaths" in text and "There was 1 death in 2018, with a single substance" in text
    assert "The selected deaths are of 15 January 2018" in text and "None was left out; 1 death remained" in text
    stored(tmp_path / "b", [case("c", "Baclofen", "Ethanol", medical_outcome=None)])
    text, _ = written(tmp_path / "b")
    assert "There was 1 case in 2020 (Table 1)" in text
    assert "There were no single-substance cases, in which effects and therapies could be put down" in text
    assert (
        "The outcome is not known of any case, nor whether one was fatal." in text and "No case was fatal" not in text
    )
    for folder in ("a", "b"):
        write_paper(plan(tmp_path / folder, '[figures]\nformats = ["png"]\n'), into=tmp_path / folder / "paper")


def test_no_death_is_recorded_is_another_thing_than_no_case_was_fatal(tmp_path):
    rows = invented(serious=lambda i: False)
    stored(tmp_path / "known", rows)
    assert "No case was fatal." in written(tmp_path / "known")[0]
    lost = [row | ({"medical_outcome": None} if i < 12 else {}) for i, row in enumerate(rows)]
    stored(tmp_path / "lost", lost)
    said = "No death is recorded among the 28 cases with a known outcome; in 12 of 40 cases the outcome is unknown, so"
    assert said in written(tmp_path / "lost")[0]
    dead = [row | ({"medical_outcome": "Death"} if i == 20 else {}) for i, row in enumerate(lost)]
    stored(tmp_path / "dead", dead)
    text = written(tmp_path / "dead")[0]
    said = "The outcome was death in 1 of the 28 cases with a known outcome; in 12 of 40 cases the outcome is unknown."
    assert said in text and "No death" not in text
    followed = [row | {"medical_outcome": "Not followed, judged as nontoxic exposure (clinical effects not expected)"} for row in rows]  # fmt: skip # noqa: E501
    stored(tmp_path / "lost_all", followed)
    text = written(tmp_path / "lost_all")[0]
    assert "The outcome is not known of any case" in text and "No case was fatal" not in text


def test_an_age_that_no_case_has_is_no_row_of_table_1(tmp_path):
    rows = [
        row | {"age_years": None, "medical_outcome": ("Death", "Survived, ungraded")[i % 2]}
        for i, row in enumerate(invented())
    ]
    stored(
        tmp_path, [row | ({"medical_outcome": None} if i < 4 else {}) for i, row in enumerate(rows)], "emergency visits"
    )
    text, tables = written(tmp_path)
    assert "no value" not in str(tables[0].lines)
    assert any(note.endswith("Without a value in these cases: age.") for note in tables[0].notes)
    assert "The outcome was death in 18 of the 36 visits with a known outcome; in 4 of 40 visits" in text
    write_paper(plan(tmp_path, '[figures]\nformats = ["png"]\n'), into=tmp_path / "paper")


def test_no_case_ends_in_one_sentence(tmp_path):
    stored(tmp_path, dead(), "deaths")
    with pytest.raises(DataError, match="expected cases, got none"):
        written(tmp_path, '[selection]\nsubstance = "Bleach"\n')


@pytest.mark.parametrize(
    ("records", "said", "not_said"),
    [
        ("emergency visits", "40 records of emergency visits", ("serious outcome is", "caller")),
        ("adverse events", "40 reports of adverse events", ("serious outcome is", "caller", "Admission was")),
        ("poison center", "records rest on what callers told", ("Substances involved",)),
    ],
)
def test_other_kinds_speak_of_themselves(tmp_path, records, said, not_said):
    stored(tmp_path, invented(), records)
    text, tables = written(tmp_path)
    assert said in text and not [words for words in not_said if words in text]
    assert tables[-1].header[1] == {"emergency visits": "Visits", "adverse events": "Reports"}.get(records, "Cases")


def test_deaths_have_no_share_and_no_odds_of_severity(tmp_path):
    study = select(open_store(stored(tmp_path, dead(), "deaths")))
    for ask_of in (outcome_shares, odds_ratios):
        with pytest.raises(DataError, match="these are records of deaths, each with the outcome Death"):
            ask_of(study)
    with pytest.raises(DataError, match=r"STUDY\.toml, tables\.outcomes: expected no 'serious' of records of deaths"):
        written(tmp_path, '[tables]\noutcomes = ["serious"]\n')


def test_table_1_names_what_it_leaves_out(tmp_path):
    rows = [row | ({"reason": None, "route": "Ingestion"} if i < 20 else {}) for i, row in enumerate(invented())]
    rows = [row | {"reason": None} if "Ethanol" in row["_substances"] else row for row in rows]
    store = open_store(stored(tmp_path, rows))
    table = table_one(select(store, substance="Ethanol"), variables=["sex", "reason", "acuity", "route"])
    assert table["variable"].unique().tolist() == ["sex", "route"]
    assert table.attrs["absent"] == {"reason": "these cases", "acuity": "export"}
    notes = printed_table_one(table).attrs["notes"]
    assert notes[1:] == ["Not in this export: acuity.", "Without a value in these cases: reason."]
    alone = table_one(select(store), variables=["acuity"])
    assert alone["level"].tolist() == ["(missing)"], "asked for alone, it is shown"
