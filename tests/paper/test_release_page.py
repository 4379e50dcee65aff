"""The page on the release gate says what the rules and the code say."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.release import policy, read_policies

PAGE = (Path(__file__).parents[2] / "docs" / "release.md").read_text(encoding="utf-8")


def test_the_table_has_every_rule_with_what_it_withholds():
    rows = dict(re.findall(r"^\| `(\w[\w-]*)` \| ([^|]+) \|", PAGE, flags=re.MULTILINE))
    assert set(rows) == set(read_policies())
    for name, said in rows.items():
        rule = policy(name)
        small = "none for being small" if rule.rounding == "midpoint" else f"{rule.least} to {rule.most}"
        assert said.strip() == small, name
        rounded = re.search(rf"^\| `{name}` \|[^|]+\|([^|]+)\|", PAGE, flags=re.MULTILINE)[1].strip()
        assert bool(rounded) == (rule.rounding != "none"), name


def test_its_example_gives_what_it_says(capsys):
    exec(re.search(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)[1], {})
    printed = capsys.readouterr().out
    assert re.search(r"Death +\* +\* +15", printed) and "412" in printed
