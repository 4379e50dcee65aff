"""How a store and a study show themselves: how many cases, which years, what was selected; never a plan of a query."""

from __future__ import annotations

from ...errors import DataError
from ...shown import shown

SYNTHETIC = "Synthetic cases: describes no person."
ELSEWHERE = "not counted here: the engine is a cluster"


def in_short(store) -> str:
    """Name a store in one line, without asking it anything."""
    kind = f"{'synthetic ' if store.synthetic else ''}{store.records} cases"
    return f"{kind} on {store.engine}, held as {store.privacy}"


def table_of(store, cases, title: str, **rows: str) -> str:
    """Write cases of a store as a small table of HTML: how many, their years, and what else is said of them."""
    told = {**_counted(store, cases), **rows, "records": store.records, "held as": store.privacy}
    told |= {"sample": "with weights: count with weighted_counts"} if store.weighted else {}
    return shown(title, told, SYNTHETIC if store.synthetic else "")


def _counted(store, cases) -> dict[str, str]:
    if store.engine == "spark":
        return {"cases": ELSEWHERE}
    try:
        found = store.run(cases.aggregate(n=cases.count(), first=cases.year.min(), last=cases.year.max())).iloc[0]
    except DataError as error:  # a store that was closed or replaced still shows itself
        return {"cases": f"not counted: {error.faults[0]}"}
    ends = [] if found.isna().any() else dict.fromkeys((int(found["first"]), int(found["last"])))
    years = {"years": " to ".join(map(str, ends))} if ends else {}
    return {"cases": f"{int(found['n']):,}"} | years
