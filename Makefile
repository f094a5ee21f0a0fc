# make run   the bot; without a token, a chat in the terminal with sample feeds
# make test  lint, types, import contracts and tests

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
ARGS ?=

PURE := feeds/model/*,feeds/reading/**,feeds/intake/canonical.py,feeds/intake/schedule.py,feeds/intake/parse.py,bot/pages/analysis.py,bot/pages/behind.py,bot/pages/cards.py,bot/pages/flow.py,bot/pages/lettering.py,bot/pages/rich.py,bot/pages/sheet.py,bot/pages/timeline.py,bot/pages/wave_card.py,bot/waves.py,bot/sending/pacing.py,bot/sending/retry.py

.DEFAULT_GOAL := help
.PHONY: help install dev run test lint types contracts tests coverage soak bench quality fuzz reliability docs first-day transcripts transcripts-week lock clean

help:
	@echo "make run      the bot; without a token, a chat in the terminal with sample feeds (ARGS=\"--script FILE\")"
	@echo "make test     lint, types, import contracts and tests"
	@echo "make install  only makes .venv, with .venv/bin/hengkang"
	@echo "make bench    prints timings      make soak   the long tests"
	@echo "make coverage the tests with what they reach"
	@echo "make docs     writes the subscribers' pages and the table of settings anew"
	@echo "make lock     pins the libraries anew, with hashes"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Hengkang needs Python 3.11 or later; say PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# The stamps are older than the locks exactly when something must be installed anew. The locks are whole, so that pip
# need not look for dependencies: where it does, it refuses a pinned library's extra once a newer version is out.
.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the libraries of requirements.lock in .venv: 400 MB, a minute to three, once …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
	@echo "Installed: .venv/bin/hengkang"

.venv/developing: requirements-dev.lock .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

install: .venv/installed
dev: .venv/developing

run: install
	@$(BIN)/hengkang run $(ARGS)

# Types are looked at beside the tests: in a fresh clone that takes half a minute, of one core.
test: lint
	@$(MAKE) --no-print-directory -j 3 types contracts tests

lint: dev
	$(BIN)/ruff check bot feeds storage tests benchmarks tools
	$(BIN)/ruff format --check bot feeds storage tests benchmarks tools

types: dev
	$(BIN)/mypy

contracts: dev
	$(BIN)/lint-imports --no-cache

# Four at a time on two cores: many of the tests wait for a server, a clock or another process. Those of the whole bot are
# the long ones and come first, so that the short ones fill the end. Modules that are compiled once start a child faster.
tests: export PYTHONDONTWRITEBYTECODE =
tests: dev
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder -m "not slow and not live"

# What the tests reach, lines and branches; it costs half as much time again.
coverage: dev
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder --cov --cov-report= -m "not slow and not live and not rewrites"
	@$(BIN)/coverage report --format=total | sed 's/^/branch coverage of the whole, percent: /'
	@$(BIN)/coverage report --format=total --include='$(PURE)' | sed 's/^/branch coverage of the pure modules, percent: /'

soak: dev
	$(BIN)/pytest -m slow

bench: dev
	$(BIN)/python -m benchmarks.pipeline $(ARGS)
	$(BIN)/python -m benchmarks.replies
	$(BIN)/python -m benchmarks.polling
	$(BIN)/python -m benchmarks.fan_out

# make quality EVAL=folder, the folder with the labelled text, which is not part of the repository.
quality: dev
	$(BIN)/python -m benchmarks.quality $(EVAL)

# Looks for bytes that break what reads them, coverage its guide: make fuzz ARGS="--seconds 3600 --only feed".
fuzz: dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-fuzz.lock
	$(BIN)/python -m benchmarks.fuzzing $(ARGS)

# docs/reliability.md: promises and figures. All measurements take hours; make reliability ARGS="crashes race" runs those,
# ARGS=--write none, ARGS="--peers venv/bin/python" also the peers of the race.
reliability: dev
	$(BIN)/python -m benchmarks.reliability $(ARGS)

# The subscribers' pages, from the texts of /help, and the table of settings, from the code.
docs: dev
	$(BIN)/python -m tools.subscriber_pages
	$(BIN)/python -m tools.settings_page

# docs/first-day.md: the README followed to the letter in a fresh clone of what is committed; some minutes.
first-day: dev
	@$(BIN)/python -c 'from tests.e2e.first_day import main; main()'

# make transcripts ARGS="en 4": the chat's transcripts of docs/transcripts anew, of one language and part where named.
transcripts: dev
	@$(BIN)/python -c 'from tests.e2e.transcripts import main; main()' $(ARGS)

# make transcripts-week ARGS="en": what the administrator is told in a week of troubled feeds; minutes a language.
transcripts-week: dev
	@$(BIN)/python -c 'from tests.e2e.week_transcript import main; main()' $(ARGS)

lock:
	tools/lock

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*
