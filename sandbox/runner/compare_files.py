"""Comparing what a program wrote with what the bundle says it wrote the first time."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

# Where a workbook keeps the time it was made.
DATES = "docProps/core.xml"

SAME = "the same"
NEW = "is new"


def compare_files(bundle: Path, out: Path) -> Iterator[tuple[str, str]]:
    """Each file of the result and whether it is the same; then those that are new.

    Files are compared by the hash of what the program wrote: a figure in the bundle may have been made anew since.
    """
    written = files_in(out)
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in written.items()}
    known = set()
    for result in json.loads((bundle / "manifest.json").read_text("utf-8"))["results"]:
        name = result["name"]
        same = next((other for other, sha256 in hashes.items() if sha256 == result["writtenSha256"]), None)
        if same is None and name in written and _same_workbook(bundle / "results" / name, written[name]):
            same = name
        known.add(same or name)
        yield name, SAME if same else "differs" if name in written else "was not written"
    for name in written:
        if name not in known:
            yield name, NEW


def files_in(folder: Path) -> dict[str, Path]:
    """The files by the names that the worker gives them: a path is flattened."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {"-".join(path.relative_to(folder).parts): path for path in found}


def _same_workbook(before: Path, after: Path) -> bool:
    """Excel files hold the time they were made: they are compared part by part without it."""
    if after.suffix != ".xlsx" or not before.is_file():
        return False
    try:
        return _parts(before) == _parts(after)
    except zipfile.BadZipFile:
        return False


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as workbook:
        return {name: workbook.read(name) for name in workbook.namelist() if name != DATES}
