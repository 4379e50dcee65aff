"""Publications, trial arms, overdose series and lists of terms."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from ..sources import CHOICES, read_sources
from .table import read_table


def load_sources() -> pd.DataFrame:
    """Every publication that a number of the toolkit comes from.

    Returns
    -------
    pandas.DataFrame
        One row per publication: ``source`` (its key), ``role`` (``document`` for the five documents, ``evidence`` for
        what their figures are held against, ``method`` for the papers behind a method), ``rank`` (``primary``,
        ``secondary`` or ``tertiary``), ``type``, ``label``, ``title``, ``authors`` (joined by "; "), ``container``,
        ``year``, identifiers, ``seen`` (what was read of it) and ``note``.
    """
    rows = [{**asdict(entry), "authors": "; ".join(entry.authors)} for entry in read_sources().values()]
    frame = pd.DataFrame(rows).rename(columns={"key": "source"})
    for name, choices in CHOICES.items():
        frame[name] = pd.Categorical(frame[name], choices, ordered=name == "rank")
    frame["year"] = frame["year"].astype("Int64")
    texts = frame.columns.difference([*CHOICES, "year", "et_al"])
    frame[texts] = frame[texts].replace("", None).astype("str")
    return frame


def load_trials() -> pd.DataFrame:
    """Arms of the published trials, one row per arm and outcome.

    Returns
    -------
    pandas.DataFrame
        ``trial``, ``source``, ``arm``, ``role``, doses (mg/day), ``randomized`` and ``analyzed`` (patients),
        ``outcome``, ``events``, ``percent``, ``basis`` (whether counts are printed, implied or not to be derived)
        and the between-arm effect as printed. Bacloville's arms carry percentages and never counts.
    """
    return read_table("trials")


def load_overdose_studies() -> pd.DataFrame:
    """Published overdose series, one row per number with the group and measure it is about.

    Returns
    -------
    pandas.DataFrame
        ``study``, ``group``, ``measure``, ``statistic``, ``value``, ``denominator`` (patients), ``unit`` and
        ``severity`` (whether the measure is one of the study's definitions of severe toxicity).
    """
    return read_table("overdose_studies")


def load_cited_terms() -> pd.DataFrame:
    """Every list of the five documents, one row per term.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``line``, ``list`` (side effects, withdrawal symptoms, interactions ...), ``term`` as printed,
        ``standard`` term and, for clinical effects, the label of the National Poison Data System.
    """
    return read_table("cited_terms")


def load_concept_phrases() -> pd.DataFrame:
    """Spellings and inflections by which clinical concepts are searched for in the documents.

    Returns
    -------
    pandas.DataFrame
        ``concept`` (a standard term of `load_cited_terms`), ``phrase`` and ``sense`` (``concept``, ``another sense``).
    """
    return read_table("concept_phrases")


def load_document_mentions() -> pd.DataFrame:
    """Every line of the five documents that prints a clinical concept, whatever it says with it.

    Returns
    -------
    pandas.DataFrame
        ``concept``, ``source``, ``line``, ``printed`` (the characters) and ``sense``. A document without a row for a
        concept does not print it.
    """
    return read_table("document_mentions")


def load_cited_claims() -> pd.DataFrame:
    """Claims of the five documents that are no numbers, beside what is documented.

    Returns
    -------
    pandas.DataFrame
        ``statement`` (unique slug), ``source``, ``line``, ``claim`` (in our words), ``words`` (a few printed ones),
        ``reading`` (agrees, overstated, untraced ...), ``evidence_source``, ``evidence`` and ``locator``.
    """
    return read_table("cited_claims")


def load_set_aside() -> pd.DataFrame:
    """Numbers on the pages of the documents that are not figures, each with the reason.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``line``, ``printed`` and ``reason`` (telephone number, reference mark, name ...).
    """
    return read_table("set_aside")


def load_syntheses() -> pd.DataFrame:
    """Pooled effects of published reviews of baclofen trials: benchmarks for a re-analysis.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``outcome``, ``comparator``, ``measure``, ``unit``, ``studies``, ``patients``, ``value``, ``low``,
        ``high`` (95% limits as printed) and ``note``.
    """
    return read_table("syntheses")


def load_synthetic_shares() -> pd.DataFrame:
    """What synthetic cases are drawn with, by substance: mostly invented, and each row says whether it is.

    Returns
    -------
    pandas.DataFrame
        ``substance``, ``field``, ``term``, ``value`` (a share; a weight for frequency, mg for dose; missing for the row
        ``like``, whose term names the substance that is like this one), ``basis`` (invented, published or derived) and
        ``source``.
    """
    return read_table("synthetic_shares")


def load_zip_areas() -> pd.DataFrame:
    """Three-digit ZIP areas that Safe Harbor writes as 000, by the census that lists them; from secondary listings.

    Returns
    -------
    pandas.DataFrame
        ``zip3``, ``census`` (2000, 2010, or none for military mail) and ``basis`` (listed, named or military).
    """
    return read_table("zip_areas")


def load_npds_totals() -> pd.DataFrame:
    """Annual totals of the National Poison Data System, for the years whose report was seen.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``human_exposures`` and other counts per year, ``profile`` (what the outcome profiles of that report
        cover; it changed in 2006) and ``source``.
    """
    return read_table("npds_totals")


def load_gabapentinoids() -> pd.DataFrame:
    """A published table of gabapentin and pregabalin exposures as printed, misprints included: material for an audit.

    Returns
    -------
    pandas.DataFrame
        ``characteristic``, ``level``, then counts and percentages of gabapentin, pregabalin and both as printed text,
        ``source``.
    """
    return read_table("gabapentinoids")
