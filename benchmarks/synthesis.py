"""Time 10,000 meta-analyses of 10 studies, pooled in one call, against a loop over statsmodels.

Run ``python benchmarks/synthesis.py [SYNTHESES]``. `subgroups` fits every synthesis of a frame at once. The loop calls
``statsmodels.stats.meta_analysis.combine_effects``, which has Paulé-Mandel and DerSimonian-Laird but no REML; REML is
set against its Paulé-Mandel, the iterative one. The loop runs over the first syntheses only, for half a second, and its
time is scaled to all. Both give the pooled effect with limits, Q and I2.
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np
import pandas as pd
from statsmodels.stats.meta_analysis import combine_effects

from analysis.stats.synthesis import subgroups

STUDIES = 10
AIM = 20
LOOP_SECONDS = 0.5
PAIRS = {"REML": "iterated", "PM": "iterated", "DL": "chi2"}


def drawn(syntheses: int) -> pd.DataFrame:
    random = np.random.default_rng(3)
    variance = random.gamma(2, 0.1, (syntheses, STUDIES)) + 0.01
    effect = random.normal(0.3, np.sqrt(variance + 0.1))
    number = np.repeat(np.arange(syntheses), STUDIES)
    return pd.DataFrame({"synthesis": number, "effect": effect.ravel(), "variance": variance.ravel()})


def seconds_of_loop(frame: pd.DataFrame, method: str, syntheses: int) -> tuple[float, float]:
    """Scaled seconds of the loop, and the first synthesis' between-study variance."""
    effect, variance = (frame[name].to_numpy().reshape(-1, STUDIES) for name in ("effect", "variance"))
    start, done, first = time.perf_counter(), 0, None
    while done < syntheses and time.perf_counter() - start < LOOP_SECONDS:
        found = combine_effects(effect[done], variance[done], method_re=method)
        found.conf_int()
        first = found.tau2 if first is None else first
        done += 1
    return (time.perf_counter() - start) * syntheses / done, first


def main(syntheses: int = 10_000) -> None:
    warnings.simplefilter("ignore")  # statsmodels takes roots of negative numbers where the variance is 0
    frame = drawn(syntheses)
    print(f"{syntheses:,} meta-analyses of {STUDIES} studies")
    for method, theirs in PAIRS.items():
        start = time.perf_counter()
        found = subgroups(frame, "synthesis", method=method).groups
        ours = time.perf_counter() - start
        loop, first = seconds_of_loop(frame, theirs, syntheses)
        missed = "" if loop / ours >= AIM else f"  MISSED {AIM}"
        print(f"{method:5} {ours:7.3f} s; statsmodels {theirs:9} {loop:7.1f} s; {loop / ours:7.0f} times{missed}")
        if method != "REML":
            print(f"      tau2 of the first: {found['tau2'].iloc[0]:.6f} and {first:.6f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
