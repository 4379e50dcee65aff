"""The same things said in other styles: surveillance reports, annual reports, British print, newspapers."""

from __future__ import annotations

import pytest
from documents.test_statements import document, said

from analysis.audit import audit_manuscript
from analysis.documents.statements import read_statements, set_aside
from analysis.errors import DataError


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Calls rose by 21 percent.", {"change": 21}),
        ("Visits declined an average of 4.5% per year.", {"change": 4.5}),
        ("There was a 31% relative reduction.", {"change": 31}),
        ("An annual increase of 6% was seen.", {"change": 6}),
        ("Admissions were 12% higher in winter.", {"change": 12}),
        ("It took 7,100 calls, down 2.5% from 2018.", {"change": 2.5}),
        ("Deaths nearly tripled during 1999-2014.", {"fold": 3}),
        ("Referrals halved after the alert.", {"fold": 0.5}),
        ("Use grew tenfold in a decade.", {"fold": 10}),
        ("There was a 2.5-fold rise.", {"fold": 2.5}),
        ("ALT rose 5–10x above the limit.", {"low": 5, "high": 10}),
        ("Men were three times as likely to die.", {"fold": 3}),
        ("Calls went from 13 in 2011 to 682 in 2017.", {"old": 13, "new": 682}),
        ("The rate rose from 16.3 per 100,000 in 2015 to 19.9 per 100,000 in 2016.", {"old": 16.3, "new": 19.9}),
        ("The rate fell 12%, from 5.2 (310) in 2011 to 4.6 (290) in 2014.", {"change": 12, "old": 5.2, "new": 4.6}),
        ("They soared more than 50-fold, from 13 in 2011 to 682.", {"fold": 50, "old": 13, "new": 682}),
        ("Shares rose by 3 percentage points.", {"change": 3}),
        ("Each dose raised the odds of a coma by 8%.", {"change": 8}),
        ("The law cut deaths by 5 percent.", {"change": 5}),
        ("Calls rose from 64 in 2018 to 400 in 2023, a rise of 525%.", {"old": 64, "new": 400, "change": 525}),
        ("It took 400 calls in 2023, up from 64 in 2018, a rise of 525%.", {"old": 64, "new": 400, "change": 525}),
        ("It was 1,300, down from 1,500 the year before, a 10% drop.", {"old": 1500, "new": 1300, "change": 10}),
        ("We saw 200 calls, up from 100, or a 100% increase.", {"old": 100, "new": 200, "change": 100}),
    ],
)  # fmt: skip
def test_changes(text, numbers):
    assert numbers in said(text, "change")


@pytest.mark.parametrize(
    "text",
    [
        "Some 12% had less than high school.",
        "Take it twice daily.",
        "Take 10 mg three times daily.",
        "Ages ran from 15 to 87 years.",
        "Some 12.5% had taken more than a tablet.",
        "Of 40 calls, 20% were lower limb bites.",
        "There were 12 cases in May, up from 5, with 36% of them severe.",
        "Deaths were 40, up from 20, a 50% share of all.",
        "In 2021, 155 (42%), up from 30%, died.",
    ],
)
def test_what_is_no_change(text):
    assert said(text, "change") == []


@pytest.mark.parametrize(
    "text",
    [
        "The rate increased 8% per year, from 2.0 in 2010 to 4.3 in 2019.",
        "There was an average annual increase of 8%, from 2.0 to 4.3.",
        "There was a 20% increase in risk from 2 to 3 drinks.",
        "Calls doubled, from 120 in 2010 to 250 in 2015.",
        "Shares fell by 3 percentage points, from 12% to 9%.",
        "Deaths fell 43%, from 40 (5.2 per million) to 23 (3.0 per million).",
        "Calls rose threefold, from 13 in 2011 to 38 in 2017.",
        "Doses fell from 80 mg to 40 mg (a 50% cut).",
    ],
)
def test_sound_changes_are_not_accused(text):
    assert {one.verdict for one in audit_manuscript(document(text)).judgments} <= {"holds", "cannot be checked"}


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("Deaths fell from 12 (1.2%) to 8 (0.7%), p = 0.3.", [(12, 1.2), (8, 0.7)]),
        ("Coma rose from 40% (12/30) to 60% (18/30).", [(12, 40), (18, 60)]),
        ("It fell from 12 of 40 (30%) to 8 of 40 (20%).", [(12, 30), (8, 20)]),
    ],
)
def test_shares_before_and_after_stay_shares(text, shares):
    assert [(one["count"], one["percent"]) for one in said(text, "proportion")] == shares
    assert said(text, "change") == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nearly half of the visits could be spared.", {"whole": 2}),
        ("Two-thirds of them were men.", {"part": 2, "whole": 3}),
        ("Men were three quarters of the deaths.", {"part": 3, "whole": 4}),
        ("About a third of callers hung up.", {"whole": 3}),
        ("One in five callers was a nurse.", {"part": 1, "whole": 5}),
        ("It happens to 1 in 8 children.", {"part": 1, "whole": 8}),
    ],
)
def test_shares_in_words(text, numbers):
    assert said(text, "fraction") == [numbers]


@pytest.mark.parametrize(
    "text", ["It was one in 2014.", "It lasted a quarter of an hour and a half.", "Seen on 5 in 3 days."]
)
def test_what_is_no_share(text):
    assert said(text, "fraction") == []


def test_a_share_in_words_beside_its_percentage_is_held_against_no_digit():
    for judgment in audit_manuscript(
        document("Of 90 callers, two-thirds (65%) were men; one third (32%) not.")
    ).judgments:
        assert judgment.verdict in ("holds", "cannot be checked")


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("Sixty-five percent of them were women.", "percentage", {"percent": 65}),
        ("Around 57 percent involved drugs.", "percentage", {"percent": 57}),
        ("Coma in 77 per cent was brief.", "percentage", {"percent": 77}),
        ("Of 47,055 deaths, 61% involved an opioid.", "proportion", {"n": 47055, "percent": 61}),
        ("There were nearly 2.2 million exposures.", "count", {"count": 2_200_000}),
        ("Over two million calls were taken.", "count", {"count": 2_000_000}),
        ("Between 3 million and 5 million people use it.", "range", {"low": 3e6, "high": 5e6}),
        ("The rate was 5.3 per million.", "rate", {"rate": 5.3, "per": 1e6}),
        ("There were 6.7 poison exposures/1000 population.", "rate", {"rate": 6.7, "per": 1000}),
        ("It was 20.8 deaths per 100,000.", "rate", {"rate": 20.8, "per": 100_000}),
        ("It was 45 per 100 000 children a year.", "rate", {"rate": 45, "per": 100_000}),
        ("Difficult intubation mattered (P less than 0.001).", "p value", {"p": 0.001}),
        ("It was rarer, p = <0.005.", "p value", {"p": 0.005}),
        ("The median age was 33 years, the range 15 to 87.", "median", {"median": 33, "low": 15, "high": 87}),
        ("They stayed 4 days (IQR 3 to 9).", "median", {"median": 4, "low": 3, "high": 9}),
        ("The median stay was 6 days.", "median", {"median": 6}),
        ("The minor cases took 694 (±297) mg.", "mean", {"mean": 694, "sd": 297}),
        ("It was 13.8 +/- 18.8 and 38.8 +/- 44.0 mg/kg.", "mean", {"mean": 38.8, "sd": 44}),
        ("The mean (SD) dose was 180.4 (83.4) mg.", "mean", {"mean": 180.4, "sd": 83.4}),
        ("Doses were high (mean 388) then.", "mean", {"mean": 388}),
        ("Seven thousand one hundred and eighteen cases met them.", "count", {"count": 7118}),
        ("Calls were of cleaners (28,158).", "count", {"count": 28158}),
        ("Most deaths (60.0%; n = 33) were of abuse.", "proportion", {"count": 33, "percent": 60}),
        ("There were 354 [74.4%] women.", "proportion", {"count": 354, "percent": 74.4}),
        ("Patients aged from 14 to 58 came.", "duration", {"low": 14, "high": 58}),
        ("The median (IQR) dose was 12 mg (5-20).", "median", {"median": 12, "low": 5, "high": 20}),
        ("It was 11.2 days (interquartile range, 6.4).", "median", {"median": 11.2, "width": 6.4}),
        ("Their mean age was 41.3 years.", "mean", {"mean": 41.3}),
        ("From January 2011 through December 2017 it rose.", "period", {"low": 2011, "high": 2017}),
        ("Adults aged 15 to 24 called.", "duration", {"low": 15, "high": 24}),
        ("It was rare at 30--39 years.", "duration", {"low": 30, "high": 39}),
        ("It differed, Mann-Whitney U = 312, p = .04.", "test", {"value": 312, "p": 0.04}),
    ],
)  # fmt: skip
def test_other_kinds(text, kind, numbers):
    assert numbers in said(text, kind)


@pytest.mark.parametrize(
    ("text", "measure", "numbers"),
    [
        ("Admission was likelier (OR 2.80).", "OR", {"estimate": 2.8}),
        ("It was rarer (aOR 0.40; p < 0.005).", "OR", {"estimate": 0.4, "p": 0.005}),
        ("The hazard ratio was 0·72 (95% CI 0·51–1·02; p=0·063).", "HR",
         {"estimate": 0.72, "low": 0.51, "high": 1.02, "p": 0.063}),
        ("The odds (OR 4.4, 95% CI; 1.5–12.4, P = 0.006).", "OR",
         {"estimate": 4.4, "low": 1.5, "high": 12.4, "p": 0.006}),
        ("The adjusted odds ratio was 3.1 (1.4-6.9; P=0.006).", "OR",
         {"estimate": 3.1, "low": 1.4, "high": 6.9, "p": 0.006}),
        ("It was commoner (AOR=1.08; CI95%: 1.02-1.14).", "OR", {"estimate": 1.08, "low": 1.02, "high": 1.14}),
        ("It was 5.7% (2 of 35; 95% CI, 0.7% to 19.2%).", "", {"estimate": 5.7, "low": 0.7, "high": 19.2}),
    ],
)  # fmt: skip
def test_estimates(text, measure, numbers):
    (one,) = [one for one in read_statements(document(text)) if one.kind == "estimate"]
    assert (one.measure, {k: v.value for k, v in one.numbers.items() if k != "level"}) == (measure, numbers)


@pytest.mark.parametrize(
    "text", ["In (n = 6) cells IL-10 (0.5% and 1.5%, p<0.05) rose.", "At 95% CI level, TNF-10 (0.5% and 1.5%, p<0.05)."]
)
def test_two_percentages_in_a_bracket_are_no_limits(text):
    assert said(text, "estimate") == []


@pytest.mark.parametrize("text", ["HR 120 and RR 16 on arrival.", "Take 5 OR 10 mg."])
def test_a_heart_rate_is_no_ratio(text):
    assert said(text, "estimate") == []


def test_spaces_part_thousands_only_where_a_document_writes_so():
    assert said("Over 5 100 deaths came in 2019, and 5 700 with Norway.", "count") == [{"count": 5100}, {"count": 5700}]
    assert said("Over 5,100 deaths; scores of 3 and 12 345 more.", "count")[0] == {"count": 5100}


def test_a_count_whose_bracket_is_of_a_part_of_it_has_no_share():
    shares = said("Among 229 patients (57.2% female; 59.1% aged 18-33 years) many slept.", "proportion")
    assert shares == []
    assert said("Most were 20 years and older (89%).", "proportion") == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Men were 258 of the 391 callers, or 66%.", {"count": 258, "n": 391, "percent": 66}),
        ("That is 258 out of 391, or about 66 percent.", {"count": 258, "n": 391, "percent": 66}),
        ("Some 2 of 30 or 7% died.", {"count": 2, "n": 30, "percent": 7}),
        ("Men were 66% of the 391 patients (258).", {"count": 258, "n": 391, "percent": 66}),
    ],
)
def test_shares_as_newspapers_say_them(text, numbers):
    assert numbers in said(text, "proportion")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Calls rose from 64 to 400, an increase of 600%.", "from 64 to 400 is a change of 525.0%"),
        ("Deaths rose from 1 to 2, an increase of 900%.", "from 1 to 2 is a change of 100.0%"),
        ("Deaths fell from 4 to 1, a decrease of 5%.", "from 4 to 1 is a change of 75.0%"),
        ("Deaths rose from 2 to 3, a tenfold increase.", "from 2 to 3 is 1.50 times"),
    ],
)
def test_the_arithmetic_is_of_the_numbers_as_printed(text, words):
    (judgment,) = audit_manuscript(document(text)).judgments
    assert judgment.arithmetic.startswith(words)


def test_a_document_and_its_audit_say_what_they_are():
    audited = audit_manuscript(document("Coma was seen in 12 of 43 (29%), and in 15 of 22 (68.2%)."))
    assert repr(audited).endswith("2 statements: 1 impossible, 1 holds)") and len(repr(audited.document)) < 80
    assert "12 of 43 (29%" in audited._repr_html_() and "<table" in audited.document._repr_html_()
    assert "nothing to check" in repr(audit_manuscript(document("Nothing was counted.")))


@pytest.mark.parametrize("reads", [audit_manuscript, read_statements, set_aside])
def test_the_name_of_a_file_is_no_document(reads):
    with pytest.raises(DataError, match="read_document"):
        reads("paper.docx")
