"""Packed cells as SQL: the list of values that a row has, and each value with those that belong to it by place.

A row becomes its lists, a list the places of what says something, a place a row of items. All of it is raw text: what
an item means is looked up once per different item.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...files.sql import BLANKS, literal
from ..mapping.model import Mapping, Source
from ..mapping.separators import pattern_of, split_sql
from ..mapping.within import part_sql
from .coded_cells import groups_sql
from .rows import alias, first_of_sql

# Divides values where texts are compared whole.
_SIGN = "chr(31)"
# What is said of one item alone: one dose beside two substances is that of neither, as nothing tells of which.
OF_ONE = ("dose",)


def list_sql(mapping: Mapping, source: Source, separator: str = "") -> str:
    """Give the SQL of the list of values of a row: of indicators, of a packed cell or several columns, or of both."""
    flags, cells = _indicated(mapping, source), cells_of(mapping, source)
    separator = source.separator or separator
    if source.codes:
        return groups_sql(cells)
    if source.within and not flags:
        values = list_sql(mapping, replace(source, within=""), separator)
        return f"list_transform({values}, lambda x: {part_sql('x', source.within)})"
    if separator and len(cells) == 1 and not flags:
        return split_sql(cells[0], separator)
    filled = [f"coalesce({cell}, '')" for cell in cells]
    if separator and cells:
        lists = [f"[{', '.join(flags)}]"] * bool(flags) + [split_sql(cell, separator) for cell in filled]
        return f"flatten([{', '.join(lists)}])"
    return f"[{', '.join([*flags, *filled])}]"


def cells_of(mapping: Mapping, source: Source) -> list[str]:
    """Give the SQL of the cells that hold the values, but for indicators."""
    names = (*source.first_of, *source.columns)  # an empty name is a place without a column
    cells = [alias(mapping, name, source.table or "cases") if name else "''" for name in names]
    if source.first_of:
        return [first_of_sql(cells)]
    return cells or ([alias(mapping, source.column, source.table or "cases")] if source.column else [])


def _indicated(mapping: Mapping, source: Source) -> list[str]:
    yes = "[" + ", ".join(literal(word.strip().lower()) for word in source.yes) + "]"
    cells = {value: alias(mapping, column, source.table or "cases") for value, column in source.indicators.items()}
    return [
        f"CASE WHEN list_contains({yes}, lower(trim({cell}, {literal(BLANKS)}))) THEN {literal(value)} ELSE '' END"
        for value, cell in cells.items()
    ]


def different_sql(mapping: Mapping, source: Source, relation: str, separator: str = "") -> str:
    """Give the SQL of all different values, `item`: packed cells are taken apart once per different cell."""
    separator, parts = source.separator or separator, []
    if source.indicators:
        parts.append(f"SELECT unnest([{', '.join(map(literal, source.indicators))}, '']) AS item")
    cells = cells_of(mapping, source)
    if source.codes:
        parts.append(f"SELECT DISTINCT unnest({groups_sql(cells)}) AS item FROM {relation}")
    elif cells:
        cells = " UNION ".join(f"SELECT DISTINCT {cell} AS cell FROM {relation}" for cell in cells)
        item = f"DISTINCT unnest({split_sql('cell', separator)})" if separator else "cell"
        items = f"SELECT {item} AS item FROM ({cells})"
        whole = f"SELECT DISTINCT {part_sql('item', source.within)} AS item FROM ({items})"
        parts.append(whole if source.within else items)
    return " UNION ".join(parts)


def _alike(text: str) -> str:
    """Give the SQL of a text without what two values that are alike may differ in."""
    return f"lower(translate({text}, {literal(BLANKS)}, ''))"


def spaceless(text: str) -> str:
    """Give the SQL of a text without spaces, in half the time of `_alike`."""
    return f"replace({text}, ' ', '')"


def differ_in_spaces_sql(different: str) -> str:
    """Give the SQL that says whether those of different items that are alike differ in nothing but spaces."""
    return f"SELECT count(DISTINCT {spaceless('item')}) = count(DISTINCT {_alike('item')}) FROM {different}"


def repeats_sql(mapping: Mapping, source: Source, alike: Callable[[str], str] = _alike) -> str:
    """Give the SQL that says whether two values of a row are alike; empty where a row has one.

    It looks at the text of the cells, not at each value, and so may take rows for such ones that are none, as where
    two values are empty; never the other way round. An expression of one column without lambdas is worked out once per
    different cell.
    """
    if source.codes or source.within:
        return "true"  # the texts of two cells differ more than what they name
    cells = [_divided(cell, source.separator) for cell in cells_of(mapping, source)]
    several = bool(source.separator) or len(cells) > 1 or bool(source.indicators)
    if not (cells and several):
        return ""
    texts = [f"nullif({text}, '')" for text in (*_indicated(mapping, source), *cells)]
    text = f"concat_ws({_SIGN}, {', '.join(texts)})" if len(texts) > 1 else cells[0]
    names = f"string_split({alike(text)}, {_SIGN})"
    return f"coalesce(list_unique({names}) < len({names}), false)"


def _divided(cell: str, separator: str) -> str:
    """Give the SQL of a cell with one sign between its values."""
    if not separator:
        return cell
    if pattern := pattern_of(separator):
        return f"regexp_replace({cell}, {literal(pattern)}, {_SIGN}, 'g')"
    return f"replace({cell}, {literal(separator)}, {_SIGN})"


def places_sql(target: str) -> str:
    """Give the SQL of the places in a row's `items` that say something.

    The variable ``nothing_TARGET`` lists all items of the export that do not; most rows have none of them.
    """
    nothing = f"getvariable('nothing_{target}')"
    return f"""CASE WHEN list_has_any(items, {nothing})
        THEN list_filter(range(1, len(items) + 1), lambda n: NOT list_contains({nothing}, items[n]))
        ELSE range(1, len(items) + 1) END"""


def number_sql(target: str, items: str, repeats: str) -> str:
    """Give the SQL of how many of a row's items say something, what `repeats` counted once."""
    nothing = f"getvariable('nothing_{target}')"
    said = f"list_filter({items}, lambda item: NOT list_contains({nothing}, item))"
    once = f"WHEN {repeats} THEN list_unique(list_transform({said}, lambda item: alike(bare(item))))" if repeats else ""
    return f"CASE {once} WHEN list_has_any({items}, {nothing}) THEN len({said}) ELSE len({items}) END"


def items_sql(target: str, more: str, beside: list[str], repeats: bool) -> str:
    """Give the SQL of the items of ``lists_TARGET``, one per row with its rank `place`, and what stands `beside` them.

    A list as long as that of the items gives each its value; a list of one value gives it to all, but for `OF_ONE`;
    another gives none.
    Where rows repeat items (`repeats`), one that is alike to an earlier one in all that it says is left out.
    """
    values = "".join(f", {_beside(name, 'nth')} AS {name}" for name in beside)
    steps = [f"lists AS (SELECT *, {places_sql(target)} AS places FROM lists_{target})"]
    if repeats:
        texts = "".join(f", coalesce(tidy({_beside(name, 'n')}), '')" for name in beside)
        key = f"concat_ws({_SIGN}, alike(bare(items[n])){texts})"
        steps += [
            f"""keyed AS (SELECT *, CASE WHEN repeats THEN list_transform(places, lambda n: {key}) END AS keys
                FROM lists)""",
            """once AS (SELECT * REPLACE (CASE WHEN repeats
                THEN list_filter(places, lambda n, i: list_position(keys, keys[i]) = i) ELSE places END AS places)
                FROM keyed)""",
        ]
    last = "once" if repeats else "lists"
    steps.append(f"placed AS (SELECT *, unnest(places) AS nth, generate_subscripts(places, 1) AS place FROM {last})")
    return f"""WITH {", ".join(steps)}
        SELECT id, file_no, "row", line, {more}place, items[nth] AS item{values} FROM placed"""


def in_step_sql(target: str, more: str, beside: dict[str, str]) -> str:
    """Give the SQL of the same items where all of them say something, and lists beside them are as long: in step.

    It takes two thirds of the time, as no row's lists are carried along with each of its items.
    """
    values = "".join(f", {sql} AS {name}" for name, sql in beside.items())
    return f"""SELECT id, file_no, "row", line, {more}generate_subscripts(items, 1) AS place,
        unnest(items) AS item{values} FROM lists_{target}"""


def _beside(name: str, nth: str) -> str:
    """Give the SQL of what stands beside the item at a place."""
    fits = " AND len(places) = 1" if name in OF_ONE else ""
    return f"""CASE WHEN len({name}_items) = len(items) THEN {name}_items[{nth}]
        WHEN len({name}_items) = 1{fits} THEN {name}_items[1] END"""
