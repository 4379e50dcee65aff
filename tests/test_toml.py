"""TOML is read strictly: what is wrong is said with its line, every repeated key by name, at TOML's own line ends."""

from __future__ import annotations

import tomllib

import pytest

from analysis.errors import DataError
from analysis.toml import parse_toml, read_toml, toml_comment, toml_key, toml_value


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
        ('x = """\n[y]\n"""\na = 1\na = 2\n', [(5, "", "a")]),
        ("[x]\ny = [\n['z'],\n]\na = 1\na = 2\n", [(6, "x", "a")]),
        ('["a]b"]\nc = 1\n"c" = 2\n', [(3, "a]b", "c")]),
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
        ("a = 1\na = '''\nb = 1 # '''\n", "expected TOML, got: Cannot overwrite"),
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
    with pytest.raises(DataError, match=r"none\.toml: expected a TOML file, found none"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(DataError, match="expected a TOML file, got a folder"):
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


HOSTILE = [
    "x\u2028[own_labels.medical_outcome]\u2028'No effect' = 'Death'",
    "x\u0085[labels.sex]\u0085a = 'b'",
    *(f"a{chr(code)}b = 1" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))),
    *(f"a{sign}b" for sign in "\u200b\u200e\u200f\u202a\u202e\u2029\u2060\u2066\u2069\ufeff\u00ad\u061c\U000e0041"),
    '"""', "'''", "\\", '\\"', "a\nb = 1", "# no remark", "{x}", "[x]", "=1+1", "\U0001f48a é", "",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_written_is_read_again_and_shows_all_that_it_says(text):
    written = f"{toml_key(text)} = {toml_value(text)}\nother = {toml_value([text, 'b'])}\n{toml_comment(text)}\n"
    assert tomllib.loads(written) == {text: text, "other": [text, "b"]}
    assert len(written.splitlines()) == 3 and written.replace("\n", "").isprintable()


def test_half_a_character_is_written_as_lost():
    assert tomllib.loads(f"a = {toml_value(chr(0xD800))}") == {"a": "\ufffd"}
