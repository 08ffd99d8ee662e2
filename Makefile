# Everything happens in .venv; only Python 3.11 (or newer) and make are needed.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PRISM := @stoplight/prism-cli@5.14.2
TARGET ?=
RECORD ?=
COMPARE ?=
OPENAPI ?=

.PHONY: help demo run test contract prism bench lint clean

help:
	@echo "make demo      watch the eCommerce tutorial run against the emulator"
	@echo "make run       the emulator on http://127.0.0.1:8080"
	@echo "make test      lint, types and all tests"
	@echo "make contract  the API tests alone (TARGET=URL, adobe or prism, RECORD=DIR, COMPARE=DIR, OPENAPI=DIR)"
	@echo "make bench     start-up, memory, request rates and rows per second"
	@echo "make lint      ruff and mypy"

demo: .venv/installed
	@$(BIN)/aep-emulator demo

run: .venv/installed
	@$(BIN)/aep-emulator serve

test: lint
	$(BIN)/python -m pytest -q -n auto

contract: .venv/installed-test $(if $(filter prism,$(TARGET)),.prism/installed)
	$(BIN)/python -m pytest -q -n auto tests/contract $(if $(TARGET),--target '$(TARGET)') \
		$(if $(RECORD),--record '$(RECORD)') $(if $(COMPARE),--compare '$(COMPARE)') \
		$(if $(OPENAPI),--openapi '$(OPENAPI)')

# A mock made of Adobe's OpenAPI files alone, which the suite takes as a target; needs npm.
prism: .prism/installed

.prism/installed:
	npm install --silent --no-fund --no-audit --no-save --prefix .prism $(PRISM)
	@touch $@

bench: .venv/installed-test
	$(BIN)/python tests/bench/run.py
	$(BIN)/python tests/bench/runs.py
	$(BIN)/python tests/bench/mapping.py
	$(BIN)/python tests/bench/schemas.py

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv .prism build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache

# The stamps make a second call instant; a change of the dependencies renews them.
.venv/created:
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/created pyproject.toml constraints.txt
	@echo "Installing (once) ..."
	@$(PIP) --editable .
	@touch $@

.venv/installed-test: .venv/created pyproject.toml constraints.txt
	@echo "Installing with test tools (once) ..."
	@$(PIP) --editable '.[test]'
	@touch $@ .venv/installed
