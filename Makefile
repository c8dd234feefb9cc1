# Three verbs: check, test, run. Everything lives in .venv and in the data folder.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
EXTRAS ?= tantivy

.PHONY: run test coverage test-browser test-servers test-markup opensearch check bench bench-http bench-analysis bench-relevance bench-freshness bench-hostile bench-memory bench-pages bench-exports fuzz fuzz-http fuzz-api torture load audit lock clean test-postgres bench-sizes sizing

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "newsarchive needs Python 3.11 or newer. Install it, or name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $(READY)

$(VENV)/.test-ready: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS),test]'
	@touch $@

run: $(READY)
	@$(BIN)/python manage.py serve --with-parent

# COVERAGE=yes counts what the tests reach of the code, and fails below the floor in pyproject.toml.
test: $(VENV)/.test-ready
	$(if $(COVERAGE),$(BIN)/coverage erase)
	$(BIN)/$(if $(COVERAGE),coverage run -m pytest,python -m pytest) --numprocesses auto --dist loadfile
	$(if $(COVERAGE),$(BIN)/coverage combine --quiet)
	$(if $(COVERAGE),$(BIN)/coverage report --skip-covered)

coverage:
	$(MAKE) test COVERAGE=yes

test-browser: $(VENV)/.test-ready
	$(BIN)/python -m pytest -m browser

# OpenSearch with its dependencies, 53 MB, for the tests alone.
$(VENV)/opensearch/.ready: tests/servers/opensearch/pom.xml
	@command -v mvn >/dev/null || { echo "Maven fetches OpenSearch. On Debian: sudo apt install maven" >&2; exit 1; }
	mvn --quiet --batch-mode --file $< dependency:copy-dependencies -DoutputDirectory=$(abspath $(@D))
	@touch $@

opensearch: $(VENV)/opensearch/.ready

test-servers: $(VENV)/.test-ready $(VENV)/opensearch/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS),test,postgres,opensearch]'
	$(BIN)/python -m pytest -m servers

# The Nu HTML checker, 30 MB, for the tests of markup alone.
VNU = $(VENV)/vnu/node_modules/vnu-jar/build/dist/vnu.jar
$(VNU):
	@command -v npm >/dev/null || { echo "npm fetches the checker. On Debian: sudo apt install npm default-jre-headless" >&2; exit 1; }
	npm install --silent --no-save --no-audit --no-fund --prefix $(VENV)/vnu vnu-jar@26.9.27

test-markup: $(VENV)/.test-ready $(VNU)
	VNU_JAR=$(abspath $(VNU)) $(BIN)/python -m pytest -m markup

# All tests with their rows in PostgreSQL, some fifteen minutes; PYTEST='tests/web -x' a part of them.
test-postgres: $(VENV)/.test-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS),test,postgres]'
	$(BIN)/python -m tests.servers.postgres $(PYTEST)

check: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run

# Benchmarks; CORPUS=PATH names another corpus (a gzipped file of JSON lines).
bench-freshness: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.freshness $(if $(CORPUS),--corpus $(CORPUS)) $(BENCH)

# Our engines as the archive grows, OpenSearch too; BENCH='--articles 10000 50000 200000' takes some 25 minutes.
bench-sizes: $(VENV)/.test-ready $(VENV)/opensearch/.ready
	$(BIN)/python -m tests.benchmarks.sizes $(if $(CORPUS),--corpus $(CORPUS)) $(BENCH)

# What 10 and 100 million articles would take, from measured costs; SIZING='--costs FILE --shard_gb 40' computes anew.
sizing: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.sizing $(if $(CORPUS),--corpus $(CORPUS)) $(SIZING)

bench: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.engines $(if $(CORPUS),--corpus $(CORPUS)) $(BENCH)

bench-http: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.http $(if $(CORPUS),--corpus $(CORPUS)) $(BENCH)

bench-analysis: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.analysis $(if $(CORPUS),--corpus $(CORPUS))

bench-relevance: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.relevance $(if $(CORPUS),--corpus $(CORPUS))

# Takes many minutes: its longest table has 300,000 rows.
bench-hostile: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.hostile $(BENCH)

# Mutated samples of every format: some 150 a second; FUZZ='--runs 2000 --seed 7' tries others.
fuzz: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.fuzz_readers $(FUZZ)

# Kills what writes, at points of a printed seed, and damages every file of a served index: some seconds each.
# KILLS='--kills 40 --seed 7' and TORTURE='--sample 20 --seed 7' try fewer. The last part fills a disk of its own,
# which takes root: FAULTS='--faults held_lock killed_worker'.
torture: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.torture_kills $(KILLS)
	$(BIN)/python -m tests.benchmarks.torture_index $(TORTURE)
	$(BIN)/python -m tests.benchmarks.torture_disk $(FAULTS)

# Random queries, requests and files; FUZZ_HTTP='--queries 900000 --requests 50000 --files 50000 --seed 7' tries a million.
fuzz-http: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.fuzz_http $(FUZZ_HTTP)

# The API against its OpenAPI document; FUZZ_API='--max-examples 200 --seed 7' asks for more. The tool has an
# environment of its own.
fuzz-api: $(VENV)/.test-ready
	@test -x $(VENV)/fuzz/bin/schemathesis || { $(PYTHON) -m venv $(VENV)/fuzz && \
	  $(VENV)/fuzz/bin/python -m pip install --quiet --disable-pip-version-check schemathesis==4.32.5; }
	$(BIN)/python -m tests.benchmarks.fuzz_api $(FUZZ_API)

load: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.load $(LOAD)

# Rows a second of exports in every format, and the memory that they take.
bench-exports: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.exports $(if $(CORPUS),--corpus $(CORPUS)) $(EXPORTS)

# Whether processes keep their size over 20,000 requests; MEMORY='--requests 2000' asks fewer.
bench-memory: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.memory $(MEMORY)

# Known vulnerabilities of the pinned packages, as PyPI lists them: it needs the network, and fails where a package cannot
# be looked up. The tool has an environment of its own.
audit: $(READY)
	@test -x $(VENV)/audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)/audit && \
	  $(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.9.0; }
	$(VENV)/audit/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict

# When the pages of a running archive are painted, and whether they move; SITE=ADDRESS names another.
bench-pages: $(VENV)/.test-ready
	$(BIN)/python -m tests.benchmarks.paint $(SITE)

# Pins every dependency, for every supported Python, after a change in pyproject.toml.
lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --all-extras --no-header --no-annotate pyproject.toml -o constraints.txt

clean:
	rm -rf $(VENV) build *.egg-info
