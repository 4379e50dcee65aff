"""Readers of foreign bytes, written in C and Rust, at work in a process of their own.

Damaged files make them abort, ask for hundreds of gigabytes, or never end; there it ends them, and not the analyst's
session.
"""

from __future__ import annotations

import marshal
import re
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from ..errors import DataError

# Of memory, so much and so many times what the file holds unpacked; of time, so much and so much for each megabyte.
MEMORY, TIMES = 4 << 30, 20
SECONDS, SECONDS_PER_MB = 25, 30
AS_CSV = "save the table as CSV"
STARTED = "import sys; sys.path[:] = {path!a}; from analysis.files.foreign import serve; serve(*{job!a})"


def apart(name: str, what: str, job: tuple, size: int, instead: str = AS_CSV, memory: int = MEMORY) -> Iterator[tuple]:
    """Yield the messages of a reader of `foreign` as they come.

    Parameters
    ----------
    name, what : str
        How errors call the file, and what it should be.
    job : tuple
        The name of the reader, the path of the file, and the reader's further arguments.
    size : int
        Bytes that the file holds unpacked, by which memory is measured.
    instead : str
        What to do where the reader dies of the file.
    memory : int
        Bytes that a reader may take of an empty file.

    Raises
    ------
    DataError
        When the reader finds fault with the file, asks for more memory or time than a file of this size needs, or dies.
    """
    reader, path, *arguments = job
    seconds = SECONDS + SECONDS_PER_MB * (Path(path).stat().st_size >> 20)
    told = reader, str(path), tuple(arguments), memory + TIMES * size, seconds
    code = STARTED.format(path=sys.path, job=told)
    with TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", code], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
        )
        with process:
            try:
                fault = yield from _messages(process.stdout)
                process.wait()
            finally:
                process.kill()
        if fault:
            raise DataError(f"{name}: expected a whole {what} file, got: {fault}; export it again.")
        if fault is None:
            raise DataError(f"{name}: expected a whole {what} file, got {_end(process.returncode, said, instead)}")


def _messages(stream: IO[bytes] | None) -> Generator[tuple, None, str | None]:
    """Pass messages on; give the fault at the end, empty where there was none, and None where there was no end."""
    if stream is None:
        return None
    while True:
        try:
            kind, content = marshal.load(stream)
        except (EOFError, ValueError, TypeError):
            return None
        if kind in ("end", "fault"):
            return content
        yield kind, content


def _end(code: int, said: IO[bytes], instead: str) -> str:
    """Say how a reader ended that did not come to an end."""
    said.seek(0)
    text = said.read(1 << 16).decode(errors="replace")
    if code == -getattr(signal, "SIGXCPU", 0):
        return f"one that takes its reader too long; {instead}."
    if asked := re.search(r"memory allocation of (\d+) bytes|MemoryError|bad_alloc", text):
        much = f"{int(asked[1]) / 1e9:,.1f} GB" if len(asked[1] or "") > 9 else "too much"
        far = ": a cell far from the table, or far longer than cells are; clear what lies right of the table and below,"
        return f"one that asks for {much} of memory{far + ' or' if instead == AS_CSV else ';'} {instead}."
    return f"one at which its reader breaks down; {instead}."
