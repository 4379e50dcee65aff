"""Judgments of statements: what is printed, what follows from it, and what must not be accused."""

from __future__ import annotations

import random

import pytest
from documents.test_statements import document, table

from analysis.audit import audit_manuscript
from analysis.documents import Document


def verdicts(doc: Document, check: str = "") -> list[str]:
    return [one.verdict for one in audit_manuscript(doc).judgments if check in one.check]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Seen in 12 of 43 patients (27.9%).", "holds"),
        ("Seen in 12 of 43 patients (27.90%).", "rounding slip"),  # 27.907 cut off
        ("Seen in 12 of 43 patients (29%).", "impossible"),
        ("Seen in 1 of 8 patients (12%) and 1 of 8 (13%).", "holds"),  # 12.5 may be rounded either way
        ("Of 926 patients, 274 (29.6%) were ill.", "holds"),
        ("A share of 12 (31.7%) was ill.", "cannot be checked"),
        ("Death occurred in 2 of 20,000 cases (<0.1%).", "holds"),
        ("Death occurred in 400 of 20,000 cases (< 0.1%).", "impossible"),
        ("Coma was seen in 19,998/20,000 (>99.9%).", "holds"),
        ("Of all, >99.9% (19,000 of 20,000) had coma.", "impossible"),
    ],
)
def test_shares(text, verdict):
    assert verdicts(document(text), "percentage")[0] == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("OR 2.1, 95% CI 1.2-3.7", "holds"),  # sqrt(1.2 * 3.7) = 2.107
        ("a prevalence of 29.7%, 95% CI: 13.6–18.4", "impossible"),
        ("OR 2.1, 95% CI 3.7-1.2", "impossible"),
        ("efficacy 57% (95%CI: 24–76%)", "holds"),  # 1 - sqrt(0.76 * 0.24) = 0.573
        ("it fell by 0.04 units (95% CI −0.06, −0.02)", "holds"),  # the fall is in the words
        ("15 out of 18 (83.3%, 95% CI: 58.6–96.4)", "holds"),  # Clopper-Pearson
        ("it took 1.91 ± 0.19 s (95% CI: 1.54–2.28)", "holds"),  # the number behind +- is no estimate
        ("OR = 0.01 (95%CI: 0.00–0.11)", "cannot be checked"),  # 0.00 has no logarithm
        ("OR 2.8 (95% CI 2.21–2.75)", "inconsistent"),  # inside by rounding alone
        ("RR 1.2, 95% CI 1.21 to 3.0", "inconsistent"),
        ("OR 1.0 (95% CI 1.0–1.0)", "holds"),  # limits that a rounding joins
        ("OR 2.4 (95% CI 1.1–2.9)", "cannot be checked"),  # exact and bootstrap limits are in no middle
    ],
)
def test_limits(text, verdict):
    found = [one for one in audit_manuscript(document(text)).judgments if "limits" in one.check]
    assert [one.verdict for one in found if "p value" not in one.check] == [verdict]


@pytest.mark.parametrize(
    ("text", "verdict", "words"),
    [
        ("t(28) = 2.20, p = .04", "holds", ""),
        ("t(28) = 2.20, p = .06", "inconsistent", ""),
        ("t(10) = 3, p = .009", "holds", ""),  # 3 may be 2.5 to 3.5
        ("t(28) = -2.20, p = .036", "holds", ""),  # rounded around its size
        ("t(28) = 2.20, p = .018", "inconsistent", "one-tailed"),
        ("t(28) = 2.20, p = .018, one-tailed", "holds", ""),
        ("t(28) = 2.20, p = .108", "inconsistent", "multiplied by 3"),  # Bonferroni
        ("t(22) = 6.65, p = .0001", "rounding slip", ""),  # stands for less
        ("t(28) = 22.20, p = .000", "rounding slip", "no p is zero"),
        ("t(28) = 2.20, p = 1.03", "inconsistent", "No p value"),
        ("t(28) < 1, p = .50", "holds", ""),
        ("r(16) = 26.05, p = .10", "inconsistent", "from -1 to 1"),
        ("F = 6.74, p = .013", "cannot be checked", "degrees of freedom"),
        ("Wald = .51, p = .42", "inconsistent", ""),
        ("χ2(2, N = 81) = 6.1, p = .047", "holds", ""),
    ],
)
def test_tests(text, verdict, words):
    (one,) = [
        one for one in audit_manuscript(document(f"We saw ({text}).")).judgments if one.check == "test statistic and p"
    ]
    assert one.verdict == verdict and words in one.arithmetic


def test_effect_sizes():
    assert verdicts(document("F(1, 80) = 8.84, p = .004, ηp² = .10."), "effect") == ["holds"]
    assert verdicts(document("F(1, 80) = 14.45, p<.001, ηp² = .16."), "effect") == ["inconsistent"]
    assert verdicts(document("t(22) = 6.65, p < .001, d = 2.84."), "effect") == ["holds"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Calls rose from 155 to 398 (a 157% increase).", "holds"),
        ("Calls rose from 155 to 398 (a 61% increase).", "inconsistent"),
        ("The share rose from 20% to 30% (an increase of 10%).", "holds"),  # percentage points
        ("Calls fell from 200 to 150 (a 25% decrease).", "holds"),
        ("Cases rose from 20 to 50 (2.5-fold).", "holds"),
        ("Cases doubled, from 20 to 70.", "inconsistent"),
    ],
)
def test_changes(text, verdict):
    assert verdicts(document(text), "change") == [verdict]


def test_rates_and_follow_up():
    text = "There were 5,782 deaths during 69,514 person-years, that is 83.2 per 1,000 person-years."
    assert verdicts(document(text), "rate") == ["holds"]


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        (("We identified 1,204 exposures.", "There were 631 (50.9%) women."), "inconsistent"),  # 52.4%
        (("We identified 1,204 exposures.", "There were 631 (52.4%) women."), "holds"),
        (("Of the 1,204 exposures, 631 (54.2%) were in women.",), "inconsistent"),
        (("We saw 1,204 cases.", "Women were 631 (54.2%), men 573 (47.6%)."), "inconsistent"),  # 631 + 573 = 1,204
        (
            ("We identified 1,204 exposures.", "Sex was known in most, of whom 631 (54.2%) were women."),
            "cannot be checked",
        ),
        (("We saw 1,204 exposures of 1,240 calls.", "There were 631 (50.9%) women."), "holds"),
        (("We saw 1,204 exposures and 1,350 calls.", "There were 631 (50.9%) women."), "cannot be checked"),
        (("We saw 1,204 exposures.", "Vomiting (631; 12%) was usual."), "cannot be checked"),
    ],
)
def test_a_share_of_a_total_that_is_stated_elsewhere(texts, verdict):
    found = [one.verdict for one in audit_manuscript(document(*texts)).judgments if "stated total" in one.check]
    assert found[:1] == [verdict] or (not found and verdict == "cannot be checked")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("In 2020 there were 312 calls in a population of 6,045,680, a rate of 5.2 per 100,000.", "holds"),  # 5.161
        ("In 2020 there were 312 calls in a population of 6,045,680, a rate of 6.2 per 100,000.", "inconsistent"),
        ("There were 312 calls among 6.05 million residents (5.2 per 100,000).", "holds"),
        ("There were 312 calls among 6.05 million residents (51.6 per 100,000).", "inconsistent"),
        ("The county had 84,000 inhabitants and 97 calls (11.5 per 10,000).", "holds"),  # 83,500 to 84,500
        ("The age-adjusted rate was 6.2 per 100,000 (312 calls; population 6,045,680).", "cannot be checked"),
        ("Calls were 312 and deaths 4 in a population of 6,045,680 (9.9 per 100,000).", "cannot be checked"),
        ("The rate was 6.2 per 100,000 population.", "cannot be checked"),
    ],
)
def test_a_rate_beside_its_count_and_population(text, verdict):
    assert verdicts(document(text), "rate of events") == [verdict]


def test_parts_add_up():
    text = "Of 1037 patients, 926 were included and 111 were not."
    assert "holds" in verdicts(document(text), "sum of parts")


def test_percentages_of_a_column_are_of_its_heading():
    rows = [("TST", "A (n = 29)", "B (n = 21)")]
    rows += [("<5 mm", "28 (96.5)", "0 (0.0)"), ("5-10 mm", "1 (3.4)", "1 (4.8)"), ("10-15 mm", "0 (0.0)", "5 (23.1)")]
    rows += [("above", "0 (0.0)", "15 (71.4)"), ("BCG", "5 (17.2)", "7 (33.3)")]
    found = {
        (one.statement.locator.row, one.statement.locator.column): one.verdict
        for one in audit_manuscript(table(*rows)).judgments
        if one.check == "percentage of counts"
    }
    assert {place: verdict for place, verdict in found.items() if verdict != "holds"} == {
        (2, 2): "rounding slip",
        (4, 3): "impossible",
    }


def test_counts_and_percentages_in_two_columns_and_the_n_of_the_text():
    doc = table(
        ("Sex", "n", "Percent"), ("Male", "14,528", "39.5%"), ("Female", "23,212", "61.5%"), caption="All (n = 37,740)."
    )
    assert verdicts(doc, "percentage of counts") == ["inconsistent", "holds"]
    assert verdicts(doc, "one hundred") == ["inconsistent"]


def test_limits_of_a_table_whose_others_are_symmetric():
    estimates = [
        (1.2, 0.8),
        (2.0, 1.1),
        (0.7, 0.4),
        (1.5, 1.2),
        (3.1, 1.9),
        (0.9, 0.5),
        (2.4, 1.4),
        (1.1, 0.9),
        (1.8, 1.3),
    ]
    rows = [(f"Drug {at}", f"{value} ({low}–{value * value / low:.1f})") for at, (value, low) in enumerate(estimates)]
    doc = table(("Drug", "aOR (95% CI)"), *rows, ("Other", "2.5 (1.8–3.9)"))
    found = verdicts(doc, "estimate and limits")
    assert found[:-1] == ["holds"] * 9 and found[-1] == "inconsistent"


def test_tests_of_a_table():
    rows = [("", "Lie (N = 26)", "Truth (N = 26)", "t (50)", "p")]
    rows += [("UL", "0.006 (0.029)", "0.015 (0.050)", "−0.85", "0.40")]
    rows += [("UR", "0.012 (0.045)", "0.012 (0.054)", "0.49", "0.96")]
    doc = table(*rows, caption="Means, SD in brackets")
    assert verdicts(doc, "test statistic") == ["holds", "inconsistent"]
    assert verdicts(doc, "t of two means") == ["holds", "inconsistent"]
    groups = table(
        ("", "A (n = 15)", "B (n = 15)", "p"),
        ("Response", "9 (60%)", "1 (7%)", "0.002"),
        ("Age, mean (SD)", "37.3 (11.5)", "31.5 (11.6)", "0.18"),
    )
    assert verdicts(groups, "p of two") == ["holds", "holds"]


def test_means_of_whole_numbers():
    rows = [
        ("x1", "1.20", "0.85"),
        ("x2", "1.48", "1.48"),
        ("x3", "3.68", "1.91"),
        ("x4", "6.48", "1.87"),
        ("x5", "5.58", "1.91"),
        ("x6", "3.03", "1.40"),
        ("x7", "1.73", "0.85"),
        ("x8", "1.25", "0.67"),
        ("x9", "3.90", "0.55"),
        ("x10", "3.84", "1.30"),
    ]
    found = verdicts(
        table(("Item", "Control (n = 40)", "Control (n = 40)"), ("", "M", "SD"), *rows, head=2), "whole numbers"
    )
    assert found == ["holds"] * 9 + ["inconsistent"]  # 3.84 is no mean of 40 whole numbers


def test_the_same_quantity_in_two_places():
    rows = [("Ofloxacin", "2.5 (1.8–3.4)"), ("Ethionamide", "1.6 (1.2–2.3)"), ("PAS", "0.6 (0.4–0.9)")]
    blocks = document(
        "Success went with ethionamide (aOR 1.7, 95% CI 1.3–2.2) and ofloxacin (aOR 2.5, 95% CI 1.8–3.4)."
    ).blocks
    doc = Document("", {}, (*blocks, *table(("Drug", "aOR (95% CI)"), *rows).blocks), "invented.xml")
    assert verdicts(doc, "the same estimate in text and table") == ["inconsistent", "holds"]


def test_a_number_of_the_text_that_a_table_excludes():
    rows = [(f"Study {at}", str(n)) for at, n in enumerate((30, 52, 25, 1287, 15, 97))]
    blocks = document("The number of patients was ranging from 4 to 1287 per study.").blocks
    doc = Document("", {}, (*blocks, *table(("Study", "Number of patients"), *rows).blocks), "invented.xml")
    assert verdicts(doc, "range and column") == ["inconsistent"]


SOUND = (
    "Calls increased by 30% from 1999 to 2016, and by 36.2% between 2014 and 2017.",
    "Of 2,124 exposures, 1,230 (57.9%) were in women, 890 (41.9%) in men and 4 (0.2%) unknown.",
    "Major effects occurred in 5% and death in 0.1% of single-substance exposures (95% CI 4-6% and 0.0-0.3%).",
    "Median dose was 150 mg (IQR 75-300; range 10-2400 mg).",
    "Serum levels were 2.4 mg/L (normal 0.08-0.4 mg/L); pH 7.21 (7.35-7.45).",
    "Heart rate 128 (normal 60-100) and temperature 39.2 C (36.5-37.5).",
    "The adjusted odds ratio was 1.8 (1.2, 2.6), p=0.004, vs 0.9 (0.7, 1.2), p=0.52.",
    "Exposures rose from 1,028 in 2009 to 2,567 in 2018, an increase of 149.7%.",
    "Deaths fell from 12 (1.2%) to 8 (0.7%), p = 0.3.",
    "Naloxone was given to 43 of the 120 (35.8%) and flumazenil to 5 (4.2%).",
    "Six of nine patients (67%) who took more than 200 mg needed ventilation, versus 2 of 31 (6%).",
    "Between 2000 and 2019 there were 245 cases; 12.3 per year (range 5-24).",
    "The response rate was 61% (122/200); 40 declined and 38 could not be reached.",
    "Sensitivity was 92.3% (95% CI 84.0-97.1), specificity 71.4% (61.4-80.1), PPV 70.6% and NPV 92.6%.",
    "The kappa was 0.82 (95% CI, 0.74 to 0.90).",
    "Ventilation lasted 36 h (12-96 h) and stay was 4 days (95% CI 3-6).",
    "Patients over 65 (8%) and under 6 (44%) were fewer than those of 20 to 64 (48%).",
    "One hundred twenty (35%) of 343 cases came from hospitals.",
    "In group 1 (n=20) 4 (20%) and in group 2 (n=25) 10 (40%) had seizures (p = 0.15).",
    "About half (49%) of 1.2 million calls and 3.4% of the 56,000 follow-up calls were about drugs.",
    "In a subset of 22 cases, coma occurred in 15 (68.2%); among the 43 overall, 17 (39.5%).",
    "Baclofen 10 mg (30 tablets) was taken by 3 (15%) of 20; 5-10 mg/kg (10%) in 2.",
    "The p-value threshold was set at p < 0.05 (two-sided), power 80%, alpha 5%.",
    "Follow-up was complete in 98% (n=1,177/1,201) of cases.",
    "The incidence increased from 10.2 to 12.5 per 100,000 (22.5%).",
    "Temperature rose from 36.5 to 38.2 (4.7%).",
    "Rates increased annually by 5.4% (95% CI 4.1 to 6.7; p < .001).",
    "There were 3 deaths among 245 cases (1.2%; 95% CI: 0.3-3.5).",
    "Of these, 45% were female, 55% male; ages 0-5 (40%), 6-12 (10%), 13-19 (20%), 20+ (31%).",
    "Mortality was 1/245 (0.4%) vs 0/300 (0%).",
    "Doses of 80-200 mg (n = 12): 25% coma; >200 mg (n = 9): 67% coma.",
    "t(18)=2.3, p=0.034; F(2,57)=4.02; p=.023; r=0.45, n=30, p=0.01.",
)
"""Sentences as poison centers write them; all of them are true, or say nothing that could be checked."""


@pytest.mark.parametrize("text", SOUND)
def test_sentences_of_poison_centers_are_not_accused(text):
    assert not {"impossible", "inconsistent", "rounding slip"} & set(verdicts(document(text)))


@pytest.mark.parametrize(
    "text",
    [
        "In cells of healthy people 14.5% of the B-cells were positive in each of the runs (n = 9).",
        "The odds were 184 (p = .0001, 95% CI 12–2800).",
        "Ofloxacin (p < 0.0001, 95% CI 12–28) worked.",
        "The mean was 9.6 (95% CI 9.4–9.8), p = 0.24.",
        "There were 12 of 40 (30%) at 3 of 10 sites (95% CI 17–47%).",
        "Doses of 5 of 10 mg (50%) and 95% CI of it.",
        "It was seen in 100 patients (95%) of the 105; 5 (5%) were lost.",
        "A total of 100 were screened and 80 patients (80%) enrolled, 75 (94%) of whom stayed.",
    ],
)
def test_sound_sentences_are_not_accused(text):
    assert not {"impossible", "inconsistent"} & set(verdicts(document(text)))


def test_sound_documents_are_not_accused_and_broken_ones_are():
    """Sentences made of counts by rounding: none is accused, and every one with a shifted percentage is."""
    rng, sound, broken = random.Random(15), [], []
    for _ in range(300):
        n = rng.randint(20, 400)
        count = rng.randint(0, n)
        percent = round(100 * count / n + 1e-9, 1)
        sound.append(f"It was seen in {count} of {n} patients ({percent:.1f}%).")
        broken.append(f"It was seen in {count} of {n} patients ({min(percent + 1.3, 100):.1f}%).")
    assert set(verdicts(document(*sound), "percentage of counts")) == {"holds"}
    assert verdicts(document(*broken), "percentage of counts").count("impossible") >= 295


def test_a_file_of_data_in_a_document_is_said_to_be_one():
    rows = [("x", "n")] + [(f"row {at}", str(at)) for at in range(4_000)]
    manuscript = audit_manuscript(table(*rows))
    assert not manuscript.statements and "Table 1 is too large" in manuscript.notes[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("P < 0.01 was considered significant.", 0.01),
        ("Alpha was set a priori at 0.10.", 0.10),
        ("Results were considered significant at P < .001.", 0.001),
        ("We used a 1% level of significance.", 0.01),
        ("Statistical significance was defined as a two-tailed p value < 0.025.", 0.025),
        ("All tests were two-sided with α = 0.10 and a power of 80%.", 0.10),
        ("p<0,01 was considered significant.", 0.01),
        ("Men were significantly older (45.2 vs 40.1, p = 0.04).", None),
        ("The Bonferroni-corrected alpha was 0.017.", None),
        ("Heterogeneity was considered significant at P < 0.10.", None),
        (
            "Candidates with P < 0.2 were entered; alpha-2 agonists (0.1 mg) were given; Cronbach's alpha was 0.45.",
            None,
        ),
    ],
)
def test_the_level_of_significance_is_read(text, value):
    alpha = audit_manuscript(document(text)).alpha
    assert (alpha.value, alpha.locator is not None) == (value or 0.05, value is not None)


def test_decision_errors_go_by_the_stated_level():
    """t(28) = 2.20 has p = .036: significant at .05, not at .01 (R: 2 * pt(-2.20, 28) = 0.03624)."""
    said = "We saw (t(28) = 2.20, p = .008)."
    for level, disagree in (("P < 0.01", True), ("P < 0.05", False)):
        (one,) = [
            one
            for one in audit_manuscript(document(f"{level} was considered significant.", said)).judgments
            if one.check == "test statistic and p"
        ]
        assert one.verdict == "inconsistent" and ("disagree about significance" in one.arithmetic) == disagree
