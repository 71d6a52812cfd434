"""From a picture to its numbers with Python alone, no package needed: python3 start.py chart.png"""

import hashlib
import json
import os
import sys
import urllib.request
from pathlib import Path

URL = os.environ.get("SNAPRUN_URL", "http://127.0.0.1:4400")
TOKEN = os.environ["SNAPRUN_TOKEN"]


def api(method, path, body=None, **headers):
    """The api's answer as JSON; a refusal is an HTTPError whose body says why."""
    request = urllib.request.Request(URL + path, method=method)
    request.add_header("Authorization", f"Bearer {TOKEN}")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


picture = Path(sys.argv[1])
content = picture.read_bytes()

# Announce the picture; the answer says where its bytes go, and nothing where they are known already.
announced = api(
    "POST",
    "/v1/files",
    {
        "name": picture.name,
        "mediaType": "image/png" if picture.suffix == ".png" else "image/jpeg",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    },
)
upload = announced["upload"]
if upload:
    urllib.request.urlopen(
        urllib.request.Request(upload["url"], content, upload["headers"], method="PUT")
    ).close()

# Start a job; the key makes sure that it is started once, however often this is sent.
key = hashlib.sha256(content).hexdigest()
job = api("POST", "/v1/jobs", {"fileId": announced["file"]["id"]}, Idempotency_Key=key)

# Wait for its end; each request waits up to a minute.
while job["status"] in ("queued", "running"):
    job = api("GET", f"/v1/jobs/{job['id']}", Prefer="wait=60")

results = api("GET", f"/v1/jobs/{job['id']}/results")
print(f"{job['status']}: {job['summary']}")
for artifact in results["artifacts"]:
    with urllib.request.urlopen(artifact["url"]) as file:
        Path(artifact["name"]).write_bytes(file.read())
print(Path("data.csv").read_text())

# Everything in one zip. The link is fetched without the token: the storage wants none.
bundle = api("GET", f"/v1/jobs/{job['id']}/bundle", Accept="application/json")
with urllib.request.urlopen(bundle["url"]) as file:
    Path("bundle.zip").write_bytes(file.read())
