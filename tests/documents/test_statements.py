"""What sentences and cells say in numbers: every kind of statement, and what has misled readers of numbers before."""

from __future__ import annotations

import pytest

from analysis.documents import Block, Cell, Document, Locator
from analysis.documents.grid import opened
from analysis.documents.statements import read_statements, set_aside, statements


def document(*texts: str) -> Document:
    blocks = tuple(Block("paragraph", text, Locator(line=line)) for line, text in enumerate(texts, start=1))
    return Document("", {}, blocks, "invented.txt")


def said(text: str, kind: str) -> list[dict[str, float]]:
    found = [one for one in read_statements(document(text)) if one.kind == kind]
    return [{name: number.value for name, number in one.numbers.items()} for one in found]


def table(*rows: tuple[str, ...], head: int = 1, caption: str = "", notes: tuple[str, ...] = ()) -> Document:
    cells = [[Cell(text, head=at < head) for text in row] for at, row in enumerate(rows)]
    grid = opened(cells, "Table 1", caption, notes=notes)
    return Document("", {}, (Block("table", grid.text, Locator(table="Table 1"), table=grid),), "invented.xml")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Seizures followed in 12 of 40 patients (30%).", {"count": 12, "n": 40, "percent": 30}),
        ("Coma was seen (12/40, 30%).", {"count": 12, "n": 40, "percent": 30}),
        ("It was 30% (12/40) after two days.", {"count": 12, "n": 40, "percent": 30}),
        ("It was 30.0% (12 of 40).", {"count": 12, "n": 40, "percent": 30}),
        ("Eighteen out of 55 (33%) samples were read.", {"count": 18, "n": 55, "percent": 33}),
        ("Forty-one percent (15/37) of the calls came at night.", {"count": 15, "n": 37, "percent": 41}),
        ("Thirty-seven of the calls that were answered (90%) came late.", {"count": 37, "percent": 90}),
        ("Intubated were 1,271(14%) of them.", {"count": 1271, "percent": 14}),
        ("Twenty five patients (5,9%) and others.", {"count": 25, "percent": 5.9}),
        ("Atropine was given (n = 12, 30%).", {"count": 12, "percent": 30}),
        ("Among them 44.2% of patients with a high dose (n = 871) slept.", {"n": 871, "percent": 44.2}),
        ("There were 1\u202f932 (21%) men.", {"count": 1932, "percent": 21}),
    ],
)
def test_proportions(text, numbers):
    assert said(text, "proportion") == [numbers]


@pytest.mark.parametrize(
    ("text", "measure", "numbers"),
    [
        ("(OR 2.1, 95% CI 1.2-3.7; p = 0.01)", "OR", {"estimate": 2.1, "low": 1.2, "high": 3.7, "p": 0.01}),
        ("aOR = 0.60,95%CI:0.41–0.86,P = 0.006", "OR", {"estimate": 0.6, "low": 0.41, "high": 0.86, "p": 0.006}),
        ("hazard ratio 1.4 [95% CI, 1.1 to 1.8]", "HR", {"estimate": 1.4, "low": 1.1, "high": 1.8}),
        ("RR = 0.53 (95% CI = 0.35,0.80)", "RR", {"estimate": 0.53, "low": 0.35, "high": 0.80}),
        ("efficacy of 49% (95%CI: −459–95%)", "efficacy", {"estimate": 49, "low": -459, "high": 95}),
        ("a mean difference of -1.2 (95% CI -2.0 to -0.4)", "MD", {"estimate": -1.2, "low": -2.0, "high": -0.4}),
    ],
)
def test_estimates_with_limits(text, measure, numbers):
    (one,) = [one for one in read_statements(document(text)) if one.kind == "estimate"]
    held = {name: number.value for name, number in one.numbers.items() if name != "level"}
    assert (one.measure, held) == (measure, numbers)


def test_limits_in_brackets_are_known_by_those_before():
    text = "It was higher (aOR 2.5 [95% CI 1.1–6.0]), and in men 2.7 [1.7–4.3]; their age was 40 (18–73)."
    assert [one["estimate"] for one in said(text, "estimate")][:2] == [2.5, 2.7]


@pytest.mark.parametrize(
    ("text", "test", "numbers"),
    [
        ("t(28) = 2.20, p = .03", "t", {"value": 2.2, "df1": 28, "p": 0.03}),
        ("F(2, 28) = 22.20, p = .06", "F", {"value": 22.2, "df1": 2, "df2": 28, "p": 0.06}),
        ("F(1,186) = 5.73, p = .01", "F", {"value": 5.73, "df1": 1, "df2": 186, "p": 0.01}),
        ("F2,28 = 2.2, p = .03", "F", {"value": 2.2, "df1": 2, "df2": 28, "p": 0.03}),
        ("F(l, 76) = 23.95, p <.001", "F", {"value": 23.95, "df1": 1, "df2": 76, "p": 0.001}),
        ("χ²(1, N = 11,455) = 16.78, p < .001", "chi-square", {"value": 16.78, "df1": 1, "size": 11455, "p": 0.001}),
        ("chi-square(3) = 9.1; p = 0.028", "chi-square", {"value": 9.1, "df1": 3, "p": 0.028}),
        ("X2 [28] = 2.20, p = .03", "chi-square", {"value": 2.2, "df1": 28, "p": 0.03}),
        ("Q-within(6) = 24.86, p < .05", "Q", {"value": 24.86, "df1": 6, "p": 0.05}),
        ("z = −2.42, p = 0.016", "z", {"value": -2.42, "p": 0.016}),
        ("r (450) = .25, p<.001", "r", {"value": 0.25, "df1": 450, "p": 0.001}),
        ("Wald = 3.98, p = .046", "Wald", {"value": 3.98, "p": 0.046}),
        ("t-test (31) = 0.75, p(2-t) = 0.46", "t", {"value": 0.75, "df1": 31, "p": 0.46}),
        ("t(12) = 2.5, p = 5.81 × 10−3", "t", {"value": 2.5, "df1": 12, "p": 0.00581}),
    ],
)
def test_test_statistics(text, test, numbers):
    (one,) = [one for one in read_statements(document(f"There was a difference, {text}.")) if one.kind == "test"]
    assert (one.measure, {name: number.value for name, number in one.numbers.items()}) == (test, numbers)


def test_a_test_keeps_its_sides_and_what_is_not_significant():
    one, other = read_statements(document("It fell, t(9) = 2.0, p = .04, one-tailed. t(8) = 0.3, ns."))[:2]
    assert one.details["side"] == "one-sided" and other.details["p_sign"] == "ns"


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("They slept longer (M = 21.73, SD = 3.67).", "mean", {"mean": 21.73, "sd": 3.67}),
        ("Their age was 37.3 years (SD 11.5).", "mean", {"mean": 37.3, "sd": 11.5}),
        ("The dose was 12.4 ± 3.1 mg.", "mean", {"mean": 12.4, "sd": 3.1}),
        ("The median CD4 was 116 cells (IQR: 54–189).", "median", {"median": 116, "low": 54, "high": 189}),
        ("It rose from 155 in 2009 to 398 in 2019 (a 157% rise).", "change", {"old": 155, "new": 398, "change": 157}),
        ("Cases rose from 20 to 50 (2.5-fold).", "change", {"old": 20, "new": 50, "fold": 2.5}),
        ("There were 83.2 per 1,000 person-years.", "rate", {"rate": 83.2, "per": 1000}),
        ("They took 20 mg/kg of it.", "dose", {"value": 20}),
        ("Coma lasted more than 48 hours.", "duration", {"value": 48}),
        ("The studies had patients ranging from 4 to 1287.", "range", {"low": 4, "high": 1287}),
        ("P<.001 for both.", "p value", {"p": 0.001}),
    ],
)  # fmt: skip
def test_other_kinds(text, kind, numbers):
    assert numbers in said(text, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The rainfall P = 5.2 was low (95% CI).", "estimate"),  # no p value, and no limits
        ("Of the visits at week 12 (30%) some failed.", "proportion"),  # the number of a week
        ("A 95% confidence interval and 95% CI were used.", "percentage"),  # the level of an interval
        ("Ages were 37.9 (range: 18.7–72.5).", "estimate"),  # a range is no interval of confidence
        ("See p. 01 for details.", "p value"),  # a page
        ("All ps > .07 and Fs < 1.46.", "test"),  # plurals are bounds of several
        ("The values were p = .0001, 95% CI 12–2800 there.", "proportion"),
    ],
)
def test_what_is_no_statement(text, kind):
    assert said(text, kind) == []


def test_numbers_that_state_nothing_are_set_aside_with_the_reason():
    text = "R version 4.2.1 (doi:10.1000/182), tel. +1 555 010 9999, see Figure 3 and [12]; https://x.org/2020."
    reasons = {one.reason for one in set_aside(document(text))}
    expected = ("an identifier of a publication", "a version", "an address", "a telephone number")
    assert reasons >= {*expected, "the number of a figure, table or section", "a mark of a reference"}
    assert not [one for one in read_statements(document(text)) if one.kind in ("proportion", "count", "estimate")]


def test_one_document_may_write_points_and_commas():
    doc = document("Of 274 patients (29,7%) and 55 (5.9%)", "the load was 32.000 copies/ml (IQR: 11.000–68.000).")
    shares = [one.numbers["percent"].value for one in read_statements(doc) if one.kind == "proportion"]
    assert shares == [29.7, 5.9]
    plain = read_statements(document("F(1,76) = 23.95, p = .03, and 1,037 patients."))
    assert plain[0].numbers["df2"].value == 76 and plain[1].numbers["count"].value == 1037


def test_statements_have_their_place_and_characters():
    frame = statements(document("Nothing.", "Of 40 calls, 12 (30%) were late; 8 of 10 (80%) were not."))
    shares = frame[frame["kind"] == "proportion"]
    assert shares["place"].tolist() == ["line 2"] * 2
    assert shares["numbers"].tolist() == ["count 12; percent 30%", "count 8; n 10; percent 80%"]


def test_cells_say_what_their_head_says():
    doc = table(
        ("Outcome", "Baclofen (n = 40)", "OR (95% CI)", "p"),
        ("Coma", "12 (30)", "2.1 (1.2–3.7)", "<0.01"),
        ("Two in one", "53 (96.4%)2 (3.6%)", "", "0.5"),
        ("Age, mean (SD)", "37.3 (11.5)", "", "0.18"),
    )
    by_place = {}
    for one in read_statements(doc):
        by_place.setdefault((one.locator.row, one.locator.column), []).append(one)
    assert [one.kind for one in by_place[2, 2]] == ["proportion"]
    assert by_place[2, 3][0].numbers["low"].value == 1.2 and by_place[2, 4][0].numbers["p"].relation == "<"
    assert [one.numbers["count"].value for one in by_place[3, 2]] == [53, 2]
    assert by_place[4, 2][0].numbers["sd"].value == 11.5


def test_an_estimate_and_its_limits_may_stand_in_two_cells():
    doc = table(("Drug", "n", "aOR", "(95% CI)"), ("Naloxone", "2016", "1.2", "(0.9–1.7)"))
    kinds = {one.kind: one for one in read_statements(doc)}
    assert kinds["count"].numbers["count"].value == 2016  # no year
    assert (kinds["estimate"].measure, kinds["estimate"].numbers["high"].value) == ("OR", 1.7)


def test_half_a_table_head_is_found():
    doc = table(
        ("", "A (n = 4)", "", "B (n = 5)", ""), ("", "M", "SD", "M", "SD"), ("x", "1.25", "0.50", "1.20", "0.45")
    )
    assert {one.locator.row for one in read_statements(doc) if one.kind == "number"} == {3}


@pytest.mark.parametrize(
    "text",
    [
        "Exposures increased by 36.2% from 2014 to 2017.",
        "Exposures increased by 36.2% from 2014 to 2017.3",
        "Attempts have increased by 30% from 1999 to 2016.",
        "Calls fell by 12% from 2019 through 2021, and rose by 4% from 2021 to 2022.",
        "Deaths doubled from 2001 to 2013 (a 2.5-fold increase).",
    ],
)
def test_years_are_a_period_and_no_numbers_before_and_after(text):
    assert said(text, "change") and not [one for one in said(text, "change") if {"old", "new"} & one.keys()]


def test_counts_that_look_like_years_are_numbers_where_they_are_of_something():
    assert said("Calls rose from 2,014 cases to 2,417 cases (a 20% increase).", "change")


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "(" * 50_000, "12% " * 2_000, "1,2,3," * 9_000, "t(1 " * 3_000, "\u202f1" * 9_000]
)
def test_hostile_texts_are_read_in_their_length(text):
    assert len(read_statements(document(text))) <= len(text)


def test_a_long_paragraph_is_read_to_its_end():
    text = "Nothing is said here. " * 3_000 + "Coma was seen in 12 of 40 patients (30%)."
    (one,) = read_statements(document(text))
    assert text[one.span[0] : one.span[1]] == one.printed == "12 of 40 patients (30%"


def test_a_list_without_a_full_stop_is_read_to_its_end():
    found = [one for one in read_statements(document("of 40 patients (30%), 12 " * 3_000)) if one.kind == "proportion"]
    assert len(found) >= 2_990
