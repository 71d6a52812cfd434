#!/bin/sh
# Makes every secret of the stack that is not there yet, each in a file of its own: make-secrets.sh [FOLDER]
#
# Files are readable by all, because containers read them as other users; the folder is its owner's alone.
set -eu
folder=${1:-secrets}
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

# keep NAME VALUE: writes it unless the file is there.
keep() {
  [ -e "$folder/$1" ] || printf '%s' "$2" > "$folder/$1"
  chmod 444 "$folder/$1"
}
# 40 digits are the most that the object store takes.
random() { openssl rand -hex 20; }

keep postgres_password "$(random)"
keep database_url "postgres://snaprun:$(cat "$folder/postgres_password")@postgres:5432/snaprun"
keep minio_root_password "$(random)"
keep api_storage_secret "$(random)"
keep worker_storage_secret "$(random)"
# The demo models take the first of these for their key; a real endpoint's key is put in by hand.
keep vision_api_key "$(random)"
keep reasoning_api_key "$(cat "$folder/vision_api_key")"
keep code_api_key "$(cat "$folder/vision_api_key")"
# From Clerk, by hand: the public key in PEM, and the signing secret of the webhook (empty: no webhook).
keep clerk_jwt_key ''
keep clerk_webhook_secret ''

echo "Secrets are in $folder/."
[ -s "$folder/clerk_jwt_key" ] || echo "CHANGE ME: put Clerk's public key (PEM) into $folder/clerk_jwt_key."
