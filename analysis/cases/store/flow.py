"""How many records each step of the usual selection leaves, asked of a new store."""

from __future__ import annotations

from pathlib import Path


def exclusion_flow(connection, cases: Path, codebook) -> list[dict]:
    """Count, step by step, what a study of human exposures leaves out of a store's cases.

    A case without a species and type of call is taken for a human exposure, as exports of exposures often have neither.
    """
    types = codebook["call_type"].terms
    listed = {
        "information": [term for term in types if "exposure" not in term],
        "nonexposure": [term for term in types if "nonexposure" in term],
        "animal": [term for term in types if term.startswith("animal")],
    }
    steps = (
        (
            "without animals",
            "species is animal, or the call is about one",
            "species = 'animal' OR call_type IN $animal",
        ),
        ("without information calls", "the type of call is no exposure", "call_type IN $information"),
        (
            "without nonexposures",
            "call type or medical outcome is a confirmed nonexposure",
            "call_type IN $nonexposure OR medical_outcome IN $outcome",
        ),
        ("without unknown dates", "no date", "date IS NULL"),
    )
    named = {name: _list(terms) for name, terms in (listed | {"outcome": codebook.nonexposure}).items()}
    conditions = []
    for _, _, condition in steps:
        for name, terms in named.items():
            condition = condition.replace(f"${name}", terms)
        conditions.append(f"coalesce({condition}, false)")
    left, flow, remaining = "true", [], []
    for condition in conditions:
        left = f"{left} AND NOT {condition}"
        remaining.append(f"count(*) FILTER ({left})")
    query = f"SELECT count(*), {', '.join(remaining)} FROM read_parquet(?)"
    counted = connection.execute(query, [str(cases)]).fetchone()
    flow.append({"step": "all cases", "rule": "", "excluded": 0, "remaining": counted[0]})
    for (step, rule, _), before, after in zip(steps, counted, counted[1:], strict=False):
        flow.append({"step": step, "rule": rule, "excluded": before - after, "remaining": after})
    return flow


def _list(terms) -> str:
    return "(" + ", ".join("'" + term.replace("'", "''") + "'" for term in terms) + ")"
