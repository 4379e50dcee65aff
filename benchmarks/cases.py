"""Five standard questions to a case store: through the toolkit, by hand in DuckDB SQL, and in pandas.

    python benchmarks/cases.py --rows 2000000 --into cases-2m

Every question runs in a process of its own, so that the peak memory is that question's. The rows of all must agree.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

SUBSTANCE = "Baclofen"
QUESTIONS = ("annual", "crossed", "weekly", "effects", "pairs")
TITLES = {
    "annual": "annual counts, single and multiple substances",
    "crossed": "age x sex x reason x outcome of one substance",
    "weekly": "weekly counts of 500 substances",
    "effects": "effects of one substance, single-substance cases",
    "pairs": "all pairs of substance and effect",
}
SQL = {
    "annual": """
        select year, case when substances = 1 then 'Single substance' when substances > 1 then 'Multiple substances' end
            as mention, count(*) as n from cases group by all""",
    "crossed": f"""
        select age_group, sex, reason, medical_outcome, count(*) as n from cases
        where case_id in (select case_id from substances where lower(substance) = lower('{SUBSTANCE}')) group by all""",
    "weekly": """
        select substance, date_trunc('week', date) as week, count(*) as n
        from substances join cases using (case_id) group by all""",
    "effects": f"""
        select effect, count(distinct case_id) as n from effects
        where relatedness = 'Related' and case_id in (
            select case_id from cases where substances = 1 and case_id in (
                select case_id from substances where lower(substance) = lower('{SUBSTANCE}'))) group by all""",
    "pairs": """
        select substance, effect, count(distinct case_id) as n
        from substances join effects using (case_id) group by all""",
}


def ask_toolkit(question: str, folder: Path, limit: str) -> pd.DataFrame:
    from analysis.cases.store.store import open_store
    from analysis.cases.study.derived import mention
    from analysis.cases.study.selection import select

    store = open_store(folder, memory_limit=limit)
    everything = select(store, human_exposures=False)
    if question in ("annual", "pairs", "weekly"):
        cases, rows = everything.cases, store.substances
        if question == "annual":
            return store.run(cases.group_by(year=cases.year, mention=mention(cases)).aggregate(n=cases.count()))
        if question == "weekly":
            both = rows.join(cases.select("case_id", "date"), "case_id")
            return store.run(
                both.group_by(substance=both.substance, week=both.date.truncate("W")).aggregate(n=both.count())
            )
        from analysis.cases.clinical.effects import effect_pairs

        return effect_pairs(everything, single=False, related=False)
    study = select(store, substance=SUBSTANCE, human_exposures=False)
    if question == "crossed":
        cases = study.cases
        return store.run(cases.group_by("age_group", "sex", "reason", "medical_outcome").aggregate(n=cases.count()))
    from analysis.cases.clinical.effects import clinical_effects

    return clinical_effects(study)[["effect", "n"]]


def ask_sql(question: str, folder: Path, limit: str) -> pd.DataFrame:
    import duckdb

    connection = duckdb.connect(config={"memory_limit": limit, "preserve_insertion_order": False})
    for name in ("cases", "substances", "effects"):
        connection.execute(f"create view {name} as from read_parquet('{folder / name}.parquet')")
    return connection.execute(SQL[question]).df()


def ask_pandas(question: str, folder: Path, limit: str) -> pd.DataFrame:
    def read(name: str, *columns: str) -> pd.DataFrame:
        return pd.read_parquet(folder / f"{name}.parquet", columns=list(columns))

    def named() -> pd.Series:
        rows = read("substances", "case_id", "substance")
        return rows.loc[rows["substance"].str.lower() == SUBSTANCE.lower(), "case_id"]

    def counted(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        return rows.groupby(keys, dropna=False).size().rename("n").reset_index()

    if question == "annual":
        cases = read("cases", "year", "substances")
        labels = cases["substances"].gt(1).map({False: "Single substance", True: "Multiple substances"})
        return counted(cases.assign(mention=labels), ["year", "mention"])
    if question == "crossed":
        keys = ["age_group", "sex", "reason", "medical_outcome"]
        cases = read("cases", "case_id", *keys)
        return counted(cases[cases["case_id"].isin(named())], keys)
    if question == "weekly":
        both = read("substances", "case_id", "substance").merge(read("cases", "case_id", "date"), on="case_id")
        days = pd.to_datetime(both["date"])
        return counted(both.assign(week=days - pd.to_timedelta(days.dt.day_of_week, unit="D")), ["substance", "week"])
    effects = read("effects", "case_id", "effect", "relatedness")
    if question == "effects":
        cases = read("cases", "case_id", "substances")
        alone = cases.loc[cases["substances"] == 1, "case_id"]
        alone = alone[alone.isin(named())]
        rows = effects[effects["case_id"].isin(alone) & (effects["relatedness"] == "Related")]
        return rows.groupby("effect")["case_id"].nunique().rename("n").reset_index()
    both = read("substances", "case_id", "substance").merge(effects[["case_id", "effect"]], on="case_id")
    return both.groupby(["substance", "effect"])["case_id"].nunique().rename("n").reset_index()


ENGINES = {"toolkit": ask_toolkit, "sql": ask_sql, "pandas": ask_pandas}


def fingerprint(frame: pd.DataFrame) -> str:
    """Hash the rows whatever their order and however the engine types its dates and missing values."""
    shown = frame.copy()
    for name in shown:
        if name == "week":
            shown[name] = pd.to_datetime(shown[name]).dt.strftime("%Y-%m-%d")
        shown[name] = shown[name].astype(object).where(shown[name].notna(), "").astype(str)
    rows = sorted(map("|".join, shown[sorted(shown)].to_numpy().tolist()))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def answer(engine: str, question: str, folder: Path, limit: str) -> dict:
    """Time one question, from opening the files to the pandas frame, and take the peak memory of this process."""
    # Libraries and our own modules are loaded before the clock starts, for everyone (`startup.py` times ours);
    # `import ibis` alone leaves its DuckDB part for later, and `import scipy` its special functions.
    import duckdb  # noqa: F401
    import ibis.backends.duckdb  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import scipy.special  # noqa: F401

    import analysis.cases.clinical.effects
    import analysis.cases.store.store
    import analysis.cases.study.derived
    import analysis.cases.study.selection  # noqa: F401

    before = time.perf_counter()
    frame = ENGINES[engine](question, folder, limit)
    seconds = time.perf_counter() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": peak, "rows": len(frame), "hash": fingerprint(frame)}


def asked_apart(engine: str, question: str, folder: Path, limit: str) -> dict:
    command = [sys.executable, __file__, "--one", engine, question, "--into", str(folder), "--memory-limit", limit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"seconds": float("nan"), "megabytes": float("nan"), "rows": 0, "hash": "", "error": done.stderr[-200:]}
    return json.loads(done.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()) / "poison-center-benchmark")
    parser.add_argument("--memory-limit", default="2GB")
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--repeat", type=int, default=3, help="processes per question; the fastest counts")
    parser.add_argument("--one", nargs=2, metavar=("ENGINE", "QUESTION"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(answer(*given.one, given.into, given.memory_limit)))
        return 0
    folder = given.into / f"synthetic-{given.rows}"
    if not (folder / "report.json").exists():
        from analysis.cases.synthetic.synthesize import synthesize

        start = time.perf_counter()
        synthesize(given.rows, into=folder)
        print(f"wrote {given.rows:,} synthetic cases in {time.perf_counter() - start:.0f} s")
    found = []
    for question in QUESTIONS:
        told = {}
        for engine in given.engines:
            runs = [asked_apart(engine, question, folder, given.memory_limit) for _ in range(given.repeat)]
            told[engine] = min(runs, key=lambda run: run["seconds"])
        found.append(told)
        base = told.get("sql", {}).get("seconds", float("nan"))
        for engine, run in told.items():
            print(
                f"{TITLES[question]:52} {engine:8} {run['seconds']:8.2f} s  {run['seconds'] / base:6.2f} x SQL "
                f"{run['megabytes']:8.0f} MB {run['rows']:9,} rows  {run.get('error', '')}",
                flush=True,
            )
        if len({run["hash"] for run in told.values() if run["hash"]}) > 1:
            print(f"{TITLES[question]}: the rows differ", file=sys.stderr)
            return 1
    print("the rows of all engines agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())
