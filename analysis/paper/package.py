"""The whole package of a paper, written beside its place and then moved there in one step."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..cases.store.identity import check_place
from ..cases.store.store import open_store
from ..errors import DataError
from ..files.archives import sha256
from ..files.regular import regular_text
from ..release import Policy
from ..release.suppression import PROGRAMS
from ..replaced import replacing, write_whole
from . import pages, word
from .answers import Answers
from .ask import ask
from .audited import audit_package
from .checklist import checklist_html, checklist_markdown, checklist_table
from .documents import MANIFEST, Draft, index, manuscripts, markdown, paper, readme, whole_page
from .figures import draw
from .findings import finding
from .kept import ANSWERS, answers_text, read_answers
from .methods import SYNTHETIC, write_text
from .notes import noted_tables
from .released.gate import Passage, pass_gate, read_released, statement
from .study import read_plan
from .tidy import tidy_text

KIND, RELEASE = "poison-center paper", "poison-center release"
ASKED, WRITTEN = (
    ("selection", "annual counts", "table 1", "table 2", "table 3"),
    ("figures", "text", "documents", "audit"),
)
STEPS = (*ASKED, *WRITTEN)
RELEASED = ("release gate", *WRITTEN, "attack")
STOPS = {"impossible": ("impossible",), "inconsistent": ("impossible", "inconsistent")}
MOST_SHOWN = 5
STATEMENT = "release.md"


def write_paper(
    study_file: str | Path,
    *,
    into: str | Path,
    policy: str | Policy | None = None,
    engine: object = "duckdb",
    memory_limit: str | None = None,
    temporary: str | Path | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> list[Path]:
    """Write tables, figures, methods, results, checklists and an audit of a paper from one file of choices.

    Parameters
    ----------
    study_file : path
        TOML file as `read_plan` reads it; ``poison-center paper --example`` prints one to start from.
    into : path
        Folder of the package. An earlier package there is replaced when nothing in it was changed or added.
    policy : Policy or str, optional
        Rule of the release gate (`analysis.release.policy`): the package is then one that may leave the house.
    engine, memory_limit, temporary
        As in `analysis.cases.open_store`.
    progress : callable, optional
        Called with each of `STEPS` before it is done, and the share of them that is done, 0 to 1.

    Returns
    -------
    list of Path
        The files written: Tables 1 to 3 and the two supplementary tables (selection, years) as CSV, HTML and Word;
        Figures 1 to 3 as pictures with CSV and JSON; ``methods.md``; all of it as ``paper.docx``, ``paper.html`` (one
        page that needs no other file), ``paper.tex`` and ``paper.md``; ``references.bib`` and ``references.ris``;
        ``numbers.csv`` (each number of the text and the cell that it is); checklists; audit; ``index.html``,
        ``README.md`` and ``paper.json`` (SHA-256 of every file). Two runs on the same cases give the same bytes.

    Raises
    ------
    DataError
        For a fault of the plan, no selected case, a folder that holds something else, a store whose tables are not what
        the import wrote or that is replaced meanwhile, or tables that the audit finds to be impossible. Nothing is
        written then.
    """
    plan, into, rule = read_plan(study_file), Path(into).absolute(), _rule(policy)
    say = _teller(progress, (*ASKED, *RELEASED) if rule else STEPS)
    # opened first: a signal while the engine's libraries are loaded ends the process without unwinding
    store = open_store(plan.store, engine=engine, memory_limit=memory_limit, temporary=temporary)
    check_place(into)
    with replacing(into, partial(_fault, kind=_kind(rule)), _kind(rule)) as folder:
        folder.mkdir()
        store.verify()
        answers = ask(plan, store, say=say)
        if rule:
            say("release gate")
            write_released(pass_gate(answers, rule), folder, say)
        else:
            _write(answers, folder, say)
            _write_manifest(answers, folder)
        store.check_unchanged()
    return sorted(path for path in into.iterdir() if path.is_file())


def release_paper(
    package: str | Path,
    policy: str | Policy,
    *,
    into: str | Path,
    earlier: Iterable[str | Path] = (),
    reasons: str | Path | None = None,
    programs: int = PROGRAMS,
    progress: Callable[[str, float], None] | None = None,
) -> list[Path]:
    """Write a package of a paper anew as one that may leave the house: tables, figures, text and documents alike.

    Every printed count is one cell of one system, whatever table, figure or sentence it stands in; small ones are
    withheld, with as few others as protect them, and with every number that would give one back. The written files are
    then attacked; nothing is released that the attack breaks.

    Parameters
    ----------
    package : path
        A package that `write_paper` wrote, unchanged. The cases are not needed.
    policy : Policy or str
        A rule, or the name of a preset: ``cms``, ``cdc-wonder``, ``opensafely``, ``acro`` ...
    into : path
        Folder of the release.
    earlier : iterable of path
        Releases of the same cases that are out already.
    reasons : path, optional
        CSV file of ``cell, count, reason`` for the house; it holds the true counts and can be read by its owner alone.
    programs : int
        Most programs that the search for the least loss solves; see `analysis.release.suppress`.
    progress : callable, optional
        As in `write_paper`.

    Returns
    -------
    list of Path
        The files written; ``release.md`` is the statement for the public.

    Raises
    ------
    DataError
        When the package was changed, went through the gate before or disagrees with itself, when too few cases are
        left, or when the attack on the written files succeeds.
    """
    package, into, rule = Path(package), Path(into).absolute(), _rule(policy)
    if not package.is_dir():
        raise DataError(f"package: expected the folder that `poison-center paper` wrote, found none at {package}.")
    if said := _fault(package, KIND):
        raise DataError(
            f"package: {package} {said}; a release is made from a package as `poison-center paper` wrote it."
        )
    answers, say = read_answers(package), _teller(progress, RELEASED)
    check_place(into)
    with replacing(into, partial(_fault, kind=RELEASE), RELEASE) as folder:
        folder.mkdir()
        say("release gate")
        passage = pass_gate(
            answers, rule, earlier=tuple(read_released(one, rule) for one in earlier), programs=programs
        )
        write_released(passage, folder, say)
    if reasons:
        write_whole(Path(reasons), tidy_text(passage.reasons).encode())
        Path(reasons).chmod(0o600)
    return sorted(path for path in into.iterdir() if path.is_file())


def write_released(passage: Passage, folder: Path, say: Callable[[str], None]) -> None:
    """Write into a folder what may leave of a paper, and attack what was written."""
    _write(passage.answers, folder, say)
    say("attack")
    _put(folder, STATEMENT, statement(passage, passage.attacked(folder)))
    _write_manifest(passage.answers, folder)


def _teller(progress: Callable[[str, float], None] | None, steps: tuple[str, ...]) -> Callable[[str], None]:
    """Give what tells of each step before it is done, with the share of them that is done."""
    told = progress or (lambda what, share: None)
    return lambda step: told(step, steps.index(step) / len(steps))


def _rule(policy: str | Policy | None) -> Policy | None:
    from ..release import policy as named

    return named(policy) if isinstance(policy, str) else policy


def _kind(rule: Policy | None) -> str:
    return RELEASE if rule else KIND


def _fault(into: Path, kind: str = KIND) -> str:
    """Say why something may not be replaced: it is no package, or not as it was written (files edited or added)."""
    if into.is_dir() and not any(into.iterdir()):
        return ""
    try:
        said = json.loads(regular_text(into / MANIFEST))
        files = dict(said["files"]) if said["kind"] == kind else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        files = None
    if files is None:
        return "exists and is no release of a paper" if kind == RELEASE else "exists and is no package of a paper"
    own = sorted(path.name for path in into.iterdir() if path.name != MANIFEST and not _as_written(path, files))
    return (
        f"holds {', '.join(own)}, which changed or came after the package was written and would be lost" if own else ""
    )


def _as_written(path: Path, files: dict) -> bool:
    known = path.name in files and path.is_file() and not path.is_symlink()
    return known and files[path.name] == sha256(path)


def _write(answers: Answers, folder: Path, say: Callable[[str], None]) -> None:
    mark = SYNTHETIC if answers.synthetic else ""
    for stem, table in answers.tables.items():
        _put(folder, f"{stem}.csv", tidy_text(table, mark))
    say("figures")
    origin = {"title": answers.plan.title, **answers.plan.digests}
    told = [replace(figure, title=finding(figure, answers)) for figure in answers.figures]
    figures = tuple((figure, draw(figure, answers, into=folder, origin=origin)) for figure in told)
    say("text")
    draft = Draft(answers, write_text(answers), tuple(noted_tables(answers)), figures)
    _put(folder, "methods.md", markdown(draft))
    _put(folder, ANSWERS, answers_text(answers))
    _put(folder, "numbers.csv", tidy_text(draft.text.numbers.frame()))
    _put(folder, "checklist.csv", tidy_text(checklist_table(), mark))
    _put(folder, "checklist.md", checklist_markdown(mark))
    _put(folder, "checklist.html", pages.page("Checklists", checklist_html(mark)))
    say("documents")
    shown = {table.stem: pages.table_html(table) for table in draft.tables}
    for table in draft.tables:
        _put(folder, f"{table.stem}.html", pages.page(table.caption, shown[table.stem]))
        _put(folder, f"{table.stem}.docx", word.table_document(table, answers.plan.title, answers.plan.authors))
    _put(folder, "paper.docx", paper(draft, folder))
    for name, content in manuscripts(draft).items():
        _put(folder, name, content)
    _put(folder, "paper.html", whole_page(draft, shown, folder))
    say("audit")
    audited = _audited(answers, folder)
    _put(folder, "index.html", index(draft, audited))
    _put(folder, "README.md", readme(draft, audited))


def _put(folder: Path, name: str, content: str | bytes) -> None:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def _audited(answers: Answers, folder: Path) -> str:
    """Audit the written tables; write the findings and give them in one sentence, or stop."""
    from ..tables import findings_text

    findings = audit_package(folder)
    grave = findings[findings["severity"].isin(STOPS[answers.plan["audit"]["stop_at"]])]
    if len(grave):
        said = [
            f"{row.file}, {row.row}, {row.column}: {row.explanation}" for row in grave.head(MOST_SHOWN).itertuples()
        ]
        raise DataError(
            [f"audit: {len(grave)} numbers of the package cannot be true together; nothing was written.", *said]
        )
    _put(folder, "audit.csv", tidy_text(findings))
    _put(folder, "audit.html", findings_text(findings, "html"))
    said = f"findings to read: {len(findings)}" if len(findings) else "nothing found"
    return f"Audit of these tables, as they are printed: {said} (audit.html)."


def _write_manifest(answers: Answers, folder: Path) -> None:
    said = {
        "kind": RELEASE if answers.control else KIND,
        "title": answers.plan.title,
        "cases": answers.stated,
        "store": answers.store,
        "synthetic": answers.synthetic,
        **answers.plan.digests,
    }
    said |= {"policy": answers.control.policy} if answers.control else {}
    said["files"] = {path.name: sha256(path) for path in sorted(folder.iterdir())}
    _put(folder, MANIFEST, json.dumps(said, indent=2, ensure_ascii=False) + "\n")
