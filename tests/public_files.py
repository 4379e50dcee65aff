"""Where the public files of cases stand: large, and not the project's to give, beside a checkout or nowhere.

A test that needs them is skipped by name without them, in CI too: the one skip that is no failure there.
"""

from pathlib import Path

BESIDE = "not beside this checkout"  # ends every reason of a skip that is no failure in CI
PUBLIC_FILES = Path(__file__).parents[2] / "shared" / "cases"
WITHOUT_FILES = "needs the public files of cases, which are not beside this checkout"
MANUSCRIPTS = Path(__file__).parents[2] / "shared" / "manuscripts"
DOCUMENTS = Path(__file__).parents[2] / "shared" / "documents"
WITHOUT_DOCUMENTS = "needs the five documents, which are not beside this checkout"
WITHOUT_MANUSCRIPTS = "needs the open-access articles, which are not beside this checkout"
