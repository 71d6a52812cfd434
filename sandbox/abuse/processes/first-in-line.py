# The program asks to run before everybody else on the machine.
# expect: ok
# says: ^nice: -?\d+, real time: False$
# says[docker/runsc]: ^nice: -?\d+, real time: (True|False)$
# why[docker/runsc]: gVisor takes note of priorities and hands none of them to the machine's kernel.
import os

try:
    os.setpriority(os.PRIO_PROCESS, 0, -20)
except OSError:
    pass
real_time = False
for policy in (os.SCHED_FIFO, os.SCHED_RR):
    try:
        os.sched_setscheduler(0, policy, os.sched_param(50))
        real_time = True
    except OSError:
        pass
print(f"nice: {os.getpriority(os.PRIO_PROCESS, 0)}, real time: {real_time}")
