# The README, .ci/run and .github/workflows/ci.yml run these targets; there is no other way.
PORT ?= 8000
SIZE ?= 100000
WORKERS ?= 2
UV ?= uv
LANGUAGES = de sv it nl da
PYTHON ?= $(firstword $(foreach name,python3 python3.11 python3.12 python3.13 python3.14,$(shell command -v $(name) 2>/dev/null)))
BIN = .venv/bin
TEMPLATES = $(shell find templates -name '*.html')
IN_BROWSER = TEST_DATABASE=sqlite $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m browser --show-capture=no
UV_COMPILE = $(UV) pip compile pyproject.toml --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra demo

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run demo test test-sqlite test-postgres test-browser check format messages bench mutants requirements clean
%: export DEBUG = 1

help:  ## says what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

run: .venv/run.stamp  ## the demo company on http://127.0.0.1:8000/ (PORT=9000)
	$(BIN)/python manage.py run_demo --port $(PORT)

demo: .venv/run.stamp  ## makes the demo company anew, bigger: SIZE=100000 contacts
	$(BIN)/python manage.py run_demo --rebuild --size $(SIZE)

test: check test-sqlite test-postgres test-browser  ## everything, on both databases and in Chromium

test-sqlite: .venv/dev.stamp
	@echo "── Tests on SQLite"
	TEST_DATABASE=sqlite $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not browser"

test-postgres: .venv/dev.stamp
	@echo "── Tests on PostgreSQL (all that touch a database; the others have run on SQLite)"
	ONLY_DATABASE=1 TEST_DATABASE=postgres $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not browser"

# A second try is printed and counted as one: it tells a slow machine from a fault.
test-browser: .venv/dev.stamp
	@echo "── Tests in a browser"
	$(IN_BROWSER) || { echo "── What failed in the browser, once more (a busy machine may have been too slow)"; \
	  $(IN_BROWSER) --last-failed --last-failed-no-failures none; }

check: .venv/dev.stamp  ## style, types, templates, settings, migrations
	@echo "── Checks"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(BIN)/djade --check $(TEMPLATES)
	$(BIN)/mypy .
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/dev.stamp  ## puts code and templates into shape
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	-$(BIN)/djade $(TEMPLATES)

messages: .venv/dev.stamp  ## gathers what is to be translated, and compiles what is (needs gettext)
	$(BIN)/python manage.py makemessages $(LANGUAGES:%=-l %) --no-location --no-obsolete -i .venv -i var -i tests -i benchmarks
	$(BIN)/python manage.py compilemessages -i .venv -i var

bench: .venv/dev.stamp  ## times the big operations; docs/benchmarks.md says how
	$(BIN)/python -m benchmarks.run $(ARGS)

# Not part of `test`: it takes an hour, and only tells something new when criteria or tests change.
mutants: .venv/dev.stamp  ## breaks the criteria compiler in every small way: does a test notice?
	$(BIN)/python -m tests.mutants.run $(ARGS)

requirements:  ## pins the newest versions that pyproject.toml allows (needs uv)
	$(UV_COMPILE) --upgrade -o requirements/run.txt
	$(UV_COMPILE) --upgrade --group dev -o requirements/dev.txt

clean:  ## removes what the tools leave behind, the environment too, but not var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results

.venv/%.stamp: requirements/%.txt
	$(or $(PYTHON),$(error Python 3.11 or newer is needed: install it (Debian: apt-get install python3 python3-venv) or name it with PYTHON=…)) requirements/install.py $* $@
