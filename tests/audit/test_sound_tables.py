"""Sound tables that a reader of ideal layouts would call wrong, and wrong ones that he would call sound."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.audit.tables import audit_file, audit_table

NOTHING = ("impossible", "inconsistent")

SOUND = {
    "siblings by prefix": "Reason,n\nIntentional,60\nIntentional_Abuse,10\nIntentional_Misuse,20\n"
    "Intentional_SuspectedSuicide,30\nUnintentional,40\nTotal,100\n",
    "siblings by prefix across": "County,Intentional,Intentional_Abuse,Intentional_Misuse,Intentional_SuspectedSuicide,"
    "Unintentional,Total\nAdams,60,10,20,30,40,100\nBell,31,1,10,20,9,40\nCook,3,1,1,1,4,7\n",
    "unknown at the top": "Reason,n\nIntentional,60\nSuspected suicide,30\nAbuse,10\nMisuse,20\nUnintentional,30\n"
    "Unknown,10\nTotal,100\n",
    "unknown at the top, dashes": "Reason,n\nIntentional,60\nIntentional - abuse,20\nIntentional - misuse,40\n"
    "Unknown,10\nTotal,70\n",
    "care levels nested": "Management,n\nHealth care facility,60\n  Treated and released,25\n  Critical care unit,10\n"
    "  Noncritical care unit,20\n  Psychiatric facility,5\nOn site,30\nOther,10\nTotal,100\n",
    "abuse under accidental": "Reason,n\nAccidental,60\n  General,45\n  Abuse,5\n  Misuse,10\nDeliberate,40\n"
    "  Suicide,30\n  Abuse,10\nTotal,100\n",
    "other reason with children": "Reason,n\nUnintentional,50\nGeneral,30\nTherapeutic error,20\nIntentional,30\n"
    "Suspected suicide,20\nAbuse,10\nOther reason,20\nAdverse reaction,12\nMalicious,3\nContamination,5\nTotal,100\n",
    "other reason without children": "Reason,n\nUnintentional,50\nGeneral,30\nTherapeutic error,20\nIntentional,30\n"
    "Suspected suicide,20\nAbuse,10\nOther reason,20\nAdverse reaction,12\nMalicious,3\nTotal,115\n",
    "yes/no rows": "Event,n (%)\nAll patients,50\nICU admission,20 (40)\nIntubation,22 (44)\nDeath,1 (2)\n",
    "yes/no rows under N": "Event,Cases (N = 50)\nICU admission,20 (40)\nIntubation,22 (44)\nDeath,1 (2)\n",
    "yes/no rows without percentages": "Event,n\nTotal,50\nICU admission,20\nIntubation,22\nDeath,1\n",
    "a median above levels": 'Characteristic,Cases (N = 50)\nFemale sex,30 (60)\n"Age, median (IQR)",34 (22-51)\n'
    "ICU admission,20 (40)\nDeath,1 (2)\n",
    "a median as heading": 'Characteristic,Cases (N = 50)\n"Age, median (IQR)",\nFemale,30 (60)\nDeath,1 (2)\n',
    "one-letter labels": "Item,n\nA,10\nB,20\nF,30\nTotal,60\n",
    "sizes": "Size,n\nS,10\nM,20\nL,30\nTotal,60\n",
    "replies": "Reply,n\nN,10\nY,50\nTotal,60\n",
    "replies alone": "Reply,n\nN,10\nY,50\n",
    "school ages": "Age group,n\nInfant,10\nPreschool,20\nSchool,30\nAdolescent,5\nTotal,65\n",
    "school ages and a place": "Characteristic,n\nAge group,\nInfant,10\nPreschool,20\nSchool,30\nSite,\nHome,50\n"
    "School,10\nTotal,60\n",
    "effects of one case": "Effect,n,%\nAny effect,50,50.0\n  Vomiting,40,40.0\n  Drowsiness,35,35.0\nTotal,100,\n",
    "several answers": "Route,n (%)\nTotal,100\nIngestion,80 (80)\nInhalation,30 (30)\nDermal,20 (20)\n",
    "several reasons named": "Substance,n,%\nEthanol,60,60\nOpioid,50,50\nBenzodiazepine,30,30\nTotal,100,\n",
    "percentages of the heading": "Sex,Baclofen (n = 43),%\nMale,20,46.5\nFemale,22,51.2\n",
    "siblings after a colon": "Reason,n\nIntentional,60\nIntentional: abuse,20\nIntentional: misuse,40\nOther,40\n"
    "Total,100\n",
    "names in snake case": "name,n\nreason_intentional,60\nreason_intentional_abuse,20\nreason_intentional_misuse,40\n"
    "reason_unintentional,40\nsex_male,50\nsex_female,45\nsex_unknown,5\ntotal,100\n",
    "no effect as a name": "county,no_effect,minor_effect,major_effect,total\nA,1,2,3,6\nB,2,2,2,6\nC,3,3,3,9\n",
    "any event": "Adverse event,n\nAny adverse event,20\n  Nausea,12\n  Vomiting,10\n  Headache,5\n",
    "conditions": "Characteristic,Cases (N = 80)\nHypertension,40 (50.0)\nDiabetes,20 (25.0)\nSmoking,35 (43.8)\n",
    "ages that include each other": "Age,n\n<6,40\n<13,55\n<20,70\nTotal,100\n",
    "yes and no": "Item,Yes,No,Total\nICU,20,30,50\nIntubation,22,28,50\nDeath,1,49,50\n",
    "unknown left out under N": "Sex,Cases (N = 100)\nMale,40 (42.1)\nFemale,55 (57.9)\nUnknown,5\n",
    "weighted percentages": "Sex,n,Weighted %\nMale,40,45.1\nFemale,60,54.9\nTotal,100,100\n",
    "weighted percentages by a note": "Sex,n,%\nMale,40,45.1\nFemale,60,54.9\nTotal,100,100\nNote: weighted.,,\n",
    "a population beside": "County,Population,Exposures\nA,10000,50\nB,20000,60\nTotal,30000,110\n",
    "care in a flat list": "Management,n\nManaged on site,40\nManaged in HCF,50\nTreated and released,20\n"
    "Critical care unit,10\nNoncritical care unit,15\nPsychiatric facility,5\nUnknown,10\nTotal,100\n",
    "women and men in one cell": "Model,Subjects,Gender,Sessions\nExcite,12,5/7,24\nSonata,5,3/2,10\nTrio,6,2/4,12\n"
    "Verio,11,9/2,22\n",
    "yes and no in one cell": "Item,Yes/No\nTremor,12/3\nComa,2/13\nSeizure,9/6\n",
    "counts of two years in one cell": "County,2017/2018\nKent,14/9\nCecil,7/12\nTalbot,22/20\nCalvert,5/8\n",
    "ages within adults": "Age,n\nUnder 6,40\n6-12 yr,10\nAdult,50\n20-59 yr,30\nOver 60,15\nUnknown adult,5\n"
    "Unknown,3\nTotal,103\n",
}  # fmt: skip


def findings(tmp_path, text: str):
    (tmp_path / "table.csv").write_text(text, encoding="utf-8")
    return audit_file(tmp_path / "table.csv")


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_table_raises_no_alarm(tmp_path, name):
    found = findings(tmp_path, SOUND[name])
    assert [one.explanation for one in found if one.severity in NOTHING] == []


@pytest.mark.parametrize("name", [*SOUND][:4])
def test_unknown_left_out_is_said_only_where_it_is_left_out(tmp_path, name):
    audit = findings(tmp_path, "Sex,n,%\nMale,40,40.8\nFemale,58,59.2\nTotal,98,\n")
    assert "left out" not in " ".join(one.rule for one in audit.understood[0].coverage)


# A table and the printed characters at which something must be found.
WRONG = {
    "women and men that are not all": ("Model,Subjects,F/M\nExcite,12,5/7\nSonata,5,3/2\nTrio,6,2/4\nVerio,11,9/3\n",
                                       "9/3"),
    "one fraction above 1": ("Item,n/N\nTremor,12/20\nComa,2/19\nSeizure,21/12\nVomiting,9/20\nMiosis,4/20\n"
                             "Fever,1/20\n", "12"),
    "total of a tidy table": ("characteristic,level,n\ntotal,,61\nsex,Male,20\nsex,Female,40\nage,<20,50\n"
                              "age,>=20,10\n", "61"),
    "total of a tidy table below": ("characteristic,level,n\nsex,Male,20\nsex,Female,40\nage,<20,50\nage,>=20,10\n"
                                    "all,Total,61\n", "61"),
    "frequency and proportion": ("Outcome,Frequency,Proportion\nMinor,30,0.300\nModerate,50,0.500\nMajor,20,0.250\n"
                                 "Total,100,1.000\n", "0.250"),
    "frequency and percent": ("Outcome,Frequency,Percent\nMinor,30,30\nModerate,50,50\nMajor,20,25\nTotal,100,100\n",
                              "25"),
    "counts as floats": ("Outcome,n\nMinor,30.0\nModerate,50.0\nMajor,21.0\nTotal,100.0\n", "100.0"),
    "total among other reasons": ("Reason,n\nOther reason - adverse reaction,12\nOther reason - malicious,3\n"
                                  "Other reason - total,16\nUnintentional,60\nTotal,76\n", "16"),
    "headings over two rows": (",Baclofen,,Placebo,\n,n,%,n,%\nMale,20,40.0,30,60.0\nFemale,30,60.0,20,45.0\n"
                               "Total,50,,50,\n", "45.0"),
    "names of columns": ("county,lt6y_n,6_12y_n,total_n\nAdams,10,20,30\nBell,11,21,32\nCook,5,6,12\n", "12"),
    "percentage under N": ("Outcome,Baclofen (n = 43)\nSuccess,29 (68.2)\n", "68.2"),
    "two of three columns": ("Sex,A,B,C\nMale,12,30,41\nFemale,18,25,39\nUnknown,3,2,1\nTotal,43,57,91\n", "43"),
    "years of counts that nobody calls a total": ("Year,Exposures,Male,Female\n2019,30,10,20\n2020,40,15,25\n"
                                                   "2021,51,20,30\n", "51"),
    "columns that share out N": ("Feature (N = 90),Yes,No,Missing\nSmear,60,20,10\nCavity,50,30,10\nFever,40,40,10\n"
                                 "Cough,70,10,20\n", "20"),
    "levels that nobody knows": ("Feature,A (N = 20),B (N = 30),C (N = 40)\nKind,,,\nTuberculoid,5,9,12\n"
                                 "Borderline,15,21,28\nOther form,0,0,9\n", "40"),
    "a total beside nonexposures": ("Encounter,2021,2022\nHuman exposures,2000,2100\nInformation requests,700,360\n"
                                    "Human confirmed nonexposures,49,47\nAnimal confirmed nonexposures,5,3\n"
                                    "Total,2754,2501\n", "2501"),
    "a denominator of the cell": ("Outcome,Arm\nSuccess,29/43 (68.2%)\n", "68.2"),
    "the rate of an arm": ("arm,n,success,rate\nbaclofen,43,29,68.2%\n", "68.2%"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_number_is_found(tmp_path, name):
    text, printed = WRONG[name]
    found = [one for one in findings(tmp_path, text) if one.severity in NOTHING]
    assert any(printed in (one.printed, f"{one.printed}%") or printed in one.explanation for one in found), found


def test_a_rule_broken_in_two_of_three_columns_is_told_for_both(tmp_path):
    found = findings(tmp_path, WRONG["two of three columns"][0])
    assert {one.printed for one in found if one.severity in NOTHING} == {"43", "91"}


def test_percentages_agree_with_the_heading_and_the_cells_that_disagree_are_named(tmp_path):
    text = (
        "Sex,Baclofen (n = 43)\nMale,20 (46.5)\nFemale,23 (53.5)\nUnder 20 y,10 (23.3)\nICU,9 (29.0)\nDeath,1 (9.9)\n"
    )
    found = findings(tmp_path, text)
    assert {one.printed for one in found} == {"29.0", "9.9"}
    assert not any("no denominator" in one.explanation for one in found)


def test_15_of_100_is_never_cut_to_14_percent(tmp_path):
    text = "Outcome,n,%\nMinor,15,14\nModerate,30,30\nMajor,25,25\nDeath,30,30\nTotal,100,\n"
    found = findings(tmp_path, text)
    assert [(one.printed, one.severity) for one in found] == [("14", "impossible")]


def test_how_many_there_were_stands_in_brackets_behind_a_percentage():
    cells = [["Sulfadoxine", "37 (516)"], ["Placebo", "36 (512)"], ["Amodiaquine", "51 (71)"], ["Control", "67 (69)"]]
    found = audit_table(pd.DataFrame(cells, columns=["Arm", "Children with parasites % (N)"]))
    assert not [one for one in found if one.severity in ("impossible", "inconsistent")]


def test_a_fraction_states_its_own_denominator():
    cells = [
        ["Prescriber-related", "41/41, 100%"],
        ["  Free samples", "8/41, 20%"],
        ["Internal practices", "37/41, 90%"],
        ["  Meetings", "27/37, 73%"],
        ["Payer-related", "23/41, 56%"],
        ["Consumer-related", "18/41, 44%"],
    ]
    found = audit_table(pd.DataFrame(cells, columns=["Practice", "n/N, Percent"]))
    assert not [one for one in found if one.severity in ("impossible", "inconsistent")]
    wrong = [[label, text.replace("27/37, 73%", "27/37, 83%")] for label, text in cells]
    found = audit_table(pd.DataFrame(wrong, columns=["Practice", "n/N, Percent"]))
    assert [one.printed for one in found if one.severity in ("impossible", "inconsistent")] == ["83%"]
