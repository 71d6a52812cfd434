"""What a caller does between requests and no contract can say: real pictures are announced, uploaded and used."""

import hashlib
import itertools
import random
import re
import struct
import zlib

import requests
import schemathesis
from schemathesis.generation import GenerationMode

numbers = itertools.count(1)
uploads = {}
cursors = {}
known = {"fil": [], "job": [], "shr": [], "tok": [], "link": []}
places = (
    ("job", "/v1/jobs/{id}", "id"),
    ("fil", "/v1/files/{id}", "id"),
    ("shr", "/v1/shares/{share}", "share"),
    ("tok", "/v1/tokens/{id}", "id"),
)


def picture() -> bytes:
    """A PNG of one pixel unlike every other of this run."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    comment = b"n\0" + str(next(numbers)).encode() + hashlib.sha256(random.randbytes(16)).hexdigest().encode()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"tEXt", comment) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def is_valid(case) -> bool:
    return case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE


def is_stateful(case) -> bool:
    return case.meta is not None and case.meta.phase.name.value == "stateful"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Valid requests are about things that exist; in stateful runs the links see to that."""
    if not is_valid(case):
        return
    if case.method == "POST" and case.path == "/v1/files" and isinstance(case.body, dict):
        data = picture()
        case.body = {**case.body, "mediaType": "image/png", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        uploads[case.body["sha256"]] = data
    if is_stateful(case) or random.random() < 0.2:
        return
    if case.query and "cursor" in case.query:
        case.query = {name: value for name, value in case.query.items() if name != "cursor"}
        if cursors.get(case.path):
            case.query["cursor"] = random.choice(cursors[case.path])
    if case.method == "POST" and case.path == "/v1/jobs" and isinstance(case.body, dict) and known["fil"]:
        case.body = {**case.body, "fileId": random.choice(known["fil"])}
    for kind, prefix, name in places:
        kind = "link" if kind == "shr" and case.method == "GET" else kind
        if case.path.startswith(prefix) and known[kind]:
            case.path_parameters = {**case.path_parameters, name: random.choice(known[kind])}


@schemathesis.hook
def after_call(context, case, response):
    """Uploads what was announced, and keeps the ids of what was made."""
    if case.method == "GET" and response.status_code == 200 and '"nextCursor":"' in response.text:
        cursors.setdefault(case.path, []).append(response.json()["nextCursor"])
    if not (case.method == "POST" and response.status_code == 201):
        return
    body = response.json()
    upload = body.get("upload")
    if upload:
        data = uploads.get(body["file"]["sha256"])
        if data is None:
            return
        requests.put(upload["url"], data=data, headers=upload["headers"], timeout=10).raise_for_status()
    for found in re.findall(r'"id":"((fil|job|shr|tok)_[0-9a-z]{20})"', response.text):
        known[found[1]].append(found[0])
    known["link"] += re.findall(r'"url":"[^"]*/share/([\w-]+)"', response.text)
