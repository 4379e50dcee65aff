"""How an export's columns and labels become those of a case store: a mapping, read from TOML and checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from ..codebook.columns import TABLES
from ..codebook.qualifiers import QUALIFIERS, taken_apart
from ..codebook.records import POISON_CENTER
from ..codebook.values import NOTHING
from ..codebook.vocabularies import Codebook, read_codebook, squeeze

LAYOUTS = ("case", "substance", "linked")

# Each target that a mapping may fill, and the vocabulary of its labels ("" where it has none).
TARGETS = {field.mapped: field.vocabulary for table in TABLES.values() for field in table if field.mapped}
# What stands between the parts of a label that several columns hold together.
JOINT = " - "
# The vocabularies whose labels a mapping may recode: those of the targets, and the two inside `age`.
LABELED = {name: book for name, book in TARGETS.items() if book} | {"age_unit": "age_unit", "age_group": "age_group"}
# Targets of which a case may have several, and those that say more of each: these stand in the same number of values,
# divided in the same way, and belong to their leader by place.
_SEVERAL = [[field.mapped for field in table if field.mapped] for name, table in TABLES.items() if name != "cases"]
PACKED = tuple(leader for leader, *_ in _SEVERAL)
FOLLOWERS = {follower: leader for leader, *followers in _SEVERAL for follower in followers}


@dataclass(frozen=True, slots=True)
class Read:
    """How to read the files, where they do not say so themselves; `missing` are the cells that mean "nothing".

    With `fill_down`, a row without the number of its case belongs to the case above it, as in lists that write what
    several rows share only in the first of them. `decimal` is the decimal mark of all numbers (``"."`` or ``","``) for
    which their source names none; empty, it is decided column by column.
    """

    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    skip_rows: int = 0
    missing: tuple[str, ...] = NOTHING
    fill_down: bool = False
    decimal: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the export: the files that hold it (a glob of names, in any case), and the column that joins it.

    `sheet` is the sheet of a workbook where linked tables are sheets of one.
    """

    file: str = "*"
    key: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a target's values stand in the export. What is not used is empty.

    Attributes
    ----------
    column : str
        The one column that holds it.
    columns : tuple of str
        Several columns, in order of rank: one value each (packed targets only). An empty name among those of a follower
        is a place that has no column: ``["", "Amount 2"]`` beside two columns of substances.
    first_of : tuple of str
        Several columns of one value: the first of them that says something (targets of one value, and ``substance``).
    joined : tuple of str
        Several columns that hold one value together, in this order: a date (year, month, day), whose ``formats`` have
        ``-`` between them, or a label (``Unintentional``, ``Therapeutic error``), joined by ``" - "``.
    within : str
        A regular expression whose group is the part of a cell, or of one of its values, that is the value; of several
        groups, the first that is not empty. A cell that it does not fit is taken whole.
    codes : str
        ``"icd10"``: the cells hold codes of ICD-10, of which ``substance`` takes the groups of substances and
        ``reason_group`` the intent; see `analysis.cases.codebook.icd10`.
    separator : str
        What divides several values in one cell (packed targets and ``route``): a sign, or a pattern between slashes.
    formats : tuple of str
        Formats of dates, tried in order (`strptime` codes, ``excel`` for a workbook's number of days,
        ``unix`` for seconds or milliseconds since 1970); what fits none is rejected.
    value, unit, fixed_unit, group : str
        Of ``age``: the columns of the number and of its unit, or the one unit of all, or the column of age groups.
        ``fixed_unit = "neiss"`` reads ages as that survey writes them: years, and 201 to 223 for 1 to 23 months.
        ``weight_kg`` takes ``value`` with ``unit`` or ``fixed_unit`` (kg, lb, g); ``dose`` takes ``fixed_unit``
        where no column holds its units.
    decimal : str
        Of ``age``, ``weight_kg`` and ``dose``: the decimal mark, ``"."`` or ``","``. Empty, it is that of ``[read]``,
        else the one that the different cells of the column tell, else a comma in files divided by semicolons. A cell
        that can be two numbers, of which nothing tells which, is left empty and listed.
    indicators : dict of str to str
        Value to the column that says whether the case has it, in order of rank. With ``column`` or ``columns`` beside
        it, what those hold comes behind the indicators.
    yes : tuple of str
        The cells of an indicator that mean "has it", in any case.
    table : str
        Of linked layouts: the table that holds the columns; ``"cases"`` where empty.
    rank : str
        Of a follower in another linked table than its leader: the number by which both are joined, beside the case.
    rank, role : str, roles : tuple of str
        Of linked substances: rows of a case are ordered by role (as `roles` lists them), then by the number in `rank`,
        then by their place in the file, and numbered from 1.
    prefer : tuple of str
        Of a linked column with several rows per case, for a target that holds one: the first of these labels stays.
    """

    column: str = ""
    columns: tuple[str, ...] = ()
    first_of: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    within: str = ""
    codes: str = ""
    separator: str = ""
    formats: tuple[str, ...] = ()
    value: str = ""
    unit: str = ""
    fixed_unit: str = ""
    group: str = ""
    indicators: MappingType[str, str] = field(default_factory=dict)
    yes: tuple[str, ...] = ("1", "Y", "Yes", "True", "T", "X")
    table: str = ""
    rank: str = ""
    role: str = ""
    roles: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    decimal: str = ""

    def names(self) -> tuple[str, ...]:
        """Give every column of the export that it reads, each once."""
        single = (self.column, self.value, self.unit, self.group, self.rank, self.role)
        several = (*self.columns, *self.first_of, *self.joined, *self.indicators.values())
        return tuple(dict.fromkeys(name for name in (*single, *several) if name))

    @property
    def heading(self) -> str:
        """The column to name where a cell is listed: the one, else the first of several."""
        return self.column or next(filter(None, (*self.first_of, *self.joined, *self.columns)), "")


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping; see `read_mapping`.

    Attributes
    ----------
    layout : str
        ``"case"``: a row is a case. ``"substance"``: a row is a substance of a case, joined by ``case_id``.
        ``"linked"``: several tables, joined by their keys.
    records : str
        What a case is: one of `analysis.cases.codebook.records.KINDS`.
    columns : dict of str to Source
        By target (the keys of `TARGETS`).
    labels : dict of str to dict
        By target, an export's label and the codebook term it means (``""``: nothing known), where the codebook's own
        spellings do not know it.
    own_labels : dict of str to dict
        By target, an export's label and the words to keep it under: values that the codebook does not have.
    verbatim : tuple of str
        Targets whose labels follow another vocabulary and are kept word for word.
    constants : dict of str to str
        By target, one value for all cases.
    attributes : dict of str to Source
        Columns of the analyst's own: the name in the store, and where they stand.
    """

    name: str
    title: str
    codebook: str
    layout: str
    tables: MappingType[str, Table]
    columns: MappingType[str, Source]
    about: str = ""
    records: str = POISON_CENTER
    read: Read = field(default_factory=Read)
    labels: MappingType[str, MappingType[str, str]] = field(default_factory=dict)
    own_labels: MappingType[str, MappingType[str, str]] = field(default_factory=dict)
    verbatim: tuple[str, ...] = ()
    constants: MappingType[str, str] = field(default_factory=dict)
    attributes: MappingType[str, Source] = field(default_factory=dict)

    @property
    def of_a_case(self) -> dict[str, Source]:
        """The targets of which a case has one value, and the attributes."""
        once = {name: one for name, one in self.columns.items() if name not in PACKED and name not in FOLLOWERS}
        return {**once, **self.attributes}

    def source_columns(self, table: str = "cases") -> tuple[str, ...]:
        """Give the columns of one table that the mapping reads, each once, the joining column first."""
        names = [self.tables[table].key] if table in self.tables else []
        for source in (*self.columns.values(), *self.attributes.values()):
            names += source.names() if (source.table or "cases") == table else ()
        return tuple(dict.fromkeys(name for name in names if name))

    def term(self, target: str, label: str, codebook: Codebook | None = None) -> tuple[str, str]:
        """Give what a label of a target becomes, and by what: ``(term, how)``.

        `how` is ``"codebook"``, ``"labels"``, ``"own"``, ``"verbatim"``, or ``"unknown"``: then the label is kept as it
        is, and is to be listed. What stands behind an effect or a therapy (``Coma (not related)``) is left out, see
        `taken_apart`. `target` is one of `TARGETS` with a vocabulary, ``"age_unit"`` or ``"age_group"``.
        """
        codebook = codebook or read_codebook()
        known = self._known(target, label, codebook)
        if known is None and (apart := self.taken_apart(target, label, codebook))[1]:
            label = apart[0]
            known = self._known(target, label, codebook)
        return known or (label.strip(), "verbatim" if target in self.verbatim else "unknown")

    def taken_apart(self, target: str, label: str, codebook: Codebook | None = None) -> tuple[str, str | None]:
        """Give a label without the relatedness or status that stands behind it, and that; None if known whole."""
        codebook = codebook or read_codebook()
        if target not in QUALIFIERS or self._known(target, label, codebook) is not None:
            return label, None
        return taken_apart(target, label, codebook)

    def _known(self, target: str, label: str, codebook: Codebook) -> tuple[str, str] | None:
        wanted = squeeze(label)
        for labels, how in ((self.labels, "labels"), (self.own_labels, "own")):
            for spelling, term in labels.get(target, {}).items():
                if squeeze(spelling) == wanted:
                    return term, how
        known = None if target in self.verbatim else codebook[LABELED[target]].find(label)
        return (known, "codebook") if known else None
