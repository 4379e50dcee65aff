"""The attacker: what a reader who knows the release, its sums and the policy can say of every hidden cell.

It shares nothing with the protector but the policy: it reads what was released and builds its own programs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from .cells import MENTIONS, Key, in_words, ordered
from .knowledge import Knowledge
from .policies import Policy
from .released import Released, names_of

COLUMNS = ("cell", "low", "high", "must_low", "must_high", "possible", "broken")
GUESSES = 1_000


def attack(
    released: Released,
    rule: Policy,
    *,
    earlier: Sequence[Released] = (),
    must_hide: Mapping[Key, tuple[int, int]] | None = None,
    guesses: int = GUESSES,
    bounds: bool = True,
) -> pd.DataFrame:
    """Bound every hidden cell of a release by what is printed.

    Parameters
    ----------
    released : Released
        What a reader sees.
    rule : Policy
        Known to the reader: which counts are hidden, how shown ones are rounded.
    earlier : sequence of Released
        Releases of a selection that holds this one or lies in it: their cells are known beside these, and what the
        selections differ by is no fewer than zero cases.
    must_hide : mapping of Key to (int, int), optional
        Which counts a reader must not be able to exclude, for each sensitive cell; of others, none that is small may be
        known to the last case. Without it, a cell that is surely small must keep all of the policy's small counts.
    guesses : int
        Most guesses of the listing of all tables; 0 for none.
    bounds : bool
        Whether `low` and `high` are searched where the verdict does not hang on them; missing there without.

    Returns
    -------
    DataFrame
        One row per hidden or unprinted cell, of earlier releases and differences too, and per count of a joint table
        that is surely small: ``cell, low, high`` (the counts
        it can be; high is missing where nothing bounds it), ``must_low, must_high`` (missing where nothing is asked),
        ``possible`` (how many of those a table that agrees with all that is printed has) and ``broken`` (not all).

    Raises
    ------
    DataError
        When no table at all agrees with what is printed.

    Notes
    -----
    Each end is a linear program over all sums at once; where its solution is no table of whole numbers, the end is
    searched again in whole numbers (HiGHS). A count is possible when a table of whole numbers has it that agrees with
    every printed statement, checked by arithmetic. Where all such tables are few they are listed instead. A rounded
    count is any that prints so; a percentage p of h = half a unit of its last decimal says
    ``(p - h) D <= 100 n <= (p + h) D``, also of a hidden denominator D.

    Examples
    --------
    >>> from analysis.release import Released, attack, cell_key, policy
    >>> everybody, minor, serious = cell_key(), cell_key(outcome="Minor"), cell_key(outcome="Serious")
    >>> leaky = Released({everybody: 812, minor: 809}, frozenset({serious}), sums=((everybody, (minor, serious)),))
    >>> attack(leaky, policy("cms"))[["cell", "low", "high", "broken"]]
                   cell  low  high  broken
    0  outcome: Serious    3     3    True
    """
    known = Knowledge(released, rule)
    known.add_earlier(dict(zip(names_of(earlier), earlier, strict=True)), rule)
    known.close()
    listed, rows = known.listed(guesses), {}
    for key in sorted(known.unknown, key=lambda key: (key not in (must_hide or {}), key in known.joint, ordered(key))):
        found = _bounded(known, key, must_hide, rule, bounds)
        if found is not None:
            low, high, must = found
            asked = set() if must is None else set(range(must[0], must[1] + 1))
            seen = listed[key] & asked if listed else known.possible(key, asked)
            rows[key] = low, high, *(must or (None, None)), len(seen) if must else None, seen != asked
    rows = [(in_words(key), *rows[key]) for key in sorted(rows, key=ordered)]
    types = dict.fromkeys(COLUMNS[1:6], "Int64") | {"broken": bool}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


def _bounded(known: Knowledge, key: Key, must_hide: Mapping | None, rule: Policy, bounds: bool):
    """Give the ends of a cell and what it must hide; of a joint table's counts those alone that are surely small."""
    must, joint, exact = (must_hide or {}).get(key), key in known.joint, must_hide is not None
    if must:
        return *(known.ends(key) if bounds else (None, None)), must
    if joint and any(name == MENTIONS for name, _ in key):  # no count of cases
        return None
    if (joint or not bounds) and known.is_open(key, rule, exact=exact and not joint):
        return None if joint else (None, None, None)
    low, high = known.ends(key)
    must = _asked(low, high, rule, exact=exact and not joint)
    if joint and must and rule.rounding != "none":  # as of what follows from rounded counts: as many as their base
        must = None if high is None or high - low + 1 >= rule.base else (low, low + rule.base - 1)
    return None if joint and (must is None or not low) else (low, high, must)


def _asked(low: int, high: int | None, rule: Policy, *, exact: bool) -> tuple[int, int] | None:
    """Give what a cell that is surely small, or known to the last case, must hide; nothing where it can be large."""
    if high is None or low < rule.least or high > rule.most or (exact and not low == high > 0):
        return None
    return max(low and 1, rule.least), rule.most
