# make demo     shows the accounts in a browser: the fake Datadog's, or yours with DD_API_KEY and DD_APP_KEY
# make test     lint, native tests, the wasm in Node and Chromium, the packed package, the page
# make package  leaves pkg/datadog-llm-accounts-VERSION.tgz
# Each installs what it needs; what is up to date is not done again.

WASM_PACK_VERSION := 0.15.1
WASM_BINDGEN_VERSION := $(shell sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml)

WASM := wasm32-unknown-unknown
BIN := tests/node_modules/.bin
# Stamps: files whose age says when a step was last done.
TOOLS := target/stamps/tools
NPM := target/stamps/npm
CHROMIUM := target/stamps/chromium
PACKED := target/stamps/packed
INSTALLED := target/stamps/installed

SOURCES := Cargo.toml Cargo.lock $(wildcard src/*) $(wildcard src/entry/*)
# wasm-pack takes wasm-bindgen and wasm-opt from PATH, and skips a missing wasm-opt without a word.
WASM_PATH = PATH="$(CURDIR)/$(BIN):$$(cat $(TOOLS)):$$PATH"
WASM_TEST = $(WASM_PATH) wasm-pack test --mode no-install

.PHONY: demo test package lint format test-rust test-wasm test-package clean

demo: $(INSTALLED)
	@exec node scripts/demo.js

test: lint test-rust test-wasm test-package

package: $(PACKED)

lint: $(NPM) $(TOOLS)
	cargo fmt --check
	cargo clippy --quiet --locked --all-targets -- --deny warnings
	cargo clippy --quiet --locked --all-targets --features npm --target $(WASM) -- --deny warnings
	$(BIN)/prettier --check --log-level warn .
	$(BIN)/eslint --config tests/eslint.config.js --max-warnings 0 .

format: $(NPM)
	cargo fmt
	$(BIN)/prettier --write --log-level warn .

test-rust:
	cargo test --quiet --locked

test-wasm: $(TOOLS) $(CHROMIUM)
	$(WASM_TEST) --node -- --quiet --locked --lib
	WASM_BINDGEN_USE_BROWSER=1 $(WASM_TEST) --headless --chrome \
		--chromedriver "$$(cat $(CHROMIUM))" -- --quiet --locked --lib

test-package: $(INSTALLED) $(CHROMIUM)
	$(BIN)/tsc --project tests/types
	node --test tests/*.test.js

$(TOOLS): Cargo.toml Makefile scripts/tool.sh
	@mkdir -p $(@D)
	@sh scripts/prerequisites.sh $(WASM)
	@pack=$$(sh scripts/tool.sh wasm-pack $(WASM_PACK_VERSION)) && \
	bindgen=$$(sh scripts/tool.sh wasm-bindgen $(WASM_BINDGEN_VERSION) wasm-bindgen-cli) && \
	echo "$$pack:$$bindgen" > $@

$(NPM): tests/package-lock.json
	@mkdir -p $(@D)
	cd tests && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(CHROMIUM): scripts/chromium.sh
	@mkdir -p $(@D)
	@sh scripts/chromium.sh > $@.part && mv $@.part $@

$(PACKED): $(TOOLS) $(NPM) $(SOURCES) pkg.json scripts/package.js README.md LICENSE
	@test -x $(BIN)/wasm-opt || { echo "wasm-opt is missing: the package would be twice its size" >&2; exit 1; }
	rm -rf pkg
	$(WASM_PATH) wasm-pack --quiet build --target bundler --release --mode no-install -- --locked --features npm
	node scripts/package.js
	cd pkg && npm pack --silent
	@touch $@

# The tarball in a clean folder, as a user has it: what the tests and the demo run.
$(INSTALLED): $(PACKED) tests/types/package.json
	rm -rf target/installed
	mkdir -p target/installed
	cp tests/types/package.json target/installed/
	cd target/installed && npm install --no-save --no-package-lock --no-audit --no-fund --loglevel=error ../../pkg/*.tgz
	node www/vendor.js target/installed/node_modules/datadog-llm-accounts
	@touch $@

clean:
	rm -rf pkg target www/public/vendor tests/node_modules
