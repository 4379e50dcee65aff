"""TOML is read strictly: what is wrong is said with its line, every repeated key by name, at TOML's own line ends."""

from __future__ import annotations

import pytest

from analysis.errors import DataError
from analysis.toml import parse_toml, read_toml


def repeats(text: str) -> list[tuple[int, str, str]]:
    return [tuple(repeat) for repeat in parse_toml(text, "x")[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\na = 2\n", [(2, "", "a")]),
        ("a = 1\r\nb = 1\r\na = 2\r\nb = 3\r\n", [(3, "", "a"), (4, "", "b")]),
        ("[x]\na = 1\n'a' = 2\n[y]\na = 1\n", [(3, "x", "a")]),
        ("[x.y]\na.b = 1\na.b = 2\n", [(3, "x.y", "a.b")]),
        ("[[x]]\na = 1\n[[x]]\na = 1\na = 2\n", [(5, "x", "a")]),
        ('x = """\na = 1\na = 2\n"""\na = 1\n', []),
        ('a = "one\u2028a = 2"\nb = 1\n', []),
    ],
)
def test_each_repeated_key_is_named_and_nothing_else_is(text, expected):
    assert repeats(text) == expected


def test_the_first_of_repeated_keys_counts():
    assert parse_toml("a = 1\na = 2\nb = 3\n", "x")[0] == {"a": 1, "b": 3}


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c", "\x1e"])
def test_no_cell_can_write_lines_of_a_mapping(sign):
    """`str.splitlines` ends lines at all of these; TOML does not."""
    text = f'[labels.sex]\n"F{sign}sex = 2" = "female"\nsex = "male"\n'
    if sign < " ":  # as `mapping_toml` writes them
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    assert parse_toml(text, "x") == ({"labels": {"sex": {f"F{sign}sex = 2": "female", "sex": "male"}}}, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = [\n", "expected TOML, got: "),
        ("a = [\n1]\na = [\n2]\n", "expected TOML, got: Cannot overwrite"),
        ("[x]\na = 1\n[x]\n", "expected TOML, got: Cannot declare"),
        ("a = {b = 1, b = 2}\n", "Duplicate inline table key"),
        ("a = " + "[" * 5000 + "]" * 5000, "expected TOML, got: "),
    ],
)
def test_what_is_no_toml_is_one_error(tmp_path, text, said):
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        read_toml(path)


def test_files_that_cannot_be_read_are_one_error(tmp_path):
    with pytest.raises(DataError, match=r"none\.toml: expected the file in"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(DataError, match="expected TOML in UTF-8"):
        read_toml(tmp_path)
    (tmp_path / "x.toml").write_bytes(b"a = '\xff'")
    with pytest.raises(DataError, match="expected TOML in UTF-8"):
        read_toml(tmp_path / "x.toml")
    (tmp_path / "x.toml").write_bytes(b"a = 1\na = 2\nb = 1\nb = 2\n")
    with pytest.raises(DataError) as caught:
        read_toml(tmp_path / "x.toml")
    assert [fault.split(";")[0] for fault in caught.value.faults] == [
        "x.toml, line 2, [top]: 'a' stands twice",
        "x.toml, line 4, [top]: 'b' stands twice",
    ]
