"""How long a person waits before anything happens; run with the project's own interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
RUNS = 7


def seconds(*command: str) -> float:
    """Give the wall time of one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def typical(*command: str) -> float:
    """Give the median of some runs, after one that fills the file cache."""
    seconds(*command)
    return median(seconds(*command) for _ in range(RUNS))


def report(what: str, value: float, aim: float):
    verdict = "" if value <= aim else "  MISSED"
    print(f"{what:<44} {value:6.2f} s   aim {aim:g} s{verdict}")


def main():
    python = sys.executable
    pandas, package = typical(python, "-c", "import pandas"), typical(python, "-c", "import analysis")
    opened = typical(python, "-c", "from analysis import load_trials")
    probe = "import sys, analysis; print('matplotlib' in sys.modules)"
    pulled = subprocess.run([python, "-c", probe], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, median of {RUNS} fresh interpreters")
    report("poison-center --help", typical(python, "-m", "analysis", "--help"), 0.4)
    report("import analysis, beyond import pandas", package - pandas, 0.1)
    report("from analysis import load_trials, beyond", opened - pandas, 0.1)
    print(f"{'import pandas / analysis / load_trials':<44} {pandas:6.2f} / {package:.2f} / {opened:.2f} s")
    print(f"{'import analysis over import pandas':<44} {package / pandas:6.2f} times")
    print(f"{'import analysis pulls in matplotlib':<44} {'yes  MISSED' if pulled.strip() == 'True' else 'no':>6}")
    seconds("make", "--silent", "figures")
    report("make figures, second run", seconds("make", "--silent", "figures"), 15)


if __name__ == "__main__":
    main()
