"""``poison-center release``: a package of a paper as one that may leave the house."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .screen import progress, say


def release(
    package: Annotated[Path, typer.Argument(help="Package that `poison-center paper` wrote.", metavar="PACKAGE")],
    policy: Annotated[str, typer.Option("--policy", help="cms, cdc-wonder, acro and others, or a TOML file.")],
    into: Annotated[Path, typer.Option("--into", help="Folder of the release.")] = Path("release"),
    earlier: Annotated[
        list[Path] | None, typer.Option("--earlier", help="Release of the same cases that is out; may be repeated.")
    ] = None,
    reasons: Annotated[
        Path | None, typer.Option("--reasons", help="CSV of the true counts withheld; for the house only.")
    ] = None,
) -> None:
    """Withhold small counts of a paper, and what would give them back; attack the result before it is let go."""
    from ..paper import release_paper

    statement = into.absolute() / "release.md"  # what is here is another folder once the release is in its place
    with progress("Release") as step:
        written = release_paper(package, policy, into=into, earlier=earlier or (), reasons=reasons, progress=step)
    say(f"{len(written)} files in {into}; begin with {into / 'release.md'} and {into / 'paper.docx'}")
    for line in statement.read_text(encoding="utf-8").splitlines()[2:7:2]:
        say(line)
