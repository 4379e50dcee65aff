"""Does it hold? The project's own tables and figures, the ledger, and a reader's printed tables."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from .audit import audit_file, audit_ledger, find_documents, uncovered_numbers, verify_printed
from .audit import verify_mentions as find_disagreements
from .audit.tables import Audit, Coverage, Understood
from .cards import read_about, table_names
from .charts import CHARTS
from .errors import DataError
from .loaders import (
    load_cited_claims,
    load_cited_figures,
    load_cited_terms,
    load_concept_phrases,
    load_document_mentions,
    load_primary_figures,
    load_set_aside,
)
from .loaders.table import read_table
from .render import csv_text
from .sources import RANKS, of_ledger, read_sources
from .summaries import SUMMARIES


@of_ledger
def check(figures: str | Path | None = None) -> list[str]:
    """Give every fault of the shipped tables, their publications and the committed figures, one line each.

    Parameters
    ----------
    figures : path, optional
        Folder with the committed figures; their numbers are compared with fresh ones.

    Returns
    -------
    list of str
        Empty when every publication can be found, every card is complete, every table agrees with its card and its
        printed totals, every source is known, no tertiary page stands as evidence, and the committed numbers are those
        that the tables give.
    """
    if figures is not None and not Path(figures).is_dir():
        raise DataError(f"figures: expected the folder of the committed pictures, got {figures}; check the path.")
    try:
        read_sources()
    except DataError as error:
        return [*error.faults]
    faults = []
    for name in table_names():
        try:
            read_table(name)
        except DataError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if not faults:
        faults = tertiary_evidence(load_cited_claims()) + ranked_too_near(load_primary_figures())
        faults += tertiary_comparators(SUMMARIES["traced_figures"].function())
    if faults or figures is None:
        return faults
    return stale_numbers(figures)


def stale_numbers(folder: str | Path) -> list[str]:
    """Give one line for every committed CSV of a picture that is missing or differs from fresh numbers.

    Numbers agree to a relative 1e-9 (an absolute 1e-12 near zero); text must be the same.
    """
    faults = []
    for name in CHARTS:
        path = Path(folder) / f"{name}.csv"
        if not path.is_file():
            faults.append(f"{path}: missing; run `make figures`.")
            continue
        fresh = pd.read_csv(io.StringIO(csv_text(SUMMARIES[name].function())))
        try:
            pd.testing.assert_frame_equal(pd.read_csv(path), fresh, rtol=1e-9, atol=1e-12, check_dtype=False)
        except (AssertionError, ValueError) as error:
            reason = " ".join(str(error).split())[:160]
            faults.append(f"{path}: not the numbers that the tables give now ({reason}); run `make figures`.")
    return faults


def tertiary_comparators(traced: pd.DataFrame) -> list[str]:
    """Give a fault for every verdict that rests on a tertiary publication.

    Parameters
    ----------
    traced : DataFrame
        Verdicts, with ``figure`` and ``primary_source``, as from the summary `traced_figures`.

    Returns
    -------
    list of str
        Empty when every comparator is primary or secondary.
    """
    ranks = {key: source.rank for key, source in read_sources().items()}
    return [
        f"{row.figure}: its verdict rests on {row.primary_source}, which is tertiary; expected a primary or secondary "
        "publication, or the verdict that no source was found."
        for row in traced.itertuples()
        if ranks.get(row.primary_source) == "tertiary"
    ]


def ranked_too_near(primary: pd.DataFrame) -> list[str]:
    """Give a fault for every statement that is ranked nearer to what it reports than its publication is.

    Parameters
    ----------
    primary : DataFrame
        ``figure``, ``source`` and ``rank``, as from `load_primary_figures`: what a study quotes from another may be of
        a lower rank than the study, never of a higher one.

    Returns
    -------
    list of str
    """
    sources = read_sources()
    return [
        f"primary_figures.csv, {row.figure}: rank is {row.rank}, expected that of {row.source} or a lower one: "
        f"{sources[row.source].rank}."
        for row in primary.itertuples()
        if RANKS.index(row.rank) < RANKS.index(sources[row.source].rank)
    ]


def tertiary_evidence(claims: pd.DataFrame) -> list[str]:
    """Give a fault for every claim whose evidence is a tertiary page other than the document itself.

    Parameters
    ----------
    claims : DataFrame
        Columns ``statement``, ``source`` and ``evidence_source``, as from `load_cited_claims`.

    Returns
    -------
    list of str
        Empty when all evidence is primary or secondary.
    """
    sources = read_sources()
    behind = claims[claims["evidence_source"].notna() & (claims["evidence_source"] != claims["source"])]
    return [
        f"cited_claims.csv, {row.statement}: its evidence {row.evidence_source} is tertiary; name a primary or "
        f"secondary publication, or leave the claim untraced."
        for row in behind.itertuples()
        if sources[row.evidence_source].rank == "tertiary"
    ]


@of_ledger
def incomplete_publications() -> list[str]:
    """Give every primary publication without a title, authors or an identifier, with what is missing and why."""
    return [f"{source.key}: no {source.incomplete}" for source in read_sources().values() if source.incomplete]


@of_ledger
def verify(directory: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hold every printed text of the ledger against the reader's own copies of the documents.

    Parameters
    ----------
    directory : path
        Folder with the documents; they are known by their SHA-256.

    Returns
    -------
    tuple of DataFrame
        The rows with ``table``, ``source``, ``line``, ``printed``, ``status`` (``holds``, ``does not hold``,
        ``document absent``) and ``stands_at``; and the numbers in the documents that no row covers.

    Raises
    ------
    DataError
        When the folder cannot be read or a table is faulty.
    """
    tables = {
        "cited_figures": load_cited_figures(),
        "cited_claims": load_cited_claims().rename(columns={"words": "printed", "statement": "figure"}),
        "cited_terms": load_cited_terms().rename(columns={"term": "printed"}),
        "set_aside": load_set_aside(),
    }
    rows = pd.concat([frame.assign(table=name) for name, frame in tables.items()], ignore_index=True)
    documents = find_documents(directory, read_sources())
    checked = verify_printed(rows[["table", "figure", "source", "line", "printed"]], documents)
    numbers = rows[~rows["table"].isin(["cited_terms", "cited_claims"])]
    return checked, uncovered_numbers(numbers, documents)


@of_ledger
def verify_mentions(directory: str | Path) -> pd.DataFrame:
    """Search the reader's own copies of the documents for every concept, and hold the table of mentions against them.

    Parameters
    ----------
    directory : path
        Folder with the documents; they are known by their SHA-256.

    Returns
    -------
    DataFrame
        One row per disagreement, ``source``, ``line``, ``concept``, ``printed`` and ``fault``; empty when what is
        marked is there and what is blank is nowhere.

    Raises
    ------
    DataError
        When the folder cannot be read or a table is faulty.
    """
    documents = find_documents(directory, read_sources())
    return find_disagreements(load_document_mentions(), load_concept_phrases(), documents)


@of_ledger
def audit(
    paths: Iterable[str | Path] = (),
    *,
    rules: str | Path | None = None,
    propose: bool = True,
    progress: Callable[[str, float], None] | None = None,
) -> list[Audit]:
    """Give everything that cannot be true, or does not agree, in printed tables or in the shipped ledger.

    Parameters
    ----------
    paths : iterable of path
        Files that an import could read (text, workbooks ..., packed or not) or folders of them; the shipped ledger
        when empty.
    rules : path, optional
        TOML file with the rules of the tables.
    propose : bool
        Whether rules are also proposed from the labels.
    progress : callable, optional
        Called with what is looked at and the share that is done, 0 to 1.

    Returns
    -------
    list of Audit
        One for each path: what was found, what was understood of each table, and what could not be checked.

    Raises
    ------
    DataError
        When a path does not exist or the rules cannot be read.
    """
    paths, step = list(paths), progress or (lambda doing, done: None)
    if not paths:
        return [_audited_ledger()]

    def within(number: int) -> Callable[[str, float], None]:
        return lambda doing, done: step(doing, (number + done) / len(paths))

    return [
        audit_file(path, rules=rules, propose=propose, progress=within(number)) for number, path in enumerate(paths)
    ]


def _audited_ledger() -> Audit:
    """Audit the shipped ledger, and say which of its figures something could be held against."""
    cited, primary = load_cited_figures(), load_primary_figures()
    shares = cited[(cited["statistic"] == "percent") & cited["denominator"].notna()]
    traced = cited[cited["quantity"].isin(primary["quantity"])]
    twice = cited[cited["quantity"].duplicated(keep=False)]
    kinds = {
        "a percentage must be one of a whole number of its denominator": shares,
        "a figure must be what its primary study says": traced,
        "a quantity that several figures state must be one number": twice,
    }
    reached = set().union(*(rows.index for rows in kinds.values()))
    left = cited[~cited.index.isin(reached)]
    unreached = tuple((str(row.figure), f"{row.source} line {row.line}", row.printed) for row in left.itertuples())
    coverage = tuple(Coverage(name, len(rows)) for name, rows in kinds.items())
    title = read_about().title
    place = f"ledger of cited figures ({title})" if title else "ledger of cited figures"
    understood = Understood(place, "", "ledger", (), coverage, unreached, len(reached))
    return Audit(tuple(audit_ledger(cited, primary)), (understood,))
