#!/bin/sh
# Adds the wasm target, or says in one line what to install.
set -eu
need() { command -v "$1" >/dev/null 2>&1 || { echo "$1 is missing: install $2" >&2; exit 1; }; }
need cargo "Rust (rustup)"
need node "Node.js 20 or newer"
need npm "Node.js 20 or newer"
need cc "a C toolchain (Debian: build-essential)"

[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || {
  echo "Node.js $(node --version) is too old: install Node.js 20 or newer" >&2
  exit 1
}
# rustup reads rust-toolchain.toml at the first call; another Rust must bring the target itself.
if ! [ -d "$(rustc --print sysroot)/lib/rustlib/$1" ]; then
  need rustup "rustup, or the $1 target of your Rust"
  rustup target add "$1"
fi
