#!/bin/sh
# Makes a certificate for development: make-certificates.sh FOLDER HOST…
#
# With mkcert its authority is one that this machine's browsers trust; without it openssl makes one that nobody trusts
# yet, and this says so. A certificate that is there is kept.
set -eu
folder=$1
shift
mkdir -p "$folder"
if [ -s "$folder/server.crt" ] && [ -s "$folder/server.key" ]; then
  echo "The certificate in $folder is kept; remove it to have a new one."
  exit 0
fi
if command -v mkcert > /dev/null; then
  mkcert -install
  mkcert -cert-file "$folder/server.crt" -key-file "$folder/server.key" "$@"
  cp "$(mkcert -CAROOT)/rootCA.pem" "$folder/authority.crt"
  echo "Made with mkcert: browsers on this machine trust it."
else
  names=$(printf 'DNS:%s,' "$@" | sed 's/,$//')
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj '/CN=Snaprun development authority' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign' \
    -keyout "$work/authority.key" -out "$folder/authority.crt" 2> "$work/said"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
    -keyout "$folder/server.key" -out "$work/server.csr" 2> "$work/said"
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$names" > "$work/extensions"
  openssl x509 -req -in "$work/server.csr" -CA "$folder/authority.crt" -CAkey "$work/authority.key" -CAcreateserial \
    -days 825 -extfile "$work/extensions" -out "$folder/server.crt" 2> "$work/said"
  echo "Made with openssl: NOT trusted. Browsers warn until $folder/authority.crt is added to what they trust."
fi
# Traefik reads the key as a user of its own; the folder is nobody else's.
chmod 644 "$folder/server.key"
