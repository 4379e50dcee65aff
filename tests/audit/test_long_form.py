"""A table in long form, ``arm, statistic, value``, gets the audit of the same table in wide form."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.audit import audit_table

WIDE = {
    "limits": ["drug OR lower upper p", "A 2.8 2.21 2.75 .01", "B 1.5 1.1 2.0 .008", "C 0.9 0.7 1.2 .5"],
    "crossed": ["drug OR lower upper", "A 2.8 3.1 4.2", "B 1.5 1.1 2.0", "C 0.9 0.7 1.2"],
    "tests": ["outcome t df p", "A 2.20 28 .06", "B 3.00 28 .006", "C 1.00 28 .33"],
    "moments": ["item mean sd n", "Visits 3.45 1.2 12", "Tablets 3.33 1.1 12", "Episodes 2.50 0.9 12"],
    "quantiles": ["arm median q1 q3", "A 5 6 9", "B 5 2 9", "C 5 3 9"],
    "rates": ["county calls population rate_per_1000", "Kent 312 604568 0.516", "Cecil 97 84012 1.155",
              "Talbot 55 100341 0.458"],
    "shares": ["arm n success rate", "baclofen 43 29 68.2%", "placebo 45 20 44.4%"],
}  # fmt: skip
SEVERE = ("impossible", "inconsistent")


def frame(lines: list[str]) -> pd.DataFrame:
    rows = [line.split() for line in lines]
    return pd.DataFrame(rows[1:], columns=[name.replace("_", " ") for name in rows[0]])


def melted(wide: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    first = wide.columns[0]
    rows = [(unit[first], name, unit[name]) for _, unit in wide.iterrows() for name in wide.columns[1:]]
    return pd.DataFrame(rows, columns=[first, *names])


@pytest.mark.parametrize("names", [("statistic", "value"), ("measure", "result"), ("variable", "estimate")])
@pytest.mark.parametrize("name", WIDE)
def test_the_long_form_gets_the_audit_of_the_wide_one(name, names):
    wide = frame(WIDE[name])
    first, second = audit_table(wide), audit_table(melted(wide, names))
    assert second.checked == first.checked > 0
    assert {one.severity for one in first} & set(SEVERE) == {one.severity for one in second} & set(SEVERE)


def test_a_cell_of_the_long_form_is_pointed_at():
    long = melted(frame(WIDE["crossed"]), ("statistic", "value"))
    (found,) = (one for one in audit_table(long) if one.severity == "impossible")
    row, column = found.at
    assert long.iloc[row - 1, column] == "3.1" and "lower limit 3.1" in found.explanation


def test_units_without_a_row_for_a_statistic_are_judged_by_the_others():
    long = melted(frame(WIDE["tests"]), ("statistic", "value")).drop(index=[5]).reset_index(drop=True)
    found = [one for one in audit_table(long) if one.severity in SEVERE]
    assert len(found) == 1 and "p = .06 is printed" in found[0].explanation
