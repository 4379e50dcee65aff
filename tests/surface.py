"""What `analysis.stats` and `analysis.audit` show to a user: public functions and the classes of their results."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import is_dataclass
from types import FunctionType, ModuleType

import analysis

FAMILIES = {"stats": analysis.stats, "audit": analysis.audit, "plots": analysis.plots}

# Files whose documented functions serve the others of the family and no user.
MACHINERY = {
    "audit.compare",
    "audit.tables.relations",
    "audit.tables.relations.headings",
    "audit.tables.relations.repeated",
    "audit.tables.uneven",
    "audit.manuscripts.alpha",
    "audit.prints",
    "audit.two_groups",
    "audit.two_means",
    "audit.web_page",
    "stats.arguments",
    "stats.comparison.characteristics",
    "stats.comparison.freeman_halton",
    "stats.comparison.labels",
    "stats.comparison.permutation",
    "stats.comparison.printed_table",
    "stats.exact",
    "stats.existence",
    "stats.hypergeometric",
    "stats.joinpoint.grid",
    "stats.severity.covariates",
    "stats.severity.fieller",
    "stats.severity.likelihood",
    "stats.severity.observations",
    "stats.severity.penalized",
    "stats.severity.separation",
    "stats.synthesis.maximum",
    "stats.trends.likelihood",
    "stats.trends.residuals",
    "plots.body",
}

# Names that say little without their subject: they stand in their room alone.
IN_THEIR_ROOM = {
    "comparison.expected_counts",  # beside the expected_count of standardization
    "joinpoint.default_maximum",
    "joinpoint.joinpoint",  # the name of the room
    "joinpoint.permutation_test",
    "joinpoint.score_test",
    "kinetics.area_under_curve",  # an ROC curve has one too
    "manuscripts.manuscript_status",
    "manuscripts.manuscripts_page",
    "manuscripts.manuscripts_json",
    "manuscripts.judgments_frame",
    "manuscripts.manuscripts_text",
    "reports.exit_status",
    "reports.html_page",
    "reports.json_text",
    "reports.plain_text",
    "reports.reports_of",
    "synthesis.cumulative",
    "synthesis.influence",
}


def modules(family: str) -> list[ModuleType]:
    """Give every module of a family, its sub-packages' too."""
    package = FAMILIES[family]
    names = [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    return [importlib.import_module(name) for name in sorted(names)]


def rooms(family: str) -> dict[str, ModuleType]:
    """Give the sub-packages of a family by name."""
    package = FAMILIES[family]
    found = [entry.name for entry in pkgutil.iter_modules(package.__path__) if entry.ispkg]
    return {name: importlib.import_module(f"{package.__name__}.{name}") for name in found}


def public_functions(family: str) -> dict[str, FunctionType]:
    """Give the functions that a user calls by their path: those that a door shows, and those documented as such."""
    shown = set(FAMILIES[family].__all__) | {name for room in rooms(family).values() for name in room.__all__}
    found = {}
    for module in modules(family):
        path = module.__name__.removeprefix("analysis.")
        for name, function in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(function) or function.__module__ != module.__name__:
                continue
            documented = "Parameters\n" in (function.__doc__ or "") or ">>>" in (function.__doc__ or "")
            if name in shown or (documented and path not in MACHINERY):
                found[f"{path}.{name}"] = function
    return found


def result_classes() -> dict[str, type]:
    """Give the classes of results by name: those that the rooms of `stats` show, those of its files, and findings."""
    shown = [vars(room)[name] for room in rooms("stats").values() for name in room.__all__]
    files = [module for module in modules("stats") if module.__name__.count(".") == 2]
    flat = [module for module in files if module.__name__.removeprefix("analysis.") not in MACHINERY]
    shown += [item for module in flat for item in vars(module).values()]
    classes = [item for item in shown if inspect.isclass(item) and item.__module__.startswith("analysis.")]
    made = [item for item in classes if is_dataclass(item) or hasattr(item, "_fields")]
    return {item.__name__: item for item in [*made, analysis.audit.Finding] if not item.__name__.startswith("_")}
