"""Results computed by R, and how far ours are from them.

`reference/` holds one JSON file per family of statistics (the R call, the package versions and the input of
every case are in it) and the input frames. Each module of this package gives ``FAMILIES``: family name -> a
function from a case to the same names and our numbers; and ``NOT_COMPARED``: family -> {name: reason}.
"""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
from pathlib import Path

import pandas as pd

REFERENCE = Path(__file__).with_name("reference")


def families() -> dict:
    """Every family that a module of this package answers: name -> (function, {name: reason not compared})."""
    found = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        if module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        for name, function in loaded.FAMILIES.items():
            found[name] = (function, getattr(loaded, "NOT_COMPARED", {}).get(name, {}))
    return found


def cases(family: str) -> list[dict]:
    """The cases of one family, as stored."""
    return json.loads((REFERENCE / f"{family}.json").read_text(encoding="utf-8"))["cases"]


def frame(case: dict) -> pd.DataFrame:
    """The input frame of a case (empty cell = missing)."""
    return pd.read_csv(REFERENCE / case["input"]["csv"])


def distances(case: dict, got: dict, left_out: dict) -> dict[str, tuple[float, bool]]:
    """Per expected name the worst relative error of `got` and whether it is within the stored tolerance.

    A reason in `left_out` is keyed by the name, or by ``"case/name"`` when only that case is left out.
    A name that is neither answered nor left out counts as infinitely far away.
    """
    measured = {}
    for name, expected in case["expected"].items():
        if name in left_out or f"{case['case']}/{name}" in left_out:
            continue
        tolerance = {**case["tolerance"], **case["tolerance"].get("per_key", {}).get(name, {})}
        measured[name] = (
            _distance(expected, got[name], tolerance["rel"], tolerance["abs"]) if name in got else (math.inf, False)
        )
    return measured


def _distance(expected, got, relative: float, absolute: float) -> tuple[float, bool]:
    if isinstance(expected, dict):
        return _worst([_distance(expected[k], got[k], relative, absolute) for k in expected])
    if isinstance(expected, list):
        got = list(got)
        if len(expected) != len(got):
            return math.inf, False
        return _worst([_distance(e, g, relative, absolute) for e, g in zip(expected, got, strict=True)])
    if isinstance(expected, str) and expected not in ("NaN", "Inf", "-Inf"):
        return (0.0, True) if expected == got else (math.inf, False)
    wanted, value = _number(expected), _number(got)
    if math.isnan(wanted) or math.isnan(value):
        return (0.0, True) if math.isnan(wanted) == math.isnan(value) else (math.inf, False)
    if math.isinf(wanted) or math.isinf(value):
        return (0.0, True) if wanted == value else (math.inf, False)
    gap = abs(wanted - value)
    return gap / max(abs(wanted), absolute or 1e-300), gap <= absolute + relative * abs(wanted)


def _worst(pairs: list[tuple[float, bool]]) -> tuple[float, bool]:
    return max((d for d, _ in pairs), default=0.0), all(ok for _, ok in pairs)


def _number(value) -> float:
    if value is None:
        return math.nan
    return (
        float({"NaN": "nan", "Inf": "inf", "-Inf": "-inf"}.get(value, value))
        if isinstance(value, str)
        else float(value)
    )
