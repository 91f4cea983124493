#!/bin/sh
# Adds the wasm target, or says in one line what to install.
set -eu
need() { command -v "$1" >/dev/null 2>&1 || { echo "$1 is missing: install $2" >&2; exit 1; }; }
NODE="Node.js 20.19, 22.13, or 24 or newer"
need cargo "Rust (rustup)"
need node "$NODE"
need npm "$NODE"
need cc "a C toolchain (Debian: build-essential)"

# What the tools of the tests ask for; the package itself runs on any Node.js from 20 on.
node -e 'const [a, b] = process.versions.node.split(".").map(Number);
  process.exit(a >= 24 || (a === 22 && b >= 13) || (a === 20 && b >= 19) ? 0 : 1)' || {
  echo "Node.js $(node --version) will not do here: install $NODE" >&2
  exit 1
}
# rustup reads rust-toolchain.toml at the first call; another Rust must bring the target itself.
if ! [ -d "$(rustc --print sysroot)/lib/rustlib/$1" ]; then
  need rustup "rustup, or the $1 target of your Rust"
  rustup target add "$1"
fi
