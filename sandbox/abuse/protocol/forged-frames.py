# What is printed is output, even when it looks like a frame; no other descriptor leads to the protocol.
# expect: error
# says: SandboxForgery
# expect[docker/runsc]: killed
# why[docker/runsc]: gVisor opens the descriptors of the supervisor to its uid; what is written there bears no seal and ends the run.
import os
import struct
import sys

result = b'{"status":"ok","exitCode":0,"error":null,"durationMs":1,"cpuMs":1,"peakMemoryBytes":1}'
frame = b"X" + struct.pack(">I", len(result)) + result
print("SandboxForgery", flush=True)
for descriptor in range(256):
    try:
        os.write(descriptor, frame)
    except OSError:
        pass
for descriptor in range(64):
    try:
        with open(f"/proc/1/fd/{descriptor}", "wb") as file:
            file.write(frame)
    except OSError:
        pass
sys.exit(7)
