#!/bin/sh
# Builds traefik, docker-compose, minio and mc from their Go modules into a folder, each once: build-tools.sh FOLDER
#
# From nothing this takes some twenty minutes on two cores. What go.mod and go.sum name is what is built.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
mkdir -p "$folder"
export GOTOOLCHAIN=local CGO_ENABLED=0 GOFLAGS=-mod=readonly

# tool NAME PACKAGE [FLAGS OF THE LINKER]
tool() {
  stamp="$folder/$1.built-from"
  wanted=$(cat "$here/go/$1/go.mod" "$here/go/$1/go.sum" | sha256sum | cut -c1-64)
  if [ -x "$folder/$1" ] && [ "$(cat "$stamp" 2> /dev/null || true)" = "$wanted" ]; then return; fi
  command -v go > /dev/null || { echo "Go is needed to build $1 (sudo apt-get install golang)." >&2; exit 1; }
  started=$(date +%s)
  (cd "$here/go/$1" && go build -trimpath -ldflags="-s -w ${3:-}" -o "$folder/$1" "$2")
  echo "$wanted" > "$stamp"
  echo "built $1 in $(($(date +%s) - started)) s"
}
tool docker-compose github.com/docker/compose/v2/cmd '-X github.com/docker/compose/v2/internal.Version=v2.40.3'
tool minio github.com/minio/minio \
  '-X github.com/minio/minio/cmd.Version=2026-02-12T20:18:48Z -X github.com/minio/minio/cmd.ReleaseTag=RELEASE.2026-02-12T20-18-48Z'
tool mc github.com/minio/mc
tool traefik github.com/traefik/traefik/v3/cmd/traefik '-X github.com/traefik/traefik/v3/pkg/version.Version=3.6.12'
