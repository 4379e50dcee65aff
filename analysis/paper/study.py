"""The plan of a paper: one TOML file, read strictly, every fault of it said at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from ..cases.clinical.outcomes import FACTORS
from ..cases.clinical.table_one import DENOMINATORS, VARIABLES
from ..cases.codebook.records import Records
from ..cases.counts.denominators import read_denominator
from ..cases.study.derived import OUTCOMES
from ..cases.study.selection import ROLES
from ..errors import DataError, meant
from ..files.archives import sha256
from ..patterns import compiled
from ..toml import read_toml

FIGURES = ("flow", "trend", "counts", "severity", "odds", "outcomes", "effects", "therapies", "coingestants")
MODELS = {
    "quasi-poisson": "log-linear (quasi-Poisson) regression",
    "poisson": "log-linear (Poisson) regression",
    "negative-binomial": "negative binomial regression",
    "log-rate": "linear regression of the logarithm of the annual value",
}
FORMATS = ("png", "svg", "pdf")


@dataclass(frozen=True)
class Plan:
    """What a paper is made of, as its file says it.

    Attributes
    ----------
    file : Path
        The TOML file; paths in it are relative to its folder.
    title : str
    authors : tuple of str
    store : Path or str
        A folder, or a URL that Spark reads.
    options : dict of str to dict
        The sections ``selection``, ``denominator``, ``table_1``, ``tables``, ``figures``, ``trend``, ``audit`` and
        ``statements``, with the defaults filled in.
    digests : dict of str to str
        SHA-256 of the file (``choices``) and of the table of denominators (``denominator``).
    """

    file: Path
    title: str
    authors: tuple[str, ...]
    store: Path | str
    options: Mapping[str, Mapping]
    digests: Mapping[str, str] = field(default_factory=dict)

    def settled(self, kind: Records, admissions: bool) -> Plan:
        """Fill in what the kind of records decides where the file does not: outcomes, and the rows of Table 1.

        Calls are always asked for admissions, other records where they tell any (`admissions`).

        Raises
        ------
        DataError
            When the file asks how many outcomes were serious of records that are all alike in this.
        """
        shown = [name for name in BROAD if name not in kind.alike]
        options = dict(self.options)
        options["table_1"] = {"variables": shown, **self["table_1"]}
        asked = [name for name in kind.outcomes if kind.calls or admissions or name == "serious"]
        options["tables"] = {"outcomes": asked, **self["tables"]}
        if "serious" in options["tables"]["outcomes"] and not kind.graded:
            raise DataError(
                f"{self.file.name}, tables.outcomes: expected no 'serious' of {kind.source}, all of which have the "
                f"outcome {kind.constants['medical_outcome']}; leave it out."
            )
        return replace(self, options=options)

    def __getitem__(self, section: str) -> Mapping:
        return self.options[section]

    def statement(self, key: str) -> str:
        """Give what the authors state (``"ethics"``, ``"funding"`` ...); empty where they do not."""
        return str(self.options.get("statements", {}).get(key, "")).strip()

    def selection(self) -> dict:
        """Give the arguments of `analysis.cases.select`; a name between slashes is a pattern."""
        chosen = dict(self["selection"])
        if "substance" in chosen:
            names = chosen["substance"] if isinstance(chosen["substance"], list) else [chosen["substance"]]
            chosen["substance"] = [_pattern(name, self.file) for name in names]
        return chosen

    def denominator(self) -> pd.DataFrame | None:
        """Read the table of populations or prescriptions; None when the plan names none."""
        named = self["denominator"].get("file")
        if not named:
            return None
        path = self.file.parent / named
        try:
            return read_denominator(path)
        except DataError as error:
            said = error.faults[0].removeprefix("path: ")
            raise DataError(f"{self.file.name}, denominator.file: {said}") from None


def read_plan(path: str | Path) -> Plan:
    """Read the plan of a paper.

    Parameters
    ----------
    path : path
        TOML file with ``title``, ``store`` and the sections of `Plan`; only ``title`` and ``store`` are needed.

    Raises
    ------
    DataError
        Names every unknown key (with the nearest known one) and every value of the wrong kind.
    """
    path = Path(path)
    raw = read_toml(path)
    faults = _faults(path.name, "", raw, TOP)
    for section, keys in SECTIONS.items():
        if isinstance(raw.get(section, {}), dict):
            faults += _faults(path.name, section, raw.get(section, {}), keys)
    faults += [
        f"{path.name}: expected {key} = ..., found none; add it." for key in ("title", "store") if key not in raw
    ]
    if "per" in raw.get("denominator", {}) and "file" not in raw["denominator"]:
        faults.append(f"{path.name}, denominator: expected file = ... beside per, found none; add the table.")
    if faults:
        raise DataError(faults)
    options = {name: {**DEFAULTS.get(name, {}), **raw.get(name, {})} for name in SECTIONS}
    store = raw["store"] if "://" in raw["store"] else path.parent / raw["store"]
    if isinstance(store, Path) and not store.is_dir():
        raise DataError(
            f"{path.name}, store: expected the folder of a case store, got {raw['store']!r}; there is none."
        )
    digests = {"choices": sha256(path)}
    if "file" in raw.get("denominator", {}) and (path.parent / raw["denominator"]["file"]).is_file():
        digests["denominator"] = sha256(path.parent / raw["denominator"]["file"])
    return Plan(path, raw["title"].strip(), tuple(raw.get("authors", ())), store, options, digests)


def _faults(file: str, section: str, given: Mapping, keys: Mapping[str, tuple[str, Callable]]) -> list[str]:
    faults = []
    for key, value in given.items():
        where = f"{file}, {section}.{key}" if section else f"{file}, {key}"
        if key not in keys:
            faults.append(f"{where}: expected one of {', '.join(keys)}, got the unknown key {key!r}{meant(key, keys)}")
        elif not keys[key][1](value):
            faults.append(f"{where}: expected {keys[key][0]}, got {value!r}.")
    return faults


def _pattern(name: str, file: Path) -> str | re.Pattern:
    if not (len(name) > 2 and name.startswith("/") and name.endswith("/")):
        return name
    return compiled(name[1:-1], f"{file.name}, selection.substance")


def _text(value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _year(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _texts(value) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value))


def _pair(kind: Callable) -> Callable:
    return lambda value: isinstance(value, list) and len(value) == 2 and all(map(kind, value)) and value[0] <= value[1]


def _one_of(options: tuple[str, ...]) -> tuple[str, Callable]:
    return f"one of {', '.join(options)}", lambda value: value in options


def _some_of(options: tuple[str, ...]) -> tuple[str, Callable]:
    return f"a list of some of {', '.join(options)}", lambda value: _texts(value) and set(value) <= set(options)


TEXT = ("text in quotes", _text)
TEXTS = ("a list of texts", _texts)
TEXT_OR_TEXTS = ("text or a list of texts", lambda value: _text(value) or _texts(value))
TABLE = ("a section of its own", lambda value: isinstance(value, dict))
YES_NO = ("true or false", lambda value: isinstance(value, bool))
LEVEL = ("a share between 0 and 1 such as 0.95", lambda value: _number(value) and 0 < value < 1)
ROWS = ("a whole number of rows, at least 1", lambda value: _year(value) and value >= 1)

FIGURE_KEYS = {"formats": _some_of(FORMATS), "dose_unit": TEXT, "per_kg": YES_NO}

SECTIONS: dict[str, dict[str, tuple[str, Callable]]] = {
    "selection": {
        "substance": ("a name, a code, /pattern/, or a list of them", TEXT_OR_TEXTS[1]),
        "how": _one_of(tuple(ROLES)),
        "years": ("a year or [first, last]", lambda value: _year(value) or _pair(_year)(value)),
        "ages": ("[youngest, oldest]", _pair(_number)),
        "reason": TEXT_OR_TEXTS,
        "where": (
            "a table of column = value or a list of values",
            lambda value: isinstance(value, dict) and all(map(TEXT_OR_TEXTS[1], value.values())),
        ),
        "human_exposures": YES_NO,
    },
    "denominator": {
        "file": TEXT,
        "per": ("a number above 0 such as 100000", lambda value: _number(value) and value > 0),
    },
    "table_1": {
        "by": TEXT,
        "unknowns": _one_of(("excluded", "kept")),
        "variables": TEXTS,
        "smd": YES_NO,
        "numbers": ("a list of texts, or []", lambda value: value == [] or _texts(value)),
        "denominators": (
            f"a table of characteristic = one of {', '.join(DENOMINATORS)}",
            lambda value: isinstance(value, dict) and all(kind in DENOMINATORS for kind in value.values()),
        ),
    },
    "tables": {"rows": ROWS, "outcomes": _some_of(OUTCOMES), "factors": TEXTS, "level": LEVEL},
    "figures": {**{f"figure_{n}": _one_of(FIGURES) for n in (1, 2, 3)}, **FIGURE_KEYS},
    "trend": {"model": _one_of(tuple(MODELS)), "at_break": _one_of(("refuse", "step"))},
    "audit": {"stop_at": _one_of(("impossible", "inconsistent"))},
    "statements": dict.fromkeys(("source", "ethics", "funding", "conflicts", "availability"), TEXT),
}
# Table 1 of a paper has broad age bands; the annual report's single years can be asked for.
BROAD = tuple("age_band" if name == "age_group" else name for name in VARIABLES)
TOP = {"title": TEXT, "authors": TEXTS, "store": TEXT, **dict.fromkeys(SECTIONS, TABLE)}
DEFAULTS: dict[str, dict] = {
    "denominator": {"per": 100_000},
    "table_1": {"unknowns": "excluded", "smd": False, "numbers": ["age_years"], "denominators": {}},
    "tables": {"rows": 15, "factors": list(FACTORS), "level": 0.95},
    "figures": {"formats": list(FORMATS), "dose_unit": "mg", "per_kg": False},
    "trend": {"model": "quasi-poisson", "at_break": "refuse"},
    "audit": {"stop_at": "inconsistent"},
}
