.DEFAULT_GOAL := help
.PHONY: help run test check bench fmt lock messages pictures demo-reset
ARGS ?=

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: ## start Zhichi with demo data; ARGS="--port 8001" for another port
	@scripts/bootstrap && exec .venv/bin/zhichi serve --demo $(ARGS)

test: ## install what the tests need and run them all; ARGS="zhichi/tickets -k close" for some
	@scripts/test $(ARGS)

check: ## format, lint, types, floors, templates, translations, migrations
	@scripts/check

bench: ## measure speed; ARGS as in docs/performance.md
	@scripts/bootstrap dev && .venv/bin/python -m bench $(ARGS)

fmt: ## format Python and templates
	@scripts/bootstrap dev
	@.venv/bin/ruff check --fix --unsafe-fixes --quiet --exit-zero --select I,TC,UP .
	@.venv/bin/ruff check --fix --quiet --exit-zero .
	@.venv/bin/ruff format --quiet .
	@find zhichi -name '*.html' -path '*/templates/*' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2

messages: ## bring the translation files up to date with the code, then compile them
	@scripts/bootstrap dev && scripts/system-packages gettext && .venv/bin/python -m tools.messages

pictures: ## take the pictures of docs/ from the demo that `make run` serves; ARGS="board" for some
	@scripts/bootstrap dev && .venv/bin/python -m tools.pictures $(ARGS)

lock: ## compile requirements/*.in again; ARGS="--upgrade" to take newer versions
	@scripts/lock $(ARGS)

demo-reset: ## throw the demo data away; the next `make run` makes it anew
	@scripts/bootstrap && .venv/bin/zhichi demo --reset
