"""Results of a paper in sentences; every number in them is taken from a table."""

from __future__ import annotations

from collections.abc import Iterable

from ..cases.codebook.vocabularies import read_codebook
from .answers import Answers
from .numbers import Number, Numbers

HAD = {
    "serious": "The outcome was serious",
    "admitted": "Patients were admitted",
    "medically_admitted": "Patients were admitted to medical care",
}


def write_results(answers: Answers, numbers: Numbers) -> tuple[tuple[str, str], ...]:
    """Give headed paragraphs: the cases, the change over the years, effects, therapies and outcomes."""
    return (
        ("Cases", _cases(answers, numbers)),
        ("Change over the years", _changes(answers, numbers)),
        ("Effects, therapies and outcome", _outcomes(answers, numbers)),
    )


def in_words(terms: Iterable[str]) -> list[str]:
    """Put terms into a sentence: no capital (but of IV fluids), and what follows a comma into parentheses."""
    plain = (term[:1].lower() + term[1:] if term[1:2].islower() else term for term in terms)
    return [f"{head} ({tail})" if tail else head for head, _, tail in (term.partition(", ") for term in plain)]


def _cases(answers: Answers, numbers: Numbers) -> str:
    last = answers["flow"]["step"].iloc[-1]
    cases = numbers.take("cases", "flow", "remaining", step=last)
    first, latest = (numbers.run(f"{end} year") for end in ("first", "last"))
    single = numbers.take("single-substance cases", "table-2", "n", kind="cases")
    span = f"in {first}" if first == latest else f"from {first} to {latest}"
    return f"There were {cases} cases {span}, {single} of them with a single substance (Table 1)."


def _changes(answers: Answers, numbers: Numbers) -> str:
    table, said = answers["change"], []
    terms = set(table["term"])
    if "first to last year" in terms:
        row = {"term": "first to last year"}
        old, new = (numbers.take(f"cases in the {name} year", "change", name, **row) for name in ("old", "new"))
        years = [numbers.take(f"{name} whole year", "change", name, "year", **row) for name in ("first", "last")]
        said.append(f"There were {old} cases in {years[0]} and {new} in {years[1]}, {_moved(answers, numbers, row)}.")
        said += _rates(answers, numbers, years)
    if "annual percent change" in terms:
        said.append(f"The average annual change was {_limited(answers, numbers, {'term': 'annual percent change'})}.")
    for term in sorted(term for term in terms if term.startswith("step")):
        said.append(f"The {term} was {_limited(answers, numbers, {'term': term})}.")
    partial = answers["annual"].loc[~answers["annual"]["complete"], "year"]
    for year in partial:
        number = numbers.take(f"incomplete year {year}", "annual", "year", "year", year=year)
        said.append(f"The records do not cover the whole of {number}, which is left out of both.")
    return " ".join(said) or "The records do not allow a statement on change."


def _rates(answers: Answers, numbers: Numbers, years: list[Number]) -> list[str]:
    """Say the rates of two years, where there is a denominator."""
    if "value" not in answers["annual"]:
        return []
    level, unit = numbers.run("level of limits, percent"), numbers.run("unit of rates")
    rates = []
    for year in years:
        value, low, high = numbers.share(f"rate {year}", "annual", ("value", "low", "high"), "ratio", year=year)
        rates.append(f"{value} ({level}% CI {low} to {high}) in {year}")
    return [f"The rate {unit} was {rates[0]} and {rates[1]}."]


def _moved(answers: Answers, numbers: Numbers, row: dict) -> str:
    of = "rate" if answers.plan["denominator"].get("file") else "number"
    return f"a change of the {of} by {_limited(answers, numbers, row)}"


def _limited(answers: Answers, numbers: Numbers, row: dict, table: str = "change", form: str = "percent change") -> str:
    value, low, high = numbers.share(_name(row), table, ("value", "low", "high"), form, **row)
    level = numbers.run("level of limits, percent")
    return f"{value}% ({level}% CI {low} to {high}%)"


def _name(row: dict) -> str:
    return " ".join(map(str, row.values()))


def _outcomes(answers: Answers, numbers: Numbers) -> str:
    said = []
    for kind, words in (("effect", "clinical effect"), ("therapy", "therapy")):
        found = answers["table-2"][answers["table-2"]["kind"] == kind]
        if len(found):
            row = {"kind": kind, "term": found["term"].iloc[0]}
            n = numbers.take(f"most frequent {kind}", "table-2", "n", **row)
            limited = _limited(answers, numbers, row, "table-2", "bare percent")
            term = in_words([row["term"]])[0]
            said.append(f"The most frequent {words} in single-substance cases was {term}: {n}, {limited} (Table 2).")
        else:
            said.append(f"No {words} was recorded in single-substance cases.")
    table = answers["table-3"]
    for of in table.loc[table["factor"] == "all", "outcome"]:
        row = {"outcome": of, "factor": "all"}
        events, n = (numbers.take(f"{of}, {name}", "table-3", name, **row) for name in ("events", "n"))
        limited = _limited(answers, numbers, row, "table-3", "bare percent")
        said.append(f"{HAD[of]} in {events} of {n} cases in which this is known, {limited} (Table 3).")
    return " ".join(said + _deaths(answers, numbers))


def _deaths(answers: Answers, numbers: Numbers) -> list[str]:
    """Say how many died, where Table 1 has the medical outcome."""
    table = answers["table-1"]
    if "medical_outcome" not in set(table["variable"]):
        return []
    dead = [term for term in read_codebook().serious if term.startswith("Death")]
    row = {"variable": "medical_outcome", "group": "Total"}
    present = [term for term in dead if term in set(table["level"])]
    counts = [f"{numbers.take(term, 'table-1', 'n', level=term, **row)} ({in_words([term])[0]})" for term in present]
    return [f"Fatal cases: {', '.join(counts)}."] if counts else ["No case was fatal."]
