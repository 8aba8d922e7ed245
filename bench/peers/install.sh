#!/usr/bin/env bash
# The peers of the benchmarks of the whole server and of drift, one virtual environment each (their pins conflict).
#   install.sh DIR
set -euo pipefail
dir=${1:?usage: install.sh DIR}
here=$(cd "$(dirname "$0")" && pwd)
for peer in fastapi mlserver mlflow evidently nannyml alibi; do
  [ -x "$dir/$peer/bin/python" ] || python3 -m venv "$dir/$peer"
  "$dir/$peer/bin/python" -m pip install -q --disable-pip-version-check -r "$here/$peer.txt"
done
