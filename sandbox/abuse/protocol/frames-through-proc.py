# Frames written into every descriptor of every process that /proc opens, again and again, until the program is ended.
# expect: error
# says: ^forging$
# expect[docker/runsc]: error|killed
# why[docker/runsc]: gVisor opens the supervisor's descriptors to its own uid; what is written there bears no seal and ends the run.
import os
import struct
import sys

result = b'{"status":"ok","exitCode":0,"error":null,"durationMs":1,"cpuMs":1,"peakMemoryBytes":1}'
forged = b"X" + struct.pack(">I", len(result)) + result + bytes(16)
print("forging", flush=True)
for process in [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]:
    for number in range(64):
        for folder in (f"/proc/{process}/fd", f"/proc/{process}/task/{process}/fd"):
            try:
                descriptor = os.open(f"{folder}/{number}", os.O_WRONLY | os.O_NONBLOCK)
                os.write(descriptor, forged)
                os.close(descriptor)
            except OSError:
                pass
sys.exit(5)
