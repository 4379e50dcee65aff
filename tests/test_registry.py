"""Every choice that a statistic offers stands in its docstring, and is held against R or says why it is not."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from types import ModuleType

import agreement
import pytest
from choices import COMPUTED
from surface import modules, public_functions

from analysis.audit.intervals import SCALES, check_interval
from analysis.errors import DataError
from analysis.stats.arguments import choice

_MEASURES = ["back_transform", "effect_sizes", "pool"]

# Choices that one function checks and others document.
DOCUMENTED_BY = {
    ("comparison.characteristics", "adjust"): ["adjusted_p_values"],
    ("arguments", "alternative"): ["rate_ratio"],
    ("synthesis.pooling", "convention"): ["pool"],
    ("synthesis.pooling", "method"): ["pool"],
    ("synthesis.pooling", "test"): ["pool"],
    ("synthesis.pooling", "prediction"): ["pool"],
    ("synthesis.pooling", "measure"): _MEASURES,
    ("joinpoint", "model"): ["joinpoint_models"],
    ("joinpoint.series", "model"): ["breakpoints"],
    ("synthesis.measures", "measure"): _MEASURES,
}

# Choices whose options depend on another argument.
OPTIONS = {
    ("significance", "alternative"): "ALTERNATIVES",
    ("trends.annual", "limits"): "{limit for limits in LIMITS.values() for limit in limits}",
    ("trends.interruption", "errors"): "{error for errors in ERRORS.values() for error in errors}",
    ("synthesis.glmm", "model"): "{model for models in DESIGNS.values() for model in models}",
}

# (file, argument): {choice: why no result of R is held against it}.
_DISPATCH = "calls a function whose own results are held against R"
_SAME = "each column is the loglinear_trend of that column, which is held against R (test_trends)"
_PRINTED = "how a table is laid out, from numbers that do not depend on it"
_ROOTS = "roots computed with 60 digits and without a shared formula (test_score_limits)"
NOT_HELD: dict[tuple[str, str], dict[str, str]] = {
    ("comparison.characteristics", "adjust"): dict.fromkeys(("holm", "benjamini-hochberg", "bonferroni"), _DISPATCH),
    ("comparison.contingency", "test"): {"auto": "chooses between tests that are each held against R"},
    ("comparison.groups", "test"): {
        "auto": "chooses between tests that are each held against R",
        **dict.fromkeys(("welch", "student", "wilcoxon", "welch anova", "anova", "kruskal-wallis"), _DISPATCH),
    },
    ("comparison.printed_table", "measured"): dict.fromkeys(("mean", "median", "both"), _PRINTED),
    ("comparison.printed_table", "percent"): dict.fromkeys(("column", "row"), _PRINTED),
    ("comparison.table_one", "unknowns"): dict.fromkeys(
        ("excluded", "kept"), "missing as a level of its own, or left out"
    ),
    ("joinpoint", "model"): dict.fromkeys(("log-rate", "weighted-log-rate", "poisson"), _DISPATCH),
    ("joinpoint", "select"): dict.fromkeys(("bic", "weighted-bic", "permutation"), _DISPATCH),
    ("joinpoint.models", "criterion"): {"weighted-bic": "NCI's own criterion; R has none (test_joinpoint holds it)"},
    ("odds_ratio", "method"): {"score": _ROOTS},
    ("synthesis.regression", "scale"): {"reading": "exp and the like of the predictions, which metafor's are held to"},
    ("strata", "alternative"): {"mid-p": "twice the smaller mid-p tail; mantelhaen.test has none (test_strata)"},
    ("trends.many", "model"): dict.fromkeys(("poisson", "quasi-poisson", "negative-binomial"), _SAME),
}

FUNCTIONS = {path.rpartition(".")[2]: function for path, function in public_functions("stats").items()}
AUDITS = public_functions("audit")
Offer = tuple[str, str, str, tuple[str, ...]]


def name_of(module: ModuleType) -> str:
    return module.__name__.removeprefix("analysis.stats").removeprefix(".") or "__init__"


def offers() -> Iterator[Offer]:
    """Give (file, argument, docstring, options) of every `choice` in `analysis.stats`."""
    for module in modules("stats"):
        tree = ast.parse(inspect.getsource(module))
        for holder in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(holder) if isinstance(node, ast.Call)):
                if getattr(call.func, "id", "") == "choice":
                    yield offer(module, holder, call)


def offer(module: ModuleType, holder: ast.FunctionDef, call: ast.Call) -> Offer:
    argument = call.args[1].value if isinstance(call.args[1], ast.Constant) else "limits"
    key = name_of(module), argument
    options = eval(OPTIONS.get(key) or ast.unparse(call.args[2]), dict(vars(module)))
    told = [inspect.getdoc(FUNCTIONS[name]) for name in DOCUMENTED_BY.get(key, [])]
    named = sorted(option for option in options if isinstance(option, str))
    return *key, "\n".join(told) or ast.get_docstring(holder) or "", tuple(named)


OFFERS = {(file, argument, options): text for file, argument, text, options in offers()}


@pytest.fixture(scope="module")
def held():
    """Give the (file, argument, choice) that the cases computed by R go through."""
    seen = set()
    patch = pytest.MonkeyPatch()
    for module in (module for module in modules("stats") if hasattr(module, "choice")):
        patch.setattr(module, "choice", recording(name_of(module), seen))
    for family, (function, _) in agreement.families().items():
        for case in agreement.cases(family):
            try:
                function(case)
            except DataError:
                assert "r_error" in case
    for ours, _ in COMPUTED.values():
        ours()
    patch.undo()
    return seen


def recording(file: str, seen: set):
    def chosen(value, name, options):
        seen.add((file, name.partition(" ")[0], value))
        return choice(value, name, options)

    return chosen


@pytest.mark.parametrize("call", COMPUTED)
def test_a_choice_agrees_with_r(call):
    ours, by_r = COMPUTED[call]
    assert ours() == pytest.approx(by_r, rel=1e-8, abs=1e-11)


@pytest.mark.parametrize("found", OFFERS, ids=lambda found: f"{found[0]}-{found[1]}")
def test_every_choice_stands_in_the_docstring(found):
    text = OFFERS[found]
    missing = [option for option in found[2] if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text)]
    assert not missing


@pytest.mark.parametrize("found", OFFERS, ids=lambda found: f"{found[0]}-{found[1]}")
def test_every_choice_is_held_against_r_or_says_why_not(held, found):
    file, argument, options = found
    reasons = NOT_HELD.get((file, argument), {})
    compared = {value for place, name, value in held if (place, name) == (file, argument)}
    assert set(options) - compared == reasons.keys() & set(options)
    assert all(len(reason) > 20 for reason in reasons.values())


def test_every_scale_of_printed_limits_stands_in_the_docstring():
    told = inspect.getdoc(check_interval)
    named = {*SCALES, *(measure for measures in SCALES.values() for measure in measures)}
    assert [name for name in named if not re.search(rf"\b{name}\b", told)] == []


@pytest.mark.parametrize("path", [path for path, f in AUDITS.items() if "rounding" in inspect.signature(f).parameters])
def test_an_audit_names_the_conventions_of_rounding_that_it_takes(path):
    """By `ROUNDINGS`, by their names, or as another function whose docstring names them."""
    text = inspect.getdoc(AUDITS[path])
    others = [inspect.getdoc(f) for name, f in AUDITS.items() if f"`{name.rpartition('.')[2]}`" in text]
    assert [said for said in (text, *others) if "ROUNDINGS" in said or "truncation" in said]


def test_no_reason_is_given_for_a_choice_that_does_not_exist():
    known = {(file, argument, option) for file, argument, options in OFFERS for option in options}
    assert {(*place, option) for place, reasons in NOT_HELD.items() for option in reasons} <= known
