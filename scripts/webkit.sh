#!/bin/sh
# Prints the path of a WebDriver for WebKit: WebKitGTK's, after installing it and Xvfb where apt can, or Safari's on
# macOS. Otherwise says in one line what to install.
set -eu
driver() { command -v WebKitWebDriver || command -v safaridriver; }
ready() {
  case "$(driver)" in
    "") return 1 ;;
    *safaridriver) ;;
    *) command -v Xvfb >/dev/null ;;
  esac
}

ready || sh "$(dirname "$0")/apt.sh" webkit2gtk-driver xvfb
if ! ready; then
  echo "install WebKitGTK's WebDriver and Xvfb (Debian: webkit2gtk-driver xvfb)" >&2
  exit 1
fi
driver
