"""The gallery: every registered picture with its finding, its caveat, its code, and how to draw it again."""

from __future__ import annotations

import doctest
import inspect
import shutil
import tempfile
from pathlib import Path

from analysis import cases, plots, style
from analysis.charts import CHARTS
from analysis.charts.cases import CASE_CHARTS
from analysis.summaries import SUMMARIES

from .places import ROOT

HEAD = """---
html_theme.sidebar_secondary.remove: true
---
# Gallery

Every picture, with what it says and the code that draws it. A click opens its page.

"""
# What each picture of cases is called, and how its table is asked for.
ASKED = {
    "counts": ("Cases per year", "cases.annual_counts(study)"),
    "months": ("Cases per month, by group", 'cases.monthly_counts(study, by="sex")'),
    "trend": ("A trend and its limits", "cases.fitted(counts, cases.annual_trend(counts))"),
    "effects": ("Clinical effects", "cases.clinical_effects(study)"),
    "therapies": ("Therapies", "cases.therapies(study)"),
    "coingestants": ("Other substances taken", "cases.co_ingestants(study)"),
    "combination_shares": (
        "Pairs of substances: share of all and of combined cases",
        "cases.combination_shares(study)",
    ),
    "combinations": ("Pairs of substances against chance", "cases.combinations(study)"),
    "outcomes": ("Serious outcome by group", 'cases.outcome_shares(study, by="sex")'),
    "odds": ("Odds ratios, crude and adjusted", "cases.odds_ratios(study)"),
    "severity": ("Severity against dose", "cases.dose_curve(study)"),
    "states": ("Cases by state", "cases.state_counts(study)"),
    "flow": ("Selection of the cases", "study.flow()"),
}


def write_gallery(folder: Path) -> None:
    """Write a page per picture and the page of all."""
    folder.mkdir()
    shipped, own, blocks = _shipped(folder), _of_cases(folder), _blocks(folder)
    sections = {
        "From the shipped tables": shipped,
        "From your own cases (here made up)": own,
        "Building blocks for your own frames": blocks,
    }
    parts = [HEAD]
    for title, found in sections.items():
        cards = "".join(
            f":::{{grid-item-card}} {said}\n:img-top: {picture}\n:class-card: picture\n"
            f":link: {name}\n:link-type: doc\n:::\n\n"
            for name, (said, picture) in found.items()
        )
        parts.append(f"## {title}\n\n::::{{grid}} 1 2 2 3\n:gutter: 3\n\n{cards}::::\n")
    names = "\n".join(name for found in sections.values() for name in found)
    parts.append(f"```{{toctree}}\n:hidden:\n\n{names}\n```\n")
    (folder / "index.md").write_text("\n".join(parts), encoding="utf-8")


def _shipped(folder: Path) -> dict[str, tuple[str, str]]:
    found = {}
    for name, chart in CHARTS.items():
        picture = ROOT / "figures" / f"{name}.png"
        shutil.copy(picture, folder)
        entry = SUMMARIES[name]
        again = f"from analysis import charts, summaries\n\ncharts.{chart.function.__name__}(summaries.{name}())"
        caveat = f"{entry.caveat}\n" if entry.caveat else ""
        _page(folder, name, entry.title, picture.name, f"{chart.caption}\n\n{caveat}", again, chart.function)
        found[name] = entry.title, picture.name
    return found


def _of_cases(folder: Path) -> dict[str, tuple[str, str]]:
    found = {}
    with tempfile.TemporaryDirectory() as work:
        cases.synthesize(20_000, into=Path(work, "store"))
        study = cases.select(cases.open_store(Path(work, "store")), substance="Baclofen", how="any")
        counts = cases.annual_counts(study)
        for name, (title, asked) in ASKED.items():
            chart = CASE_CHARTS["counts" if name == "months" else name]
            table = eval(asked, {"cases": cases, "study": study, "counts": counts})
            _save(chart.function(table), folder / f"cases-{name}.png")
            again = _FROM_STORE + ("counts = cases.annual_counts(study)\n" if "counts)" in asked else "")
            again += f"pictures.{inspect.unwrap(chart.function).__name__}({asked})"
            _page(folder, f"cases-{name}", title, f"cases-{name}.png", chart.caption, again, chart.function)
            found[f"cases-{name}"] = title, f"cases-{name}.png"
    return found


_FROM_STORE = """from analysis import cases
from analysis.charts import cases as pictures

study = cases.select(cases.open_store("store"), substance="Baclofen", how="any")
"""


def _blocks(folder: Path) -> dict[str, tuple[str, str]]:
    """Draw the examples of the docstrings of `analysis.plots`."""
    found = {}
    for name in plots.__all__:
        function = getattr(plots, name)
        examples = doctest.DocTestParser().get_examples(inspect.getdoc(function) or "")
        axes = _drawn("".join(example.source for example in examples)) if inspect.isfunction(function) else None
        if axes is not None:
            _save(axes, folder / f"plots-{name}.png")
            said = (inspect.getdoc(function) or "").partition("\n")[0]
            again = "\n".join(example.source.rstrip() for example in examples)
            title = said.partition(":")[0].rstrip(".")
            _page(folder, f"plots-{name}", f"{title} (`plots.{name}`)", f"plots-{name}.png", said, again, function)
            found[f"plots-{name}"] = title, f"plots-{name}.png"
    return found


def _drawn(source: str):
    """Run an example, and give the last Axes that a plot gave."""
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

    made = []

    def watched(function):
        def plot(*args, **kwargs):
            made.append(function(*args, **kwargs))
            return made[-1]

        return plot

    functions = {name: getattr(plots, name) for name in plots.__all__}
    watching = {name: watched(item) if inspect.isfunction(item) else item for name, item in functions.items()}
    exec(source, {"np": np, "pd": pd, **watching})  # an example of the package itself
    return next((one for one in reversed(made) if isinstance(one, Axes)), None)


def _save(axes, path: Path) -> None:
    import matplotlib.pyplot as plt

    with style.applied():
        axes.figure.savefig(path, dpi=110, bbox_inches="tight")
    plt.close("all")


def _page(folder: Path, name: str, title: str, picture: str, said: str, again: str, function) -> None:
    code = inspect.getsource(getattr(function, "draws", None) or inspect.unwrap(function))
    text = (
        f"# {title}\n\n![{title}]({picture})\n\n{said}\n\n## Draw it\n\n```python\n{again}\n```\n\n"
        f"## The code of the picture\n\n```python\n{code}```\n"
    )
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
