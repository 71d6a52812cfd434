#!/bin/sh
# How the stack is, as the outside sees it: health-check.sh ORIGIN [AUTHORITY]
set -eu
origin=$1
trust=
[ -s "${2:-}" ] && trust="--cacert $2"
bad=0
for path in /healthz /readyz /health/models /; do
  # shellcheck disable=SC2086 # two words, or none
  status=$(curl --silent --output /dev/null --max-time 10 $trust --write-out '%{http_code}' "$origin$path" || true)
  case $status in 2?? | 3??) word=ok ;; *) word=BAD bad=1 ;; esac
  printf '%-4s %s %s\n' "$word" "$status" "$path"
done
exit $bad
