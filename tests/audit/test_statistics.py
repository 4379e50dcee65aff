"""p values beside test statistics: against statcheck 1.4.0 (R), its own published cases, and at the boundaries."""

import csv
from pathlib import Path

import pytest

from analysis.audit import check_p_of_statistic
from analysis.errors import DataError
from analysis.printed import Interval
from analysis.stats.significance import p_from_statistic

# 175 random statements as statcheck 1.4.0 judged them: the p that it computed, error and decision error.
ROWS = list(csv.DictReader(Path(__file__).with_name("statcheck.csv").read_text(encoding="utf-8").splitlines()))
# Not as statcheck: "r(112) = .16, p < .05" is the one-sided p, and the p of "r(57) = -.26" lies on both sides of .05.
OTHERWISE = {("0.16", "112"): "unusual", ("-0.26", "57"): "inconsistent"}


def freedom(row):
    numbers = [float(number) for number in row["df"].split()]
    return None if not numbers else numbers[0] if len(numbers) == 1 else tuple(numbers)


def test_computed_p_values_are_those_of_statcheck():
    for row in ROWS:
        p = p_from_statistic(row["test"], float(row["statistic"]), df=freedom(row))
        assert p == pytest.approx(float(row["computed"]), rel=1e-12), row


def test_errors_and_decision_errors_are_those_of_statcheck():
    for row in ROWS:
        found = check_p_of_statistic(row["p"], row["test"], row["statistic"], df=freedom(row))
        assert bool(found) == (row["error"] == "yes"), row
        contradicts = bool(found) and "disagree about significance" in found[0].explanation
        otherwise = OTHERWISE.get((row["statistic"], row["df"]))
        assert otherwise == found[0].severity if otherwise else contradicts == (row["decision_error"] == "yes"), row


@pytest.mark.parametrize(
    ("test", "df", "statistic", "p"),
    [
        ("t", 28, "2.20", ".06"),
        ("t", 28, "1.20", ".03"),
        ("F", (2, 28), "22.20", ".06"),
        ("F", (2, 28), "2.20", ".03"),
        ("r", 28, ".22", ".03"),
        ("r", 28, ".52", ".06"),
        ("chi-square", 28, "2.20", ".03"),
        ("chi-square", 28, "52.20", ".06"),
        ("z", None, "1.20", ".03"),
        ("z", None, "2.20", ".06"),
        ("t", 48, "1.02", "< .05"),
        ("t", 100, "1", "< 0.001"),
    ],
)
def test_the_decision_errors_that_statcheck_tests_itself_by(test, df, statistic, p):
    (found,) = check_p_of_statistic(p, test, statistic, df=df)
    assert found.severity == "inconsistent" and "disagree about significance" in found.explanation


def test_alpha_is_where_significance_changes_and_belongs_to_it():
    assert "significance" in check_p_of_statistic(".11", "t", "2.20", df=28, alpha=0.1)[0].explanation
    assert "significance" in check_p_of_statistic(".005", "t", "1.20", df=28, alpha=0.01)[0].explanation
    for p, alpha in ((".05", 0.05), (".10", 0.1)):
        (found,) = check_p_of_statistic(p, "t", "2.20", df=28, alpha=alpha)
        assert "significance" not in found.explanation, "p = alpha is significant, as 0.036 is"
    assert "significance" in check_p_of_statistic("> .05", "t", "2.20", df=28)[0].explanation
    assert "significance" in check_p_of_statistic("= .05", "t", "1.90", df=28)[0].explanation, "p is 0.068"


def test_a_bound_within_alpha_says_nothing_of_significance():
    assert check_p_of_statistic("> .04", "t", "1.20", df=28) == []
    assert "significance" not in check_p_of_statistic("> .04", "t", "2.20", df=28)[0].explanation
    assert "significance" not in check_p_of_statistic("< .06", "t", "1.20", df=28)[0].explanation


def test_a_p_of_the_other_number_of_sides_is_named_so():
    (one,) = check_p_of_statistic(".018", "t", "2.20", df=28)
    assert one.severity == "unusual" and one.explanation.endswith("it is the one-sided p.")
    (one,) = check_p_of_statistic(".018", "t", "-2.20", df=28)
    assert one.severity == "unusual" and one.explanation.endswith("it is the one-sided p.")
    (two,) = check_p_of_statistic(".036", "z", "2.10", alternative="greater")
    assert two.severity == "unusual" and two.explanation.endswith("it is the two-sided p.")
    assert check_p_of_statistic(".018", "z", "2.10", alternative="greater") == []
    assert check_p_of_statistic(".982", "z", "2.10", alternative="less") == []
    assert check_p_of_statistic(".98", "t", "2.20", df=28)[0].severity == "inconsistent", "1 less half of p is no slip"


def test_a_p_that_was_cut_off_is_unusual():
    (found,) = check_p_of_statistic(".036", "z", 2.09)  # 0.0366
    assert found.severity == "unusual" and found.explanation.endswith("it fits under truncation only.")
    assert check_p_of_statistic(".036", "z", 2.09, rounding="truncation") == []


def test_bounds_on_the_statistic_speak_of_its_size():
    assert check_p_of_statistic("> .05", "F", "< 1", df=(1, 28)) == []
    (found,) = check_p_of_statistic("< .05", "F", "< 1", df=(1, 28))
    assert found.explanation.startswith("F < 1 (df 1, 28) has p = 0.33 to 1, and p < .05")
    assert check_p_of_statistic(".40", "t", "< 1", df=28) == []
    assert check_p_of_statistic(".10", "t", "< 1", df=28)[0].severity == "inconsistent"
    assert check_p_of_statistic("1.00", "F", "0.00", df=(1, 28)) == []
    assert check_p_of_statistic("< .001", "r", "1.00", df=28) == []


def test_exact_numbers_and_sets_are_taken():
    assert check_p_of_statistic(".0362", "t", 2.2, df=28) == []
    assert check_p_of_statistic(".0366", "t", 2.2, df=28) and check_p_of_statistic(".0366", "t", "2.20", df=28) == []
    assert check_p_of_statistic(".05 to .10", "z", Interval.of(1.8)) == []
    assert check_p_of_statistic(".01 to .02", "z", "1.80")[0].severity == "inconsistent"


@pytest.mark.parametrize(
    ("p", "test", "statistic", "others", "words"),
    [
        ("1.2", "z", "2.2", {}, "p: expected a p-value"),
        ("ns", "z", "2.2", {}, "expected a number"),
        (".05", "w", "2.2", {}, "test: expected one of"),
        (".05", "t", "2.2", {}, "df: expected"),
        (".05", "F", "-2.2", {"df": (1, 3)}, "statistic: expected F from 0"),
        (".05", "r", "1.2", {"df": 3}, "statistic: expected r from"),
        (".05", "z", "2.2", {"alpha": 0}, "alpha: expected"),
        (".05", "z", "2.2", {"alpha": "5%"}, "alpha: expected"),
        (".05", "z", True, {}, "number: expected"),
        (".05", "z", "2.2", {"alternative": "both"}, "alternative: expected"),
        (".05", "z", "2.2", {"rounding": "up"}, "rounding: expected"),
    ],
)
def test_what_cannot_be_checked_is_refused(p, test, statistic, others, words):
    with pytest.raises(DataError, match=words):
        check_p_of_statistic(p, test, statistic, **others)
