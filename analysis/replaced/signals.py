"""Signals that end a run: they stop it as Ctrl-C does, so that what is half written is removed, and not in between."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def stoppable() -> Iterator[list[int]]:
    """Let SIGTERM and SIGHUP stop what is inside as Ctrl-C does; the value holds the number of the one that came.

    For the main thread of a program; in other threads nothing happens. A signal that is ignored (``nohup``) or has a
    handler of the caller's stays as it is.

    Examples
    --------
    A program that imports, and is asked to end, leaves no half-written store behind:

    >>> with stoppable() as came:
    ...     pass  # import_cases(...)
    >>> came
    []
    """
    came: list[int] = []

    def stop(number: int, frame: object) -> None:
        if not came:  # what is cleared up is cleared up to its end
            came.append(number)
            raise KeyboardInterrupt

    ours = [number for number in ENDING if _in_main() and signal.getsignal(number) == signal.SIG_DFL]
    try:
        for number in ours:
            signal.signal(number, stop)
        yield came
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C, SIGTERM and SIGHUP until what is inside is done."""
    held: list[int] = []
    old = {number: signal.getsignal(number) for number in (signal.SIGINT, *ENDING)} if _in_main() else {}
    old = {number: handler for number, handler in old.items() if handler not in (None, signal.SIG_IGN)}
    try:
        for number in old:
            signal.signal(number, lambda number, frame: held.append(number))
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
        for number in held:
            signal.raise_signal(number)


def _in_main() -> bool:
    return threading.current_thread() is threading.main_thread()
