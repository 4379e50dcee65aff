"""The reports of Maryland's counties as a printed table each: headings, indents, one column of counts."""

from __future__ import annotations

import csv
from pathlib import Path

MARYLAND = Path(__file__).parents[4] / "shared" / "npds" / "maryland_county_reports_2006_2018.csv"
WITHOUT_MARYLAND = "needs the county reports of Maryland, which are not beside this checkout"

# (depth, label, column); the headings have no column. What was not reported has no line.
FORM = (
    (0, "Human exposures, total", "TotalHumanExposures"),
    (0, "Age", ""), (0, "<1 y", "Age_Under12mo"), (0, "1 y", "Age_1yr"), (0, "2 y", "Age_2yr"), (0, "3 y", "Age_3yr"),
    (0, "4 y", "Age_4yr"), (0, "5 y", "Age_5yr"), (0, "6-12 y", "Age_6-12yr"), (0, "13-19 y", "Age_13-19yr"),
    (0, "Adult", "Age_Adult"), (1, "20-59 y", "Age_20-59yr"), (1, ">=60 y", "Age_Over60yr"),
    (1, "Unknown adult", "Age_UnknownAdult"), (0, "Unknown child", "Age_UnknownChild"),
    (0, "Unknown age", "Age_Unknown"),
    (0, "Reason for exposure", ""), (0, "Unintentional", "Unintentional"), (1, "General", "Unintentional_General"),
    (1, "Therapeutic error", "Unintentional_TherapeuticError"), (1, "Misuse", "Unintentional_Misuse"),
    (1, "Bite/sting", "Unintentional_Bite.Sting"), (1, "Environmental", "Unintentional_Environmental"),
    (1, "Food poisoning", "Unintentional_FoodPoisoning"), (1, "Occupational", "Unintentional_Occupational"),
    (1, "Other/unknown", "Unintentional_Other.Unknown"),
    (0, "Intentional", "Intentional"), (1, "Suspected suicide", "Intentional_SuspectedSuicide"),
    (1, "Misuse", "Intentional_Misuse"), (1, "Abuse", "Intentional_Abuse"), (1, "Unknown", "Intentional_Unknown"),
    (0, "Other reason", "OtherReason"), (1, "Adverse reaction, drug", "Other_AdverseReaction.Drug"),
    (1, "Adverse reaction, food", "Other_AdverseReaction.Food"),
    (1, "Adverse reaction, other", "Other_AdverseReaction.Other"),
    (1, "Contamination/tampering", "Other_Contamination.Tampering"), (1, "Malicious", "Other_Malicious"),
    (1, "Withdrawal", "Other_Withdrawal"), (1, "Other/unknown", "Other_Other.Unknown"),
    (0, "Management site", ""), (0, "Managed on site (non-HCF)", "ManageSite_OnSite.NonHealthcareFacility"),
    (0, "Health care facility", "ManageSite_HealthcareFacility"), (0, "Refused referral", "ManageSite_RefusedReferral"),
    (0, "Other/unknown", "ManageSite_Other.Unknown"),
    (0, "Medical outcome", ""), (0, "No effect", "MedOutcome_NoEffect"), (0, "Minor effect", "MedOutcome_MinorEffect"),
    (0, "Moderate effect", "MedOutcome_ModerateEffect"), (0, "Major effect", "MedOutcome_MajorEffect"),
    (0, "Death", "MedOutcome_Death"), (0, "Other/unknown", "MedOutcome_Other.Unknown"),
)  # fmt: skip


def reports() -> list[dict[str, str]]:
    """Give the 312 reports, one of a county and a year each, as printed."""
    with MARYLAND.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def printed(report: dict[str, str]) -> list[list[str]]:
    """Give a report as the cells of its printed table."""
    lines = [["Characteristic", "Cases"]]
    for depth, label, column in FORM:
        text = report.get(column, "")
        if column.startswith("Age_") and report["Age_20-59yr"] == "NA":
            depth = 0  # before 2010 all adults were one line
        if text != "NA":
            lines.append(["   " * depth + label, text])
    return lines


def broken(report: dict[str, str]) -> bool:
    """Tell whether a sum of a report is wrong, by addition alone."""
    counts = {name: int(text) for name, text in report.items() if text.isdigit()}
    ages = sum(n for name, n in counts.items() if name.startswith("Age_"))
    total = counts["TotalHumanExposures"]
    pairs = [(ages, total)]
    if "Age_20-59yr" in counts:
        adult = sum(counts.get(f"Age_{name}", 0) for name in ("20-59yr", "Over60yr", "UnknownAdult"))
        pairs = [(ages - counts["Age_Adult"], total), (adult, counts["Age_Adult"])]
    pairs.append((sum(counts.get(name, 0) for name in ("Intentional", "Unintentional", "OtherReason")), total))
    for name, whole in (("Intentional", 0), ("Unintentional", 0), ("Other", "OtherReason"), ("ManageSite", total),
                        ("MedOutcome", total)):  # fmt: skip
        parts = sum(n for column, n in counts.items() if column.startswith(f"{name}_"))
        pairs.append((parts, counts.get(whole or name, whole)))
    return any(a != b for a, b in pairs)
