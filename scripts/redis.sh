#!/bin/sh
# Prints the path of redis-server, after installing it where apt can; otherwise says in one line what to install.
set -eu
command -v redis-server >/dev/null || sh "$(dirname "$0")/apt.sh" redis-server
command -v redis-server || { echo "install Redis (Debian: redis-server)" >&2; exit 1; }
