#!/bin/bash
# get_web_modules.sh DIR: what DIR/package-lock.json names, into DIR/node_modules, by npm; nothing to
# do where it is there already. Needs npm and its registry.
set -euo pipefail

dir=${1:?usage: get_web_modules.sh DIR}
mark="$dir/node_modules/.installed-lock.json"
if cmp -s "$dir/package-lock.json" "$mark"; then exit 0; fi
if ! command -v npm >/dev/null; then
    echo "get_web_modules.sh: npm is missing: apt-get install -y --no-install-recommends npm" >&2
    exit 1
fi
# No package may run a program while it is installed.
npm ci --prefix "$dir" --ignore-scripts --no-audit --no-fund --loglevel=error
cp "$dir/package-lock.json" "$mark"
