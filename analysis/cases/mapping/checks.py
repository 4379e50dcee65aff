"""What can be wrong with a mapping file, all of it said at once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...errors import nearest
from ...patterns import pattern_fault
from ..codebook.columns import attribute_fault
from ..codebook.icd10 import ICD10
from ..codebook.records import KINDS
from ..codebook.values import MARKS
from ..codebook.vocabularies import Codebook, Vocabulary
from .model import FOLLOWERS, LABELED, LAYOUTS, PACKED, TARGETS
from .separators import pattern_of

PARTS = {
    "name": "text",
    "title": "text",
    "codebook": "text",
    "layout": "text",
    "records": "text",
    "about": "text",
    "read": "table",
    "tables": "table",
    "columns": "table",
    "attributes": "table",
    "labels": "table",
    "own_labels": "table",
    "verbatim": "texts",
    "constants": "table",
}
REQUIRED = ("name", "title", "codebook", "layout", "columns")
READ = {"delimiter": "text", "encoding": "text", "sheet": "text", "skip_rows": "count", "missing": "texts"}
DECIMAL = {"decimal": "mark"}
READ |= {"fill_down": "switch"} | DECIMAL
TABLE = {"file": "text", "key": "text", "sheet": "text"}
COLUMN_ALONE = {"column": "text", "table": "text", "prefer": "texts", "within": "pattern"}
COLUMN = COLUMN_ALONE | {"first_of": "texts", "joined": "texts"}
WAYS = ("column", "columns", "first_of", "joined", "indicators", "value")
MEASURE = {"value": "text", "unit": "text", "fixed_unit": "text", "table": "text", "within": "pattern"}
AGE = MEASURE | {"group": "text"}
# A follower in a linked table of its own is joined to its leader by the number that both call their rank.
FOLLOWING = {"column": "text", "columns": "texts", "separator": "text", "table": "text", "rank": "text"}
FOLLOWING |= {"within": "pattern"}
CODED = {"codes": "codes"}
MANY = FOLLOWING | {"indicators": "texts by name", "yes": "texts", "role": "text", "roles": "texts"}


def faults_of(raw: dict, codebook: Codebook) -> list[str]:
    """Give one sentence per fault of a parsed mapping file; none for a good one."""
    faults = [f"{fault}." for fault in _part_faults(raw, PARTS)]
    faults += [f"no {name}; add it." for name in REQUIRED if raw.get(name) in (None, "", {})]
    # what has no shape to look into was named above, and is left out below
    sound = {name: value for name, value in raw.items() if name in PARTS and _is(value, PARTS[name])}
    if sound.get("codebook", codebook.version) != codebook.version:
        faults.append(
            f"codebook is version {sound['codebook']!r}, expected {codebook.version!r}; "
            "compare its terms with yours, then name that version."
        )
    if sound.get("layout", LAYOUTS[0]) not in LAYOUTS:
        faults.append(f"layout is {sound['layout']!r}, expected one of {', '.join(LAYOUTS)}.")
    if "records" in sound and sound["records"] not in KINDS:
        faults.append(f"records is {sound['records']!r}, expected one of {', '.join(map(repr, KINDS))}.")
    faults += [f"[read]: {fault}." for fault in _part_faults(sound.get("read", {}), READ)]
    faults += _table_faults(sound.get("tables", {}), sound.get("layout"))
    faults += _columns_faults(sound)
    for part in ("labels", "own_labels"):
        faults += _label_faults(part, sound.get(part, {}), codebook)
    faults += [
        f"verbatim: {target!r} is no target with a vocabulary{_meant(target, LABELED)}."
        for target in sound.get("verbatim", ())
        if target not in LABELED
    ]
    return faults + _constant_faults(sound, codebook)


def _is(value: object, kind: str) -> bool:
    if kind == "table":
        return isinstance(value, dict)
    if kind == "count":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if kind == "switch":
        return isinstance(value, bool)
    if kind == "mark":
        return value in MARKS
    if kind == "codes":
        return value == ICD10
    if kind == "pattern":
        return isinstance(value, str) and not pattern_fault(value) and re.compile(value).groups > 0
    if kind == "texts":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind == "texts by name":
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return isinstance(value, str)


def _part_faults(entry: dict, kinds: dict[str, str]) -> list[str]:
    """Name the parts of an entry that are unknown, and those of the wrong kind."""
    words = {
        "switch": "true or false",
        "count": "a whole number, 0 or more",
        "mark": "'.' or ','",
        "codes": repr(ICD10),
        "pattern": "a regular expression with a group in round brackets",
        "texts": "a list of texts",
        "texts by name": "a table of texts",
    }
    faults = [f"unknown entry {part!r}{_meant(part, kinds)}" for part in entry if part not in kinds]
    return faults + [
        f"{part} is {entry[part]!r}, expected {words.get(kind, kind)}"
        for part, kind in kinds.items()
        if part in entry and not _is(entry[part], kind)
    ]


def _meant(name: str, known: Iterable[str]) -> str:
    """Give the known name that a wrong one nearly is, or the next step."""
    near = nearest(name, known)
    return f"; {near!r} may be meant" if near else "; remove it or correct its name"


def _table_faults(tables: dict, layout: str | None) -> list[str]:
    faults = []
    for name, entry in tables.items():
        if not isinstance(entry, dict):
            faults.append(f"[tables.{name}]: got {entry!r}, expected file and key.")
            continue
        faults += [f"[tables.{name}]: {fault}." for fault in _part_faults(entry, TABLE)]
        if layout == "linked":
            faults += [f"[tables.{name}]: no {part}; add it." for part in ("file", "key") if not entry.get(part)]
        elif layout in LAYOUTS and name != "cases":
            faults.append(f"[tables.{name}]: layout {layout!r} has only [tables.cases]; remove it.")
    if layout == "linked" and "cases" not in tables:
        faults.append("no [tables.cases]; name the table that has one row per case.")
    return faults


def _columns_faults(raw: dict) -> list[str]:
    columns, faults = raw.get("columns", {}), []
    for target, entry in columns.items():
        faults += [f"[columns], {target}: {fault}." for fault in _column_faults(target, entry, raw.get("tables", {}))]
    faults += [
        f"[columns], {target}: no column for {leader}, which it belongs to; add {leader}."
        for target, leader in FOLLOWERS.items()
        if target in columns and leader not in columns
    ]
    faults += [
        f"[columns], {target}: {text}."
        for target, leader in FOLLOWERS.items()
        if target in columns and leader in columns
        for text in _beside_faults(columns[target], columns[leader], leader)
    ]
    coded = isinstance(leader := columns.get("substance"), dict) and leader.get("codes")
    faults += [
        f"[columns], {target}: beside codes, which name groups, nothing is said of a substance; remove it."
        for target, leader in FOLLOWERS.items()
        if coded and leader == "substance" and target in columns
    ]
    dose = columns.get("dose")
    if isinstance(dose, dict) and dose.get("fixed_unit") and "dose_unit" in columns:
        faults.append("[columns], dose: fixed_unit, and a column for dose_unit; keep one of them.")
    faults += [
        f"[attributes], {name}: {fault}."
        for name, entry in raw.get("attributes", {}).items()
        for fault in _attribute_faults(name, entry, raw.get("tables", {}))
    ]
    if columns and raw.get("layout") == "substance" and "case_id" not in columns:
        faults.append("[columns]: no case_id, which joins the rows of a case; add it.")
    return faults


def _beside_faults(entry: object, leader: object, name: str) -> list[str]:
    """Say what a follower in another table than its leader lacks to be joined to it."""
    here, there = (one if isinstance(one, dict) else {} for one in (entry, leader))
    if (here.get("table") or "cases") == (there.get("table") or "cases"):
        return []
    if not (here.get("rank") and there.get("rank")):
        return [f"it stands in another table than {name}; give both the column of the number that joins them as rank"]
    return [] if here.get("column") else ["in another table than its leader it needs a column"]


def _column_faults(target: str, entry: object, tables: dict) -> list[str]:
    if target not in TARGETS:
        return [f"unknown target{_meant(target, TARGETS)}"]
    if isinstance(entry, str) and target == "age":
        return [f"got {entry!r}, expected value with unit or fixed_unit, or group"]
    return _entry_faults(entry, _kinds(target), tables)


def _entry_faults(entry: object, kinds: dict[str, str], tables: dict) -> list[str]:
    if isinstance(entry, list):
        return [f"two columns for one target ({', '.join(map(repr, entry))}); keep one"]
    if isinstance(entry, str):
        return [] if entry else ["expected the name of a column, got nothing"]
    if not isinstance(entry, dict):
        return [f"got {entry!r}, expected the name of a column"]
    faults = _part_faults(entry, kinds) + _choice_faults(entry, kinds)
    if entry.get("table", "cases") not in {"cases", *tables}:
        faults.append(f"table {entry['table']!r} has no [tables.{entry['table']}]; add it")
    return faults


def _attribute_faults(name: str, entry: object, tables: dict) -> list[str]:
    faults = [fault] if (fault := attribute_fault(name)) else []
    return faults + _entry_faults(entry, COLUMN, tables)


def _kinds(target: str) -> dict[str, str]:
    """Give what may stand in the entry of a target."""
    if target in PACKED:
        return MANY | ({"first_of": "texts"} | CODED if target == "substance" else {})
    if target in FOLLOWERS:
        return FOLLOWING | (DECIMAL | {"fixed_unit": "text"} if target == "dose" else {})
    special = {
        "case_id": COLUMN_ALONE,
        "age": AGE | DECIMAL,
        "weight_kg": COLUMN | MEASURE | DECIMAL,
        "route": COLUMN | {"separator": "text"},
        "reason_group": COLUMN | CODED,
    }
    special |= dict.fromkeys(("date", "year"), COLUMN | {"formats": "texts"})
    return special.get(target, COLUMN)


def _choice_faults(entry: dict, kinds: dict[str, str]) -> list[str]:
    """Name what an entry lacks, or has too much of, to say where its values stand."""
    if "group" in kinds:  # an age
        if not (entry.get("value") or entry.get("group")):
            return ["expected value with unit or fixed_unit, or group; found neither"]
    else:
        ways = [way for way in WAYS if way in kinds]
        given = [way for way in ways if entry.get(way)]
        beside = set(given) in ({"indicators", "column"}, {"indicators", "columns"})  # flags, and others as text
        if len(given) != 1 and not beside:
            got = " and ".join(given) or "none"
            return [f"expected one of {', '.join(ways)}, got {got}"]
        for way in ("first_of", "joined"):
            if (named := entry.get(way)) and (len(named) < 2 or len(set(named)) < len(named) or not all(named)):
                return [f"{way} is {named!r}, expected two or more columns, each once"]
    if (pattern := pattern_of(entry.get("separator") or "")) and (fault := _no_divider(pattern)):
        return [f"separator is {entry['separator']!r}, whose slashes hold no regular expression that divides: {fault}"]
    if entry.get("codes") and (entry.get("rank") or entry.get("role")):
        return ["codes are ordered by their places alone; remove rank and role"]
    if entry.get("value") and bool(entry.get("unit")) == bool(entry.get("fixed_unit")):
        return ["value needs one of unit and fixed_unit"]
    return []


def _no_divider(pattern: str) -> str:
    """Say why a pattern divides nothing: it is none, or fits where nothing is."""
    return pattern_fault(pattern) or ("it fits nothing too" if re.compile(pattern).fullmatch("") else "")


def _label_faults(part: str, labels: dict, codebook: Codebook) -> list[str]:
    faults = []
    for target, entries in labels.items():
        if target not in LABELED:
            faults.append(f"[{part}.{target}]: no target with a vocabulary{_meant(target, LABELED)}.")
        elif not _is(entries, "texts by name"):
            faults.append(f"[{part}.{target}]: got {entries!r}, expected a table of texts.")
        elif part == "own_labels":
            empty = [label for label, words in entries.items() if not words.strip()]
            faults += [f"[{part}.{target}]: {label!r} has no words to be kept under; add them." for label in empty]
        else:
            vocabulary = codebook[LABELED[target]]
            faults += [
                f"[{part}.{target}]: {label!r} means {term!r}, {_no_term(term, vocabulary)}."
                for label, term in entries.items()
                if term and vocabulary.find(term) is None
            ]
    return faults


def _no_term(label: str, vocabulary: Vocabulary) -> str:
    nearest = vocabulary.nearest(label)
    return f"which is no term of {vocabulary.name}{f'; the nearest is {nearest!r}' if nearest else ''}"


def _constant_faults(raw: dict, codebook: Codebook) -> list[str]:
    faults = []
    for target, value in raw.get("constants", {}).items():
        where = f"[constants], {target}"
        if target not in TARGETS or target in ("case_id", "date", "age", "weight", *PACKED, *FOLLOWERS):
            faults.append(f"{where}: no target that is the same for all cases{_meant(target, TARGETS)}.")
        elif not isinstance(value, str):
            faults.append(f"{where}: got {value!r}, expected text.")
        elif target in raw.get("columns", {}):
            faults.append(f"{where}: the target has a column too; keep one of them.")
        elif TARGETS[target] and codebook[TARGETS[target]].find(value) is None:
            faults.append(f"{where}: {value!r}, {_no_term(value, codebook[TARGETS[target]])}.")
    return faults
