# Everything a person or CI types. Each target makes its own environment in .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than there are processors: tests wait for the servers they start.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: demo test alone check unit example-test test-slow golden bench bytecode clean help

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

bytecode: $(VENV)/.installed ## As an installed toolkit has it, also where Python may write none
	@$(BIN)/python -m compileall -q migrator

demo: bytecode ## Walk the whole road on the example, in under five minutes
	$(BIN)/migrator demo

test: bytecode ## Everything CI runs; what needs one core fills the pauses of the units
	@$(MAKE) --no-print-directory -j2 unit alone

alone: check example-test

check: $(VENV)/.installed ## Format, lint, types, layers
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	cd examples/estoque && ../../$(BIN)/ruff check -q . && ../../$(BIN)/ruff format --check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: bytecode ## The toolkit's own tests
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m 'not slow'

example-test: $(VENV)/.installed ## The legacy example's own suite
	cd examples/estoque && ../../$(BIN)/python -m pytest -q -p no:cacheprovider

test-slow: bytecode ## Tests that take minutes
	$(BIN)/python -m pytest -q -n $(WORKERS) -m slow

golden: bytecode ## Write generated_app/, route_specs/ and benchmarks/ of the example anew
	$(BIN)/python -m tests.golden

bench: bytecode ## The benchmarks of benchmarks/README.md
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/compat_cost.py

clean: ## Remove what the targets made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
