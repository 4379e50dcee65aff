"""How the site is built: `make docs`, or `python -m sphinx -W docs docs/_build/html`."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
os.environ["MPLBACKEND"] = "Agg"

from making import write_pages  # noqa: E402
from making.links import broken_links  # noqa: E402
from sphinx.errors import SphinxError  # noqa: E402
from sphinx.search.en import SearchEnglish  # noqa: E402

import analysis  # noqa: E402
from analysis.toml import read_toml  # noqa: E402

project = "Poison-center exposure toolkit"
version = release = analysis.__version__
language = "en"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "numpydoc",
    "myst_nb",
    "sphinx_design",
]
exclude_patterns = ["_build", "making"]

# Notebooks are committed executed and held against their words by the tests: the site shows them as they are.
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

# `name` in a docstring is a link where it is a public name, else code.
default_role = "py:obj"
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say the types, in words
maximum_signature_line_length = 110
add_module_names = False
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "pydata_sphinx_theme"
html_title = "Poison-center toolkit"
html_show_copyright = False
html_sidebars = {page: [] for page in ("index", "made/commands", "made/which", "made/which/*", "changes", "search")}
# "How do I cite" asks for "cite": the other words stand in every question.
SearchEnglish.stopwords = SearchEnglish.stopwords | set(read_toml(HERE.parent / "data" / "guide.toml")["passed_over"])
html_search_scorer = str(HERE / "made" / "scorer.js")
html_show_sourcelink = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 7,
    "show_prev_next": False,
    "show_nav_level": 1,
    "navigation_depth": 2,
    "collapse_navigation": True,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": [],
    "footer_end": [],
}


def setup(app):
    """Write the pages that are made from the code and the data before Sphinx looks for pages, and check all links."""
    write_pages(HERE / "made")
    app.connect("html-page-context", without_back_links)
    app.connect("build-finished", check_links)


def without_back_links(app, page, template, context, doctree):
    """Take the way back out of pages of code: for a file whose names stand in two rooms it would lead to no place.

    What Python itself defines has no code to show.
    """
    if page.startswith("_modules/"):
        without = r'<a class="viewcode-back".*?</a>|<li><a href="builtins.html".*?</li>'
        context["body"] = re.sub(without, "", context["body"])


def check_links(app, error):
    """Fail where a link of the site leads nowhere in it."""
    if error is None and app.builder.format == "html" and (faults := broken_links(Path(app.outdir))):
        raise SphinxError("\n".join(faults))
