"""The page of the command line: every verb with its sentence, its options and an example, from the command itself."""

from __future__ import annotations

import inspect
import re

from typer.main import get_command

from analysis import cli
from analysis.cli.examples import EXAMPLES

from .places import code, table

HEAD = """# Commands

Every verb of `poison-center`, as `--help` shows it. What it prints goes to a file with `--output` (or `--into` for a
folder), in the format that `--format` names; `--picture` draws it.
"""


def commands_page() -> str:
    """Write a section per verb, in the order of their examples."""
    return "\n".join([HEAD, *(_section(verb) for verb in EXAMPLES if verb)])


def _section(verb: str) -> str:
    command = get_command(cli.app)
    for name in verb.split():
        command = command.commands[name]
    return f"## {verb}\n\n{_said(command.help)}\n\n{_examples(verb)}\n{_options(command)}"


def _examples(verb: str) -> str:
    return "```sh\n" + "\n".join(EXAMPLES[verb]) + "\n```\n"


def _options(command) -> str:
    """Write a table of what a verb takes; every verb takes `--help`, which is left out."""
    context = command.context_class(command)
    records = filter(None, (one.get_help_record(context) for one in command.get_params(context)))
    rows = [(code(name), _said(about)) for name, about in records if name != "--help"]
    return table(("takes", "which is"), rows) + "\n" if rows else ""


def _said(text: str | None) -> str:
    """Give a help text as Markdown: names of options and files as code, paragraphs kept."""
    clean = re.sub(r"[*_<>\[\]]", lambda mark: "\\" + mark.group(), inspect.cleandoc(text or ""))
    return re.sub(r"(?<![\w`-])--[a-z][a-z-]*", lambda option: code(option.group()), clean)
