"""The whole paper as one text: for LaTeX and in Markdown, with the references of its methods."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from ..references.latex import escaped
from ..references.vancouver import vancouver
from ..sources import Source
from ..tables import markdown_table
from .lines import BASE, GROUP, INDENT, SECTION, Line, PrintedTable

BIBLIOGRAPHY = "references"
INSET = "&nbsp;" * 4
RAISED = dict(zip("\u1d43\u1d47\u1d9c\u1d48\u1d49\u1da0\u1d4d\u02b0", "abcdefgh", strict=True))
_HEAD = r"""\documentclass[11pt]{article}
\IfFileExists{cmap.sty}{\usepackage{cmap}}{}
\usepackage[T1]{fontenc}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\usepackage[utf8]{inputenc}
\usepackage[margin=2.2cm]{geometry}
\usepackage{booktabs,longtable,graphicx,caption,array,pdflscape,amsmath}
\usepackage[hidelinks]{hyperref}
\captionsetup{justification=raggedright,singlelinecheck=false,labelformat=empty}
\setlength{\tabcolsep}{4pt}
"""
Part = tuple[str, Sequence[tuple[str, str]]]


def markdown_paper(
    title: str,
    authors: Sequence[str],
    parts: Sequence[Part],
    tables: Sequence[PrintedTable],
    figures: Sequence[tuple[str, str]],
    sources: Sequence[Source],
) -> str:
    """Give the paper in Markdown: text, tables as tables, pictures beside it, references.

    Parameters
    ----------
    title : str
    authors : sequence of str
    parts : sequence of (heading, paragraphs)
    tables : sequence of PrintedTable
    figures : sequence of (file name of the picture, legend)
    sources : sequence of Source
        In the order in which the text cites them.
    """
    said = [f"# {title}", *([", ".join(authors)] if authors else [])]
    for heading, paragraphs in parts:
        said.append(f"## {heading}")
        said += [words for head, text in paragraphs for words in ((f"### {head}", text) if head else (text,))]
    said += ["## Tables", *map(markdown_of, tables)]
    said += ["## Figures", *(f"![{_alone(legend)}]({name})\n\n{legend}" for name, legend in figures)]
    said += ["## References", "\n".join(f"{place}. {vancouver(one)}" for place, one in enumerate(sources, 1))]
    return "\n\n".join(said) + "\n"


def markdown_of(table: PrintedTable) -> str:
    """Give one table in Markdown, its caption above and its notes below."""
    rows = [_marked(line) for line in table.lines]
    frame = pd.DataFrame(rows, columns=pd.Index(table.header), dtype=object)
    return "\n\n".join([f"**{table.caption}**", markdown_table(frame), *table.notes])


def _marked(line: Line) -> tuple[str, ...]:
    label, *cells = line.cells
    return (f"{INSET * INDENT[line.kind]}{label}" if INDENT[line.kind] else f"**{label}**", *cells)


def _alone(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


def latex_paper(
    title: str,
    authors: Sequence[str],
    parts: Sequence[Part],
    tables: Sequence[PrintedTable],
    figures: Sequence[tuple[str, str]],
    sources: Sequence[Source],
) -> str:
    """Give the paper for LaTeX, with ``references.bib`` beside it; parameters as in `markdown_paper`."""
    keys = [source.key for source in sources]
    said = [_HEAD, rf"\title{{{escaped(title)}}}", rf"\author{{{escaped(', '.join(authors))}}}", r"\date{}"]
    said += [r"\begin{document}", r"\maketitle"]
    for heading, paragraphs in parts:
        said.append(rf"\section*{{{escaped(heading)}}}")
        for head, text in paragraphs:
            said += [rf"\subsection*{{{escaped(head)}}}"] if head else []
            said.append(_with_citations(text, keys))
    said += [r"\bibliographystyle{unsrt}", rf"\bibliography{{{BIBLIOGRAPHY}}}", r"\clearpage"]
    said += [latex_of(table) for table in tables]
    said += [_picture(name, legend) for name, legend in figures]
    return "\n\n".join([*said, r"\end{document}"]) + "\n"


def latex_document(table: PrintedTable) -> str:
    """Give one table as a document for LaTeX."""
    return "\n".join([_HEAD, r"\begin{document}", latex_of(table), r"\end{document}"]) + "\n"


def latex_of(table: PrintedTable) -> str:
    """Give one table for LaTeX, its heading repeated on every page and its notes below."""
    columns = len(table.header)
    wide = columns > 4
    label = "0.34" if columns > 3 else "0.5"
    head = " & ".join(rf"\textbf{{{_tex(name)}}}" for name in table.header)
    spec = rf">{{\raggedright\arraybackslash}}p{{{label}\linewidth}}" + "r" * (columns - 1)
    said = [r"\begin{landscape}"] * wide
    said += [r"{\footnotesize", rf"\begin{{longtable}}{{{spec}}}", rf"\caption{{\textbf{{{_tex(table.caption)}}}}}\\"]
    said += [r"\toprule", rf"{head} \\", r"\midrule", r"\endfirsthead"]
    said += [r"\toprule", rf"{head} \\", r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot"]
    said += [_latex_line(line) for line in table.lines]
    said += [r"\end{longtable}", r"\par\noindent " + r"\\ ".join(map(_tex, table.notes)), "}"]
    return "\n".join([*said, *([r"\end{landscape}"] * wide), r"\clearpage"])


def _latex_line(line: Line) -> str:
    label, *cells = map(_tex, line.cells)
    if INDENT[line.kind]:
        label = rf"\hspace*{{{INDENT[line.kind]}em}}{label}"
    else:
        label, cells = rf"\textbf{{{label}}}", [rf"\textbf{{{cell}}}" if cell else "" for cell in cells]
    end = r"\\*" if line.kind in (SECTION, BASE, GROUP) else r"\\"  # a heading stays on the page of its rows
    return f"{' & '.join([label, *cells])} {end}"


def _picture(name: str, legend: str) -> str:
    inside = rf"\includegraphics[width=0.9\linewidth]{{{name}}}" + "\n" + rf"\caption{{{_tex(legend)}}}"
    return "\\begin{figure}[p]\n\\centering\n" + inside + "\n\\end{figure}"


def _with_citations(text: str, keys: Sequence[str]) -> str:
    """Turn the marks of publications into citations; they are counted in the same order."""
    parts = re.split(r" \[(\d+)\]", text)
    said = [_tex(part) if at % 2 == 0 else rf"~\cite{{{keys[int(part) - 1]}}}" for at, part in enumerate(parts)]
    return "".join(said)


def _tex(text: str) -> str:
    """Escape a text, with raised letters and the minus sign in the commands of LaTeX."""
    words = escaped(text).replace("\u2212", r"\ensuremath{-}")
    return "".join(rf"\textsuperscript{{{RAISED[sign]}}}" if sign in RAISED else sign for sign in words)
