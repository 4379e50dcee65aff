"""Every statistic against the results that R computed for it."""

import agreement
import pytest

from analysis.errors import DataError

FAMILIES = agreement.families()
CASES = [(family, case) for family in FAMILIES for case in agreement.cases(family)]


@pytest.mark.parametrize(("family", "case"), CASES, ids=[f"{f}-{c['case']}" for f, c in CASES])
def test_case_agrees_with_r(family, case):
    function, left_out = FAMILIES[family]
    if "r_error" in case:
        with pytest.raises(DataError):
            function(case)
        return
    measured = agreement.distances(case, function(case), left_out)
    far = {name: distance for name, (distance, close) in measured.items() if not close}
    assert not far


def test_no_case_of_a_family_is_missing():
    stored = {path.stem for path in agreement.REFERENCE.glob("*.json")}
    assert stored == set(FAMILIES), "each stored family has a module that answers it, and the reverse"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_exception_is_still_needed(family):
    """A name left out of the comparison must exist in the reference and carry a reason."""
    known = {name for case in agreement.cases(family) for name in case.get("expected", {})}
    cases = {case["case"] for case in agreement.cases(family)}
    for key, reason in FAMILIES[family][1].items():
        case, _, name = key.rpartition("/")
        assert name in known and (not case or case in cases), key
        assert len(reason) > 20, key
