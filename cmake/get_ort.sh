#!/usr/bin/env bash
# Gets ONNX Runtime into a folder: get_ort.sh DIR makes DIR/lib/libonnxruntime.so.VERSION and DIR/include/*.h.
# The library is that of the PyPI wheel, whose sha256 is pinned here. No wheel holds the headers: they
# are Debian 13's libonnxruntime-dev, taken out of the package without installing it where the system
# is another. A library serves every older API, so headers of 1.21 fit each library from 1.21 on.
set -euo pipefail
version=1.32.0
case $(uname -m) in
  x86_64) sha256=99e1074c4b2197accd5073052a465361be17b89c093b8ffb6e6bd8f986c52df8 ;;
  aarch64) sha256=e36c187006e7a7c8b8d6d57f1a209dd63f52430dca6c282b177718ad6b841054 ;;
  *) echo "get_ort: no ONNX Runtime wheel for $(uname -m)" >&2 && exit 1 ;;
esac

dir=${1:?usage: get_ort.sh DIR}
mkdir -p "$dir/lib" "$dir/include"
dir=$(cd "$dir" && pwd)
[ "$(cat "$dir/complete" 2>/dev/null)" != "$sha256" ] || exit 0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The first Python that has pip: a pyenv one may lack it, and so may the system's.
pick_python() {
  local python
  for python in "${PYTHON:-python3}" python3 /usr/bin/python3; do
    if "$python" -m pip --version >/dev/null 2>&1; then echo "$python" && return; fi
  done
  echo "get_ort: no Python with pip; apt-get install python3-pip" >&2
  return 1
}

get_library() {
  local python wheel
  python=$(pick_python)
  "$python" -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: \
    --python-version 3.12 --platform "manylinux_2_28_$(uname -m)" -d "$tmp" "onnxruntime==$version"
  wheel=$(ls "$tmp"/*.whl)
  echo "$sha256  $wheel" | sha256sum --check --quiet
  "$python" - "$wheel" "$dir/lib" <<'PY'
import pathlib, sys, zipfile

wheel, out = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
for name in wheel.namelist():
    base = name.rsplit("/", 1)[-1]
    if base.startswith("libonnxruntime.so") or base in ("LICENSE", "ThirdPartyNotices.txt"):
        (out / base).write_bytes(wheel.read(name))
PY
}

# The mirror that this machine uses, if it is a Debian one.
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 2>/dev/null |
    awk '$2 !~ /-/ && $1 ~ /debian\/?$/ && !found {found = $1} END {print found ? found : "http://deb.debian.org/debian"}'
}

# Asks apt for a package of Debian 13 with settings of its own: the system stays as it is.
get_headers() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  local apt=(-o APT::Sandbox::User=root -qq)
  cd "$tmp"
  if ! apt-cache show libonnxruntime-dev >/dev/null 2>&1; then
    if [ ! -e "$keyring" ]; then  # Ubuntu
      apt-get "${apt[@]}" download debian-archive-keyring
      dpkg-deb -x debian-archive-keyring*.deb keyring
      keyring=$tmp/keyring$keyring
    fi
    mkdir -p lists/partial cache/archives/partial parts
    echo "deb [signed-by=$keyring] $(debian_mirror) trixie main" >sources.list
    apt+=(-o "Dir::Etc::sourcelist=$tmp/sources.list" -o "Dir::Etc::sourceparts=$tmp/parts"
      -o "Dir::State::lists=$tmp/lists" -o "Dir::Cache=$tmp/cache")
    apt-get "${apt[@]}" update
  fi
  apt-get "${apt[@]}" download libonnxruntime-dev
  dpkg-deb -x libonnxruntime-dev*.deb headers
  cp headers/usr/include/onnxruntime/onnxruntime_{c_api,cxx_api,cxx_inline,float16}.h "$dir/include/"
}

get_library
(get_headers)
echo "$sha256" >"$dir/complete"
echo "get_ort: ONNX Runtime $version in $dir" >&2
