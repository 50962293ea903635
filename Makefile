# `make run` opens the house on this machine; `make test` proves it.
PYTHON ?= python3
VENV := .venv/bin

.PHONY: run test unit live browser lint types contracts translations bench bench-rooms audit lock

run:
	@$(PYTHON) requirements/install.py base
	@exec $(VENV)/python manage.py serve

test: dev
	@exec $(VENV)/python -m tests.run

# One part of `make test` each.
unit live lint types contracts translations browser: dev
	@exec $(VENV)/python -m tests.run $@

bench: dev
	@exec $(VENV)/python -m benchmarks

# Rooms against a picows server and the Channels tutorial, in one run; some twenty minutes.
bench-rooms: dev
	@$(PYTHON) requirements/install.py bench
	@exec $(VENV)/python -m benchmarks.rooms --keep

# Known weaknesses of what is pinned; asks an advisory service.
audit: dev
	$(VENV)/pip-audit --require-hashes -r requirements/base.txt

# Pin anew from pyproject.toml; the options keep every address out of the files.
lock: dev
	$(VENV)/uv pip compile pyproject.toml --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-annotate --no-header -q -o requirements/base.txt
	$(VENV)/uv pip compile pyproject.toml --extra dev -c requirements/base.txt --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-annotate --no-header -q -o requirements/dev.txt
	$(VENV)/uv pip compile pyproject.toml --extra bench -c requirements/dev.txt --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-annotate --no-header -q -o requirements/bench.txt
	! grep -nEi '(https?|file)://|--(extra-)?index|--find-links|--trusted' requirements/*.txt

.PHONY: dev
dev:
	@$(PYTHON) requirements/install.py dev
