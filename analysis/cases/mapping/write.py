"""A mapping as TOML text, with a remark above each entry."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from dataclasses import fields

from ...toml import toml_comment, toml_key, toml_value
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
        f"{part} = {toml_value(getattr(mapping, part))}"
        for part in ("name", "title", "about")
        if getattr(mapping, part)
    ]
    lines += [f"codebook = {toml_value(mapping.codebook)}", f"layout = {toml_value(mapping.layout)}"]
    lines += [*_remark(remarks.get("records")), f"records = {toml_value(mapping.records)}"]
    lines += [f"verbatim = {toml_value(mapping.verbatim)}"] if mapping.verbatim else []
    if mapping.read != Read():
        lines += ["", "[read]", *_parts(mapping.read, Read())]
    for name, table in mapping.tables.items():
        lines += ["", f"[tables.{toml_key(name)}]", f"file = {toml_value(table.file)}"]
        lines += [f"{part} = {toml_value(value)}" for part in ("key", "sheet") if (value := getattr(table, part))]
    lines += _columns(mapping, remarks, others)
    if mapping.attributes or others.get("attributes"):
        lines += ["", "# Columns of your own: kept as text, and asked by their names (by=, --where).", "[attributes]"]
        for name, source in mapping.attributes.items():
            lines += [*_remark(remarks.get(name)), f"{toml_key(name)} = {source_toml(source)}"]
        lines += others.get("attributes", ())
    for part, labels in (("labels", mapping.labels), ("own_labels", mapping.own_labels)):
        for target in [*labels, *(hints if part == "labels" else ())]:
            entries = labels.get(target, {})
            unknown = hints.get(target, {}) if part == "labels" else {}
            if (entries or unknown) and f"[{part}.{toml_key(target)}]" not in lines:
                lines += [
                    "",
                    f"[{part}.{toml_key(target)}]",
                    *(f"{toml_value(label)} = {toml_value(term)}" for label, term in entries.items()),
                ]
                lines += [_hint(label, nearest) for label, nearest in unknown.items()]
    if mapping.constants:
        lines += ["", "[constants]"]
        for target, value in mapping.constants.items():
            lines += [*_remark(remarks.get(target)), f"{toml_key(target)} = {toml_value(value)}"]
    return "\n".join(lines) + "\n"


def _columns(mapping: Mapping, remarks: MappingType[str, str], others: MappingType[str, Iterable[str]]) -> list[str]:
    """Write the entries of all targets."""
    lines = ["", "[columns]"]
    # what would make a line too long to read stands in a table of its own, behind the others
    long = {target: source for target, source in mapping.columns.items() if len(source.indicators) > 3}
    for target, source in mapping.columns.items():
        if target in long:
            continue
        lines += [*_remark(remarks.get(target)), f"{toml_key(target)} = {source_toml(source)}", *others.get(target, ())]
    without = (more for target, more in others.items() if target not in (*mapping.columns, "attributes"))
    lines += [line for more in without for line in more]
    for target, source in long.items():
        lines += ["", *_remark(remarks.get(target)), *others.get(target, ()), f"[columns.{toml_key(target)}]"]
        lines += [line for line in _parts(source, Source()) if not line.startswith("indicators")]
        lines += ["", f"[columns.{toml_key(target)}.indicators]"]
        lines += [f"{toml_value(value)} = {toml_value(column)}" for value, column in source.indicators.items()]
    return lines


def source_toml(source: Source) -> str:
    """Write the entry of one target."""
    parts = [part.split(" = ", 1) for part in _parts(source, Source())]
    if [name for name, _ in parts] == ["column"]:
        return toml_value(source.column)
    return "{ " + ", ".join(f"{name} = {value}" for name, value in parts) + " }"


def _parts(entry: Source | Read, default: Source | Read) -> list[str]:
    """Write what differs from the default."""
    lines = []
    for name in (field.name for field in fields(entry)):
        value = getattr(entry, name)
        if value == getattr(default, name):
            continue
        if isinstance(value, MappingType):
            inner = ", ".join(f"{toml_value(key)} = {toml_value(item)}" for key, item in value.items())
            lines.append(f"{name} = {{ {inner} }}")
        else:
            lines.append(f"{name} = {toml_value(value)}")
    return lines


def _remark(remark: str | None) -> list[str]:
    return [toml_comment(remark)] if remark else []


def _hint(label: str, nearest: str | None) -> str:
    guess = f"{toml_value(nearest)}  # unknown; this is the nearest known label" if nearest else '""  # unknown'
    return f"# {toml_value(label)} = {guess}"
