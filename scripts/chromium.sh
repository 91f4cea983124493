#!/bin/sh
# Installs Chromium and its driver where apt can, or says in one line what to install.
set -eu
found() {
  command -v chromedriver && { command -v chromium || command -v google-chrome; }
}
found >/dev/null 2>&1 && exit
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  { apt-get update && apt-get install --yes --no-install-recommends chromium chromium-driver; } >&2
fi
found >/dev/null 2>&1 && exit
echo "chromedriver, and chromium or google-chrome, must be on PATH (Debian: chromium chromium-driver)" >&2
exit 1
