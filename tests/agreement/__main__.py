"""Write AGREEMENT.md: how far every statistic is from R, and what is not compared and why."""

from __future__ import annotations

import json
import math
from pathlib import Path

from . import REFERENCE, cases, distances, families

HEAD = """# Agreement with R

Written by `python -m agreement` (run in `tests/`). Each family is a set of cases computed by R; the call, the package
versions and the input of every case stand in `reference/*.json`. The error is the largest relative difference between a
number of ours and R's (relative to R's value, or to the case's absolute tolerance where R's value is smaller); the
tolerance is the one stored with the case, 1e-8 for closed forms. `make test` fails when a number leaves its tolerance.

| family | what | cases | numbers | worst relative error | at |
|---|---|---|---|---|---|
"""


def main() -> None:
    """Measure every family and write the page beside this file."""
    lines, reasons = [], []
    for name, (function, left_out) in sorted(families().items()):
        title = json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))["title"]
        worst, place, count = 0.0, "", 0
        for case in cases(name):
            if "r_error" in case:
                continue
            for key, (distance, _) in distances(case, function(case), left_out).items():
                count += 1
                if distance > worst:
                    worst, place = distance, f"`{case['case']}` {key}"
        shown = "beyond its tolerance" if math.isinf(worst) else f"{worst:.1e}"
        lines.append(f"| {name} | {title} | {len(cases(name))} | {count} | {shown} | {place} |")
        reasons += [f"- **{name}**, `{key}`: {reason}" for key, reason in left_out.items()]
    page = HEAD + "\n".join(lines) + "\n\n## Not compared, and why\n\n" + "\n".join(reasons) + "\n"
    Path(__file__).with_name("AGREEMENT.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
