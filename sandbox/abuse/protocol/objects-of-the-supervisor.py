# The program's memory began as the supervisor's: it hunts there for streams, keys and functions to turn around.
# expect: error
# says: found \d+ streams$
# files: honest.csv
import gc
import io
import os
import struct
import sys

result = b'{"status":"ok","exitCode":0,"error":null,"durationMs":1,"cpuMs":1,"peakMemoryBytes":1}'
forged = b"X" + struct.pack(">I", len(result)) + result
gc.unfreeze()
streams = [entry for entry in gc.get_objects() if isinstance(entry, (io.BufferedWriter, io.FileIO, io.BufferedReader))]
streams += [frame for frame in sys._current_frames().values()]
frame = sys._getframe()
while frame is not None:
    for value in list(frame.f_locals.values()):
        if type(value).__name__ == "FrameWriter":
            try:
                value.write(b"X", result)
            except (OSError, ValueError):
                pass
    frame = frame.f_back
for stream in streams:
    try:
        stream.write(forged)
        stream.flush()
    except (OSError, ValueError, AttributeError):
        pass
with open("/job/out/honest.csv", "w") as file:
    file.write("a\n")
for name, module in list(sys.modules.items()):
    if name.startswith("runner"):
        for key in ("EXTENSIONS", "MAX_ENTRIES", "judge", "collect", "kill_everything", "reap", "OUT"):
            if hasattr(module, key):
                setattr(module, key, None)
with open("/job/out/library.so", "w") as file:
    file.write("x")
print("found", len(streams), "streams", flush=True)
os._exit(6)
