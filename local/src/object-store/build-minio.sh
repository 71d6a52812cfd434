#!/bin/sh
# Builds the real MinIO the conformance tests compare against (about four minutes once, needs Go).
# The binary and nothing else lands in ${XDG_CACHE_HOME:-~/.cache}/snaprun/bin, outside the repository.
set -eu
bin="${XDG_CACHE_HOME:-$HOME/.cache}/snaprun/bin"
if [ -x "$bin/minio" ]; then
  echo "MinIO is already built: $bin/minio" >&2
  exit 0
fi
command -v go >/dev/null || { echo 'Building MinIO needs Go (https://go.dev/dl); install it and run this again.' >&2; exit 1; }
mkdir -p "$bin"
# Built into a folder of its own and then renamed, so that an interrupted build never looks finished.
work=$(mktemp -d "$bin/.build-XXXXXX")
trap 'rm -rf "$work"' EXIT
GOBIN="$work" nice -n 10 go install "github.com/minio/minio@${MINIO_VERSION:-latest}"
mv "$work/minio" "$bin/minio"
echo "MinIO is built: $bin/minio" >&2
