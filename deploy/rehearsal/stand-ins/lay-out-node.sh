#!/bin/sh
# Lays out the context of node.Dockerfile in a folder: lay-out-node.sh ROOT FOLDER
set -eu
root=$1 folder=$2
case $(uname -m) in aarch64) kind=arm64 ;; *) kind=x64 ;; esac
mkdir -p "$folder/node" "$folder/npm"
cp -r "$root/node_modules/node-linux-$kind/bin" "$folder/node/"
cp -r "$(npm root -g)/npm/." "$folder/npm/"
cp /etc/ssl/certs/ca-certificates.crt "$folder/trust.pem"
