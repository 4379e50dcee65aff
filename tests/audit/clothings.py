"""A county's report of exposures in six clothings: the same numbers with headings and indents, flat, wide, tidy."""

from __future__ import annotations

# (column of the wide file, heading, the line above it, label): a line that is nested in another names it.
FORM = (
    ("TotalHumanExposures", "", "", "Total"),
    ("Age_Under12mo", "Age", "", "<1 y"),
    ("Age_1yr", "Age", "", "1 y"),
    ("Age_2yr", "Age", "", "2 y"),
    ("Age_3yr", "Age", "", "3 y"),
    ("Age_4yr", "Age", "", "4 y"),
    ("Age_5yr", "Age", "", "5 y"),
    ("Age_6-12yr", "Age", "", "6-12 y"),
    ("Age_13-19yr", "Age", "", "13-19 y"),
    ("Age_Adult", "Age", "", "Adult"),
    ("Age_20-59yr", "Age", "Adult", "20-59 y"),
    ("Age_Over60yr", "Age", "Adult", ">=60 y"),
    ("Age_UnknownAdult", "Age", "Adult", "Unknown adult"),
    ("Age_UnknownChild", "Age", "", "Unknown child"),
    ("Age_Unknown", "Age", "", "Unknown age"),
    ("Unintentional", "Reason for exposure", "", "Unintentional"),
    ("Unintentional_General", "Reason for exposure", "Unintentional", "General"),
    ("Unintentional_TherapeuticError", "Reason for exposure", "Unintentional", "Therapeutic error"),
    ("Unintentional_Misuse", "Reason for exposure", "Unintentional", "Misuse"),
    ("Unintentional_Bite.Sting", "Reason for exposure", "Unintentional", "Bite/sting"),
    ("Unintentional_Environmental", "Reason for exposure", "Unintentional", "Environmental"),
    ("Unintentional_FoodPoisoning", "Reason for exposure", "Unintentional", "Food poisoning"),
    ("Unintentional_Occupational", "Reason for exposure", "Unintentional", "Occupational"),
    ("Unintentional_Other.Unknown", "Reason for exposure", "Unintentional", "Other/unknown"),
    ("Intentional", "Reason for exposure", "", "Intentional"),
    ("Intentional_SuspectedSuicide", "Reason for exposure", "Intentional", "Suspected suicide"),
    ("Intentional_Misuse", "Reason for exposure", "Intentional", "Misuse"),
    ("Intentional_Abuse", "Reason for exposure", "Intentional", "Abuse"),
    ("Intentional_Unknown", "Reason for exposure", "Intentional", "Unknown"),
    ("OtherReason", "Reason for exposure", "", "Other reason"),
    ("Other_AdverseReaction.Drug", "Reason for exposure", "Other reason", "Adverse reaction, drug"),
    ("Other_AdverseReaction.Food", "Reason for exposure", "Other reason", "Adverse reaction, food"),
    ("Other_AdverseReaction.Other", "Reason for exposure", "Other reason", "Adverse reaction, other"),
    ("Other_Contamination.Tampering", "Reason for exposure", "Other reason", "Contamination/tampering"),
    ("Other_Malicious", "Reason for exposure", "Other reason", "Malicious"),
    ("Other_Withdrawal", "Reason for exposure", "Other reason", "Withdrawal"),
    ("Other_Other.Unknown", "Reason for exposure", "Other reason", "Other/unknown"),
    ("ManageSite_OnSite.NonHealthcareFacility", "Management site", "", "Managed on site (non-HCF)"),
    ("ManageSite_HealthcareFacility", "Management site", "", "Health care facility"),
    ("ManageSite_RefusedReferral", "Management site", "", "Refused referral"),
    ("ManageSite_Other.Unknown", "Management site", "", "Other/unknown"),
    ("MedOutcome_NoEffect", "Medical outcome", "", "No effect"),
    ("MedOutcome_MinorEffect", "Medical outcome", "", "Minor effect"),
    ("MedOutcome_ModerateEffect", "Medical outcome", "", "Moderate effect"),
    ("MedOutcome_MajorEffect", "Medical outcome", "", "Major effect"),
    ("MedOutcome_Death", "Medical outcome", "", "Death"),
    ("MedOutcome_Other.Unknown", "Medical outcome", "", "Other/unknown"),
)
Report = dict[str, str]  # what a county printed, by column of the wide file; NA for what it did not


def printed(report: Report) -> list[list[str]]:
    """Give headings without numbers, and indents: within a heading, and further within the line above."""
    cells, last = [["Characteristic", "Cases"]], ""
    for column, heading, above, label in FORM:
        if report[column] == "NA":
            continue
        if heading != last:
            cells.append([heading, ""])
            last = heading
        cells.append([f"{'  ' * (bool(heading) + bool(above))}{label}", report[column]])
    return cells


def dashed(report: Report) -> list[list[str]]:
    """Give ``Unintentional - general`` under headings, without indents."""
    cells, last = [["Characteristic", "Cases"]], ""
    for column, heading, above, label in FORM:
        if report[column] == "NA":
            continue
        if heading != last:
            cells.append([heading, ""])
            last = heading
        dash = f"{above} - {label.lower()}" if above and above != "Adult" else label
        cells.append([dash, report[column]])
    return cells


def flat(report: Report) -> list[list[str]]:
    """Give one line below another: neither headings nor indents."""
    return [["Characteristic", "Cases"], *([label, report[c]] for c, _, _, label in FORM if report[c] != "NA")]


def named(report: Report) -> list[list[str]]:
    """Give the names of the columns as labels, in the order of the wide file."""
    names = [column for column in report if column in {c for c, *_ in FORM} and report[column] != "NA"]
    return [["name", "n"], *([name, report[name]] for name in names)]


ONE_BY_ONE = {"printed": printed, "dashed": dashed, "flat": flat, "named": named}


def wide(reports: list[Report]) -> list[list[str]]:
    """Give one row per county and year."""
    return [list(reports[0]), *(list(report.values()) for report in reports)]


def tidy(reports: list[Report]) -> list[list[str]]:
    """Give one row per county, year and level; what a county did not print has no row."""
    cells = [["county", "year", "characteristic", "level", "n"]]
    for report in reports:
        for column, heading, above, label in FORM:
            if report[column] != "NA":
                cells.append([report["County"], report["Year"], above or heading or "All", label, report[column]])
    return cells


def broken(report: Report, *, unknown: bool = False) -> bool:
    """Tell by addition alone whether a sum is wrong; `unknown` lets what was not printed be any count."""
    wholes: dict[str, list[str]] = {}
    for column, heading, above, _ in FORM[1:]:
        whole = next((c for c, h, _, label in FORM if above and (h, label) == (heading, above)), "")
        wholes.setdefault(f"{whole or 'TotalHumanExposures'}|{'' if whole else heading}", []).append(column)
    for key, parts in wholes.items():
        total = report[key.partition("|")[0]]
        added = sum(int(report[part]) for part in parts if report[part] != "NA")
        missing = [part for part in parts if report[part] == "NA"]
        if len(missing) == len(parts) or total == "NA":
            continue
        if added > int(total) or (added < int(total) and not (unknown and missing)):
            return True
    return False
