"""The columns of a case store, and what a mapping, a proposal, a table and a picture need to know of each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table of the store.

    Attributes
    ----------
    name : str
    kind : str
        ``"text"``, ``"number"``, ``"whole"``, ``"small"`` (a whole number up to 32,767), ``"day"`` or ``"flag"``.
    vocabulary : str
        The codebook's, where its labels have one.
    target : str
        How a mapping calls it; empty where import works it out.
    title : str
        As tables and axes call it, where neither the codebook nor its name in words does.
    limits : (float, float)
        What a plain number in a column of its own may be; such a number needs no reader of its own.
    """

    name: str
    kind: str = "text"
    vocabulary: str = ""
    target: str = "="
    title: str = ""
    limits: tuple[float, float] | None = None

    @property
    def mapped(self) -> str:
        """The name of its target."""
        return self.name if self.target == "=" else self.target


def _coded(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, vocabulary=name) for name in names)


# In the order of the store. A new column of a case that holds a plain number, a text or a term of the codebook needs
# its line here: it is then proposed (by its name, or by words in data/headings.toml), mapped, imported, described
# (median, quartiles) and split by, and has its title in tables and on axes.
CASES = (
    Field("case_id"),
    Field("file", target=""),
    Field("row", "whole", target=""),
    Field("date", "day"),
    Field("year", "small"),
    *_coded("call_type", "species"),
    Field("age_years", "number", target="age", title="Age, years (measured)"),
    Field("age_group", target="", title="Age group"),
    *_coded("sex"),
    Field("state"),
    Field("county"),
    Field("zip3"),
    *_coded("caller_site", "exposure_site", "route", "acuity", "reason", "reason_group"),
    *_coded("management_site", "level_of_care", "medical_outcome"),
    Field("weight_kg", "number", title="Weight, kg"),
    Field("substances", "small", target=""),
    # Of a sample survey: how many of the population a record stands for, and how it was drawn (cluster: the hospital).
    Field("weight", "number", title="Sampling weight"),
    Field("stratum"),
    Field("cluster"),
    Field("synthetic", "flag", target=""),  # the case is made up; what a report says of its store may be lost
)
SUBSTANCES = (
    Field("case_id", target=""),
    Field("rank", "small", target=""),
    Field("substance"),
    Field("generic_code"),
    Field("product_code"),
    Field("dose", "number", title="Dose"),
    Field("dose_unit"),
)
EFFECTS = (
    Field("case_id", target=""),
    Field("effect", vocabulary="clinical_effect"),
    Field("relatedness", vocabulary="relatedness"),
)
THERAPIES = (
    Field("case_id", target=""),
    Field("therapy", vocabulary="therapy"),
    Field("status", vocabulary="therapy_status"),
)
TABLES = {"cases": CASES, "substances": SUBSTANCES, "effects": EFFECTS, "therapies": THERAPIES}
# Columns that follow from others by rule (`analysis.cases.study.derived`).
DERIVED = ("mention", "age_band", "region", "serious", "admitted", "medically_admitted")
# What answers call their own columns; a column of the analyst's own of such a name would hide one.
TAKEN = (
    *("best", "case", "cases", "count", "crude", "adjusted", "denominator", "effect", "events", "excluded", "expected"),
    *("factor", "first", "group", "had", "high", "kind", "known", "last", "level", "low", "method", "month", "n", "p"),
    *("period", "remaining", "share", "step", "synthetic", "term", "test", "therapy", "total", "unit", "unknown"),
    *("value", "variable", "week_start", "population", "prescriptions"),
)


def titles() -> dict[str, str]:
    """Give the titles of the columns that have one of their own."""
    return {field.name: field.title for table in TABLES.values() for field in table if field.title}


def plain_numbers() -> dict[str, Field]:
    """Give the columns of cases that hold a plain number, by target."""
    return {field.mapped: field for field in CASES if field.limits is not None}


def attribute_fault(name: str) -> str | None:
    """Say what keeps a name from being that of a column of the analyst's own; None where nothing does."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        return "expected a name of small letters, digits and _ (40 at most, a letter first)"
    fields = {field.name for table in TABLES.values() for field in table}
    targets = {field.mapped for table in TABLES.values() for field in table}
    if name in {*fields, *targets, *DERIVED}:
        return "it is a column of every store; choose another name"
    return "answers have a column of that name; choose another" if name in TAKEN else None
