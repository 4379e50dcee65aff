"""How a verb helps: its whole sentence in the list of verbs, its examples below, the option that was meant."""

from __future__ import annotations

from typer.core import TyperCommand, TyperGroup

from ..errors import meant
from .examples import EXAMPLES


class Verb(TyperCommand):
    """A verb whose help ends with examples."""

    def parse_args(self, ctx, args):
        """Read the options; of a wrong one say which is meant."""
        return _with_hint(super().parse_args, self, ctx, args)

    def format_epilog(self, ctx, formatter):
        """Write the examples, one a line, each as it can be copied."""
        _write_examples(ctx, formatter)


class Verbs(TyperGroup):
    """Verbs under one name; each is listed with its whole sentence, however narrow the screen."""

    def parse_args(self, ctx, args):
        """Read the options before the verb; of a wrong one say which is meant."""
        return _with_hint(super().parse_args, self, ctx, args)

    def format_commands(self, ctx, formatter):
        """List the verbs."""
        verbs = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, verb.get_short_help_str(1000)) for name, verb in verbs if verb is not None]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def format_epilog(self, ctx, formatter):
        """Write the examples."""
        _write_examples(ctx, formatter)


def verb_of(context) -> str:
    """Give the name of the verb of a context: "cases odds"; nothing for the command itself."""
    return f"{verb_of(context.parent)} {context.info_name}".strip() if context.parent else ""


def _write_examples(context, formatter) -> None:
    lines = EXAMPLES[verb_of(context)]
    with formatter.section("Example" if len(lines) == 1 else "Examples"):
        for line in lines:
            formatter.write(f"  {line}\n")


RENAMED = {("cases synthesize", "--format"): "--output FILE.csv (a CSV file) or --into FOLDER (a store)"}


def _with_hint(parse, command, context, args):
    try:
        return parse(context, args)
    except Exception as error:
        # Of click, which has no class of its own for it here: no such option.
        if hasattr(error, "option_name") and hasattr(error, "possibilities") and hasattr(error, "message"):
            known = [name for option in command.get_params(context) for name in option.opts if name.startswith("--")]
            error.possibilities, new = None, RENAMED.get((verb_of(context), error.option_name))
            near = meant(error.option_name, known, "") if new is None else f"; it is now {new}"
            error.message = f"{error.message.rstrip('.')}{near}"
        raise
