"""The ledger of cited figures, whole and by subject."""

from __future__ import annotations

import pandas as pd

from ..errors import DataError
from .table import read_table

KINDS = ("cited", "primary")


def load_cited_figures() -> pd.DataFrame:
    """Every quantity printed in the five documents.

    Returns
    -------
    pandas.DataFrame
        One row per printed quantity: ``figure`` (unique slug), ``source``, ``line``, ``topic``, ``quantity``,
        ``statistic``, ``printed``, ``relation``, ``value``, ``low``, ``high``, ``unit``, ``form``, ``place``,
        ``count``, ``denominator``, ``beside`` (people printed in the same sentence that are no denominator),
        ``population``, ``endpoint``, ``arm``, ``comparator``, ``definition``, ``time_point``, ``period_start``,
        ``period_end``. A field that the document does not state is empty. The card ``data/cited_figures.toml`` says
        what each means.

    Raises
    ------
    DataError
        When the table does not agree with its card; names every fault.
    """
    return read_table("cited_figures")


def load_primary_figures() -> pd.DataFrame:
    """What the primary studies say of the cited quantities.

    Returns
    -------
    pandas.DataFrame
        The columns of `load_cited_figures` without ``beside`` (``line`` is empty), and ``rank`` (how far the statement
        stands from what it reports), ``context_for`` (a quantity beside which it is told, and no comparator),
        ``locator`` (part of the publication), ``derivation`` (how a number was computed; empty where it is printed)
        and ``note``. A row without a number names a part of a publication that was not yet read.

    Raises
    ------
    DataError
        When the table does not agree with its card; names every fault.
    """
    return read_table("primary_figures")


def load_exposure_rise() -> pd.DataFrame:
    """Rises of reported exposures: the cited 36% and 36.2%, and every change and total of the primary study.

    Returns
    -------
    pandas.DataFrame
        Ledger rows of the topic *exposures*, cited then primary, with ``kind``; changes are in percent, totals in
        exposures, over ``period_start`` to ``period_end`` (calendar years).
    """
    return _topic("exposures")


def load_overdose_series() -> pd.DataFrame:
    """The cited series of 23 overdoses, one row per clinical effect.

    Returns
    -------
    pandas.DataFrame
        Columns ``effect``, ``count`` and ``denominator`` (patients), ``printed``, ``kind`` (``cited`` from the
        document, ``primary`` from the study), ``definition`` (the cut-off that the study prints with the effect),
        ``quantity``, ``source``, ``line``.
    """
    rows = _topic("overdose")
    rows = rows[rows["statistic"] == "count"].rename(columns={"endpoint": "effect"})
    columns = ["effect", "count", "denominator", "printed", "kind", "definition", "quantity", "source", "line"]
    return rows.reindex(columns=columns).reset_index(drop=True)


def load_severity_threshold() -> pd.DataFrame:
    """The cited 200 mg line, and the doses that primary studies name.

    Returns
    -------
    pandas.DataFrame
        Ledger rows of the topic *severity*, cited then primary, with ``kind``; ``relation`` and ``value`` (mg) are
        the boundary as each publication states it. It is a cited claim, contested by later series.
    """
    return _topic("severity")


def load_trial_success() -> pd.DataFrame:
    """Cited success rates of trials, and the rates that the trials printed.

    Returns
    -------
    pandas.DataFrame
        Ledger rows of the topic *trials* in percent, cited then primary, with ``kind``; ``denominator`` is the one
        each publication states beside the percentage.
    """
    rows = _topic("trials")
    return rows[rows["statistic"] == "percent"].reset_index(drop=True)


def load_dosing() -> pd.DataFrame:
    """Every cited dose, dose frequency and upper limit, and what labels say.

    Returns
    -------
    pandas.DataFrame
        Ledger rows of the topic *dosing*, cited then primary, with ``kind``, and ``doses_per_day``: the frequency
        that the same sentence prints beside a single dose (the ledger names such a pair ``X_dose`` and
        ``X_frequency``); missing where none with a number is printed.
    """
    rows = _topic("dosing")
    frequency = rows[rows["statistic"] == "frequency"].set_index("figure")["value"]
    partner = rows["figure"].str.replace(r"_dose$", "_frequency", regex=True)
    rows["doses_per_day"] = partner.map(frequency).where(rows["statistic"] == "dose")
    return rows


def load_kinetics() -> pd.DataFrame:
    """Cited and primary kinetics of oral baclofen: times in hours, volume in L, clearance in mL/min.

    Returns
    -------
    pandas.DataFrame
        Ledger rows of the topic *kinetics*, cited then primary, with ``kind``.
    """
    return _topic("kinetics")


def load_withdrawal_timeline() -> pd.DataFrame:
    """Cited times of withdrawal and of tapering.

    Returns
    -------
    pandas.DataFrame
        Ledger rows of the topic *withdrawal*, cited then primary, with ``kind``; ``value``, ``low`` and ``high`` in
        ``unit``. A duration printed without a number ("for weeks") has a unit and no value.
    """
    return _topic("withdrawal")


def load_burden() -> pd.DataFrame:
    """Cited figures of burden (people affected, deaths, changes), and what their sources say.

    Returns
    -------
    pandas.DataFrame
        Ledger rows of the topic *burden*, cited then primary, with ``kind``.
    """
    return _topic("burden")


def _topic(topic: str) -> pd.DataFrame:
    parts = []
    for kind, rows in zip(KINDS, (load_cited_figures(), load_primary_figures()), strict=True):
        part = rows[rows["topic"] == topic].drop(columns="topic")
        if kind == "primary":  # a row without a number names a part of a publication that was not yet read
            part = part[part["value"].notna() | part["low"].notna()]
        part.insert(0, "kind", pd.Categorical([kind] * len(part), KINDS, ordered=True))
        parts.append(part)
    found = pd.concat(parts, ignore_index=True)
    if found.empty:
        raise DataError(f"cited_figures: the ledger has no figure of the topic {topic!r}; nothing is answered from it.")
    return found
