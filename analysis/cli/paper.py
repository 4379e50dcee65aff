"""``poison-center paper``: the whole package of a paper from one file of choices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .screen import progress, say


def paper(
    study: Annotated[Path | None, typer.Argument(help="TOML file of choices.", metavar="STUDY.toml")] = None,
    into: Annotated[Path, typer.Option("--into", help="Folder of the package.")] = Path("paper"),
    policy: Annotated[
        str | None, typer.Option("--policy", help="Release it at once under this rule: cms, opensafely or another")
    ] = None,
    example: Annotated[bool, typer.Option("--example", help="Print a file of choices to start from.")] = False,
    engine: Annotated[str, typer.Option("--engine", help="duckdb, spark://HOST:PORT or local[N].")] = "duckdb",
    memory_limit: Annotated[str | None, typer.Option("--memory-limit", help="Such as 4GB.")] = None,
    temporary: Annotated[Path | None, typer.Option("--temporary", help="Folder for what memory does not hold.")] = None,
) -> None:
    """Write the tables, figures, methods, checklists and audit of a paper."""
    from ..errors import DataError
    from ..paper.example import EXAMPLE

    if example:
        say(EXAMPLE, nl=False)
        return
    if study is None:
        raise DataError("STUDY.toml: expected a file of choices, got none; --example prints one to start from.")
    from ..paper import write_paper

    readme = into.absolute() / "README.md"  # what is here is another folder once the package is in its place
    options: dict = {"engine": engine, "memory_limit": memory_limit, "temporary": temporary}
    with progress("Paper") as step:
        written = write_paper(study, into=into, policy=policy, progress=step, **options)
    say(f"{len(written)} files in {into}; begin with {into / 'README.md'} and {into / 'paper.docx'}")
    for line in _said(readme):
        say(line)


def _said(readme: Path) -> list[str]:
    """Give the line of the audit and the cautions of a package."""
    before, _, rest = readme.read_text(encoding="utf-8").partition("\n## ")
    cautions = rest.removeprefix("Cautions").partition("\n## ")[0] if rest.startswith("Cautions") else ""
    return [*before.splitlines()[-1:], *(line.removeprefix("- ") for line in cautions.splitlines() if line)]
