"""Runs of sound lines hold the records that the exact reader makes of the same lines, wherever a block of them ends."""

from __future__ import annotations

import io
import random

import duckdb
import pytest

from analysis.errors import DataError
from analysis.files import runs
from analysis.files.text import lines_of, records

PIECES = ("1,2,3", '"a","b""c",d', ",,", '"a,b",,"c"', "1,2", "1,2,3,4", '"open,1,2', 'close",3', 'a"b,1,2', '"a" ,b,c')
PIECES += ("", "  ", "x\0,2,3", "a\rb,2,3", "é,ü,ß", "caf\udce9,2,3", "1,2,3,,", '"a\rb",2,3', "\ufffd,2,3")


def told(path, **options) -> list[tuple]:
    """Give line, cells, rule and text of every record read by runs, those of sound lines taken apart."""
    found = []
    with path.open("rb") as stream:
        for record in records(runs.Lines(stream, path.name, ",", 3, **options), ",", 3, runs=True):
            if not record.sound:
                found.append((record.line, record.cells, record.rule, record.text))
                continue
            lines = enumerate(record.text.removesuffix("\n").split("\n"), record.line)
            found += [(one.line + number - 1, one.cells, "", "") for number, text in lines for one in exact([text])]
            assert record.text.count("\n") == record.sound
    return found


def exact(texts: list[str]):
    return records(iter([(number, text, True) for number, text in enumerate(texts, 1)]), ",", 3)


@pytest.mark.parametrize("seed", range(40))
def test_runs_hold_the_records_of_the_exact_reader(tmp_path, monkeypatch, seed):
    chance = random.Random(seed)
    monkeypatch.setattr(runs, "BLOCK", chance.choice([1, 7, 40, 1 << 22]))
    rare = chance.choice([0.1, 1.0])
    lines = [chance.choice(PIECES) if chance.random() < rare else PIECES[chance.randrange(4)] for _ in range(120)]
    end, last = chance.choice(["\n", "\r\n"]), chance.choice(["", "\n"])
    path, lossy = tmp_path / "a.csv", chance.random() < 0.5
    path.write_bytes((chance.choice(["", "\ufeff"]) + end.join(lines) + last).encode("utf-8", "surrogateescape"))
    expected = [(one.line, one.cells, one.rule, one.text) for one in records(lines_of(path, lossy), ",", 3)]
    assert told(path, lossy=lossy) == expected


ENGINE = tuple(piece for piece in PIECES if "\r" not in piece and "\udce9" not in piece)


@pytest.mark.parametrize("seed", range(40))
def test_the_engine_finds_the_lines_that_are_not_sound(tmp_path, monkeypatch, seed):
    chance = random.Random(seed)
    monkeypatch.setattr(runs, "BLOCK", chance.choice([1, 7, 40, 1 << 22]))
    rare = chance.choice([0.02, 0.1, 1.0])
    lines = [chance.choice(ENGINE) if chance.random() < rare else PIECES[chance.randrange(3)] for _ in range(120)]
    end, lossy = chance.choice(["\n", "\r\n"]), chance.random() < 0.5
    last = chance.choice(["", end])
    path = tmp_path / "a [1].csv"
    path.write_bytes((chance.choice(["", "\ufeff"]) + end.join(["x,y,z", *lines, "1,2,3"]) + last).encode())
    doubtful = runs.doubtful_lines(duckdb.connect(), path, ",", 3, 122, lossy=lossy)
    pattern = runs.Lines(io.BytesIO(), path.name, ",", 3, lossy=lossy)
    odd = [number for number, line in enumerate(lines, 2) if not pattern.is_sound(line)]
    assert list(doubtful) == [*odd, 122]
    assert told(path, lossy=lossy, doubtful=doubtful) == told(path, lossy=lossy)


@pytest.mark.parametrize(
    "data",
    [b"a,b\n1,\xff\n", b"a,b\n1\r,2\n", b"a,b\r\n1,2\n3,4\r\n", b"a,b\n1,\x1f2\n", b"a,b\n1,2\n\n"],
    ids=["bytes that do not decode", "a return", "other line ends", "a separator", "another number of lines"],
)
def test_what_the_engine_does_not_read_as_it_stands_is_left_to_the_pattern(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert runs.doubtful_lines(duckdb.connect(), path, ",", 2, 2) is None


def test_more_cells_than_a_pattern_of_the_engine_takes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"{',' * 1999}\n" * 3)
    assert runs.doubtful_lines(duckdb.connect(), path, ",", 2000, 3) is None


def test_a_line_that_is_too_long_for_text_is_named(monkeypatch):
    monkeypatch.setattr(runs, "BLOCK", 8)
    monkeypatch.setattr(runs, "LONGEST_LINE", 20)
    lines = runs.Lines(io.BytesIO(b"1,2,3\n1,2,3\n" + b"x" * 50), "a.csv", ",", 3)
    with pytest.raises(DataError, match="line 3"):
        list(lines)
