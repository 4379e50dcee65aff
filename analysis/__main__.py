"""``python -m analysis`` is the command ``poison-center``."""

from .cli import main

main()
