#!/bin/sh
# From a picture to its numbers with curl and jq: sh start.sh chart.png
set -eu
picture=$1
url=${SNAPRUN_URL:-http://127.0.0.1:4400}
api() { curl --silent --show-error --fail-with-body -H "Authorization: Bearer $SNAPRUN_TOKEN" "$@"; }

# Announce the picture; the answer says where its bytes go, and nothing where they are known already.
sha256=$(sha256sum "$picture" | cut -d ' ' -f 1)
api "$url/v1/files" --json "$(jq -n --arg name "$(basename "$picture")" --arg sha256 "$sha256" \
  --argjson bytes "$(wc -c < "$picture")" '{$name, mediaType: "image/png", $bytes, $sha256}')" > announced.json
upload=$(jq -r '.upload.url // empty' announced.json)
if [ -n "$upload" ]; then
  jq -r '.upload.headers | to_entries[] | "\(.key): \(.value)"' announced.json > headers.txt
  curl --silent --show-error --fail -X PUT "$upload" -H @headers.txt --data-binary "@$picture"
fi

# Start a job; the key makes sure that it is started once, however often this is sent.
file=$(jq -r .file.id announced.json)
job=$(api "$url/v1/jobs" --json "{\"fileId\": \"$file\"}" -H "Idempotency-Key: $sha256" | jq -r .id)

# Wait for its end; each request waits up to a minute.
status=queued
while [ "$status" = queued ] || [ "$status" = running ]; do
  status=$(api "$url/v1/jobs/$job" -H 'Prefer: wait=60' | jq -r .status)
done

api "$url/v1/jobs/$job/results" > results.json
jq -r '"\(.job.status): \(.job.summary)"' results.json
curl --silent --fail -o data.csv "$(jq -r '[.artifacts[] | select(.name == "data.csv")][0].url' results.json)"
cat data.csv

# Everything in one zip. The link is fetched without the token: the storage wants none.
bundle=$(api "$url/v1/jobs/$job/bundle" -H 'Accept: application/json' | jq -r .url)
curl --silent --fail -o bundle.zip "$bundle"
