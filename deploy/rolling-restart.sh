#!/bin/sh
# Restarts the workers one after the other, each when the one before is healthy again, then api and pages. Jobs of a
# worker that stops are handed to the others: rolling-restart.sh [compose's options]. COMPOSE names another compose.
set -eu

healthy() {
  for _ in $(seq 90); do
    [ "$(docker inspect --format '{{.State.Health.Status}}' "$1")" = healthy ] && return 0
    sleep 1
  done
  echo "$1 is not healthy after 90 s; look at: docker logs $1" >&2
  return 1
}

for service in worker api web; do
  for container in $(${COMPOSE:-docker compose} "$@" ps --quiet "$service"); do
    docker restart --time 40 "$container" > /dev/null
    healthy "$container"
    echo "$service $(docker inspect --format '{{.Name}}' "$container" | cut -c2-) was restarted and is healthy"
  done
done
