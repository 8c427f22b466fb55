# Two commands do everything: `make chat` starts the chatbot, `make test` passes the tests.
# Both create .venv, install the pinned dependencies (constraints.txt) and need nothing but Python >= 3.11, make and a package registry.

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name) 2>/dev/null)))
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet install -c constraints.txt
# Two test processes: the suite is built for two cores.
WORKERS ?= 2

.PHONY: chat test lint eval bench clean

chat: $(VENV)/chat.installed
	$(PY) app.py --open

test: $(VENV)/test.installed lint
	$(PY) -m tests.browser.install
	$(PY) -m pytest -n $(WORKERS) --dist loadscope

lint: $(VENV)/test.installed
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

eval: $(VENV)/test.installed
	$(PY) -m rag eval --report .eval/report

bench: $(VENV)/test.installed
	$(PY) -m bench

$(PY):
	@test -n "$(PYTHON)" || { echo "No Python found. Yinju needs Python 3.11 or newer on the PATH; set PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11. Install Python 3.11 or newer, or set PYTHON=/path/to/python3." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/chat.installed: pyproject.toml constraints.txt | $(PY)
	$(PIP) -e ".[llm]"
	@touch $@

$(VENV)/test.installed: pyproject.toml constraints.txt | $(PY)
	$(PIP) -e ".[llm,test,train]"
	@touch $@ $(VENV)/chat.installed

clean:
	rm -rf $(VENV) .index .eval build dist *.egg-info
