"""The documents of a package: the Word paper, the page with everything on it, and the README."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import pages, word
from .answers import Answers, Figure
from .figures import formats_of
from .layout import PrintedTable
from .methods import SYNTHETIC, Text
from .notes import cautions, numbered

MANIFEST = "paper.json"


@dataclass(frozen=True)
class Draft:
    """What the documents are made of: answers, text, tables with notes, and figures with their legends."""

    answers: Answers
    text: Text
    tables: tuple[PrintedTable, ...]
    figures: tuple[tuple[Figure, str], ...]

    @property
    def parts(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Methods and results, each with its headed paragraphs."""
        return (("Methods", self.text.methods), ("Results", self.text.results))


def markdown(draft: Draft) -> str:
    """Give methods and results in Markdown."""
    said = [f"# {draft.answers.plan.title}", *([SYNTHETIC] if draft.answers.synthetic else [])]
    for heading, paragraphs in draft.parts:
        said.append(f"## {heading}")
        said += [part for head, words in paragraphs for part in (f"### {head}", words)]
    return "\n\n".join(said) + "\n"


def paper(draft: Draft, folder: Path) -> bytes:
    """Give the document that coauthors work on: text, tables, figures with their legends."""
    plan = draft.answers.plan
    document = word.new_document(plan.title, plan.authors)
    document.add_heading(plan.title, level=0)
    for words in (", ".join(plan.authors), SYNTHETIC if draft.answers.synthetic else ""):
        if words:
            document.add_paragraph(words)
    for heading, paragraphs in draft.parts:
        document.add_heading(heading, level=1)
        for head, words in paragraphs:
            document.add_heading(head, level=2)
            document.add_paragraph(words)
    word.add_part(document, "Tables", wide=any(len(table.header) > word.WIDE + 1 for table in draft.tables))
    for place, table in enumerate(draft.tables):
        if place:
            document.add_page_break()
        word.add_table(document, table)
    word.add_part(document, "Figures", wide=False)
    for figure, legend in draft.figures:
        word.add_picture(document, (folder / f"{figure.stem}.png").read_bytes(), legend)
    return word.document_bytes(document)


def index(draft: Draft, shown: Mapping[str, str], audited: str) -> bytes:
    """Give one page with everything on it and links to the files; `shown` has the tables as HTML."""
    plan = draft.answers.plan
    said = [f"<h1>{html.escape(plan.title)}</h1>", f"<p>{html.escape(', '.join(plan.authors))}</p>"]
    said += [f'<p class="mark">{html.escape(words)}</p>' for words in cautions(draft.answers)]
    said.append(f"<p>{html.escape(numbered(draft.answers))}. {html.escape(audited)}</p>")
    said.append(pages.links(files_of(draft)))
    for heading, paragraphs in draft.parts:
        said += [f"<h2>{heading}</h2>", pages.paragraphs(paragraphs)]
    said += ["<h2>Tables</h2>", *(f'<section id="{stem}">{table}</section>' for stem, table in shown.items())]
    said += ["<h2>Figures</h2>", *(pages.figure(figure.stem, legend) for figure, legend in draft.figures)]
    return pages.page(plan.title, "\n".join(said))


def readme(draft: Draft, audited: str) -> str:
    """Give what the package is, what to beware of, and its files."""
    warned = cautions(draft.answers)
    said = [f"# {draft.answers.plan.title}", f"{numbered(draft.answers)}.", audited]
    said += ["## Cautions", "\n".join(f"- {words}" for words in warned)] if warned else []
    said += ["## Files", "\n".join(f"- {what}: {names}" for what, names in files_of(draft))]
    return "\n\n".join(said) + "\n"


def files_of(draft: Draft) -> list[tuple[str, str]]:
    """Give what there is to open, and the names of the files."""
    listed = [("Everything in one Word document", "paper.docx"), ("Methods and results", "methods.md")]
    listed += [(table.caption, f"{table.stem}.docx {table.stem}.html {table.stem}.csv") for table in draft.tables]
    kinds = (*formats_of(draft.answers), "csv", "json")
    for figure, _ in draft.figures:
        listed.append((f"{figure.number}. {figure.title}", " ".join(f"{figure.stem}.{kind}" for kind in kinds)))
    return [
        *listed,
        ("Changes over the years", "change.csv"),
        ("What the text says of the run", "run.csv"),
        ("Every number of the text and its cell", "numbers.csv"),
        ("STROBE and RECORD checklists", "checklist.html checklist.md checklist.csv"),
        ("Audit of the tables", "audit.html audit.csv"),
        *([("What was withheld, and the attack on it", "release.md")] if draft.answers.control else []),
        ("Choices and facts beside the tables", "answers.json"),
        ("SHA-256 of every file", MANIFEST),
    ]
