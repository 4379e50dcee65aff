# Everything is run through make; the first call builds .venv from requirements.lock, later calls start at once.
#   make PYTHON=/path/to/python3.12 figures     to choose the interpreter yourself
#   make test ARGS="-k trials"                  to pass arguments on

.DEFAULT_GOAL := figures
.PHONY: figures test kernels spark lab notebooks docs check lock clean help

PY := .venv/bin/python
STAMP := .venv/.complete
SPARK := .venv/.spark
DOCS := .venv/.docs
NOTEBOOKS := notebooks/*.ipynb

# Pip, matplotlib and Jupyter keep caches and settings in HOME; where there is none to write to, .venv takes its place.
ifneq ($(shell test -n "$$HOME" && test -d "$$HOME" && test -w "$$HOME" && echo writable),writable)
export HOME := $(CURDIR)/.venv/home
endif

# A folder that was moved, or an interpreter that went away, makes the environment stale as a newer lock does.
ifneq ($(shell $(PY) -c "" 2>/dev/null && cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

figures: $(STAMP) ## Redraw every picture in figures/ and write every table (the default)
	@$(PY) -m analysis tables & tables=$$!; $(PY) -m analysis figures; drawn=$$?; wait $$tables && exit $$drawn

test: $(STAMP) ## Run the tests on all cores (ARGS="..." goes to pytest)
	@$(PY) -m pytest -n auto --maxprocesses 8 $(ARGS)

kernels: $(STAMP) ## Run the numeric tests under every kernel of OpenBLAS that this processor can run
	@$(PY) tests/kernels.py -n auto --maxprocesses 8 $(ARGS)

spark: $(SPARK) ## Ask a Spark cluster of two workers the questions about cases (needs Java 17 or 21)
	@command -v java >/dev/null || test -x "$$JAVA_HOME/bin/java" || \
	  { echo "make spark: no java on PATH; install Java 17 or 21 (on Debian: apt-get install default-jre-headless)." >&2; exit 1; }
	@$(PY) -m pytest tests/spark $(ARGS)

lab: $(STAMP) ## Open JupyterLab on notebooks/ (ARGS="..." goes to JupyterLab)
	@$(PY) -m jupyterlab --notebook-dir=notebooks $(ARGS)

# No timing, no kernel version: a notebook whose words did not change keeps its bytes. What a cell tagged `live` shows (controls,
# which need a kernel and have other names at every run) is taken out afterwards.
notebooks: $(STAMP) ## Execute the committed notebooks again, in place
	@$(PY) -m nbconvert --to notebook --execute --inplace --log-level=WARN \
	  --ExecutePreprocessor.kernel_name=python3 --ExecutePreprocessor.record_timing=False \
	  --ClearMetadataPreprocessor.enabled=True --ClearMetadataPreprocessor.clear_cell_metadata=False \
	  --ClearMetadataPreprocessor.preserve_nb_metadata_mask="{'kernelspec', ('language_info', 'name')}" \
	  $(NOTEBOOKS)
	@$(PY) -m nbconvert --to notebook --inplace --log-level=WARN \
	  --TagRemovePreprocessor.enabled=True --TagRemovePreprocessor.remove_all_outputs_tags="{'live'}" $(NOTEBOOKS)

# Built from nothing, so that no page of a name that went stays; a warning fails, and so does a link that leads nowhere.
docs: $(DOCS) ## Build the site into docs/_build/html
	@rm -rf docs/_build
	@$(PY) -m sphinx -qW --keep-going docs docs/_build/html
	@echo "The site is docs/_build/html/index.html"

check: $(STAMP) ## Check the style, the type hints, the data cards and that the committed numbers are fresh
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy --no-error-summary
	@$(PY) -m analysis check

# Spark is 400 MB that few need: its lock holds only what the main lock lacks, and what builds it (it comes as source).
# What builds the site is in a lock of its own too: figures and tests do without it.
lock: ## Resolve every requirements*.lock anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock: uv is not on PATH; install it and try again." >&2; exit 1; }
	$(COMPILE) --extra lab --extra test --extra dev --output-file requirements.lock pyproject.toml
	{ sed -n 's/^spark = \["\(.*\)"\]$$/\1/p' pyproject.toml; echo setuptools; } | \
	  $(COMPILE) --constraint requirements.lock --output-file requirements-spark.lock -
	sed -n 's/^docs = \[\(.*\)\]$$/\1/p' pyproject.toml | sed 's/", "/\n/g; s/"//g' | \
	  $(COMPILE) --constraint requirements.lock --output-file requirements-docs.lock -

COMPILE = uv pip compile --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --quiet

clean: ## Remove .venv and every cache; data, figures and notebooks stay
	@rm -rf .venv build dist docs/_build docs/made .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | sort | awk -F '\t' '{ printf "make %-10s %s\n", $$1, $$2 }'

# What the main lock holds is installed already, in the same versions.
$(DOCS): $(STAMP) requirements-docs.lock
	@echo "Adding what builds the site to .venv ..."
	@install="$(PY) -m pip install -qq --no-compile --disable-pip-version-check"; \
	$(PY) -m pip --version >/dev/null 2>&1 || install="uv pip install --quiet --python $(PY)"; \
	$$install --no-deps --require-hashes -r requirements-docs.lock && touch $@

# What builds Spark first, then Spark without asking for more; uv where .venv has no pip.
$(SPARK): $(STAMP) requirements-spark.lock
	@echo "Adding Spark to .venv (400 MB) ..."
	@install="$(PY) -m pip install -qq --no-compile --disable-pip-version-check"; \
	$(PY) -m pip --version >/dev/null 2>&1 || install="uv pip install --quiet --python $(PY)"; \
	sed -n '/^setuptools==/,/[^\\]$$/p' requirements-spark.lock >$@.tools && \
	$$install --no-deps --require-hashes -r $@.tools && \
	$$install --no-deps --require-hashes --no-build-isolation -r requirements-spark.lock && mv $@.tools $@

# The stamp is written last, so that an environment which broke off half-way is made anew.
$(STAMP): requirements.lock pyproject.toml
	@sh -euc "$$BUILD"

define BUILD
fail() { echo "make: $$1" >&2; exit 1; }

python= ; why="no $${PYTHON:-python3} on PATH runs"
set -- python3 python3.13 python3.12 python3.11
[ -z "$${PYTHON:-}" ] || set -- "$$PYTHON"
for name do
  version=$$("$$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
  case $$version in
    3.11|3.12|3.13) ;;
    *) why="$$name is Python $$version"; continue ;;
  esac
  if command -v uv >/dev/null || "$$name" -c 'import venv, ensurepip' 2>/dev/null; then
    python=$$(command -v "$$name"); break
  fi
  why="$$name has no ensurepip (on Debian: apt-get install python$$version-venv)"
done
[ -n "$$python" ] || fail "$$why; Python 3.11, 3.12 or 3.13 with ensurepip is needed, choose one: make PYTHON=/path/to/python3.12"

with_uv() {
  uv venv --quiet --python "$$python" .venv &&
  uv pip install --quiet --python .venv/bin/python --no-deps --require-hashes -r requirements.lock &&
  uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
}
with_pip() {
  "$$python" -m venv .venv &&
  .venv/bin/python -m pip install -qq --no-compile --disable-pip-version-check --no-deps --require-hashes -r requirements.lock &&
  .venv/bin/python -m pip install -qq --no-compile --disable-pip-version-check --no-deps --no-build-isolation --editable .
}
echo "Making .venv with Python $$version and the $$(grep -c == requirements.lock) locked packages (some minutes) ..."
rm -rf .venv
if ! command -v uv >/dev/null || ! with_uv 2>/dev/null; then
  rm -rf .venv
  with_pip || fail "the packages could not be installed, see above; the next call starts anew"
fi
pwd -P > $(STAMP)
endef
export BUILD
