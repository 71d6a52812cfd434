"""``python -m runner [--warm]``: get ready, take one job, answer, end."""

import os
import sys

from .frames import PROTOCOL, READY, FrameWriter, ProtocolError
from .guard import forget_work_folder, ignore_signals, set_dumpable, take_protocol_streams
from .installed import installed_packages
from .job import read_job
from .supervise import prepare_run, supervise, wait_for_the_end
from .warm import prepare, warm


def main() -> int:
    set_dumpable(False)
    ignore_signals()
    forget_work_folder()
    source, stream = take_protocol_streams()
    out = FrameWriter(stream)
    prepare()
    is_warm = "--warm" in sys.argv[1:]
    if is_warm:
        warm()
    run = prepare_run()
    version = ".".join(str(part) for part in sys.version_info[:3])
    facts = {"python": version, "packages": installed_packages(), "warm": is_warm}
    out.write_json(READY, {"protocol": PROTOCOL, **facts})
    try:
        job = read_job(source)
    except ProtocolError as error:
        print(f"The job is not readable: {error}.", file=sys.stderr)
        return 2
    if job is not None:
        try:
            supervise(run, job, source, out)
        except ProtocolError as error:
            print(f"The job is not readable: {error}.", file=sys.stderr)
            return 2
        wait_for_the_end(source)
        os._exit(0)  # tearing down every imported module would keep the worker waiting
    return 0


if __name__ == "__main__":
    sys.exit(main())
