"""Signals that end a run: they stop it as Ctrl-C does, so that what is half written is removed, and not in between."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
ALL = (signal.SIGINT, *ENDING)
LATER = 0.25  # seconds, in which what ignored an exception has gone on


class Stop:
    """A handler that stops a program as Ctrl-C does, once: what is cleared up then is cleared up to its end."""

    def __init__(self) -> None:
        self.came: list[int] = []
        self.ignored = False

    def __call__(self, number: int, frame: object) -> None:
        """Remember the signal, and stop."""
        if not self.came or self.ignored:
            self.came[:], self.ignored = self.came or [number], False
            raise KeyboardInterrupt


class Clear:
    """A handler that clears up before the one that was there before ends the run."""

    def __init__(self, clear: Callable[[], None], before: Any) -> None:
        self.clear, self.before = clear, before

    def __call__(self, number: int, frame: object) -> None:
        """Clear up, then end."""
        self.clear()
        if callable(self.before):
            self.before(number, frame)
            return
        signal.signal(number, self.before)
        signal.raise_signal(number)

    @staticmethod
    def ends(handler: object) -> bool:
        """Tell whether a handler ends the run; one of the caller's may not, and stays alone."""
        return handler in (signal.SIG_DFL, signal.default_int_handler) or isinstance(handler, Stop | Clear)


@contextmanager
def stoppable() -> Iterator[list[int]]:
    """Let SIGTERM and SIGHUP stop what is inside as Ctrl-C does; the value holds the number of the one that came.

    For the main thread of a program; in other threads nothing happens. A signal that is ignored (``nohup``) or has a
    handler of the caller's stays as it is.

    Examples
    --------
    A program that imports, and is asked to end, can say so and close what it has open:

    >>> with stoppable() as came:
    ...     pass  # import_cases(...)
    >>> came
    []
    """
    stop = Stop()
    with _not_ignored(stop), _handling({number: stop for number in ENDING if _handler(number) == signal.SIG_DFL}):
        yield stop.came


@contextmanager
def cleared_when_ended(clear: Callable[[], None]) -> Iterator[None]:
    """Call a function at once when Ctrl-C, SIGTERM or SIGHUP ends what is inside.

    What such a signal raises is not enough to rely on: raised within a library written in C++, it may end the process
    before anything is cleared up.
    """
    with _handling({number: Clear(clear, one) for number in ALL if Clear.ends(one := _handler(number))}):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C, SIGTERM and SIGHUP until what is inside is done."""
    held: list[int] = []

    def hold(number: int, frame: object) -> None:
        held.append(number)

    try:
        with _handling({number: hold for number in ALL if _handler(number) not in (None, signal.SIG_IGN)}):
            yield
    finally:
        for number in held:
            signal.raise_signal(number)


@contextmanager
def _not_ignored(stop: Stop) -> Iterator[None]:
    """Send a signal again where what it raised was ignored, as Python does in finalizers and callbacks."""
    before, main = sys.unraisablehook, threading.get_ident()

    def again(ignored: Any) -> None:
        if not isinstance(ignored.exc_value, KeyboardInterrupt):
            before(ignored)
            return
        stop.ignored = bool(stop.came)
        number = stop.came[0] if stop.came else signal.SIGINT
        threading.Timer(LATER, _send, (main, number)).start()

    sys.unraisablehook = again
    try:
        yield
    finally:
        sys.unraisablehook = before


def _send(thread: int, number: int) -> None:
    if hasattr(signal, "pthread_kill"):  # which ends a wait, too
        signal.pthread_kill(thread, number)
    else:
        _thread.interrupt_main(signal.Signals(number))


@contextmanager
def _handling(handlers: dict[int, Callable]) -> Iterator[None]:
    """Put handlers in the place of others for a while."""
    before = {number: signal.getsignal(number) for number in handlers}
    try:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _handler(number: int) -> Any:
    """Give the handler of a signal; None where it cannot be changed, as in any thread but the main one."""
    return signal.getsignal(number) if threading.current_thread() is threading.main_thread() else None
