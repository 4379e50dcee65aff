"""Run the numeric tests once per BLAS kernel that this processor can run: no result may hang on the last bits.

OpenBLAS chooses among its kernels by the processor, and each adds up a matrix product in an order of its own.
Run it from the checkout: ``python tests/kernels.py [arguments of pytest]``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

KERNELS = ("", "Haswell", "SkylakeX", "Nehalem", "Prescott")
# Of papers those whose words hang on a fit; the others print what tests/stats hold. Tables, manuscripts and repairs are
# audited in whole numbers and fractions, without a matrix.
PAPERS = ("paper/test_edges.py", "paper/test_study.py")
NUMERIC = ("stats", "audit", *PAPERS, "test_agreement.py", "test_published.py", "test_redone.py", "test_audit.py")
WHOLE = ("clothings", "power", "tables", "sound", "turned", "understood", "manuscript", "repairs", "reports", "blocks")
LEFT_OUT = [f"--ignore-glob=tests/audit/test_{name}*" for name in (*WHOLE, "relations", "mentions", "verdicts")]
PROBE = """
import numpy as np, scipy.linalg, threadpoolctl
square = np.random.default_rng(1).random((64, 64))
np.linalg.inv(square @ square), scipy.linalg.qr(square)
print(*sorted({pool["architecture"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"}))
"""


def surrounding(kernel: str) -> dict[str, str]:
    """Give the environment in which OpenBLAS takes `kernel`; its own choice for none."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    seed = {"PYTHONHASHSEED": str(KERNELS.index(kernel))}  # sets in another order too
    return kept | seed | ({"OPENBLAS_CORETYPE": kernel} if kernel else {})


def architecture(kernel: str) -> str | None:
    """Name what runs when `kernel` is asked for; nothing where the processor cannot run it."""
    done = subprocess.run([sys.executable, "-c", PROBE], env=surrounding(kernel), capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def run(kernel: str, arguments: list[str]) -> tuple[bool, str]:
    """Run the numeric tests; tell whether they passed, and pytest's last line."""
    tests = [f"tests/{name}" for name in NUMERIC]
    command = [sys.executable, "-m", "pytest", "-q", *tests, *LEFT_OUT, *arguments]
    done = subprocess.run(command, env=surrounding(kernel), capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n")
    lines = re.findall(r"^.*\b(?:passed|failed|error).* in .*$", done.stdout, re.MULTILINE)
    return done.returncode == 0, lines[-1].strip("= ") if lines else f"exit code {done.returncode}"


def main(arguments: list[str]) -> int:
    """Print the matrix, a line for each kernel."""
    seen, passed = {}, True
    for kernel in KERNELS:
        asked, name = kernel or "unset", architecture(kernel)
        if not kernel and os.environ.get("CI"):  # in CI the whole suite has just run without a kernel asked for
            seen[name], verdict = asked, "run by make test"
        elif name is None or name in seen:
            verdict = f"is {seen[name]}" if name else "not run: this processor has no such kernel"
        else:
            seen[name] = asked
            fine, verdict = run(kernel, arguments)
            passed &= fine
        print(f"OPENBLAS_CORETYPE {asked:8} {name or '':10} {verdict}", flush=True)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
