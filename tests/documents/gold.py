"""How many statements of the gold file are found and judged right; `python tests/documents/gold.py` prints it."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from analysis.audit.manuscripts import Manuscript, audit_manuscript
from analysis.documents import read_document

SHARED = Path(os.environ.get("SHARED", Path(__file__).parents[3] / "shared")) / "manuscripts"
HELD_OUT = ("pone.0016976", "pone.0036880", "pone.0046041", "pntd.0001041")
"""Articles that were not looked at while the grammar was made."""

CHECKS = {
    "proportion": ("percentage", "share", "rate", "product", "count within", "mean of"),
    "heading_n": ("percentage", "share"),
    "ratio_ci": ("estimate and limits", "limits of a share", "ratio"),
    "ci_p": ("p value and limits", "p value and two"),
    "test_p": ("test", "p value of", "effect", "p of"),
    "mean_sd": ("mean", "t of"),
    "sum": ("sum", "parts", "hundred", "difference", "rate"),
    "percent_change": ("change", "efficacy", "share", "percentage"),
    "cross_reference": ("the same", "degrees", "range and", "missing"),
}
_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d[\d.,\u202f]*\d|\d")


def gold(file: str = "gold.csv") -> list[dict]:
    with (SHARED / file).open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def numbers_of(text: str) -> list[str]:
    """Give the digits of the numbers of a text, without marks of thousands, with decimal points."""
    found = []
    text = text.replace("Twenty-none", "")
    for raw in _NUMBER.findall(re.sub(r"95\s?%\s?CI|95\s?%(?=\s?CI)|95%CI|χ2|R2", " ", text)):
        plain = re.sub(r"(?<=\d)[,\u202f](?=\d{3}(?!\d))", "", raw).replace(",", ".")
        found.append(plain.lstrip("0") or "0")
    return found


def places(judgment, manuscript: Manuscript) -> tuple[set, str]:
    """Give the cells or the paragraph that a judgment covers, and all its characters."""
    cells, printed = set(), []
    for one in judgment.statements:
        block = manuscript.document.blocks[one.block]
        printed.append(one.printed)
        if block.table is not None:
            first, last = block.at(one.span[0]), block.at(max(one.span[1] - 1, one.span[0]))
            cells |= {(block.table.label, first.row, column) for column in range(first.column, last.column + 1)}
        else:
            cells.add((" > ".join(block.locator.section), block.locator.paragraph))
    return cells, " ; ".join(printed)


def target(row: dict) -> set:
    if not row["table"]:
        return {(row["section"], int(row["paragraph"] or 0))}
    rows, columns = (part.split("|") if part else [] for part in (row["row"], row["column"]))
    return {(row["table"], int(r), int(c)) for r in rows for c in columns}


def match(row: dict, judged: list, manuscript: Manuscript):
    """Give the judgment of a gold row that covers its numbers at its place, the closest first."""
    wanted, numbers = target(row), Counter(numbers_of(row["printed"]))
    best, best_key = None, None
    for judgment, cells, printed in judged:
        if not any(word in judgment.check for word in CHECKS[row["kind"]]) or not cells & wanted:
            continue
        held = Counter(numbers_of(printed))
        missing = sum((numbers - held).values())
        if row["kind"] == "cross_reference":
            missing = max(missing - 1, 0)  # the number of an antigen or drug
        if missing > (0 if sum(numbers.values()) < 5 else sum(numbers.values()) // 5):
            continue
        effect = (
            row["kind"] == "test_p"
            and not re.search(r"(?i)p\s*(?:\([^)]*\))?\s*[<=]", row["printed"])
            and not row["table"]
        )
        key = (
            missing,
            effect != ("effect" in judgment.check),
            judgment.verdict == "cannot be checked",
            sum((held - numbers).values()),
        )
        if best is None or key < best_key:
            best, best_key = judgment, key
    return best


def agrees(row: dict, judgment) -> bool:
    verdict = "impossible" if judgment.verdict == "inconsistent" else judgment.verdict
    return verdict == row["verdict"]


def score(files=None, folder: str = "jats") -> tuple[dict, list]:
    """Score the articles; give counts by part and kind, and what was missed or judged otherwise."""
    rows = defaultdict(list)
    for row in gold():
        rows[row["file"]].append(row)
    counts, lines = defaultdict(Counter), []
    for file, wanted in rows.items():
        name = file.removeprefix("journal.").removesuffix(".xml")
        if files and name not in files:
            continue
        manuscript = audit_manuscript(read_document(SHARED / folder / file))
        judged = [(one, *places(one, manuscript)) for one in manuscript.judgments]
        part = "held out" if name in HELD_OUT else "developed"
        counts[part]["statements"] += len(manuscript.statements)
        for row in wanted:
            found = match(row, judged, manuscript)
            _count(counts, part, row, found)
            if found is None or not agrees(row, found):
                lines.append((name, row, found))
    return counts, lines


def _count(counts: dict, part: str, row: dict, found) -> None:
    one = counts[part, row["kind"]]
    error = row["verdict"] in ("impossible", "rounding slip")
    one["rows"] += 1
    one["errors"] += error
    if found is not None:
        one["found"] += 1
        one["right"] += agrees(row, found)
        one["errors found"] += error and found.verdict in ("impossible", "inconsistent", "rounding slip")
        counts[part]["false"] += found.verdict == "impossible" and row["verdict"] != "impossible"


def totals(counts: dict, parts=("developed", "held out")) -> Counter:
    """Give the sums over all kinds but cross-references."""
    return sum((counts[part, kind] for part in parts for kind in CHECKS if kind != "cross_reference"), Counter())


def report(counts: dict) -> str:
    """Give the scores as a table."""
    out = []
    for part in ("developed", "held out"):
        head = f"{counts[part]['statements']:,} statements, {counts[part]['false']} of them falsely impossible"
        out += [f"{part}: {head}", f"  {'kind':16}{'rows':>6}{'found':>7}{'right':>7}{'errors':>8}{'found':>7}"]
        for kind in CHECKS:
            one = counts[part, kind]
            numbers = f"{one['rows']:6}{one['found']:7}{one['right']:7}{one['errors']:8}{one['errors found']:7}"
            out.append(f"  {kind:16}{numbers}")
        out.append(f"  without cross-references: {_shares(totals(counts, (part,)))}")
    return "\n".join([*out, f"all: {_shares(totals(counts))}"])


def _shares(total: Counter) -> str:
    found, right = 100 * total["found"] / max(total["rows"], 1), 100 * total["right"] / max(total["found"], 1)
    return f"found {found:.1f}% of {total['rows']}, judged right {right:.1f}% of {total['found']}"


def _told(name: str, row: dict, found) -> str:
    place = row["section"][:30] or f"{row['table']} r{row['row']} c{row['column']}"
    said = f"{found.verdict}: {found.check}: {found.arithmetic[:110]}" if found else "NOT FOUND"
    return f"{name} {row['id']} {row['kind']} {place} | {row['printed'][:90]} | {row['verdict']} -> {said}"


if __name__ == "__main__":
    scored, missed = score([one for one in sys.argv[1:] if not one.startswith("-")] or None)
    print(report(scored))
    if "-v" in sys.argv:
        print(*(_told(*line) for line in missed), sep="\n")
