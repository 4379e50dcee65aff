"""Regular expressions of mappings and studies: those that the engine takes alone, and none that runs for years."""

from __future__ import annotations

import re

import pytest
from cases.export import HEADER, MAPPING, ROWS, mapping, run, text

from analysis.cases.mapping.read import parse_mapping
from analysis.cases.mapping.separators import NUMBERED, WORDED, split
from analysis.cli.options import named
from analysis.errors import DataError
from analysis.paper.study import _pattern
from analysis.patterns import compiled, pattern_fault

# Python takes the first five and RE2 does not; neither takes the others.
REFUSED = [
    *(r"(?=a)b", r"(?<!a)b", r"(a)\1", r"a++b", r"(?>a)b", r"b\Z"),
    *("(", "a{2000}", "[z-a]", "\\", "(" * 5000 + ")" * 5000, "a{99999999999}", "[[a]&&b]", "(?P<n>a)(?P<n>b)"),
]


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_a_pattern_that_one_of_the_two_does_not_take_is_refused_with_its_place(text, tmp_path):
    assert pattern_fault(text)
    with pytest.raises(DataError, match=r"^--substance: expected a regular expression, got"):
        named(f"/{text}/")
    with pytest.raises(DataError, match=r"^study\.toml, selection\.substance: expected a regular expression"):
        _pattern(f"/{text}/", tmp_path / "study.toml")


@pytest.mark.parametrize("text", ["a", "(?i)A|b", r"\bbaclofen\b", "[a-z]+", "(a+)+$"])
def test_a_pattern_that_both_take_is_taken(text):
    assert pattern_fault(text) == ""
    assert compiled(text, "here", re.IGNORECASE).flags & re.IGNORECASE


def of_separator(pattern: str) -> str:
    from analysis.cases.codebook.vocabularies import read_codebook

    body = MAPPING.format(version=read_codebook().version)
    return body.replace('separator = ";"', f"separator = '{pattern}'", 1)


@pytest.mark.parametrize("pattern", ["/(?=;);/", "/;++/", "/;*/", "/(/", r"/(;)\1/"])
def test_a_separator_that_the_engine_does_not_take_is_a_fault_of_the_mapping(pattern):
    with pytest.raises(DataError, match=r"substance: separator is .* whose slashes hold no regular expression"):
        parse_mapping(of_separator(pattern))


def test_a_separator_that_backtracks_in_python_divides_at_once(tmp_path):
    assert split("a" * 40 + "!", "/(a+)+;/") == ["a" * 40 + "!"]
    assert split("x;; y;z", "/;+\\s*/") == ["x", "y", "z"]
    row = ROWS[0].replace("Baclofen; Ethanol", "a" * 5000 + "!").replace("Drowsiness/lethargy", "a" * 5000 + "!")
    body = MAPPING.replace('separator = ";"', "separator = '/(a+)+;/'")
    body = body.replace("[constants]", "route = {{ column = 'Reason', separator = '/(n+)+;/' }}\n\n[constants]")
    body = body.replace('reason = "Reason"\n', "")
    report, _ = run(
        tmp_path, text(row.replace("Intentional - Abuse", "n" * 5000), header=HEADER), mapping=mapping(tmp_path, body)
    )
    assert report.kept == 1


@pytest.mark.parametrize("separator", [NUMBERED, WORDED])
def test_the_separators_of_proposals_take_long_blanks(separator):
    assert len(split("a" + " " * 3000 + "b", separator)) <= 2
