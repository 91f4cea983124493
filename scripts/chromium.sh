#!/bin/sh
# Prints the path of chromedriver, after installing Chromium and it where apt can.
set -eu
if ! command -v chromedriver >/dev/null 2>&1; then
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    { apt-get update && apt-get install --yes --no-install-recommends chromium chromium-driver; } >&2
  else
    echo "chromedriver is missing: install Chromium and its driver (Debian: chromium chromium-driver)" >&2
    exit 1
  fi
fi
command -v chromedriver
