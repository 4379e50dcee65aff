"""Give damaged inputs to import, map, audit and paper, and count what came of them.

``python -m damage 10000`` (run in `tests/`) tries the seeds 0 to 9999 in a worker process, which is replaced when it
hangs or dies; ``python -m damage 1 --from 77`` tries seed 77 alone.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from .verbs import VERBS, Outcome, tried, whole

LONGEST = 90  # seconds after which a worker is ended, its stack shown


def main() -> None:
    """Read the options, run workers until all seeds are tried, and tell."""
    options = argparse.ArgumentParser()
    options.add_argument("runs", type=int)
    options.add_argument("--from", dest="first", type=int, default=0)
    options.add_argument("--log", default=None, help="File of one line per input; those that stand in it are not run.")
    options.add_argument("--worker", default=None, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.worker:
        work(given.first, given.runs, Path(given.worker), Path(given.log))
        return
    with tempfile.TemporaryDirectory() as folder:
        log = Path(given.log or f"{folder}/log")
        whole(Path(folder) / "whole")
        last = given.first + given.runs
        while (at := _next(log, given.first)) < last:
            command = [sys.executable, "-m", "damage", str(last - at), "--from", str(at), "--log", str(log)]
            done = subprocess.run([*command, "--worker", folder], check=False)
            if done.returncode and (stuck := _next(log, given.first)) < last:
                _note(log, Outcome(stuck, "?", f"fault: the worker ended with {done.returncode}", LONGEST, 0))
        tell([Outcome(*json.loads(line)) for line in log.read_text().splitlines()])


def work(first: int, runs: int, folder: Path, log: Path) -> None:
    """Try seeds one after the other."""
    warnings.simplefilter("ignore")
    for seed in range(first, first + runs):
        faulthandler.dump_traceback_later(LONGEST, exit=True)
        _note(log, tried(seed, folder / "whole", folder))
    faulthandler.cancel_dump_traceback_later()


def tell(outcomes: list[Outcome]) -> None:
    """Print the counts by verb, the slowest, and every fault."""
    print("verb      tried  refused  accepted  lost rows  other faults  slowest, s  s per MB (from 1 MB)")
    for verb in dict.fromkeys([*VERBS, *(one.verb for one in outcomes)]):
        own = [one for one in outcomes if one.verb == verb]
        refused, accepted, lost = (
            sum(one.fate == fate for one in own) for fate in ("refused", "accepted", "fault: rows lost")
        )
        slow = max((one.seconds for one in own), default=0)
        large = max((one.seconds / one.size * 1e6 for one in own if one.size > 1e6), default=0)
        faults = len(own) - refused - accepted - lost
        print(f"{verb:<7}{len(own):>8}{refused:>9}{accepted:>10}{lost:>11}{faults:>14}{slow:>12.1f}{large:>10.1f}")
    for one in outcomes:
        if one.fate.startswith("fault"):
            print(f"seed {one.seed}, {one.verb}: {one.fate}")


def _next(log: Path, first: int) -> int:
    lines = log.read_text().splitlines() if log.is_file() else []
    return max([first, *(json.loads(line)[0] + 1 for line in lines)])


def _note(log: Path, outcome: Outcome) -> None:
    with log.open("a", encoding="utf-8") as out:
        out.write(json.dumps(outcome) + "\n")


if __name__ == "__main__":
    main()
