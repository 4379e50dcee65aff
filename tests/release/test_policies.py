"""Policies: presets, files of one's own, and what a printed number means under each."""

from __future__ import annotations

import pytest

from analysis.errors import DataError
from analysis.release import policy, read_policies


@pytest.mark.parametrize("name", read_policies())
def test_a_shown_count_means_itself_and_what_it_means_is_printed_alike(name):
    rule = policy(name)
    for n in (n for n in range(120) if not rule.hides(n)):
        low, high = rule.means(rule.printed(n))
        assert low <= n <= high
        shown = [k for k in range(low, high + 1) if not rule.hides(k)]
        assert {rule.printed(k) for k in shown} == {rule.printed(n)}
        beyond = [k for k in (low - 1, high + 1) if k >= 0 and not rule.hides(k)]
        assert all(rule.printed(k) != rule.printed(n) for k in beyond)


def test_midpoints_of_six_are_three_nine_and_fifteen_and_zero_stays():
    rule = policy("opensafely-midpoint")
    assert [rule.printed(n) for n in (0, 1, 6, 7, 12, 13)] == [0, 3, 3, 9, 9, 15]


def test_the_presets_hide_what_their_sources_say():
    small = {name: [n for n in range(20) if rule.hides(n)] for name, rule in read_policies().items()}
    assert small["cms"] == small["pcornet"] == [*range(1, 11)]
    assert small["cdc-wonder"] == [*range(1, 10)]
    assert small["acro"] == [*range(10)]
    assert small["opensafely"] == small["nhs-hes"] == [*range(1, 8)]
    assert small["opensafely-midpoint"] == []
    assert all(rule.citation for rule in read_policies().values())


OWN = """[ours]
threshold = 6
mark = "<6"
citation = "our committee"
seen = "read"
"""


def test_a_file_of_ones_own_is_a_policy(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text(OWN, encoding="utf-8")
    rule = policy(file)
    assert (rule.name, rule.threshold, rule.explained) == (
        "ours",
        6,
        "<6: 1 to 5, or hidden so that such a count cannot be computed",
    )
    assert policy(str(file)) == rule


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("threshold = 6", "", "no threshold"),
        ("threshold = 6", "threshold = 1", "threshold is 1, expected 2 or more"),
        ("threshold = 6", "threshold = true", "expected int"),
        ("threshold = 6", "threshold = 6\nzeros = true", "unknown entry 'zeros'"),
        ("threshold = 6", 'threshold = 6\nrounding = "nearest"', "base is 1 with rounding"),
        ("threshold = 6", "threshold = 6\nbase = 5", "base is 5 with rounding 'none'"),
        ("threshold = 6", 'threshold = 6\nrounding = "midpoint"\nbase = 6', "expected 7"),
        ("threshold = 6", 'threshold = 6\nlimits = "some"', "expected one of of shown, free, none"),
        ('"<6"', '" "', "expected a text that is no count"),
        ('"<6"', '"5"', "expected a text that is no count"),
        ('"read"', '"seen"', "expected one of read, in part, quoted"),
        ("[ours]", "", "expected a table"),
        (OWN, OWN + OWN.replace("ours", "theirs"), "expected one rule, got 2"),
        (OWN, "", "expected one rule, got 0"),
    ],
)
def test_a_policy_that_says_too_little_or_too_much_is_refused(tmp_path, old, new, said):
    file = tmp_path / "ours.toml"
    file.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=said):
        policy(file)


def test_an_unknown_policy_is_refused_with_those_that_are_known(tmp_path):
    with pytest.raises(DataError, match="expected one of cms, cdc-wonder"):
        policy("hipaa")
    with pytest.raises(DataError, match="expected a TOML file"):
        policy(tmp_path / "none.toml")
