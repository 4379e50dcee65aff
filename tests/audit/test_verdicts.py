"""The rule of the verdicts on made-up statements: states of fields, all combinations, which statement decides."""

import itertools
import math
from collections import Counter

import pytest

from analysis.audit.fields import CONTEXT, KINDS, NEEDED, Comparison, compare, state_of
from analysis.audit.verdicts import judge, reading


def row_of(**cells) -> dict:
    """Give a statement in which every field is stated."""
    stated = {field: f"{field} a: one" if field not in KINDS else f"{field} a" for field in CONTEXT}
    plain = {"figure": "f", "source": "s", "rank": "primary", "printed": "36%", "relation": "=", "locator": "abstract"}
    ends = {"value": 36.0, "low": math.nan, "high": math.nan, "period_start": 2014, "period_end": 2017}
    return {**stated, **plain, **ends, **cells}


def with_state(field: str, state: str) -> tuple[dict, dict]:
    """Give a figure and a statement of one number that are alike but for the state of one field."""
    cells = {"period_start": "", "period_end": ""} if field == "period" else {field: ""}
    if state in ("unstated", "silent"):
        return (row_of(**cells), row_of()) if state == "unstated" else (row_of(), row_of(**cells))
    if field == "period":
        return row_of(), row_of(period_end=2018)
    other = {"otherwise": f"{field} a: two", "kind": f"{field} b: one" if field not in KINDS else f"{field} b"}
    return row_of(), row_of(**{field: other[state]})


STATES = ("same", "otherwise", "kind", "unstated", "silent")


# A unit of the same kind is the same unit, and years have no kinds.
POSSIBLE = [
    (field, state)
    for field, state in itertools.product(CONTEXT, STATES[1:])
    if not (field in KINDS and state == "otherwise") and not (field == "period" and state == "kind")
]


@pytest.mark.parametrize(("field", "state"), POSSIBLE)
def test_the_state_of_each_field_is_found(field, state):
    found = compare(*with_state(field, state))
    for name in ("otherwise", "kinds", "unstated", "silent"):
        assert getattr(found, name) == ((field,) if name.rstrip("s") == state.rstrip("s") else ())


def expected(number: str, states: dict[str, str]) -> str:
    """Read the rule once more, as its sentences and not as its table."""
    held = set(states.values())
    stated_alike = not held & {"otherwise", "kind"}
    needed = [field for field in states if field in NEEDED]
    may_differ = "kind" not in held and number != "none"
    if may_differ and number == "same" and "otherwise" in held:
        return "differs"  # one number, said of something else
    if may_differ and number != "same" and stated_alike and all(states[field] == "same" for field in needed):
        return "differs"  # another number, of the same thing, stated on both sides
    if "kind" not in held and number == "none":
        return "no number printed"
    return "agrees" if number == "same" and stated_alike else "not comparable"


def test_the_rule_over_all_combinations_of_fields():
    fields, seen = ("unit", "endpoint", "population", "period", "denominator"), Counter()
    for number in ("same", "other", "boundary", "none"):
        for states in itertools.product(STATES, repeat=len(fields)):
            having = {name: tuple(f for f, s in zip(fields, states, strict=True) if s == name) for name in STATES}
            found = Comparison(number, having["kind"], having["otherwise"], having["unstated"], having["silent"])
            word, named = reading(found)
            assert word == expected(number, dict(zip(fields, states, strict=True))), (number, states)
            assert not set(named) & {*having["unstated"], *having["silent"]}, "nothing unstated is said to differ"
            assert bool(named) == (word in ("differs", "not comparable"))
            seen[word] += 1
    assert min(seen.values()) > 30 and len(seen) == 4


def test_a_kind_is_declared_before_a_colon():
    assert state_of("deaths: suicide", "deaths: drugs", "endpoint") == "otherwise"
    assert state_of("deaths: suicide", "attempts: suicide", "endpoint") == "kind"
    assert state_of("misuse attempts", "exposures", "endpoint") == "otherwise", "no kind is declared"
    assert state_of("people exposed", "people exposed: adults", "population") == "part unstated"
    assert state_of("mg", "mg/day", "unit") == "kind"
    part = compare(row_of(population="people"), row_of(population="people: adults"))
    assert part.missing == () and part.unstated == ("population",), "a kind that both state is enough for a number"


def verdict_on(figure: dict, *statements: dict, unread=(), tertiary=False) -> str:
    return judge(figure, [(row, compare(figure, row)) for row in statements], list(unread), tertiary).text()


@pytest.mark.parametrize(
    ("cited", "said", "verdict"),
    [
        ({"statistic": "fold_change"}, {"statistic": "rate_ratio"}, "not comparable: statistic"),
        ({"unit": "prescriptions/year"}, {"unit": "patients/year"}, "not comparable: unit"),
        ({"form": "oral"}, {"form": "intrathecal"}, "not comparable: form"),
        ({"place": "United Kingdom"}, {"place": "United States"}, "not comparable: country"),
        ({"form": "tablets"}, {"form": "oral solution", "value": 50.0, "printed": "50%"}, "not comparable: form"),
        ({"endpoint": "attempts: suicide"}, {"endpoint": "deaths: suicide"}, "not comparable: endpoint"),
        ({"endpoint": "suicide attempts"}, {"endpoint": "suicides"}, "differs: endpoint"),
        ({"endpoint": "suicide attempts"}, {"endpoint": "suicides", "value": 50.0}, "not comparable: endpoint"),
        ({"population": ""}, {"value": 50.0, "printed": "50%"}, "not comparable: population unstated"),
        ({}, {"population": "", "value": 50.0, "printed": "50%"}, "not comparable: population unstated"),
        ({"denominator": ""}, {"value": 50.0, "printed": "50%"}, "differs: value"),
        ({"comparator": ""}, {"value": 50.0, "printed": "50%"}, "differs: value"),
        ({"definition": ""}, {}, "agrees, definition unstated"),
        ({}, {"definition": ""}, "agrees"),
        ({"period_start": "", "period_end": ""}, {}, "agrees, period unstated"),
        ({"period_start": 2013}, {}, "differs: period"),
        ({"printed": "36.2%", "value": 36.2}, {}, "agrees"),
        ({"printed": "36.7%", "value": 36.7}, {}, "differs: value"),
        ({"value": math.nan, "low": 30.0, "high": 40.0, "printed": "30-40%"}, {}, "agrees"),
        ({"value": math.nan, "low": 37.0, "high": 40.0, "printed": "37-40%"}, {}, "differs: value"),
        ({"value": math.nan, "low": 30.0, "high": 36.0, "printed": "36% or 30%"}, {}, "agrees"),
        ({"value": math.nan, "low": 30.0, "high": 40.0, "printed": "40% or 30%"}, {}, "differs: value"),
        ({"value": math.nan, "printed": "many"}, {}, "no number printed"),
        ({"value": math.nan, "printed": "many", "unit": "b"}, {}, "not comparable: unit"),
    ],
)
def test_one_statement_against_one_figure(cited, said, verdict):
    assert verdict_on(row_of(**cited), row_of(**said)) == verdict


def test_which_statement_decides():
    same, other = row_of(), row_of(value=50.0, printed="50%")
    unnamed = row_of(form="")
    assert verdict_on(unnamed, row_of(form="", value=77.0, printed="77%"), same) == "differs: value", "its own context"
    assert verdict_on(unnamed, row_of(form="b", value=77.0, printed="77%"), same) == "agrees, form unstated"
    assert verdict_on(same, row_of(endpoint="another"), row_of(unit="b")) == "differs: endpoint"
    assert verdict_on(same, row_of(unit="b")) == "not comparable: unit"
    assert verdict_on(same, row_of(unit="b"), unread=[same]) == "traceable, not yet read"
    assert verdict_on(same, other, unread=[same]) == "differs: value"
    assert verdict_on(same, tertiary=True) == "no source found" and verdict_on(same) == "untraced"


def test_contested_means_that_sources_of_one_rank_disagree_about_one_thing():
    one, other = row_of(source="one"), row_of(source="other", value=50.0, printed="50%")
    assert verdict_on(row_of(), one, other) == "contested: value"
    assert verdict_on(row_of(), one, {**other, "source": "one"}) == "agrees in part: value", "one contradicts itself"
    assert verdict_on(row_of(), one, {**other, "rank": "secondary"}) == "agrees", "the better rank decides"
    assert verdict_on(row_of(), {**one, "rank": "secondary"}, other) == "differs: value"
    assert verdict_on(row_of(), one, {**other, "endpoint": "another"}) == "agrees", "of something else"
    assert verdict_on(row_of(), one, {**other, "denominator": "7"}) == "contested: value", "a size is no subject"
