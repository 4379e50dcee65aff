"""Windows and macOS: nothing that only POSIX has is needed to import the package or to draw a picture."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "analysis"
FILES = sorted(path for path in HOUSE.rglob("*.py") if "_data" not in path.parts)

# Modules and names of `os` and `signal` that Windows lacks.
POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
NAMES = {
    "os": {"chown", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getpgid", "getuid"}
    | {"killpg", "lchown", "mkfifo", "mknod", "nice", "setpgid", "setsid", "sysconf", "uname", "wait", "O_DIRECTORY"}
    | {"O_NOFOLLOW", "O_NONBLOCK", "fdatasync", "sched_getaffinity", "sync"},
    "signal": {
        "SIGALRM",
        "SIGHUP",
        "SIGKILL",
        "SIGPIPE",
        "SIGUSR1",
        "SIGUSR2",
        "alarm",
        "pthread_sigmask",
        "setitimer",
    },
}

# Says of every module of POSIX that there is none, as Windows does.
WITHOUT = f"""
import sys, os
sys.modules.update(dict.fromkeys({sorted(POSIX - {"posix"})!r}))
from analysis.__main__ import main
sys.argv = ["poison-center", *sys.argv[1:]]
main()
"""


def unguarded(source: str) -> list[str]:
    """Give what a file takes of POSIX outside of a ``try`` that expects to find none."""
    tree = ast.parse(source)
    tried = [node for node in ast.walk(tree) if isinstance(node, ast.Try) and any(map(expects_none, node.handlers))]
    guarded = {id(inner) for node in tried for part in node.body for inner in ast.walk(part)}
    found = []
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name in POSIX]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in POSIX:
            found.append(node.module)
        elif isinstance(node, ast.Attribute) and node.attr in NAMES.get(ast.unparse(node.value), ()):
            found.append(ast.unparse(node))
    return found


def expects_none(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler takes what a missing module or name raises."""
    return handler.type is not None and any(
        word in ast.unparse(handler.type) for word in ("ImportError", "AttributeError")
    )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import fcntl", ["fcntl"]),
        ("def f():\n    from pwd import getpwuid", ["pwd"]),
        ("try:\n    import resource\nexcept ImportError:\n    resource = None", []),
        ("try:\n    pass\nexcept ImportError:\n    import termios", ["termios"]),
        ("import os\nos.killpg(1, 2)", ["os.killpg"]),
        ("import os\ngetattr(os, 'O_NOFOLLOW', 0)", []),
    ],
)
def test_what_only_posix_has_is_seen(source, found):
    assert unguarded(source) == found


def test_no_file_needs_what_only_posix_has():
    found = {path.relative_to(HOUSE).as_posix(): unguarded(path.read_text(encoding="utf-8")) for path in FILES}
    assert not {name: names for name, names in found.items() if names}


@pytest.mark.parametrize("arguments", [["list"], ["figures", "burden", "--into", "out", "--format", "svg"], ["--help"]])
def test_the_command_runs_without_the_modules_of_posix(arguments, tmp_path):
    command = [sys.executable, "-c", WITHOUT, *arguments]
    around = {"PYTHONPATH": str(HOUSE.parent), "PATH": "", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=tmp_path, env=around, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout and not done.stderr


# Takes away what Windows lacks, but `os.uname`, which libraries ask on Linux; has a lock as Windows has it.
WINDOWS = """
import json, os, signal, subprocess, sys, types
modules, names, verbs = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(modules))
for room, gone in ((os, names["os"]), (signal, names["signal"])):
    for name in gone:
        if hasattr(room, name) and name != "uname":
            delattr(room, name)
os.supports_dir_fd = os.supports_fd = os.supports_follow_symlinks = set()
subprocess.Popen.kill = subprocess.Popen.terminate
msvcrt = sys.modules["msvcrt"] = types.ModuleType("msvcrt")
msvcrt.LK_NBLCK, msvcrt.LK_UNLCK, msvcrt.locking = 2, 0, lambda number, mode, size: None
from analysis.__main__ import main
for verb in verbs:
    sys.argv = ["poison-center", *verb]
    try:
        main()
    except SystemExit as end:
        print("ended", end.code or 0, *verb, file=sys.stderr, flush=True)
"""
# In a folder with backslashes, a colon and a space; what the verbs read has the ends of lines of Windows.
VERBS = {
    "cases synthesize --rows 400 --output made.csv": "made.csv",
    "cases map crlf.csv --output mapping.toml": "mapping.toml",
    "cases import crlf.csv --mapping crlf.toml --into store": "store/report.json",
    "cases counts store --substance baclofen --picture counts.png": "counts.png",
    "cases table1 store --output table1.docx": "table1.docx",
    "cases effects store --format csv --output effects.csv": "effects.csv",
    "show traced_figures": "",
    "cite burden --format bibtex --output burden.bib": "burden.bib",
    "audit release.txt --format html --output audited.html": "audited.html",
    "ledger new mine --documents release.txt --substance tianeptine": "mine/cited_figures.csv",
    "ledger check mine": "",
}


def test_the_verbs_work_as_on_windows(tmp_path):
    from analysis import cases

    folder = tmp_path / "C:\\Users\\Ann Lee"
    folder.mkdir()
    listing = cases.synthesize(400, into=folder / "first.csv", format="csv")
    mapping = cases.propose_mapping(listing).to_toml()
    said = 'Calls rose from 64 in 2018 to 400 in 2023, a rise of 525% - "caf\u00e9".\n'
    texts = {"crlf.csv": listing.read_text(encoding="utf-8"), "crlf.toml": mapping, "release.txt": said}
    for name, text in texts.items():
        (folder / name).write_bytes(text.replace("\r\n", "\n").replace("\n", "\r\n").encode())
    told = json.dumps(
        [sorted(POSIX - {"posix"}), {room: sorted(gone) for room, gone in NAMES.items()}, [*map(str.split, VERBS)]]
    )
    # Without site (-S): in such a locale Python cannot read the .pth file of an environment whose own path has umlauts.
    packages = os.pathsep.join([str(HOUSE.parent), sysconfig.get_path("purelib")])
    around = {"PYTHONPATH": packages, "PATH": "", "HOME": str(folder), "LC_ALL": "C", "PYTHONUTF8": "0"}
    around |= {"PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-S", "-c", WINDOWS, told]
    done = subprocess.run(command, cwd=folder, env=around, capture_output=True, encoding="cp1252")
    ended = [line for line in done.stderr.splitlines() if line.startswith("ended ")]
    assert done.returncode == 0 and ended == [f"ended 0 {verb}" for verb in VERBS], done.stderr
    assert not [name for name in VERBS.values() if name and not (folder / name).exists()]
    assert "caf\u00e9" in (folder / "audited.html").read_text(encoding="utf-8")
