# Two commands do everything: `make html` and `make test`. Variables as Sphinx users know them.
SPHINXOPTS ?=
BUILDDIR   ?= _build
PYTHON     ?= python3
# SEARCH=0 leaves the search index out.
SEARCH     ?= 1

VENV   := .venv
BIN    := $(VENV)/bin
SPHINX  = $(BIN)/python -m archive.cli.build -M $@ . "$(BUILDDIR)" -d "$(BUILDDIR)/doctrees/$@" -W --keep-going -j auto -D search_index=$(SEARCH) $(SPHINXOPTS)
PIP     = $(BIN)/python -m pip install --quiet --disable-pip-version-check
export PYTHONPATH := _ext

.DEFAULT_GOAL := help
.PHONY: help html dist verify livehtml test fuzz pins newest check lint messages start import upgrade links linkcheck new epub publish-check bench searchquality profile references lighthouse clean distclean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 17

html: $(VENV)/site.txt  ## build the site into _build/html, warnings as errors
	@$(SPHINX)

dist: html  ## make copies of the whole in _build/dist: the site, its sources, books and data
	@$(BIN)/python -m dist . "$(BUILDDIR)" -j auto -D search_index=$(SEARCH) $(SPHINXOPTS)

verify: $(VENV)/site.txt  ## tell whether a copy of the whole is what it was: make verify [BAG=path, of a folder or a ZIP]
	@$(BIN)/python -m dist.verify "$$BAG"
verify: override export BAG := $(or $(value BAG),$(BUILDDIR)/dist)

livehtml: $(VENV)/site.txt  ## serve the site with its drafts, and build and reload on every change (PORT=8001, HOST=name, OPEN=1)
	@$(BIN)/python -m archive.cli.preview . "$(BUILDDIR)/live" --ignore "$(BUILDDIR)" --port "$(or $(call given,PORT),8000)" \
	  $(foreach name,$(call given,HOST),--host "$(name)") $(if $(OPEN),--open-browser) \
	  -j auto -D show_drafts=1 -D search_index=0 $(SPHINXOPTS)
# Only as given to make itself: some shells set HOST, and who may see drafts is not theirs to say.
given = $(if $(filter command,$(origin $1)),$($1))

test: $(VENV)/tests.txt  ## run all tests
	@$(BIN)/python -m pytest $(TESTOPTS)

fuzz: $(VENV)/tests.txt  ## run the long random tests, of which `make test` has a small sample
	@$(BIN)/python -m pytest -m fuzz $(TESTOPTS)

pins:  ## write the versions and hashes of requirements.in and tests/requirements.in anew (UPGRADE=1: the newest that fit)
	@"$(PYTHON)" -m venv --clear $(BUILDDIR)/pins && $(BUILDDIR)/pins/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(PINS) requirements.in --output-file requirements.txt
	@$(PINS) --constraints requirements.txt tests/requirements.in --output-file tests/requirements.txt
PINS = UV_CUSTOM_COMPILE_COMMAND="make pins" $(BUILDDIR)/pins/bin/uv pip compile --quiet --universal --generate-hashes \
  --python-version 3.11 --no-annotate $(if $(call given,UPGRADE),--upgrade)

newest:  ## build and test with the newest of everything, without pins, in _build/newest
	@PYTHON="$(PYTHON)" .ci/newest $(TESTOPTS)

references: $(VENV)/tests.txt  ## make the pictures anew that tests compare the look of pages with
	@$(BIN)/python -m pytest tests/browser/test_looks.py --update-references -q

lighthouse: html $(VENV)/tests.txt $(VENV)/lighthouse.txt  ## let Lighthouse judge the site; reports in _build/lighthouse
	@PYTHONPATH=_ext:tests $(BIN)/python -m browser.audit "$(abspath $(BUILDDIR))/html" "$(VENV)/lighthouse" "$(abspath $(BUILDDIR))/lighthouse"

check: $(VENV)/site.txt  ## check all posts without building: what is wrong, and where
	@$(BIN)/python -m archive.cli.check

lint: $(VENV)/tests.txt  ## check the code: its style, its types, what imports what, and the translations
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy _ext
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/python -m archive.cli.messages --check

messages: $(VENV)/site.txt  ## collect the words of the site, and update all catalogues of translations (LANGUAGE=fr begins one)
	@$(BIN)/python -m archive.cli.messages $(foreach name,$(call given,LANGUAGE),--language "$(name)")

start: $(VENV)/site.txt  ## begin an archive of your own: make start SRC=path, or NEW=1 TITLE="…" LANGUAGE=en-GB [DRYRUN=1]
	@MAKE="$(MAKE_COMMAND)" $(BIN)/python -m importer.start $(if $(call given,NEW),--new) $(if $(call given,DRYRUN),--dry-run) \
	  --title="$$TITLE" --language="$$LANGUAGE" --author="$$AUTHOR" --address="$$ADDRESS" $(IMPORTOPTS) -- "$$SRC"
start: override export SRC := $(value SRC)
# Some shells set LANGUAGE, and which language the archive has is not theirs to say.
start: override export TITLE := $(if $(filter command,$(origin TITLE)),$(value TITLE))
start: override export LANGUAGE := $(if $(filter command,$(origin LANGUAGE)),$(value LANGUAGE))
start: override export AUTHOR := $(if $(filter command,$(origin AUTHOR)),$(value AUTHOR))
start: override export ADDRESS := $(if $(filter command,$(origin ADDRESS)),$(value ADDRESS))

import: $(VENV)/site.txt  ## bring a blog: make import SRC=path [POSTS=posts] [IMPORTOPTS="--zone Europe/London …"]
	@$(BIN)/python -m importer "$$SRC" --posts "$$POSTS" $(IMPORTOPTS)
import: override export SRC := $(value SRC)
import: override export POSTS := $(or $(value POSTS),posts)

upgrade:  ## bring the newest version of the software in: make upgrade FROM=address [DRYRUN=1]; into an older archive: ARCHIVE=folder
	@"$(PYTHON)" -c '$(RECENT)'
	@"$(PYTHON)" -m archive.cli.upgrade "$${ARCHIVE:-.}" --from "$$FROM" $(if $(call given,DRYRUN),--dry-run)
upgrade: override export ARCHIVE := $(if $(call given,ARCHIVE),$(value ARCHIVE))
# What a clone of the software brings into another folder is itself.
upgrade: override export FROM := $(if $(call given,FROM),$(value FROM),$(if $(ARCHIVE),$(CURDIR)))

links: $(VENV)/site.txt  ## ask links to other sites that are due, and note their state and copies in links.yaml (ALL=1, SAVE=1)
	@$(BIN)/python -m outlinks --report "$(BUILDDIR)/links.html" $(if $(call given,ALL),--all) $(if $(call given,SAVE),--save) $(LINKSOPTS)

linkcheck: html  ## say which links within the site lead to nothing, and which elsewhere are newly gone (NETWORK=0: the first alone)
	@$(BIN)/python -m outlinks --check "$(BUILDDIR)/html" $(if $(filter 0,$(NETWORK)),--no-network)

publish-check: html  ## what would break if this build were published; FETCH=1 asks the published site, RECORD=1 notes this build
	@$(BIN)/python -m publish "$(BUILDDIR)/html" $(if $(call given,FETCH),--fetch) $(if $(call given,RECORD),--record)

new: $(VENV)/site.txt  ## begin a post: make new TITLE="…"
	@$(BIN)/python -m archive.cli.new "$$TITLE"
new: override export TITLE := $(value TITLE)

epub: html  ## make books for e-readers, of the whole and of each year, in _build/epub
	@$(BIN)/python -m dist.epub . "$(BUILDDIR)" -j auto -D search_index=$(SEARCH) $(SPHINXOPTS)

bench: $(VENV)/tests.txt  ## measure builds of N=1000 made-up posts; with PEERS=1, other generators too; with NAMES=1, what naming costs
	@cd tests && PYTHONPATH=. ../$(BIN)/python -m bench.$(if $(NAMES),names,run) $(or $(N),1000) --folder "$(abspath $(BUILDDIR))/bench" $(if $(PEERS),--peers)

searchquality: $(VENV)/tests.txt  ## measure how well the search orders results, beside others; with TUNE=1, look for better weights
	@cd tests && PYTHONPATH=../_ext:. ../$(BIN)/python -m search.measure --folder "$(abspath $(BUILDDIR))/searchquality" $(if $(TUNE),--tune)

profile: $(VENV)/tests.txt  ## draw where the time of a build from nothing goes, as _build/profile.html
	@$(BIN)/python -m pyinstrument -r html -o "$(BUILDDIR)/profile.html" -m sphinx -q -E -b html -j 1 \
	  -d "$(BUILDDIR)/profile-doctrees" . "$(BUILDDIR)/profile" && echo "$(BUILDDIR)/profile.html"

clean:  ## remove what was built
	rm -rf "$(BUILDDIR)" _ext/archive/html/__pycache__

distclean: clean  ## remove the virtual environment too
	rm -rf $(VENV)

# Each stamp is a copy of the pins that were installed: made last, so that a failed install does not stick, and
# compared, so that only other pins install again.
# What an author adds has no hashes, which pip asks of all or none in one run.
$(VENV)/site.txt: requirements.txt $(wildcard requirements-own.txt)
	@cat $^ | cmp -s - $@ || { $(PYTHON) -c '$(RECENT)' && echo '$(INSTALLS)' >&2 \
	  && rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && $(PIP) --require-hashes -r $< \
	  $(patsubst %,&& $(PIP) -r %,$(wildcard requirements-own.txt)); }
	@cat $^ > $@

RECENT = import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is Python %d.%d, and 3.11 or later is wanted: \
  install one, and name it, as in make PYTHON=python3.13 html" % sys.version_info[:2])
INSTALLS = Installing what the site needs into $(VENV), which is done once and may take some minutes

$(VENV)/tests.txt: tests/requirements.txt $(VENV)/site.txt
	@cmp -s $< $@ || $(PIP) --require-hashes -r $<
	@cp $< $@

# Lighthouse, which wants Node and npm.
$(VENV)/lighthouse.txt: tests/lighthouse/package-lock.json $(VENV)/site.txt
	@cmp -s $< $@ || { mkdir -p $(VENV)/lighthouse && cp tests/lighthouse/package*.json $(VENV)/lighthouse \
	  && cd $(VENV)/lighthouse && npm ci --no-audit --no-fund --loglevel=error; }
	@cp $< $@
