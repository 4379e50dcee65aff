"""One damaged input given to one verb of the command line, and what came of it."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from cases.export import ROWS, adds_up, mapping, text

from .mutators import damaged

VERBS = ("import", "map", "audit", "paper")
SHARES = (30, 32, 33, 5)  # of a hundred runs; a paper that is made takes seconds
TABLE = "Level,Cases,%\nMale,40,39.2\nFemale,60,58.8\nUnknown,2,2.0\nTotal,103,100\n"
STUDY = """title = "Invented"
authors = ["A. Author"]
store = "store"

[selection]
substance = "Baclofen"
years = [2018, 2020]

[denominator]
file = "population.csv"

[figures]
formats = ["png"]
"""
TEXTS = ("csv", "toml", "json")


class Outcome(NamedTuple):
    """What came of one input: ``refused``, ``accepted``, or a fault of the program in words."""

    seed: int
    verb: str
    fate: str
    seconds: float
    size: int


def whole(folder: Path) -> None:
    """Write the files that are damaged later: an export of four kinds, its mapping, a table, a study and a store."""
    from analysis.cases.synthetic.synthesize import synthesize

    folder.mkdir(parents=True)
    plain = text(*ROWS, *(row.replace(",", "9,", 1) for row in ROWS))
    (folder / "export.csv").write_bytes(plain)
    frame = pd.read_csv(io.BytesIO(plain), dtype=str).fillna("")
    frame.to_excel(folder / "export.xlsx", index=False)
    frame.to_parquet(folder / "export.parquet")
    named = frame.rename(columns=lambda name: "".join(sign if sign.isalnum() else "_" for sign in name).strip("_"))
    named.to_stata(folder / "export.dta", write_index=False)
    mapping(folder)
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    pd.read_csv(io.StringIO(TABLE)).to_excel(folder / "table.xlsx", index=False)
    pd.read_csv(io.StringIO(TABLE)).to_parquet(folder / "table.parquet")
    (folder / "STUDY.toml").write_text(STUDY, encoding="utf-8")
    people = (f"{year},{300_000_000 + 2_000_000 * (year - 2000)}" for year in range(2000, 2024))
    (folder / "population.csv").write_text("\n".join(["year,population", *people]) + "\n", encoding="utf-8")
    synthesize(2_000, into=folder / "store", seed=5)


def tried(seed: int, source: Path, work: Path) -> Outcome:
    """Damage one file as the seed says, give it to a verb, and clear up."""
    draw = random.Random(seed)
    verb = draw.choices(VERBS, SHARES)[0]
    folder = work / f"{seed}"
    if verb == "paper":
        shutil.copytree(source, folder)
    else:
        folder.mkdir()
        shutil.copy(source / "mapping.toml", folder)
    hit = _hit(verb, source, draw)
    kind = "text" if hit.rpartition(".")[2] in TEXTS else "zip" if hit.endswith(".xlsx") else "binary"
    data = damaged((source / hit).read_bytes(), kind, draw)
    (folder / hit).write_bytes(data)
    if hit == "mapping.toml":
        shutil.copy(source / "export.csv", folder)
    began = time.monotonic()
    try:
        fate = _fate(verb, folder, hit)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Outcome(seed, verb, fate, time.monotonic() - began, len(data))


def _hit(verb: str, source: Path, draw: random.Random) -> str:
    """Name the file that is damaged."""
    if verb == "paper":
        store = [f"store/{path.name}" for path in sorted((source / "store").iterdir())]
        return draw.choice(["STUDY.toml", "STUDY.toml", "population.csv", *store])
    if verb == "audit":
        return draw.choice(["table.csv", "table.csv", "table.csv", "table.xlsx", "table.parquet", "export.dta"])
    others = ["mapping.toml"] * 3 if verb == "import" else []
    return draw.choice(["export.csv"] * 6 + ["export.xlsx", "export.parquet", "export.dta", *others])


def _fate(verb: str, folder: Path, hit: str) -> str:
    given = "export.csv" if hit == "mapping.toml" else hit
    arguments = {
        "import": ["cases", "import", given, "--mapping", "mapping.toml", "--into", "made"],
        "map": ["cases", "map", given],
        "audit": ["audit", given],
        "paper": ["paper", "STUDY.toml", "--into", "made"],
    }[verb]
    with contextlib.chdir(folder):
        code, said = _run(arguments)
        if any(sign in said for sign in ("Traceback", "INTERNAL", "Stack Trace", "panicked")):
            return f"fault: {said[-300:]}"
        if code == 2:
            left = [path.name for path in Path().iterdir() if path.name.startswith((".made", "made"))]
            clean = said.lstrip().startswith("error: ") or "\nerror: " in said
            return "refused" if clean and not left else f"fault: left {left}, said {said[-200:]}"
        if code not in ((0, 1, 3) if verb == "audit" else (0, 1)):  # 3: no text in it was checked
            return f"fault: exit {code}, said {said[-300:]}"
        return "accepted" if verb != "import" or _adds_up(Path("made")) else "fault: rows lost"


def _run(arguments: list[str]) -> tuple[object, str]:
    """Run the command line here; give its exit code and what it said beside its answer."""
    from analysis.__main__ import main

    before, said = sys.argv, io.StringIO()
    sys.argv = ["poison-center", *arguments]
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
            main()
        return 0, said.getvalue()
    except SystemExit as end:
        return end.code or 0, said.getvalue()
    except Exception as error:
        return f"{type(error).__name__}: {error}", said.getvalue()
    finally:
        sys.argv = before


def _adds_up(store: Path) -> bool:
    from analysis.cases.importing.report import read_report

    report = read_report(store)
    return report.rows_in == report.kept + report.rejected + report.duplicates and adds_up(report, store)
