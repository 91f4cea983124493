#!/bin/sh
# Prints flags that keep this machine's folders out of the wasm: where a panic would have happened is
# told by the crate and its version, so that every machine builds the same bytes.
set -eu
for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
  printf '%s ' "--remap-path-prefix=$folder="
done
# Where the sources of the standard library are installed, rustc tells their folder.
sysroot=$(rustc --print sysroot)
commit=$(rustc -vV | sed -n 's/^commit-hash: //p')
printf '%s ' "--remap-path-prefix=$sysroot/lib/rustlib/src/rust=/rustc/$commit"
