#!/bin/sh
# Makes the database on the first start, as the postgres image does, and then is the server.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA"
  # shellcheck disable=SC2086 # several options
  initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" ${POSTGRES_INITDB_ARGS:-} --encoding=UTF8
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  pg_ctl --wait --options='-c listen_addresses=' start
  PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE") createdb --username="$POSTGRES_USER" --host=/var/run/postgresql "$POSTGRES_DB"
  pg_ctl --wait --mode=fast stop
fi
[ "$1" = postgres ] && shift
exec postgres -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql "$@"
