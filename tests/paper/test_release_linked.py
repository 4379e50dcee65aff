"""Counts of one paper that follow from each other across its tables: facilities, levels of care, kinds of admission."""

from __future__ import annotations

import pytest
from cases.invented import case
from paper.test_release_edges import answers_of, passed

from analysis.forms import Withheld
from analysis.paper.released.cells import counted_in
from analysis.release import attack, cell_key, policy, released_of
from analysis.release.cells import in_words

EN_ROUTE, REFERRED = "Patient already in (en route to) HCF when PC called", "Patient was referred by PC to a HCF"
RELEASED, LOST = "Treated/evaluated and released", "Patient lost to follow-up/left AMA"
PSYCHIATRIC, WARD = "Admitted to psychiatric facility", "Admitted to noncritical care unit"
SITES = """[table_1]
variables = ["management_site", "level_of_care"]
denominators = {level_of_care = "facility"}
numbers = []
[tables]
outcomes = ["admitted"]
factors = ["sex"]
"""
SEX = '[table_1]\nvariables = ["sex"]\nnumbers = []\n[tables]\noutcomes = ["admitted", "medically_admitted"]\n'
CARE = '[table_1]\nvariables = ["level_of_care", "sex"]\nnumbers = []\n[tables]\noutcomes = ["admitted"]\n'
AT_HOME, OTHER = "Managed on site (non-HCF)", "Other"


def managed(*groups):
    """Give cases of ``(site, level of care, number)``."""
    said = [(site, level) for site, level, n in groups for _ in range(n)]
    return [
        case(f"c{i}", "Baclofen", management_site=site, level_of_care=level, sex=("Female", "Male")[i % 2],
             age_years=20.0 + i % 40, medical_outcome="Minor effect", date="2020-01-15")
        for i, (site, level) in enumerate(said, start=1)
    ]  # fmt: skip


def hidden(value) -> bool:
    return isinstance(value, Withheld)


def of_all(answers, name, column="n"):
    table = answers["table-1"]
    rows = table[(table["variable"] == name) & (table["group"] == "Total")]
    return rows.set_index("level")[column]


@pytest.mark.parametrize("referred", [1, 3, 10])
def test_a_site_is_not_what_the_cases_in_a_facility_leave_over(tmp_path, referred):
    rows = managed((EN_ROUTE, RELEASED, 60), (EN_ROUTE, WARD, 40), (REFERRED, WARD, referred), (AT_HOME, None, 80),
                   (OTHER, None, 50))  # fmt: skip
    _, _, left = passed(answers_of(tmp_path, rows, SITES))
    sites, whole = of_all(left, "management_site"), of_all(left, "level_of_care", "denominator").iloc[0]
    assert hidden(sites[REFERRED]) and (hidden(sites[EN_ROUTE]) or hidden(whole))


@pytest.mark.parametrize("alone", [1, 3, 10])
def test_cases_with_a_level_of_care_alone_are_not_a_difference(tmp_path, alone):
    rows = managed((EN_ROUTE, RELEASED, 60), (REFERRED, WARD, 40), (OTHER, WARD, alone), (AT_HOME, None, 80),
                   (OTHER, None, 50))  # fmt: skip
    _, _, left = passed(answers_of(tmp_path, rows, SITES))
    sites, whole = of_all(left, "management_site"), of_all(left, "level_of_care", "denominator").iloc[0]
    assert hidden(sites[EN_ROUTE]) or hidden(sites[REFERRED]) or hidden(whole)


@pytest.mark.parametrize("few", [1, 3, 10])
def test_a_level_of_care_is_not_what_the_known_ones_leave_over(tmp_path, few):
    rows = managed((EN_ROUTE, RELEASED, 60), (EN_ROUTE, WARD, 40), (EN_ROUTE, "Patient refused referral/did not arrive "
                   "at HCF", few), (EN_ROUTE, LOST, 30), (AT_HOME, None, 80))  # fmt: skip
    _, _, left = passed(answers_of(tmp_path, rows, CARE))
    care = of_all(left, "level_of_care")
    known = left["table-3"].query("factor == 'all'")["n"].iloc[0]
    told = [care[RELEASED], care[WARD], known]  # a refused one is what these leave over
    assert any(map(hidden, told)), told


@pytest.mark.parametrize("few", [1, 3, 10])
def test_psychiatric_admissions_are_not_the_difference_of_two_outcomes(tmp_path, few):
    rows = managed((EN_ROUTE, RELEASED, 60), (EN_ROUTE, WARD, 40), (EN_ROUTE, PSYCHIATRIC, few), (AT_HOME, None, 80))
    _, _, left = passed(answers_of(tmp_path, rows, SEX))
    third = left["table-3"].set_index(["outcome", "factor", "term"])["events"]
    for _, factor, term in third.loc[["admitted"]].index:
        pair = [third.get((of, factor, term)) for of in ("admitted", "medically_admitted")]
        assert any(map(hidden, pair)) or pair[0] is None or pair[1] is None or pair[0] == pair[1], (factor, term, pair)


@pytest.mark.parametrize("elsewhere", [1, 3, 9])
def test_levels_of_care_tell_how_many_are_managed_in_a_facility(tmp_path, elsewhere):
    """155 have a level of care and 60 are referred, so that at least 95 are there or on their way."""
    rows = managed((EN_ROUTE, RELEASED, 60), (EN_ROUTE, WARD, 35), (REFERRED, WARD, 60), (AT_HOME, None, 80),
                   (OTHER, None, elsewhere))  # fmt: skip
    answers = answers_of(tmp_path, rows, SITES.replace('denominators = {level_of_care = "facility"}\n', ""))
    system, rule = counted_in(answers).system(), policy("cms")
    sites = {name: cell_key(management_site=name) for name in (EN_ROUTE, AT_HOME, OTHER)}
    by_group = {key for key in system.cells if len(key) > 1 and any(key > site for site in sites.values())}
    for other, told in ((EN_ROUTE, True), (AT_HOME, False)):
        released = released_of(system, frozenset({sites[OTHER], sites[other]} | by_group), rule, answers.stated)
        found = attack(released, rule, bounds=False).set_index("cell")["broken"]
        assert found[in_words(sites[OTHER])] == told
    passed(answers)
