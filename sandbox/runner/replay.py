"""``python -m runner.replay``: run the program of a bundle once more, without a supervisor, and compare what it writes.

The bundle comes in as a tar on standard input, the new files go out as one on standard output. What the program
prints and how its files compare is on standard error. Exits 0 when every file is the same, 1 when not, 2 when the
program failed.
"""

import os
import sys
import tarfile
import tempfile
import traceback
import types
from pathlib import Path, PurePosixPath

from . import figure_hooks, sidecar
from .compare_files import NEW, SAME, compare_files, files_in
from .relocate import relocated
from .warm import prepare

JOB = Path("/job")


def main() -> int:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory(prefix="snaprun-") as folder:
        bundle = Path(folder, "bundle")
        _unpack(bundle)
        work = JOB if os.access(JOB, os.W_OK) else Path(folder, "job")
        (work / "out").mkdir(parents=True)
        (work / "input.png").write_bytes((bundle / "input" / "input.png").read_bytes())
        failed = _run((bundle / "program.py").read_text("utf-8"), work, Path(folder, "notes"))
        is_same = True
        for name, verdict in compare_files(bundle, work / "out"):
            is_same = is_same and verdict in (SAME, NEW)
            print(f"{name}: {verdict}", file=sys.stderr)
        with tarfile.open(fileobj=out, mode="w|") as tar:
            for name, path in files_in(work / "out").items():
                tar.add(path, name, recursive=False)
    if failed:
        print("The program failed.", file=sys.stderr)
        return 2
    return 0 if is_same else 1


def _unpack(folder: Path) -> None:
    """Regular files alone, and none outside the folder: nobody knows who packed it."""
    with tarfile.open(fileobj=sys.stdin.buffer, mode="r|") as tar:
        for member in tar:
            parts = PurePosixPath(member.name).parts
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or ".." in parts or member.name.startswith("/"):
                continue
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())


def _run(code: str, work: Path, notes: Path) -> bool:
    """The program in a process of its own; whether it failed."""
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            status = _execute(code, work, notes)
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0


def _execute(code: str, work: Path, notes: Path) -> int:
    sidecar.FOLDER = str(notes)
    figure_hooks.OUT = f"{work}/out"
    prepare()
    os.chdir(work)
    program = f"{work}/main.py"
    Path(program).write_text(code, "utf-8")
    main_module = types.ModuleType("__main__")
    main_module.__dict__.update(__file__=program)
    sys.modules["__main__"] = main_module
    sys.argv = [program]
    sys.path.insert(0, str(work))
    try:
        exec(compile(relocated(code, program, str(work)), program, "exec", dont_inherit=True), main_module.__dict__)
    except SystemExit as error:
        return 1 if error.code else 0
    except BaseException:  # noqa: BLE001 - whatever the program raised is shown
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
