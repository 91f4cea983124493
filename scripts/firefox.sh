#!/bin/sh
# Prints the path of Firefox, after installing it where apt can; otherwise says in one line what to install.
set -eu
browser() {
  for name in firefox-esr firefox "/Applications/Firefox.app/Contents/MacOS/firefox"; do
    command -v "$name" && return
  done
  return 1
}

browser >/dev/null || sh "$(dirname "$0")/apt.sh" firefox-esr
browser || { echo "install Firefox (Debian: firefox-esr)" >&2; exit 1; }
