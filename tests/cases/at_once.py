"""Imports at once and imports killed, many times over: ``python -m cases.at_once --pairs 200 --kills 300`` from tests/.

Each run is a fork of this process, which has loaded what an import needs, so that it is in the import at once. Linux.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import stat
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from cases.export import HEADER, mapping

from analysis.errors import DataError

FORK = multiprocessing.get_context("fork")
DONE, REFUSED, FAULT = 0, 3, 4
ROWS, PATIENCE = 400, 20.0


def exports(folder: Path) -> None:
    """Write two exports of which every case and every substance says whose it is."""
    for name in ("A", "B"):
        rows = [
            f"{name}{i},1/{1 + i % 28}/2020,{i % 80},Years,Female,,,,,Drug {name}; Other {name}," for i in range(ROWS)
        ]
        (folder / f"{name}.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    mapping(folder)


def whose(store: Path) -> str:
    """Say whose store it is: A, B, or what is wrong with it."""
    from analysis.cases.store.store import open_store

    try:
        opened = open_store(store)
        opened.verify()
        ids = {id[0] for id in opened.run(opened.cases)["case_id"]}
        names = {name[-1] for name in opened.run(opened.substances)["substance"]}
        full = opened.run(opened.cases.count().name("n").as_table())["n"].iloc[0] == ROWS
    except DataError as error:
        return f"no store: {error}"
    return ids.pop() if ids == names and len(ids) == 1 and full else f"mixed: {ids} {names}"


def in_a_fork(function, *given):
    """Give what a function answers in a process of its own, so that no thread of an engine is forked later."""
    ours, theirs = FORK.Pipe(duplex=False)
    child = FORK.Process(target=lambda: theirs.send(function(*given)))
    child.start()
    theirs.close()
    said = ours.recv()
    child.join()
    return said


def left_beside(store: Path) -> list[Path]:
    return [path for path in store.parent.iterdir() if path.name.startswith(".")]


# Two imports at once


def _one_of_two(folder: Path, name: str, ready, tried, pause: float) -> None:
    from analysis.cases.importing.import_cases import import_cases

    def meet(what, share):  # the import that got the store waits until the other one has asked for it
        if what == "writing cases":
            tried.wait(PATIENCE)

    ready.wait()
    time.sleep(pause)
    try:
        import_cases(folder / f"{name}.csv", mapping=folder / "mapping.toml", into=folder / "store", progress=meet)
        code = DONE
    except DataError as error:
        code = REFUSED if "another run is writing a store of cases" in str(error) else FAULT
    tried.set()
    os._exit(code)


def pair(folder: Path, draw: random.Random) -> str:
    """Import A and B into one store at once; say what came of it."""
    ready, tried = FORK.Barrier(2), FORK.Event()
    pauses = (0.0, draw.choice((0.0, 0.0, draw.uniform(0, 0.05))))
    pauses = pauses if draw.random() < 0.5 else pauses[::-1]
    both = [
        FORK.Process(target=_one_of_two, args=(folder, name, ready, tried, pause))
        for name, pause in zip("AB", pauses, strict=True)
    ]
    for child in both:
        child.start()
    for child in both:
        child.join()
    codes = [child.exitcode for child in both]
    if sorted(codes) != [DONE, REFUSED]:
        return f"ended with {codes}"
    found = in_a_fork(whose, folder / "store")
    if found != "AB"[codes.index(DONE)]:
        return found
    left = [path.name for path in left_beside(folder / "store")]
    return f"left {left}" if left else "one whole store, one refusal"


def pairs(count: int, seed: int = 1) -> Counter:
    """Run pairs of imports, half of them into a store that is there; count what came of them."""
    draw, found = random.Random(seed), Counter()
    with tempfile.TemporaryDirectory() as folder:
        exports(Path(folder))
        for _ in range(count):
            if draw.random() < 0.5:
                shutil.rmtree(Path(folder) / "store", ignore_errors=True)
            found[pair(Path(folder), draw)] += 1
    return found


# One import, killed


def _verb(folder: Path, name: str) -> None:
    from analysis import __main__

    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    own = ["--mapping", str(folder / "mapping.toml"), "--into", str(folder / "store")]
    sys.argv = ["poison-center", "cases", "import", str(folder / f"{name}.csv"), *own]
    try:
        __main__.main()
    except SystemExit as end:
        os._exit(end.code or 0)


def started(folder: Path, name: str):
    child = FORK.Process(target=_verb, args=(folder, name))
    child.start()
    return child


def kill(folder: Path, name: str, number: int, after: float) -> str:
    """Send a signal to an import into the store of the other export; say what is there then."""
    before, of_kills = in_a_fork(whose, folder / "store"), left_beside(folder / "store")
    child = started(folder, name)
    time.sleep(after)
    os.kill(child.pid, number)
    child.join()
    found, left = in_a_fork(whose, folder / "store"), left_beside(folder / "store")
    if found not in (before, name):
        return f"neither old nor new: {found}"
    written = [*left, *(path for one in left for path in one.rglob("*")), *(folder / "store").rglob("*")]
    if open_to_others := [path.name for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077]:
        return f"others can read {open_to_others}"
    if number != signal.SIGKILL and (own := set(left) - set(of_kills)):
        return f"left {[path.name for path in own]}"
    return "new" if found != before else "old"


def kills(count: int, seed: int = 1) -> Counter:
    """Kill imports at random moments, by SIGKILL, SIGTERM and SIGHUP in turn; count what was there then."""
    draw, found = random.Random(seed), Counter()
    with tempfile.TemporaryDirectory() as folder:
        exports(Path(folder))
        begun = time.monotonic()
        started(Path(folder), "A").join()
        long = time.monotonic() - begun
        for turn in range(count):
            number = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)[turn % 3]
            found[number.name, kill(Path(folder), draw.choice("AB"), number, draw.uniform(0, 1.3 * long))] += 1
        started(Path(folder), "A").join()
        found["then", in_a_fork(whose, Path(folder) / "store"), len(left_beside(Path(folder) / "store"))] += 1
    return found


def main() -> None:
    """Run as many as asked for, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    from analysis import cli  # noqa: F401 (what a fork then has)
    from analysis.cases.importing import import_cases  # noqa: F401

    for said, many in pairs(asked.pairs, asked.seed).items():
        print(f"{many:5}  {said}")
    for said, many in sorted(kills(asked.kills, asked.seed).items()):
        print(f"{many:5}  {', '.join(map(str, said))}")


if __name__ == "__main__":
    main()
