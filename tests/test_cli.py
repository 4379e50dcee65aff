"""The command line: one clear line per fault, the exit codes, no traceback."""

import json

import pytest

from analysis.sources import read_sources
from analysis.summaries import SUMMARIES


def test_list_names_every_summary(run):
    code, out, _ = run("list")
    named = [line.split()[0] for line in out.splitlines() if line.startswith("  ")]
    assert code == 0 and sorted(named) == sorted(SUMMARIES)


@pytest.mark.parametrize("name", SUMMARIES)
def test_show_in_every_format(run, name):
    assert SUMMARIES[name].title.split()[0] in run("show", name)[1]
    code, out, _ = run("show", name, "--format", "json")
    assert code == 0 and len(json.loads(out)) == len(SUMMARIES[name].function())
    assert run("show", name, "--format", "csv")[1].count("\n") == len(SUMMARIES[name].function()) + 1
    assert run("show", name, "--format", "markdown")[1].startswith("|")


def test_cite_gives_publications_and_bibtex(run):
    code, out, _ = run("cite", "overdose_effects")
    assert code == 0 and "[document]" in out and "10.1111/j.1742-6723.2006.00805.x" in out and "[method]" in out
    code, out, _ = run("cite", "overdose_effects", "--format", "bibtex")
    assert code == 0 and "@article{leung_2006," in out
    code, out, _ = run("cite", "leung_2006", "reynolds_2020", "--format", "vancouver")
    assert code == 0 and [line[:2] for line in out.splitlines()] == ["1.", "2."]


def test_figures_and_tables_are_written_and_twice_the_same(run, tmp_path):
    code, out, _ = run("figures", "burden", "--into", tmp_path, "--format", "svg")
    assert code == 0 and sorted(path.name for path in tmp_path.iterdir()) == ["burden.csv", "burden.json", "burden.svg"]
    assert "3 files" in out
    code, out, _ = run("tables", "--into", tmp_path / "tables")
    page = (tmp_path / "tables" / "index.html").read_text(encoding="utf-8")
    assert code == 0 and all(f'id="{name}"' in page for name in SUMMARIES)
    assert len(list((tmp_path / "tables").glob("*.csv"))) == len(SUMMARIES)
    run("tables", "--into", tmp_path / "again")
    for path in (tmp_path / "tables").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["figures", "exposures"], "no picture of that name"),
        (["figures", "--format", "gif"], "format: expected some of"),
        (["show", "nothing"], "no summary of that name"),
        (["show", "burden", "--format", "xml"], "format: expected one of"),
        (
            ["cite", "burden", "--format", "rtf"],
            "format: expected one of text, vancouver, bibtex, ris, csl-json",
        ),
        (["cite"], "expected names or --all, got neither"),
        (["cite", "burden", "--all"], "expected names or --all, got both"),
        (["cite", "severity_by_doze"], "did you mean 'severity_by_dose'?"),
        (["verify", "no-such-folder"], "documents: expected a folder"),
        (["figures", "burden", "--into", "/dev/null/here"], "not a folder to write into"),
    ],
)
def test_what_a_reader_can_mend_is_one_line_and_exit_2(run, arguments, said):
    code, out, err = run(*arguments)
    lines = err.strip().splitlines()
    assert code == 2 and not out.strip() and lines[-1].startswith("error: ") and said in lines[-1]


def test_cite_prints_records_of_ris_with_their_ends_of_line(run):
    code, out, _ = run("cite", "--all", "--format", "ris")
    assert code == 0 and out.count("TY  - ") == out.count("ER  - ") == len(read_sources())
    assert out.count("\r\n") == out.count("\n")


def test_check_of_the_project_holds(run):
    code, out, _ = run("check")
    listed, last = out.splitlines()[1:-1], out.splitlines()[-1]
    assert (code, last) == (0, "everything holds")
    assert [line.split(":")[0] for line in listed] == [s.key for s in read_sources().values() if s.incomplete]


def test_check_without_figures_checks_the_tables(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("check")
    assert code == 0 and "every table holds" in out
    code, out, _ = run("check", "--figures", tmp_path)
    assert code == 1 and "missing; run `make figures`" in out


def test_check_says_every_fault_and_exits_1(run, data):
    ledger = data / "cited_figures.csv"
    text = ledger.read_text(encoding="utf-8")
    ledger.write_text(text.replace("36.2%,=,36.2", "36.2%,=,36.9").replace("13 patients,=,13", "13 patients,=,14"))
    code, out, _ = run("check")
    assert code == 1 and "exposure_rise_all" in out and "overdose_hypertension" in out and "2 faults" in out


def test_every_fault_of_a_damaged_table_stops_the_figures(run, data, tmp_path):
    ledger = data / "cited_figures.csv"
    ledger.write_text(
        ledger.read_text(encoding="utf-8").replace("doc_004,195", "doc_04,195").replace(",23 cases,", ",24 cases,")
    )
    code, _, err = run("figures", "overdose_effects", "--into", tmp_path / "out")
    assert code == 2 and len([line for line in err.splitlines() if line.startswith("error:")]) == 2
    assert not list((tmp_path / "out").glob("*.png"))


def synthetic_documents(folder, data):
    """Write five documents that hold exactly the printed texts of the ledger, and make the data know their digests."""
    import hashlib

    import pandas as pd

    from analysis.loaders import (
        load_cited_claims,
        load_cited_figures,
        load_cited_terms,
        load_document_mentions,
        load_set_aside,
    )

    words = [
        load_cited_terms().rename(columns={"term": "printed"}),
        load_cited_claims().rename(columns={"words": "printed"}),
    ]
    rows = pd.concat([load_document_mentions(), load_cited_figures(), load_set_aside(), *words])
    rows = rows[["source", "line", "printed"]]
    sources = (data / "sources.toml").read_text(encoding="utf-8")
    folder.mkdir()
    for key, own in rows.groupby("source"):
        lines = [" | ".join(own.loc[own["line"] == line, "printed"]) for line in range(1, own["line"].max() + 1)]
        content = "\n".join(lines).encode()
        (folder / f"{key}-copy.txt").write_bytes(content)
        _, _, after = sources.partition(f"[{key}]")
        old = after.split('sha256 = "')[1].split('"')[0]
        sources = sources.replace(old, hashlib.sha256(content).hexdigest())
    (data / "sources.toml").write_text(sources, encoding="utf-8")
    return folder


def test_verify_holds_every_row_and_names_the_one_that_does_not(run, data, tmp_path):
    copies = synthetic_documents(tmp_path / "copies", data)
    code, out, _ = run("verify", copies)
    assert (
        code == 0
        and "0 does not hold, 0 document absent" in out
        and "0 numbers without a row, 0 mentions that differ" in out
    )
    ledger = data / "cited_figures.csv"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace(",36.2%,=,36.2,", ",36.3%,=,36.3,"), encoding="utf-8")
    code, out, _ = run("verify", copies)
    assert code == 1 and "row 'exposure_rise_all': '36.3%' is not at doc_004 line 81" in out
    assert "doc_004 line 81: no row covers '36.2'" in out


def test_verify_names_a_mention_that_is_not_marked(run, data, tmp_path):
    copies = synthetic_documents(tmp_path / "copies", data)
    table, card = data / "document_mentions.csv", data / "document_mentions.toml"
    rows = table.read_text(encoding="utf-8")
    row = "confusion,doc_000,28,Confusion,concept\n"
    table.write_text(rows.replace(row, ""), encoding="utf-8")
    card.write_text(card.read_text(encoding="utf-8").replace("rows = 385", "rows = 384"), encoding="utf-8")
    code, out, _ = run("verify", copies)
    assert row in rows and code == 1 and "1 mentions that differ" in out
    assert "'Confusion' (confusion) at doc_000 line 28: there, but not marked" in out


def test_audit_of_the_shipped_ledger_finds_the_impossible_rate(run):
    code, out, _ = run("audit")
    assert code == 1 and "No count of 320 gives 56.8%" in out and "perhaps 92 of 162" in out
    assert "No count of the 43 printed beside it gives 68.2%" in out and "perhaps 15 of 22" in out
    assert out.rpartition("\n\n")[2].startswith("1 impossible, ") and "numbers checked" in " ".join(out.split())
    code, out, _ = run("audit", "--format", "json")
    (report,) = json.loads(out)["reports"]
    assert code == json.loads(out)["status"] == 1 and report["counts"]["impossible"] == 1
    assert 0 < report["checked"] < report["numbers"]


def test_audit_of_a_table_in_every_format(run, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("Outcome,n,%\nMinor,60,60.0\nModerate,30,30.0\nMajor,10,10.0\nTotal,100,100.0\n", encoding="utf-8")
    assert run("audit", table)[0] == 0
    table.write_text(
        table.read_text(encoding="utf-8").replace("Moderate,30,30.0", "Moderate,30,40.0"), encoding="utf-8"
    )
    code, out, _ = run("audit", table)
    assert code == 1 and "table.csv" in "".join(out.split()) and "Moderate" in out and "40.0" in out
    for form in ("csv", "json", "html"):
        code, out, _ = run("audit", table, "--format", form, "--output", tmp_path / f"findings.{form}")
        assert code == 1 and "Moderate" in (tmp_path / f"findings.{form}").read_text(encoding="utf-8")


def test_audit_says_what_was_checked_and_its_exit_status_too(run, tmp_path):
    good, odd, none = (tmp_path / name for name in ("good.csv", "odd.csv", "none.csv"))
    good.write_text("Sex,n,note\nMale,12,a\nFemale,18,b\nTotal,30,c\n", encoding="utf-8")
    odd.write_text("Sex,n\nMale,12\nFemale,18\nTotal,31\n", encoding="utf-8")
    none.write_text("Item,n\nFirst thing,12\nSecond thing,18\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    code, out, _ = run("audit", good)
    assert code == 0 and "Total = Male + Female: 3 numbers" in out and "3 of 3 numbers checked" in out
    assert run("audit", good, "--strict")[0] == 1  # the column of notes was not read
    assert run("audit", odd)[0] == run("audit", odd, none)[0] == 1
    for paths in ((none,), (good, none), (tmp_path / "empty",)):
        code, out, _ = run("audit", *paths)
        assert code == 3 and ("NOTHING COULD BE CHECKED" in " ".join(out.split()) or len(paths) == 2), paths
    assert "The folder holds no file" in out
    code, out, _ = run("audit", tmp_path)
    assert code == 1 and out.splitlines()[0] == "3 files and sheets" and "nothing could be checked" in out


def test_proposed_rules_are_written_edited_and_used_alone(run, tmp_path):
    table, rules = tmp_path / "table.csv", tmp_path / "rules.toml"
    table.write_text("Sex,n\nMale,12\nFemale,18\nOther,3\nTotal,30\n", encoding="utf-8")
    assert run("audit", table)[0] == 1
    assert run("audit", table, "--explain", "--output", rules)[0] == 0
    edited = rules.read_text(encoding="utf-8").replace(', "Other"]', "]")
    rules.write_text(edited, encoding="utf-8")
    code, out, _ = run("audit", table, "--rules", rules, "--no-propose")
    assert code == 0 and "No rule reached 1 numbers: Other (row 4), n: 3" in out
    assert run("audit", table, "--rules", rules)[0] == 1
    for wrong in ((table, "--no-propose"), ("--explain",)):
        assert run("audit", *wrong)[0] == 2
    assert run("audit", table, "--rules", table)[0] == 2


def test_audit_of_what_cannot_be_read_is_one_line(run, tmp_path):
    for arguments in ((tmp_path / "none.csv",), ("--format", "xml"), (tmp_path, "--rules", tmp_path / "none.toml")):
        code, out, err = run("audit", *arguments)
        assert code == 2 and err.startswith("error: ") and not out.strip()


def test_verify_names_absent_documents(run, tmp_path):
    code, out, _ = run("verify", tmp_path)
    assert code == 3 and out.count("document absent from") == 5 and "0 holds" in out
    assert out.count("looked for") == 5 and "NOTHING WAS VERIFIED" in out
    code, _, err = run("verify", tmp_path / "mistyped")
    assert code == 2 and "mistyped is not there" in err and ".txt" in err


def test_verify_with_one_document_of_several_is_not_all(run, data, tmp_path):
    copies = synthetic_documents(tmp_path / "copies", data)
    (copies / "doc_000-copy.txt").unlink()
    code, out, _ = run("verify", copies)
    assert code == 3 and "1 documents are absent; 4 files were looked at" in out
    assert "0 does not hold" in out and "printed texts were verified" in out


def test_numbers_are_shown_without_false_precision(run):
    from analysis.readable import readable

    assert [readable(x) for x in (630.0, 2403539.0, 0.05486, 15396.6, float("nan"))] == [
        "630",
        "2,403,539",
        "0.05486",
        "15,396.6",
        "",
    ]
    assert "2,403,539" in run("show", "exposure_trend_example")[1]
    assert "| 23,500,000 " in run("show", "burden", "--format", "markdown")[1]
