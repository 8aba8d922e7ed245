#!/usr/bin/env bash
# Gets the Arrow and Parquet libraries into a folder: get_arrow.sh DIR makes DIR/lib/lib{arrow,parquet}.so.*
# and DIR/include. Both are those of the PyPI wheel of pyarrow, whose sha256 is pinned here.
set -euo pipefail
version=26.0.1
case $(uname -m) in
  x86_64) sha256=c718bf97a92a6dea97fd1062c3b9f9e2e83cb9cc926e752289fa4ffff41738f9 ;;
  aarch64) sha256=6c18167774fb599d42444b7ac558a893d49e750fb14232b538955e6f0d1d51ea ;;
  *) echo "get_arrow: no pyarrow wheel for $(uname -m)" >&2 && exit 1 ;;
esac

dir=${1:?usage: get_arrow.sh DIR}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
[ "$(cat "$dir/complete" 2>/dev/null)" != "$sha256" ] || exit 0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python=${PYTHON:-python3}

"$python" -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: \
  --python-version 3.12 --platform "manylinux_2_28_$(uname -m)" -d "$tmp" "pyarrow==$version"
wheel=$(ls "$tmp"/*.whl)
echo "$sha256  $wheel" | sha256sum --check --quiet
"$python" - "$wheel" "$dir" <<'PY'
import pathlib, re, sys, zipfile

wheel, out = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
for name in wheel.namelist():
    if re.fullmatch(r"pyarrow/lib(arrow|parquet)\.so\.\d+", name):
        target = out / "lib" / name.rsplit("/", 1)[-1]
    elif re.fullmatch(r".*\.dist-info/licenses/(LICENSE|NOTICE)\.txt", name):
        target = out / "lib" / name.rsplit("/", 1)[-1]
    elif re.fullmatch(r"pyarrow/include/(arrow|parquet)/(?!python/).*\.h", name):
        target = out / name.removeprefix("pyarrow/")
    else:
        continue
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(wheel.read(name))
PY
echo "$sha256" >"$dir/complete"
echo "get_arrow: Arrow $version in $dir" >&2
