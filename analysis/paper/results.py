"""Results of a paper in sentences; every number in them is taken from a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..cases.codebook.vocabularies import read_codebook
from ..forms import listed
from .answers import Answers
from .numbers import WITHHELD, Number, Numbers, counting
from .years import beside, is_withheld, limited, write_changes

_NAMED = 3  # that share the first place and are named


class Called(NamedTuple):
    """What a part of Table 2 lists, one and several, in which cases, and the chart that draws it."""

    one: str
    many: str
    where: str = ""
    drawn: str = ""


HAD = {
    "serious": "The outcome was serious",
    "admitted": "Patients were admitted",
    "medically_admitted": "Patients were admitted to medical care",
}


def write_results(answers: Answers, numbers: Numbers) -> tuple[tuple[str, str], ...]:
    """Give headed paragraphs: the cases, the change over the years, and what happened in them."""
    effects = "cases" if of_substances(answers) else "effects"
    last = {"effects": ("Effects, therapies and outcome", _effects), "cases": ("Substances involved", _substances)}
    heading, write = last[effects]
    if effects == "cases" and answers.kind.graded:
        heading = f"{heading} and outcome"
    said = [*write(answers, numbers), *_outcomes(answers, numbers), *_deaths(answers, numbers)]
    changes = write_changes(answers, numbers)
    told = " ".join([changes, *said])
    said += [
        f"{figure.number} shows {figure.title[:1].lower()}{figure.title[1:]}."
        for figure in answers.figures
        if figure.chart != "flow" and figure.number not in told
    ]
    return (
        (answers.kind.many.capitalize(), _cases(answers, numbers)),
        ("Change over the years", changes),
        (heading, " ".join(said)),
    )


def of_substances(answers: Answers) -> bool:
    """Say whether Table 2 lists the substances of all cases, in the place of effects and therapies."""
    return answers["table-2"]["term"].iloc[0] == answers.kind.worded("All cases")


def in_words(terms: Iterable[str]) -> list[str]:
    """Put terms into a sentence: no capital (but of IV fluids), and what follows a comma into parentheses."""
    plain = (term[:1].lower() + term[1:] if term[1:2].islower() else term for term in terms)
    return [f"{head} ({tail})" if tail else head for head, _, tail in (term.partition(", ") for term in plain)]


def _cases(answers: Answers, numbers: Numbers) -> str:
    last = answers["flow"]["step"].iloc[-1]
    cases = numbers.take("cases", "flow", "remaining", step=last)
    n = int(answers["flow"]["remaining"].iloc[-1])
    first, latest = (numbers.run(f"{end} year") for end in ("first", "last"))
    single = numbers.run("single-substance cases")
    span = f"in {first}" if first == latest else f"from {first} to {latest}"
    if n == 1:
        alone = ", with a single substance" if _is(single, 1) else ""
        return f"There was {cases} {answers.kind.one} {span}{alone} (Table 1)."
    single = "none" if _is(single, 0) else "all" if single == str(cases) and not answers.control else single
    return f"There were {cases} {answers.kind.many} {span}, {single} of them with a single substance (Table 1)."


def _is(printed: str, number: int) -> bool:
    return printed == f"{number:,}"


def _effects(answers: Answers, numbers: Numbers) -> list[str]:
    """Say which effect and which therapy were most frequent in single-substance cases."""
    alone = answers.kind.worded("single-substance cases")
    if _is(numbers.run("single-substance cases"), 0):
        return [f"There were no {alone}, in which effects and therapies could be put down to one substance."]
    said = []
    for part, words, several in (
        ("effect", "clinical effect", "clinical effects"),
        ("therapy", "therapy", "therapies"),
    ):
        found = answers["table-2"][answers["table-2"]["kind"] == part]
        if len(found):
            drawn = {"effect": "effects", "therapy": "therapies"}[part]
            said.append(_most_frequent(answers, numbers, part, Called(words, several, f" in {alone}", drawn)))
        elif part in answers.reasons:
            said.append(f"{several.capitalize()} are {answers.reasons[part]}.")
        else:
            said.append(f"No {words} was recorded in {alone}.")
    return said


def _substances(answers: Answers, numbers: Numbers) -> list[str]:
    """Say which substance, or which other one, was named most often."""
    other = "other " * ("substance" in answers.plan["selection"])
    if not (answers["table-2"]["kind"] == "substance").any():
        return [f"No {other}substance is on record (Table 2)."]
    called = Called(f"{other}substance", f"{other}substances", drawn="coingestants")
    return [_most_frequent(answers, numbers, "substance", called)]


def _most_frequent(answers: Answers, numbers: Numbers, part: str, called: Called) -> str:
    """Name the first row of a part of Table 2, or the few that tie, with number and share; of those that are shown."""
    found = answers["table-2"][answers["table-2"]["kind"] == part]
    shown = found[~found["n"].map(is_withheld).astype(bool)]
    if shown.empty:
        return f"The most frequent {called.one}{called.where} is withheld, as every number is (Table 2)."
    row = {"kind": part, "term": shown["term"].iloc[0]}
    ties = in_words(shown.loc[shown["n"] == shown["n"].iloc[0], "term"])
    each = " each" if len(ties) > 1 else ""
    said = [f"{numbers.take(f'most frequent {part}', 'table-2', 'n', **row)}{each}"]
    if not is_withheld(shown["value"].iloc[0]):
        said.append(limited(answers, numbers, row, "table-2", "bare percent"))
    of = ", of those whose number is shown," if len(shown) < len(found) else ""
    told = f"{', '.join(said)} {beside('Table 2', answers, called.drawn)}."
    if len(ties) > _NAMED:
        return f"No single {called.one}{called.where}{of} was the most frequent; several were in {told}"
    if each:
        return f"The most frequent {called.many}{called.where}{of} were {listed(ties)}: {told}"
    return f"The most frequent {called.one}{called.where}{of} was {ties[0]}: {told}"


def _outcomes(answers: Answers, numbers: Numbers) -> list[str]:
    table, said = answers["table-3"], []
    for of in table.loc[table["factor"] == "all", "outcome"]:
        row = {"outcome": of, "factor": "all"}
        told = table[(table["outcome"] == of) & (table["factor"] == "all")].iloc[0]
        if any(is_withheld(told[name]) for name in ("events", "n", "value")):
            said.append(f"{HAD[of]} in a number of {answers.kind.many} that is withheld (Table 3).")
            continue
        events, n = (numbers.take(f"{of}, {name}", "table-3", name, **row) for name in ("events", "n"))
        share = limited(answers, numbers, row, "table-3", "bare percent")
        known = answers.kind.worded("cases in which this is known")
        said.append(f"{HAD[of]} in {events} of {n} {known}, {share} {beside('Table 3', answers, 'outcomes', of)}.")
    return said


def _deaths(answers: Answers, numbers: Numbers) -> list[str]:
    """Say how many died of how many whose outcome is known; nothing of records that are all deaths."""
    table, kind = answers["table-1"], answers.kind
    if not kind.graded or "medical_outcome" not in answers.plan["table_1"]["variables"]:
        return []
    rows = table[(table["variable"] == "medical_outcome") & (table["group"] == "Total")]
    if not (~rows["unknown"].astype(bool)).any():
        return [f"The outcome is not known of any {kind.one}, nor whether one was fatal."]
    row = {"variable": "medical_outcome", "group": "Total"}
    dead = [term for term in read_codebook().serious if term.startswith("Death") and term in set(rows["level"])]
    counts = [f"{in_words([term])[0]} in {numbers.take(term, 'table-1', 'n', level=term, **row)}" for term in dead]
    unknown = numbers.run("cases with an unknown outcome")
    if _is(unknown, 0) and not counts:
        return [_none_fatal(answers)]
    of_all = numbers.take("cases", "flow", "remaining", step=answers["flow"]["step"].iloc[-1])
    if _is(unknown, 0):
        return [f"The outcome was {listed(counts)} of {counting(of_all, kind.many)}."]
    known = _known_outcomes(answers, numbers)
    of = f"{kind.many} with a known outcome"
    if known:
        of = f"the {of} ({known})" if str(known) == WITHHELD else f"the {known} {of}"
    not_known = f"in {unknown} of {of_all} {kind.many} the outcome is unknown"
    if counts:
        return [f"The outcome was {listed(counts)} of {of}; {not_known}."]
    return [f"No death is recorded among {of}; {not_known}, so that deaths among them cannot be ruled out."]


def _none_fatal(answers: Answers) -> str:
    last = answers["flow"]["remaining"].iloc[-1]
    return f"The {answers.kind.one} was not fatal." if last == 1 else f"No {answers.kind.one} was fatal."


def _known_outcomes(answers: Answers, numbers: Numbers) -> Number | None:
    """Take the number of cases with a known outcome from a table that prints it."""
    table, chosen = answers["table-3"], answers.plan["table_1"]
    if ((table["outcome"] == "serious") & (table["factor"] == "all")).any():
        return numbers.take("serious, n", "table-3", "n", outcome="serious", factor="all")
    if chosen["unknowns"] != "excluded" or "medical_outcome" in chosen["denominators"]:
        return None
    rows = answers["table-1"]
    rows = rows[(rows["variable"] == "medical_outcome") & (rows["group"] == "Total") & ~rows["unknown"].astype(bool)]
    where = {"variable": "medical_outcome", "group": "Total", "level": rows["level"].iloc[0]}
    return numbers.take("outcome known", "table-1", "denominator", **where)
