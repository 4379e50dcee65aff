"""Whatever is given to a check ends in an answer or in one clear error, never in an exception of Python."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from analysis import audit, load_cited_figures, load_primary_figures
from analysis.audit import Finding
from analysis.errors import DataError
from analysis.printed import Interval, find_numbers, read_printed

TEXTS = ("", " ", "abc", "5²", "-5", "0", "1e99", "1e-99", "9" * 101, "> 80", "< 5", "2 to 3", "12.5‰", "½", "NaN", "٣")
NUMBERS = (0, -1, 1.5, 1e18, 10**19, 1e308, 1e-308, math.nan, math.inf, True, np.int64(5))
NUMBERS += (Decimal("1.5"), Decimal("NaN"))
OTHERS = (None, pd.NA, [1], {}, Ellipsis, 2 + 3j, b"5", Fraction(1, 3), np.array([1, 2]), pd.Series([1, 2]))
SETS = (Interval.of(3), Interval(Fraction(0), math.inf), Interval(-math.inf, math.inf))
ODD = (*TEXTS, *NUMBERS, *OTHERS, *SETS)

# A call that is answered; then each of its arguments is replaced by each odd value.
CALLS = {
    "check_percent_change": (("61%", 247, 398), {"rounding": "half-up"}),
    "check_ratio": (("2.5-fold", 10, 4), {"rounding": "half-up"}),
    "check_difference": (("3.5", "10.2%", "6.7%"), {"rounding": "half-up"}),
    "check_rate": (("3.1", 310, 10**7), {"per": 100_000, "rounding": "half-up"}),
    "check_annual_growth": (("10.8%", "36.2%", 3), {"rounding": "half-up"}),
    "check_percentage": (("68.2%", 22), {"count": 15, "missing": 0, "rounding": "half-up"}),
    "check_share": (("60%", 3, 2), {"rounding": "half-up"}),
    "check_interval": (("2.0", "1.0", "4.0"), {"measure": "OR", "rounding": "half-up"}),
    "check_limits_of_count": (("47.3%", "83.6%", 15, 22), {"level": 0.95, "rounding": "half-up"}),
    "check_mean": (("5.18", 28), {"sd": "1.20", "items": 1, "low": 1, "high": 7, "rounding": "half-up"}),
    "check_binary": (("0.35", "0.49", 20), {"rounding": "half-up"}),
    "possible_sums": (("5.18", 28), {"items": 1, "rounding": "half-up"}),
    "possible_moments": (("5.18", "1.20", 28), {"items": 1, "low": 1, "high": 7, "rounding": "half-up"}),
    "possible_binary": (("0.35", "0.49", 20), {"rounding": "half-up"}),
    "possible_counts": (("68.2%", 22), {"rounding": "half-up"}),
    "possible_denominators": (("68.2%",), {"up_to": 60, "count": 15, "rounding": "half-up"}),
    "count_ranges": ((["68.2%"], [22]), {"rounding": "half-up"}),
    "chance_of_passing": (("68.2%", 22), {"rounding": "half-up"}),
    "check_p_of_interval": (("0.03", "2.0", "1.1", "3.6"), {"measure": "OR", "null": 1, "level": 0.95}),
    "check_p_of_correlation": (("0.31", 50, "0.03"), {"rounding": "half-up"}),
    "check_p_of_groups": (("0.03", 5, 22, 1, 20), {"rounding": "half-up"}),
    "check_p_of_statistic": ((".036", "t", "2.20"), {"df": 28, "alternative": "two-sided", "alpha": 0.05}),
    "methods_of_proportion": ((15, 22), {"low": "47.3%", "high": "83.6%", "value": "68.2%", "levels": 0.95}),
    "methods_of_rate": ((9, 100), {"low": "4.1", "high": "17.1", "multipliers": 100, "levels": 0.95}),
    "methods_of_two_rates": ((9, 100, 4, 100), {"low": "0.6", "high": "7.9", "levels": 0.95}),
}


@pytest.mark.parametrize("name", CALLS)
def test_each_argument_is_answered_or_refused(name):
    function, (given, named) = getattr(audit, name), CALLS[name]
    function(*given, **named)
    refused = 0
    for odd in ODD:
        tried = [((*given[:place], odd, *given[place + 1 :]), named) for place in range(len(given))]
        for positional, others in [*tried, *((given, named | {key: odd}) for key in named)]:
            try:
                function(*positional, **others)
            except DataError:
                refused += 1
    assert refused > 10


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_methods_of_two_groups_and_of_pooling(odd):
    pooled = {"effect": [0.1, 0.5], "variance": [0.1, 0.2]}
    calls = [
        lambda: audit.methods_of_two_groups(odd, 22, 5, 20, low="0.1", levels=0.95),
        lambda: audit.methods_of_two_groups(15, 22, 5, odd, low="0.1", levels=0.95),
        lambda: audit.methods_of_pooling(odd, low="0.1"),
        lambda: audit.methods_of_pooling(pd.DataFrame(pooled), low="0.1", levels=()),
        lambda: audit.methods_of_pooling(pd.DataFrame(pooled), low="0.1", also=odd, levels=()),
        lambda: audit.audit_table(odd),
        lambda: audit.audit_table(pd.DataFrame({"a": [odd]}, dtype=object), rules=odd),
        lambda: audit.audit_file(odd),
        lambda: audit.find_documents(odd, {}),
        lambda: audit.find_documents(".", odd),
        lambda: audit.verify_printed(odd, {}),
        lambda: audit.uncovered_numbers(odd, {}),
        lambda: audit.trace(odd, odd),
        lambda: audit.audit_ledger(odd, odd),
        lambda: audit.findings_frame([odd]),
        lambda: read_printed(odd),
    ]
    for call in calls:
        try:
            call()
        except DataError as error:
            assert ": " in str(error), "the argument, then what is wrong with it"


@pytest.mark.parametrize("column", ["figure", "printed", "value", "low", "population", "period_start", "statistic"])
def test_a_ledger_without_a_column_names_it(column):
    cited, primary = load_cited_figures(), load_primary_figures()
    with pytest.raises(DataError, match=f"cited: expected a column {column}"):
        audit.audit_ledger(cited.drop(columns=column), primary)


def test_tables_without_rows_have_no_findings():
    cited, primary = load_cited_figures(), load_primary_figures()
    assert audit.audit_ledger(cited.head(0), primary) == []
    assert audit.trace(cited.head(0), primary).columns[-1] == "sentence"
    assert (audit.trace(cited.head(3), primary.head(0))["verdict"] == "untraced").all()


@pytest.mark.parametrize("cell", [None, math.nan, 5, ["5 mg"]])
def test_rows_without_text_are_refused(cell):
    rows = pd.DataFrame({"source": ["doc"], "line": [1], "printed": [cell]}, dtype=object)
    for check in (audit.verify_printed, audit.uncovered_numbers):
        with pytest.raises(DataError, match="rows: expected text"):
            check(rows, {"doc": ["5 mg"]})
    with pytest.raises(DataError, match="documents: expected lists of lines"):
        audit.verify_printed(rows.assign(printed="5 mg"), {"doc": [cell]})


def test_a_finding_of_an_unknown_severity_is_refused():
    with pytest.raises(DataError, match="severity"):
        audit.findings_frame([Finding("rule", "grave", "It is.")])


def test_a_table_of_a_broken_encoding_and_one_of_mixed_headings(tmp_path):
    (tmp_path / "odd.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="encoding"):
        audit.audit_file(tmp_path / "odd.csv")
    table = pd.DataFrame([["x", "5", "50%"], ["y", "5", "50%"]])
    table.columns = ["level", ("cases", "n"), ("cases", "%")]
    assert audit.audit_table(table) == []


def test_find_numbers_takes_any_text():
    for text in TEXTS:
        assert all(0 <= start < end <= len(text) for start, end in find_numbers(text))


def test_the_largest_numbers_that_are_taken():
    assert audit.check_percentage("50%", 10**18) == []
    with pytest.raises(DataError, match="at most 1,000,000,000,000,000,000"):
        audit.check_percentage("50%", 10**18 + 1)
    assert len(audit.possible_counts("50%", 10**8)) == 10**6
    with pytest.raises(DataError, match="1,000,001 counts of n fit"):
        audit.possible_counts("50%", 10**8 + 100)
    assert audit.possible_denominators("50.00000%", up_to=10**6)[-1] == 10**6
    with pytest.raises(DataError, match="up_to: expected a whole number of at most 1,000,000"):
        audit.possible_denominators("50%", up_to=10**6 + 1)
    assert audit.check_mean("5", 100_000, sd="1") == []
    with pytest.raises(DataError, match="100,001 sums have this mean"):
        audit.check_mean("5", 100_001, sd="1")


def test_counts_of_a_group_are_at_most_its_size():
    assert audit.check_limits_of_count("84.6%", "100%", 22, 22) == []
    for check in (audit.check_limits_of_count, lambda *_: audit.check_p_of_groups("0.05", 23, 22, 1, 20)):
        with pytest.raises(DataError, match="events: expected at most n = 22, got 23"):
            check("84.6%", "100%", 23, 22)
    with pytest.raises(DataError, match="comparator_events: expected at most comparator_n = 20, got 21"):
        audit.methods_of_two_groups(5, 22, 21, 20, low="0.1")


def test_a_number_without_a_row_is_shown_with_what_stands_around_it():
    text = f"{'a' * 40} 23 {'b' * 40}"
    rows = pd.DataFrame({"source": [], "line": [], "printed": []})
    (missing,) = audit.uncovered_numbers(rows, {"doc": ["", text]}).itertuples()
    assert (missing.line, missing.printed) == (2, "23")
    assert missing.context == f"{'a' * 29} 23 {'b' * 29}"
    assert audit.uncovered_numbers(rows, {"doc": [text]}, context=0)["context"].tolist() == ["23"]
    assert audit.uncovered_numbers(rows, {"doc": [text]}, context=100)["context"].tolist() == [text]
    with pytest.raises(DataError, match="context: expected a whole number of at least 0"):
        audit.uncovered_numbers(rows, {"doc": [text]}, context=-1)
