"""Methods and results of a paper in sentences; every number in them is taken from a table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..cases.codebook.vocabularies import read_codebook
from ..cases.privacy import PRINTED
from ..cases.study.selection import role_words
from ..forms import Withheld, listed
from .answers import TREND, Answers, DisclosureControl
from .first_table import in_full
from .layout import OUTCOME_TITLES
from .lines import words_of
from .numbers import Numbers, counting
from .results import in_words, write_results
from .study import MODELS
from .years import beside, stands

UNKNOWNS = {
    "excluded": "Unknown values are shown as a number without a percentage; percentages and tests leave them out.",
    "kept": "Unknown values are a level of their own and stay in the denominators and in the tests.",
}
LIMITED = {"table-2": ("low",), "table-3": ("low", "crude_low", "adjusted_low"), "annual": ("low",), "change": ("low",)}
IMPORTED = ("in", "kept", "rejected", "duplicates")
# What only the authors know stands in brackets until their file of choices says it.
SLOTS = {
    "source": "[name of the data source, and who holds it]",
    "ethics": "[Which board reviewed the study, its decision and number, or why none was needed; consent.]",
    "funding": "[Who paid for the study and what part they had in it, or that there was no funding.]",
    "conflicts": "[Competing interests of each author, or that there are none.]",
    "availability": "[Where the data can be asked for, and under which rules.]",
}
DECLARED = {"funding": "Funding", "conflicts": "Competing interests", "availability": "Availability of data"}
SYNTHETIC = "Synthetic cases: describes no person."


@dataclass(frozen=True)
class Text:
    """Headed paragraphs, the numbers in them and the publications that they cite, and what the authors declare."""

    methods: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]
    numbers: Numbers
    declared: tuple[tuple[str, str], ...] = ()


def write_text(answers: Answers) -> Text:
    """Write methods and results from the answers of a run."""
    numbers = Numbers(answers.tables)
    methods = (
        ("Design and source of the records", _source(answers, numbers)),
        (answers.kind.worded("Selection of the cases"), _selection(answers, numbers)),
        ("Definitions", _definitions(answers)),
        ("Unknown values", _unknowns(answers, numbers)),
        ("Statistical analysis", _analysis(answers, numbers)),
        ("Software", _software(answers, numbers)),
        ("Ethics", answers.plan.statement("ethics") or SLOTS["ethics"]),
    )
    written = write_results(answers, numbers)
    said = [(head, answers.plan.statement(key) or SLOTS[key]) for key, head in DECLARED.items()]
    return Text(methods, written, numbers, tuple(said))


def _has(answers: Answers, quantity: str) -> bool:
    return bool((answers["run"].set_index("quantity")["value"] != "").get(quantity, False))


def _source(answers: Answers, numbers: Numbers) -> str:
    records = numbers.take("records", "flow", "remaining", step="records")
    n = answers["flow"]["remaining"].iloc[0]
    sources = answers.kind.sources(2 if isinstance(n, Withheld) else int(n))  # one or many
    stated = answers.plan.statement("source")
    named = f"({stated})" if stated else SLOTS["source"]
    said = [f"This is a retrospective analysis of {counting(records, sources)} {named}."]
    said.append(
        f"It is reported by STROBE{numbers.cite('STROBE')} and by RECORD, its extension for "
        f"routinely collected health data{numbers.cite('RECORD')}."
    )
    if _has(answers, "rows in"):
        rows = [numbers.take(f"rows {what}", "run", "value", "text", quantity=f"rows {what}") for what in IMPORTED]
        said.append(
            f"Of {counting(rows[0], 'rows')} imported, {rows[1]} were kept, {rows[2]} rejected and {rows[3]} were "
            "duplicates."
        )
    how = f" with the mapping {numbers.run('mapping')}" if _has(answers, "mapping") else ""
    said.append(f"Terms were brought to version {numbers.run('codebook')} of the toolkit's codebook{how}.")
    said += [] if answers.synthetic else [PRINTED[answers["run"].set_index("quantity")["value"]["held as"]]]
    first, last = numbers.run("first day"), numbers.run("last day")
    span = f"date from {first} to {last}" if first != last else f"are of {first}"
    said.append(answers.kind.worded("The selected cases ") + f"{span}. {answers.kind.rest_on}")
    return " ".join(said)


def _selection(answers: Answers, numbers: Numbers) -> str:
    chosen = answers.plan["selection"]
    said = [f"{answers.kind.worded('Cases')} were selected by these criteria: {answers.stated}."]
    role = role_words(chosen.get("how", "any"), answers.kind)
    if "substance" in chosen and role not in answers.stated:
        said.append(f"The substance counted when it was {role}.")
    flow = answers["flow"]
    out = [
        f"{numbers.take(f'left out: {step}', 'flow', 'excluded', step=step)} ({step})" for step in flow["step"].iloc[1:]
    ]
    records = numbers.take("records", "flow", "remaining", step="records")
    last = numbers.take("cases", "flow", "remaining", step=flow["step"].iloc[-1])
    order = " in this order" * (len(out) > 1)
    left = f" Of {counting(records, 'records')}, {listed(out)} were left out{order};" if out else " None was left out;"
    cases = answers.kind.counted(int(flow["remaining"].iloc[-1]))
    if chosen.get("human_exposures") is False and answers.kind.calls:
        said.append("Information calls, animals and confirmed nonexposures were not left out.")
    return " ".join(said) + f"{left} {last} {cases} remained {beside('Table S1', answers, 'flow')}."


def _definitions(answers: Answers) -> str:
    book, outcomes = read_codebook(), answers.plan["tables"]["outcomes"]
    said = [answers.kind.worded("A single-substance case has one substance on record.")]
    if "serious" in outcomes:
        said.append(
            f"A serious outcome is {listed(in_words(book.serious), 'or')}; its share is of the {answers.kind.many} "
            f"with a known outcome ({listed(in_words(book.known_outcome), 'or')})."
        )
    for name in (name for name in ("admitted", "medically_admitted") if name in outcomes):
        said.append(
            f"{OUTCOME_TITLES[name]} is the level of care {listed(in_words(getattr(book, name)), 'or')}; "
            f"its share is of the {answers.kind.many} with a known level of care in a health care facility."
        )
    if "effect" not in answers.reasons:
        said.append("Only clinical effects coded as related to the exposure, or not coded as to that, were counted.")
    if "therapy" not in answers.reasons:
        said.append("Therapies that were recommended but not known to be performed were not counted.")
    return " ".join(said)


def _unknowns(answers: Answers, numbers: Numbers) -> str:
    said, cases = [UNKNOWNS[answers.plan["table_1"]["unknowns"]]], answers.kind.worded("Cases")
    for of, count in _left_out(answers).items():
        number = numbers.take(f"left out of the model, {of}", "table-3", "left_out", outcome=of, **count)
        factors = answers["table-3"].query("outcome == @of and factor != 'all'")["factor"]
        unknown = listed([words_of(name) for name in dict.fromkeys(factors)], "or")
        said.append(f"{cases} of unknown {unknown}, in neither model of {OUTCOME_TITLES[of].lower()}: {number}.")
    said.append(f"{cases} without a year, in no annual number: {numbers.run('cases without a year')}.")
    return " ".join(said)


def _left_out(answers: Answers) -> dict[str, dict]:
    """Give for each outcome with a model a row of Table 3 that carries the number of cases left out of it."""
    table = answers["table-3"]
    rows = table[table["factor"] != "all"].drop_duplicates("outcome")
    return {row.outcome: {"factor": row.factor, "term": row.term} for row in rows.itertuples()}


def _analysis(answers: Answers, numbers: Numbers) -> str:
    shares = sorted({method for method in answers["table-2"]["method"] if method})
    said = []
    if any(stands(answers, answers[stem], *names) for stem, names in LIMITED.items()):
        said.append(f"Estimates are given with {numbers.run('level of limits, percent')}% confidence intervals (CI).")
    if shares and any(stands(answers, answers[stem], "low") for stem in ("table-2", "table-3")):
        cited = numbers.cite(listed(shares))
        said.append(f"Those of proportions were computed by the {listed(shares)} method{cited}.")
    if tests := tests_of(answers["table-1"]):
        by = words_of(answers.plan["table_1"]["by"])
        said.append(
            f"Groups by {by} were compared with the {listed([in_full(test) for test in tests])}; "
            "P values are not adjusted for their number."
        )
    return " ".join([*said, *_of_years(answers, numbers), *_models(answers)])


def _of_years(answers: Answers, numbers: Numbers) -> list[str]:
    """Say how rates, changes and trends were estimated."""
    changes, rated = answers["change"].set_index("term")["model"], answers.plan["denominator"].get("file")
    of, said = f"annual {'rate' if rated else 'number'}", []
    if rated:
        method = numbers.run("method of rates")
        said.append(f"Rates are {numbers.run('unit of rates')}, with {method} intervals{numbers.cite(method)}.")
    if "first to last year" in changes:
        method = changes["first to last year"]
        said.append(
            f"The first and the last whole year were compared by the percent change of the {of}, with {method} "
            f"intervals{numbers.cite(method)}."
        )
    if "annual percent change" in changes:
        model = MODELS[changes["annual percent change"]]
        said.append(f"The trend over all whole years is the annual percent change of the {of}, estimated by {model}.")
    return said if "annual percent change" in changes else [*said, no_trend(answers)]


def no_trend(answers: Answers) -> str:
    """Say why there is no trend."""
    reason = answers.reasons["trend"].split("; take ")[0].rstrip(".")
    return f"The trend is withheld: {reason}." if reason == TREND else f"No trend was estimated: {reason}."


def tests_of(table: pd.DataFrame) -> list[str]:
    """Give the names of the tests of Table 1; empty where groups were not compared."""
    return sorted(set(table["test"].dropna()) - {"", "none"}) if "test" in table else []


def _models(answers: Answers) -> list[str]:
    table, said = answers["table-3"], []
    models = table[table["factor"] != "all"]
    if len(models):
        factors = listed([words_of(name) for name in dict.fromkeys(models["factor"])])
        how = listed(sorted(set(models["method"].dropna())), "or")
        withheld = "" if stands(answers, models, "crude_low", "adjusted_low") else "; they are withheld"
        said.append(
            f"Odds ratios (OR) were estimated by logistic regression on {factors}: crude, and adjusted for each other"
            f"{f' ({how})' * bool(how)}{withheld}."
        )
    return said + [f"{title} was not modeled: {reason}." for title, reason in unmodeled(answers)]


def unmodeled(answers: Answers) -> list[tuple[str, str]]:
    """Give the outcomes without odds ratios, and why."""
    names = answers.plan["tables"]["outcomes"]
    return [(OUTCOME_TITLES[of], answers.reasons[of]) for of in names if of in answers.reasons]


def _software(answers: Answers, numbers: Numbers) -> str:
    version = f", version {numbers.run('toolkit')}" if _has(answers, "toolkit") else ""
    said = f"Numbers, tables and figures were made with the poison-center exposure toolkit{version}, from one file of "
    said += f"choices ({numbers.run('libraries')})." if _has(answers, "libraries") else "choices."
    if answers.control:
        said += f" {control_words(answers.control)}"
    return f"{said} {SYNTHETIC}" if answers.synthetic else said


def control_words(control: DisclosureControl) -> str:
    """Say by which rule counts were withheld, and how many."""
    said = f"Counts were withheld by the rule {control.policy} ({control.citation}): {control.withheld:,} of the "
    said += f"{control.counts:,} counts of this paper, with every number that would give one of them back."
    return f"{said} {control.rounding}".rstrip()
