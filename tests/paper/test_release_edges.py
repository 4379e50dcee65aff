"""Papers of all kinds through the release gate: what leaves must be true, agree, and give nothing back."""

from __future__ import annotations

import pytest
from cases.invented import case
from paper.desks import invented, plan, small_store

from analysis.cases.store.store import open_store
from analysis.charts.cases import CASE_CHARTS, caption_of
from analysis.errors import DataError
from analysis.forms import Withheld
from analysis.paper import read_plan
from analysis.paper.ask import ask
from analysis.paper.methods import write_text
from analysis.paper.notes import cautions, noted_tables
from analysis.paper.released.cells import counted_in
from analysis.paper.released.gate import pass_gate, told_by
from analysis.paper.released.withhold import without_single_doses
from analysis.release import attack, cell_key, policy, released_of

FEW = 150


def answers_of(folder, rows, text="", **report):
    small_store(folder / "store", rows, **report)
    chosen = read_plan(plan(folder, text))
    return ask(chosen, open_store(chosen.store))


def passed(answers, name="cms"):
    """Take answers through the gate and hold what leaves against the attacker, the truth and its own words."""
    rule = policy(name)
    passage = pass_gate(answers, rule, programs=FEW)
    before = counted_in(without_single_doses(answers))
    released, true = told_by(passage.answers, rule), before.values
    assert not attack(released, rule, must_hide=passage.suppression.must_hide, bounds=False)["broken"].any()
    assert not any(rule.hides(true[key]) for key in released.shown)
    assert all(printed == rule.printed(true[key]) for key, printed in released.shown.items())
    said = write_text(passage.answers)
    text = " ".join(words for _, words in (*said.methods, *said.results))
    tables = noted_tables(passage.answers)
    if rule.rounding != "none":  # no limits are drawn, and no legend names any
        limited = [figure.table.attrs for figure in passage.answers.figures if "low" in figure.table]
        assert all("level" not in said and "Limits are withheld" in said["withheld"] for said in limited)
        legends = [caption_of(CASE_CHARTS[one.chart].caption, one.table) for one in passage.answers.figures]
        assert legends and not any("limits" in legend for legend in legends)
    assert cautions(passage.answers) and "nan" not in text and rule.mark not in text.replace(rule.explained, "")
    return text, tables, passage.answers


def varied(n, *, seed=0, **columns):
    """Give cases that differ in age, sex, route and outcome, some of each unknown."""
    outcomes = ("No effect", "Minor effect", "Moderate effect", "Major effect", "Death", None)
    routes = ("Ingestion", "Dermal", "Ingestion; Ocular", None)
    rows = []
    for i in range(n):
        k = (i * 7 + seed * 13) % 97
        own = {
            "age_years": None if k % 11 == 0 else float(k % 80),
            "sex": ("Female", "Male", "Unknown")[k % 3 % (2 + k % 2)],
        }
        own |= {"medical_outcome": outcomes[k % 6], "route": routes[k % 4], "date": f"{2018 + k % 4}-0{1 + k % 9}-15"}
        names = ("Baclofen", "Ethanol", "Diazepam")[: 1 + k % 3]
        rows.append(case(f"c{i}", *names, **(own | columns)))
    return rows


@pytest.mark.parametrize("name", ["cms", "opensafely", "acro"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_varied_cases_under_rules_of_every_kind(tmp_path, seed, name):
    by = ("mention", "sex", "age_band")[seed]
    passed(answers_of(tmp_path, varied(140 + 30 * seed, seed=seed), f'[table_1]\nby = "{by}"\n'), name)


def test_both_conventions_for_unknown_values_and_no_groups(tmp_path):
    kept = '[table_1]\nunknowns = "kept"\nnumbers = []\n'
    passed(answers_of(tmp_path, varied(150), kept))


def test_cases_in_no_group_are_counts_too(tmp_path):
    rows = [row | ({"sex": None} if i < 3 else {}) for i, row in enumerate(invented(90))]
    _, tables, released = passed(answers_of(tmp_path, rows, '[table_1]\nby = "sex"\n'))
    run = released["run"].set_index("quantity")["value"]
    assert isinstance(run["cases in no group"], Withheld)
    notes = " ".join(next(table for table in tables if table.stem == "table-1").notes)
    assert "as sex is not known: *." in notes


def test_deaths(tmp_path):
    rows = [
        case(f"d{i}", *("Xylazine", "Fentanyl")[: 1 + i % 2], date=f"{2018 + i % 3}-{1 + i % 12:02d}-15", reason=None,
             age_years=20.0 + i % 50, sex=("Female", "Male")[i % 2], medical_outcome="Death", call_type=None)
        for i in range(80)
    ]  # fmt: skip
    text, _, _ = passed(answers_of(tmp_path, rows, '[selection]\nsubstance = "Xylazine"\n', records="deaths"))
    assert "There were 80 deaths" in text and "fatal" not in text


def test_an_outcome_that_is_known_of_none(tmp_path):
    text, _, _ = passed(answers_of(tmp_path, varied(100, medical_outcome=None)))
    assert "The outcome is not known of any exposure" in text or "not known of any case" in text


def test_changes_and_trend_go_with_a_year_that_is_withheld(tmp_path):
    rows = [row for row in invented(120) if not row["date"].startswith("2018") or int(row["case_id"][1:]) % 8 == 0]
    text, _, released = passed(answers_of(tmp_path, rows))
    assert len(released["change"]) == 0
    assert "Changes over the years are withheld: counts of the years that it rests on are withheld" in text
    assert "The trend is withheld" in text
    assert all(figure.chart != "trend" for figure in released.figures)
    assert "2018" in next(f.table.attrs["withheld"] for f in released.figures if f.chart == "counts")


@pytest.mark.parametrize("n", [1, 7, 10])
def test_too_few_cases_are_no_release(tmp_path, n):
    with pytest.raises(DataError, match=r"expected at least 11 cases under cms, got fewer"):
        pass_gate(answers_of(tmp_path, invented(n)), policy("cms"))


def test_two_selections_that_differ_by_one_case_are_not_both_released(tmp_path):
    """Ages 16 and older, and 17 and older: what they differ by is one young person."""
    rows = [row | {"age_years": 16.0} if i == 4 else row for i, row in enumerate(invented(120))]
    small_store(tmp_path / "store", rows)
    answers = []
    for low in (16, 17):
        chosen = read_plan(plan(tmp_path, f"[selection]\nages = [{low}, 120]\n"))
        answers.append(ask(chosen, open_store(chosen.store)))
    rule = policy("cms")
    first = told_by(pass_gate(answers[0], rule, programs=FEW).answers, rule)
    with pytest.raises(DataError, match="differ"):
        pass_gate(answers[1], rule, earlier=(first,), programs=FEW)


AGES = """table_1 = {by = "sex", variables = ["age_band", "medical_outcome"], numbers = []}
tables = {outcomes = ["serious"], factors = ["age_band"]}
figures = {figure_3 = "outcomes", formats = ["png"]}
"""


def test_releases_before_of_the_same_and_of_other_cases(tmp_path):
    """A picture by age that lacks a withheld band contradicted itself when it was read again."""
    ages = {4: 16.0} | dict.fromkeys((0, 1, 2, 3, 5, 6, 7, 8), 30.0)
    rows = [row | ({"age_years": ages[i % 20]} if i % 20 in ages else {}) for i, row in enumerate(invented(240))]
    answers, rule = answers_of(tmp_path / "one", rows, AGES), policy("cms")
    first = told_by(pass_gate(answers, rule, programs=FEW).answers, rule)
    again = pass_gate(answers, rule, earlier=(first,), programs=FEW)
    assert told_by(again.answers, rule).hidden == first.hidden
    others = answers_of(tmp_path / "two", invented(200, years=(2015, 2016)), AGES)
    with pytest.raises(DataError, match="leave out the release of other cases"):
        pass_gate(others, rule, earlier=(first,), programs=FEW)


OUTCOMES = ("No effect", "Minor effect", "Moderate effect", "Major effect", "Death")
WITHIN = """[table_1]
by = "sex"
variables = ["medical_outcome", "age_band"]
numbers = []
[tables]
outcomes = ["serious"]
factors = ["sex"]
"""


def grouped(*counts):
    """Give cases of two sexes, so many with each outcome in each, of all ages."""
    said = [
        (sex, outcome, i)
        for sex, many in zip(("Female", "Male"), counts, strict=True)
        for outcome, n in zip(OUTCOMES, many, strict=True)
        for i in range(n)
    ]
    return [
        case(f"c{place}", "Baclofen", sex=sex, medical_outcome=outcome, age_years=20.0 + place % 40, date="2020-01-15")
        for place, (sex, outcome, _) in enumerate(said, start=1)
    ]


@pytest.mark.parametrize("deaths", [1, 3, 9])
def test_the_attacker_takes_a_group_s_events_from_the_levels_of_table_1(tmp_path, deaths):
    counts = ((100, 60, 40, 20, deaths), (90, 50, 30, 15, 12))
    answers = without_single_doses(answers_of(tmp_path, grouped(*counts), WITHIN))
    rule, system = policy("cms"), counted_in(answers).system()
    few = cell_key(medical_outcome="Death", sex="Female")
    pattern = [
        cell_key(medical_outcome=name, sex=sex) for name in ("Death", "Minor effect") for sex in ("Female", "Male")
    ]
    known = attack(released_of(system, pattern, rule), rule, must_hide={few: (1, 10)}).set_index("cell")
    # Table 3 says how many women had a serious outcome; less those with a moderate and a major one, they died
    assert known.loc["medical_outcome: Death, sex: Female", ["low", "high"]].tolist() == [deaths, deaths]
    _, _, left = passed(answers)
    third = left.tables["table-3"].set_index("term")["events"]
    assert isinstance(third["Female"], Withheld) or _levels_withheld(left.tables["table-1"]) != ["Death"]


def _levels_withheld(table):
    rows = table[(table["group"] == "Female") & table["level"].isin(OUTCOMES[2:])]
    return [row.level for row in rows.itertuples() if isinstance(row.n, Withheld)]


@pytest.mark.parametrize("unknown", [1, 4, 10])
def test_the_denominator_beside_unknown_values_does_not_give_them_back(tmp_path, unknown):
    rows = grouped((100, 60, 40, 20, 30), (90, 50, 30, 15, 30))
    rows = [{**row, "age_years": None} if place < unknown else row for place, row in enumerate(rows)]
    _, _, left = passed(answers_of(tmp_path, rows, WITHIN))
    table = left.tables["table-1"]
    cases = table[table["variable"] == "cases"].set_index("group")["n"]
    for row in table[(table["variable"] == "age_band") & table["unknown"].astype(bool)].itertuples():
        if isinstance(row.n, Withheld):  # all cases of the group, less those in which it is known
            assert isinstance(row.denominator, Withheld) or isinstance(cases[row.group], Withheld)


@pytest.mark.parametrize("alone", [1, 5])
def test_ages_in_years_and_in_groups_do_not_tell_how_many_have_a_group_alone(tmp_path, alone):
    rows = grouped((100, 60, 40, 20, 30), (90, 50, 30, 15, 30))
    both, group = {"age_years": None, "age_group": None}, {"age_years": None, "age_group": "20-29"}
    rows = [{**row, **(both if place < 20 else group if place < 20 + alone else {})} for place, row in enumerate(rows)]
    _, _, left = passed(answers_of(tmp_path, rows, WITHIN.replace("numbers = []", 'numbers = ["age_years"]')))
    table = left.tables["table-1"]
    of_all = table[table["group"] == "Total"].set_index(["variable", "level"])
    years, groups = of_all.loc[("age_years", "(missing)"), "n"], of_all.loc[("age_band", "(missing)"), "n"]
    assert isinstance(years, Withheld) or isinstance(groups, Withheld), (years, groups)
