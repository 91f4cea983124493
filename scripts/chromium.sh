#!/bin/sh
# Prints the path of Chromium or Chrome, after installing it and its driver where apt can; otherwise says in
# one line what to install.
set -eu
browser() {
  for name in chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    command -v "$name" && return
  done
  return 1
}
ready() { command -v chromedriver >/dev/null && browser >/dev/null; }

ready || sh "$(dirname "$0")/apt.sh" chromium chromium-driver
if ! ready; then
  echo "install Chrome or Chromium, and chromedriver on PATH (Debian: chromium chromium-driver)" >&2
  exit 1
fi
browser
