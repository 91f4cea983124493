#!/bin/sh
# Prints the path of Firefox, after installing it where apt can; otherwise says in one line what to install.
set -eu
browser() {
  for name in firefox-esr firefox "/Applications/Firefox.app/Contents/MacOS/firefox"; do
    command -v "$name" && return
  done
  return 1
}

if ! browser >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  { apt-get update && apt-get install --yes --no-install-recommends firefox-esr; } >&2 || true
fi
browser || { echo "install Firefox (Debian: firefox-esr)" >&2; exit 1; }
