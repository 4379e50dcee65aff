"""A mapping as TOML text, with a remark above each entry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from dataclasses import fields

from .model import Mapping, Read, Source


def mapping_toml(
    mapping: Mapping,
    *,
    remarks: MappingType[str, str] | None = None,
    hints: MappingType[str, MappingType[str, str | None]] | None = None,
    others: MappingType[str, Iterable[str]] | None = None,
) -> str:
    """Write a mapping as `read_mapping` reads it.

    Parameters
    ----------
    mapping : Mapping
    remarks : dict of str to str, optional
        By target: a comment above its column or constant.
    hints : dict of str to dict, optional
        By target: labels that nothing knows, and the nearest known label or None: written as comments, ready to
        be completed: a label is never mapped by likeness alone.
    others : dict of str to lines, optional
        By target: comments below its entry; those of targets without an entry stand behind all entries.
    """
    remarks, hints, others = remarks or {}, hints or {}, others or {}
    lines = [
        f"{part} = {_text(getattr(mapping, part))}" for part in ("name", "title", "about") if getattr(mapping, part)
    ]
    lines += [f"codebook = {_text(mapping.codebook)}", f"layout = {_text(mapping.layout)}"]
    lines += [*_remark(remarks.get("records")), f"records = {_text(mapping.records)}"]
    lines += [f"verbatim = {_texts(mapping.verbatim)}"] if mapping.verbatim else []
    if mapping.read != Read():
        lines += ["", "[read]", *_parts(mapping.read, Read())]
    for name, table in mapping.tables.items():
        lines += ["", f"[tables.{_key(name)}]", f"file = {_text(table.file)}"]
        lines += [f"{part} = {_text(value)}" for part in ("key", "sheet") if (value := getattr(table, part))]
    lines += _columns(mapping, remarks, others)
    if mapping.attributes or others.get("attributes"):
        lines += ["", "# Columns of your own: kept as text, and asked by their names (by=, --where).", "[attributes]"]
        for name, source in mapping.attributes.items():
            lines += [*_remark(remarks.get(name)), f"{name} = {source_toml(source)}"]
        lines += others.get("attributes", ())
    for part, labels in (("labels", mapping.labels), ("own_labels", mapping.own_labels)):
        for target in [*labels, *(hints if part == "labels" else ())]:
            entries = labels.get(target, {})
            unknown = hints.get(target, {}) if part == "labels" else {}
            if (entries or unknown) and f"[{part}.{target}]" not in lines:
                lines += [
                    "",
                    f"[{part}.{target}]",
                    *(f"{_text(label)} = {_text(term)}" for label, term in entries.items()),
                ]
                lines += [_hint(label, nearest) for label, nearest in unknown.items()]
    if mapping.constants:
        lines += ["", "[constants]"]
        for target, value in mapping.constants.items():
            lines += [*_remark(remarks.get(target)), f"{target} = {_text(value)}"]
    return "\n".join(lines) + "\n"


def _columns(mapping: Mapping, remarks: MappingType[str, str], others: MappingType[str, Iterable[str]]) -> list[str]:
    """Write the entries of all targets."""
    lines = ["", "[columns]"]
    # what would make a line too long to read stands in a table of its own, behind the others
    long = {target: source for target, source in mapping.columns.items() if len(source.indicators) > 3}
    for target, source in mapping.columns.items():
        if target in long:
            continue
        lines += [*_remark(remarks.get(target)), f"{target} = {source_toml(source)}", *others.get(target, ())]
    without = (more for target, more in others.items() if target not in (*mapping.columns, "attributes"))
    lines += [line for more in without for line in more]
    for target, source in long.items():
        lines += ["", *_remark(remarks.get(target)), *others.get(target, ()), f"[columns.{target}]"]
        lines += [line for line in _parts(source, Source()) if not line.startswith("indicators")]
        lines += ["", f"[columns.{target}.indicators]"]
        lines += [f"{_text(value)} = {_text(column)}" for value, column in source.indicators.items()]
    return lines


def source_toml(source: Source) -> str:
    """Write the entry of one target."""
    parts = [part.split(" = ", 1) for part in _parts(source, Source())]
    if [name for name, _ in parts] == ["column"]:
        return _text(source.column)
    return "{ " + ", ".join(f"{name} = {value}" for name, value in parts) + " }"


def _parts(entry: Source | Read, default: Source | Read) -> list[str]:
    """Write what differs from the default."""
    lines = []
    for name in (field.name for field in fields(entry)):
        value = getattr(entry, name)
        if value == getattr(default, name):
            continue
        if isinstance(value, MappingType):
            inner = ", ".join(f"{_text(key)} = {_text(item)}" for key, item in value.items())
            lines.append(f"{name} = {{ {inner} }}")
        else:
            lines.append(f"{name} = {_texts(value) if isinstance(value, tuple) else _text(value)}")
    return lines


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _text(value: str | int) -> str:
    """Write a TOML string; its escapes are those of JSON, and DEL."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _remark(remark: str | None) -> list[str]:
    return [f"# {' '.join(remark.split())}"] if remark else []


def _hint(label: str, nearest: str | None) -> str:
    guess = f"{_text(nearest)}  # unknown; this is the nearest known label" if nearest else '""  # unknown'
    return f"# {_text(label)} = {guess}"
