"""Say how far an import is: at every step, and about once a second within a long one."""

from __future__ import annotations

import threading
from collections.abc import Callable

EVERY = 1.0  # seconds


class Progress:
    """Calls back with what is being done and the share that is done, which never falls.

    Within a step the share is that of the rows read, where a reader written in Python counts them, else that of the
    engine's running query. The calls in between come from a thread of their own; what they raise is raised at the next
    step.
    """

    def __init__(self, callback: Callable[[str, float], None] | None, connection=None):
        self.callback, self.connection = callback, connection
        self.what, self.low, self.high, self.told = "", 0.0, 0.0, 0.0
        self.share: float | None = None
        self.error: BaseException | None = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def step(self, what: str, low: float, high: float) -> None:
        """Begin a step that takes the whole from one share to another."""
        if self.error:
            raise self.error
        self.what, self.low, self.high, self.share = what, low, high, None
        self._tell(low)

    def _tell(self, share: float) -> None:
        self.told = max(self.told, share)
        if self.callback:
            self.callback(self.what, self.told)

    def _beat(self) -> None:
        while not self.over.wait(EVERY):
            try:
                self._tell(self.low + (self.high - self.low) * min(max(self._within(), 0.0), 1.0))
            except BaseException as error:
                self.error = error
                return

    def _within(self) -> float:
        if self.share is not None:
            return self.share
        return self.connection.query_progress() / 100

    def __enter__(self) -> Progress:
        if self.callback and self.connection:
            self.connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
            self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        if self.thread.is_alive():
            self.thread.join()
