"""Characteristics of which a case has several values: outcomes, levels of care, routes; denominators of facilities."""

from __future__ import annotations

import pytest
from cases.invented import case
from paper.test_release_edges import answers_of, passed
from paper.test_release_linked import AT_HOME, EN_ROUTE, LOST, PSYCHIATRIC, RELEASED, WARD, hidden, of_all

OUTCOMES, CARE = ("Minor effect", "Moderate effect", "Major effect", "No effect"), (RELEASED, WARD, PSYCHIATRIC)
PLAN = """[table_1]
BY
variables = ["medical_outcome", "level_of_care", "route"]
numbers = []
DENOMINATORS
[tables]
outcomes = ["serious", "admitted"]
factors = ["age_band"]
"""
IN_A_FACILITY = 'denominators = {route = "facility", level_of_care = "facility"}'


def rows(n, several, *, unknown=0):
    """Give cases of which so many have two outcomes and two levels of care, and three times as many two routes."""
    found = []
    for i in range(n):
        care = CARE[i % 3] if i % 5 else None
        own = {"medical_outcome": OUTCOMES[i % 4], "level_of_care": care, "route": ("Ingestion", "Dermal")[i % 2]}
        if i < several:
            own |= {"medical_outcome": "Minor effect; Major effect", "level_of_care": f"{RELEASED}; {WARD}"}
        if i < 3 * several:
            own["route"] = "Ingestion; Dermal"
        if n - i <= unknown:
            own |= {"medical_outcome": None, "level_of_care": LOST, "sex": None}
        place = {"management_site": EN_ROUTE if i % 5 else AT_HOME, "date": "2020-01-15"}
        found.append(
            case(f"c{i}", "Baclofen", **{"sex": ("Female", "Male")[i % 2], "age_years": 20.0 + i % 50, **place, **own})
        )
    return found


@pytest.mark.parametrize("by", ["", 'by = "sex"'])
@pytest.mark.parametrize("denominators", ["", IN_A_FACILITY])
def test_several_values_and_facilities_are_released_and_hold(tmp_path, by, denominators):
    """A route of which percentages are of cases in a facility was refused: 150 in one place and 121 in another."""
    text = PLAN.replace("BY", by).replace("DENOMINATORS", denominators)
    _, _, left = passed(answers_of(tmp_path, rows(150, 4, unknown=7 if by else 0), text))
    several = left["table-1"].query("variable == 'medical_outcome' and group == 'Total'")["several"]
    assert several.map(hidden).all()


@pytest.mark.parametrize("deaths", [2, 6])
def test_a_level_beside_others_is_not_what_an_outcome_leaves_over(tmp_path, deaths):
    """Table 3 counts the cases with one serious level: with few that have several, their sum tells the small one."""
    said = [*["Moderate effect"] * 60, *["Major effect"] * 40, *["Death"] * deaths, *["Minor effect"] * 90]
    said += ["Moderate effect; Minor effect"]
    cases = [
        case(f"c{i}", "Baclofen", medical_outcome=one, sex=("Female", "Male")[i % 2], age_years=30.0, date="2020-01-15")
        for i, one in enumerate(said)
    ]
    text = PLAN.replace(', "level_of_care", "route"', "").replace(', "admitted"', "").replace("age_band", "sex")
    text = text.replace("BY", "").replace("DENOMINATORS", "")
    _, _, left = passed(answers_of(tmp_path, cases, text))
    levels, third = of_all(left, "medical_outcome"), left["table-3"].query("factor == 'all'")["events"].iloc[0]
    assert hidden(levels["Death"])
    # 61 moderate and 40 major ones less at most two mentions of the one case with several: what is left died
    assert any(map(hidden, (levels["Moderate effect"], levels["Major effect"], third)))
