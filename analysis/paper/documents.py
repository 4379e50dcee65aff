"""The documents of a package: the Word paper, the page with everything on it, and the README."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..references import references, vancouver
from ..sources import Source, read_sources
from . import pages, word
from .answers import Answers, Figure
from .figures import formats_of
from .hover import hover_svg
from .lines import PrintedTable
from .manuscript import BIBLIOGRAPHY, Part, latex_paper, markdown_paper
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
    def parts(self) -> tuple[Part, ...]:
        """Methods, results and statements, each with its headed paragraphs."""
        return (("Methods", self.text.methods), ("Results", self.text.results), ("Statements", self.text.declared))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The publications that the text cites, in that order."""
        known = read_sources()
        return tuple(known[key] for key in self.text.numbers.cited)

    @property
    def slots(self) -> tuple[str, ...]:
        """What only the authors can write, and have not yet."""
        texts = [words for _, paragraphs in self.parts for _, words in paragraphs]
        return tuple(dict.fromkeys(slot for words in texts for slot in re.findall(r"\[(?!\d)[^\]]*\]", words)))


def markdown(draft: Draft) -> str:
    """Give methods, results and statements in Markdown."""
    said = [f"# {draft.answers.plan.title}", *([SYNTHETIC] if draft.answers.synthetic else [])]
    for heading, paragraphs in draft.parts:
        said.append(f"## {heading}")
        said += [part for head, words in paragraphs for part in (f"### {head}", words)]
    return "\n\n".join(said) + "\n"


def manuscripts(draft: Draft) -> dict[str, str]:
    """Give the whole paper for LaTeX and in Markdown, and its references, by file name."""
    plan, kinds = draft.answers.plan, formats_of(draft.answers)
    parts = ((SYNTHETIC, ()), *draft.parts) if draft.answers.synthetic else draft.parts
    common = plan.title, plan.authors, parts, draft.tables
    png = [(f"{figure.stem}.png", legend) for figure, legend in draft.figures]
    best = [(f"{figure.stem}.{'pdf' if 'pdf' in kinds else 'png'}", legend) for figure, legend in draft.figures]
    return {
        "paper.md": markdown_paper(*common, png, draft.sources),
        "paper.tex": latex_paper(*common, best, draft.sources),
        f"{BIBLIOGRAPHY}.bib": references(draft.sources, "bibtex") + "\n",
        f"{BIBLIOGRAPHY}.ris": references(draft.sources, "ris") + "\r\n",
    }


def paper(draft: Draft, folder: Path) -> bytes:
    """Give the document that coauthors work on: text, references, tables, figures with their legends."""
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
            word.add_paragraph(document, words)
    document.add_heading("References", level=1)
    for place, source in enumerate(draft.sources, start=1):
        document.add_paragraph(f"{place}. {vancouver(source)}")
    word.add_part(document, "Tables", wide=any(map(word.is_wide, draft.tables)))
    for place, table in enumerate(draft.tables):
        if place:
            document.add_page_break()
        word.add_table(document, table)
    word.add_part(document, "Figures", wide=False)
    for place, (figure, legend) in enumerate(draft.figures):
        title, image = f"{figure.number}. {figure.title}.", (folder / f"{figure.stem}.png").read_bytes()
        word.add_picture(document, image, title, legend.removeprefix(title), first=not place)
    return word.document_bytes(document)


def whole_page(draft: Draft, shown: Mapping[str, str], folder: Path) -> bytes:
    """Give the paper as one page that needs no other file: tables, drawings with values, downloads, references."""
    plan = draft.answers.plan
    said = [f"<h1>{html.escape(plan.title)}</h1>", f"<p>{html.escape(', '.join(plan.authors))}</p>"]
    said += [f'<p class="mark">{SYNTHETIC}</p>'] * draft.answers.synthetic
    names = [*(heading for heading, _ in draft.parts), "Tables", "Figures", "References"]
    said.append("<nav>" + "".join(f'<a href="#{name.lower()}">{name}</a>' for name in names) + "</nav>")
    said += [f'<h2 id="{heading.lower()}">{heading}</h2>\n{pages.paragraphs(words)}' for heading, words in draft.parts]
    said.append('<h2 id="tables">Tables</h2>')
    said += [f"<section>{table}{_downloads(folder, stem)}</section>" for stem, table in shown.items()]
    said.append('<h2 id="figures">Figures</h2>\n<p>The marks tell their values when the pointer rests on them.</p>')
    for figure, legend in draft.figures:
        drawn = "".join(hover_svg(figure, figure.title, width) for width in ("full", "half"))
        said.append(pages.figure(drawn, legend) + _downloads(folder, figure.stem))
    cited = "".join(f"<li>{html.escape(vancouver(source))}</li>" for source in draft.sources)
    said.append(f'<h2 id="references">References</h2>\n<ol>{cited}</ol>')
    files = [f"{BIBLIOGRAPHY}.bib", f"{BIBLIOGRAPHY}.ris"]
    taken = " ".join(pages.download(name, (folder / name).read_bytes(), "text/plain") for name in files)
    said.append(f'<p class="downloads note">Save: {taken}</p>')
    return pages.page(plan.title, "\n".join(said))


def _downloads(folder: Path, stem: str) -> str:
    """Give the numbers of a table or a figure to be saved from the page."""
    taken = pages.download(f"{stem}.csv", (folder / f"{stem}.csv").read_bytes())
    return f'<p class="downloads note">Save the numbers: {taken}</p>'


def index(draft: Draft, audited: str) -> bytes:
    """Give a page that says what there is, what to beware of and what is left to write, with links to the files."""
    plan = draft.answers.plan
    said = [f"<h1>{html.escape(plan.title)}</h1>", f"<p>{html.escape(', '.join(plan.authors))}</p>"]
    said += [f'<p class="mark">{html.escape(words)}</p>' for words in cautions(draft.answers)]
    said.append(f"<p>{html.escape(numbered(draft.answers))}. {html.escape(audited)}</p>")
    said += [f"<p>Left for you: {html.escape(' '.join(draft.slots))}</p>"] if draft.slots else []
    said += ["<h2>Files</h2>", pages.links(files_of(draft))]
    return pages.page(plan.title, "\n".join(said))


def readme(draft: Draft, audited: str) -> str:
    """Give what the package is, what to beware of, and its files."""
    warned = cautions(draft.answers)
    said = [f"# {draft.answers.plan.title}", f"{numbered(draft.answers)}.", audited]
    said += ["## Cautions", "\n".join(f"- {words}" for words in warned)] if warned else []
    said += ["## Left for you", "\n".join(f"- {slot[1:-1]}" for slot in draft.slots)] if draft.slots else []
    said += ["## Files", "\n".join(f"- {what}: {names}" for what, names in files_of(draft))]
    return "\n\n".join(said) + "\n"


def files_of(draft: Draft) -> list[tuple[str, str]]:
    """Give what there is to open, and the names of the files."""
    listed = [
        ("Everything in one Word document", "paper.docx"),
        ("Everything on one page, which needs no other file", "paper.html"),
        ("Everything for LaTeX and in Markdown", "paper.tex paper.md"),
        ("Methods, results and statements", "methods.md"),
        ("References for BibTeX, and for EndNote, Zotero or Mendeley", f"{BIBLIOGRAPHY}.bib {BIBLIOGRAPHY}.ris"),
    ]
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
