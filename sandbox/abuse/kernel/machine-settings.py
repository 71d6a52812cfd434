# The files that turn a write into code on the machine: core_pattern, modprobe, uevent_helper, binfmt, sysrq.
# expect: ok
# says: ^written: \[\]$
import os
import stat

written = []
paths = ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hotplug", "/sys/kernel/uevent_helper",
         "/proc/sys/fs/binfmt_misc/register", "/proc/sysrq-trigger", "/proc/sys/vm/panic_on_oom", "/proc/sys/kernel/ns_last_pid",
         "/proc/sys/kernel/yama/ptrace_scope", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/kernel/shmmax", "/sys/kernel/debug/x",
         "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/pids/pids.max",
         "/proc/1/oom_score_adj", "/proc/1/coredump_filter", "/proc/1/comm", "/proc/1/uid_map", "/proc/1/setgroups", "/proc/timer_list",
         "/proc/irq/default_smp_affinity", "/proc/mtrr", "/proc/acpi/wakeup", "/sys/power/state"]
for folder in ("/proc/sys", "/sys/fs/cgroup"):
    for base, _, names in os.walk(folder):
        paths += [os.path.join(base, name) for name in names]
for path in paths[:6000]:
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except OSError:
        continue
    try:
        # What docker hides is /dev/null, which takes everything.
        if not stat.S_ISCHR(os.fstat(descriptor).st_mode) and os.write(descriptor, b"|/job/x") > 0:
            written.append(path)
    except OSError:
        pass
    os.close(descriptor)
print("written:", written)
