"""``python -m analysis`` is the command ``poison-center``; it hears signals before the verbs are loaded."""

import sys

from .replaced import stoppable, undisturbed


def main() -> None:
    """Run the command line, to the code 0, 1 (of a verb), 2 (one line per fault) or 128 and the number of a signal.

    Ctrl-C is 130, SIGTERM 143, SIGHUP 129: each stops a verb in the same way, and leaves nothing half-written behind.
    One that comes while the libraries of the verbs are loaded waits until they are.
    """
    with stoppable() as signals:
        try:
            with undisturbed():
                from .cli import STOPPED, run
            run(signals)
        except KeyboardInterrupt:  # before a verb began, or as it ended
            sys.stderr.write("stopped; nothing is half-written\n")
            sys.exit(128 + signals[0] if signals else STOPPED)


if __name__ == "__main__":
    main()
