#!/bin/sh
# Prints the folder that holds a Rust tool of exactly the wanted version, after building it there if
# it is not on PATH: `scripts/tool.sh wasm-pack 0.15.1 [crate]`.
#
# The cache is outside the checkout, so that another checkout finds it, and in a folder per version,
# so that it replaces no tool of yours.
set -eu
tool=$1 version=$2 crate=${3:-$1}

if [ "$("$tool" --version 2>/dev/null)" = "$tool $version" ]; then
  dirname "$(command -v "$tool")"
  exit
fi
cache=${XDG_CACHE_HOME:-$HOME/.cache}/datadog-llm-accounts
folder=$cache/$crate-$version
if [ ! -x "$folder/bin/$tool" ]; then
  echo "building $crate $version (some minutes, once)" >&2
  # Built for a quick start: it runs for a second, so optimising it costs more than it brings.
  export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=0 \
    CARGO_TARGET_DIR="$cache/build"
  # A registry can lag behind a new crate's lock file: then cargo's own choice of versions serves.
  install() { cargo install --quiet "$@" --root "$folder" --version "=$version" "$crate" 2>&1; }
  why=$(install --locked) || install >&2 || {
    echo "$why" >&2
    exit 1
  }
fi
echo "$folder/bin"
