"""The codebook and the data dictionary, from the files that the toolkit itself reads."""

from __future__ import annotations

from analysis.cards import read_card, table_names
from analysis.cases import read_codebook
from analysis.cases.codebook import columns
from analysis.sources import data_directory
from analysis.toml import read_toml

from .places import code, table


def dictionary_page() -> str:
    """Write a section per shipped table: what a row is, what every column means."""
    parts = [
        "# Data dictionary\n",
        "The tables that are shipped, as their cards (`data/NAME.toml`) describe them. Your own export becomes a store:"
        " its columns come last.\n",
    ]
    for name in table_names():
        card = read_card(name)
        rows = [
            (code(one.name), one.type, one.unit, one.meaning + _values(one.values)) for one in card.columns.values()
        ]
        parts += [
            f"## {name}\n",
            f"**{card.title}** {card.about}\n",
            f"{card.rows:,} rows; key: {', '.join(map(code, card.key))}. Where: {card.locator}\n",
            table(("column", "type", "unit", "meaning"), rows),
            "",
        ]
    return "\n".join([*parts, "## Columns of a store of cases\n", _store(), ""])


def codebook_page() -> str:
    """Write a section per vocabulary: its terms in order, and the spellings that exports use."""
    raw = read_toml(data_directory() / "codebook.toml")
    parts = [f"# Codebook {read_codebook().version}\n", raw["about"].replace("\n", " ") + "\n", "## Rules\n"]
    parts.append(table(("rule", "what it holds"), [(code(name), _held(rule)) for name, rule in raw["rules"].items()]))
    for name, entry in raw["vocabularies"].items():
        spelled, domain = entry.get("spellings", {}), set(entry.get("domain", ()))
        rows = [
            (term, "domain" if term in domain else "seen", ", ".join(spelled.get(term, ()))) for term in entry["terms"]
        ]
        note = f"{entry['note']}\n" if entry.get("note") else ""
        parts += [
            f"\n## {entry.get('title', name)}\n",
            f"{code(name)}. {note}",
            table(("term", "standing", "spellings"), rows),
        ]
    return "\n".join(parts) + "\n"


def _values(values: tuple[str, ...]) -> str:
    return f" One of: {', '.join(map(code, values))}." if values else ""


def _held(rule: object) -> str:
    if isinstance(rule, dict):
        return "; ".join(f"{name}: {_held(value)}" for name, value in rule.items())
    return ", ".join(map(str, rule)) if isinstance(rule, list) else str(rule)


def _store() -> str:
    rows = [
        (code(one.name), one.kind, code(one.vocabulary) if one.vocabulary else "", one.title) for one in columns.CASES
    ]
    return table(("column", "kind", "vocabulary", "title"), rows)
