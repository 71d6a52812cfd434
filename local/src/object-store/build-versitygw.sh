#!/bin/sh
# Builds the versitygw the conformance tests compare against as a second opinion (one to four minutes once, needs Go).
# The binary and nothing else lands in ${XDG_CACHE_HOME:-~/.cache}/snaprun/bin, outside the repository.
set -eu
# The version that conformance/known-differences.ts was written against.
version="${VERSITYGW_VERSION:-v1.8.0}"
bin="${XDG_CACHE_HOME:-$HOME/.cache}/snaprun/bin"
if [ -x "$bin/versitygw" ]; then
  echo "versitygw is already built: $bin/versitygw" >&2
  exit 0
fi
command -v go >/dev/null || { echo 'Building versitygw needs Go (https://go.dev/dl); install it and run this again.' >&2; exit 1; }
mkdir -p "$bin"
# Built into a folder of its own and then renamed, so that an interrupted build never looks finished.
work=$(mktemp -d "$bin/.build-XXXXXX")
trap 'rm -rf "$work"' EXIT
GOBIN="$work" nice -n 10 go install "github.com/versity/versitygw/cmd/versitygw@$version"
mv "$work/versitygw" "$bin/versitygw"
echo "versitygw is built: $bin/versitygw" >&2
