#!/bin/bash
# get_docs_assets.sh DIR: Swagger UI and Redoc, as /docs and /redoc serve them, from the npm registry
# at pinned versions with their sha256 checked. Leaves the files, and each also as gzip and brotli, in DIR.
# Needs npm and the registry; does nothing if DIR holds these versions already.
set -euo pipefail

swagger=swagger-ui-dist@5.35.0
swagger_sha256=1b8e891893404ea4c3558b6a87e2a3e494e7eedba41168c2ece5800a391a6ea6
redoc=redoc@2.5.4
redoc_sha256=44922df4d0eb45c1b066c09ec251e6bd9bd7ded16bc69e87613337b9d911a56e

dir=${1:?usage: get_docs_assets.sh DIR}
mark="$swagger $redoc"
if [ "$(cat "$dir.version" 2>/dev/null)" = "$mark" ]; then exit 0; fi

if ! command -v npm >/dev/null; then
    echo "get_docs_assets.sh: npm is missing: apt-get install -y --no-install-recommends npm" >&2
    exit 1
fi

# fetch PACKAGE SHA256 FOLDER
fetch() {
    mkdir -p "$3"
    npm pack --silent --pack-destination "$3" "$1" >/dev/null
    local archive
    archive=$(ls "$3"/*.tgz)
    if ! echo "$2  $archive" | sha256sum --check --status; then
        echo "get_docs_assets.sh: $1 is not the file that is pinned here (sha256 $2)" >&2
        exit 1
    fi
    tar -xzf "$archive" -C "$3" --no-same-owner
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fetch "$swagger" "$swagger_sha256" "$work/swagger"
fetch "$redoc" "$redoc_sha256" "$work/redoc"

out="$work/out"
mkdir "$out"
# The version is in the name, so that a browser may keep a file for ever.
cp "$work/swagger/package/swagger-ui-bundle.js" "$out/swagger-ui-${swagger#*@}.js"
cp "$work/swagger/package/swagger-ui.css" "$out/swagger-ui-${swagger#*@}.css"
cp "$work/swagger/package/LICENSE" "$out/swagger-ui.LICENSE.txt"
cp "$work/swagger/package/NOTICE" "$out/swagger-ui.NOTICE.txt"
cp "$work/redoc/package/bundles/redoc.standalone.js" "$out/redoc-${redoc#*@}.js"
cp "$work/redoc/package/LICENSE" "$out/redoc.LICENSE.txt"
cp "$work/redoc/package/bundles/redoc.standalone.js.LICENSE.txt" "$out/redoc-parts.LICENSE.txt"
# Browsers would ask for source maps that are not here, and for a logo on another server.
sed -i '/^\/\/# sourceMappingURL=/d; /^\/\*# sourceMappingURL=.*\*\/$/d' "$out"/*.js "$out"/*.css
pixel=data:image/gif\;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=
sed -i "s#https://cdn.redoc.ly/redoc/logo-mini.svg#$pixel#" "$out"/redoc-*.js
gzip -9 --keep --no-name "$out"/*.js "$out"/*.css
# npm brings node, and node brings brotli.
node -e 'const fs = require("fs"), zlib = require("zlib");
for (const file of process.argv.slice(1)) fs.writeFileSync(file + ".br", zlib.brotliCompressSync(fs.readFileSync(file)));' \
  "$out"/*.js "$out"/*.css

rm -rf "$dir"
mkdir -p "$(dirname "$dir")"
cp -r "$out" "$dir"
echo "$mark" >"$dir.version"
