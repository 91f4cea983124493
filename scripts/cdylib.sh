#!/bin/sh
# The crate once more in the folder $1, as a `cdylib` alone: Cargo does no link-time optimisation for a crate that is
# an `rlib` too (for Rust users), which makes the wasm a third larger.
set -eu
mkdir -p "$1"
sed 's/^crate-type = .*/crate-type = ["cdylib"]/' Cargo.toml > "$1/Cargo.toml.new"
cmp -s "$1/Cargo.toml.new" "$1/Cargo.toml" && rm "$1/Cargo.toml.new" || mv "$1/Cargo.toml.new" "$1/Cargo.toml"
for file in src tests docs Cargo.lock README.md LICENSE; do
  ln -sfn "$PWD/$file" "$1/$file"
done
