# Devices that reach the machine: memory, kernel log, disks, hypervisor, file systems in user space, terminals.
# expect: ok
# says: ^opened: \[\]$
# says[docker/runsc]: ^opened: \[('fuse'|'net/tun'|, )*\]$
# why[docker/runsc]: /dev/fuse and /dev/net/tun are those of gVisor, which has no driver of the machine behind them.
import fcntl
import os

opened = []
for name in ("mem", "kmem", "port", "kmsg", "kvm", "fuse", "net/tun", "loop-control", "loop0", "sda", "vda", "nvme0n1", "dri/card0", "snapshot", "hpet",
             "mapper/control", "cpu/0/msr", "vhost-net", "vsock", "vhost-vsock", "uinput", "input/event0", "tty", "tty0", "tty1", "console", "ttyS0", "autofs", "btrfs-control", "userfaultfd", "nvidiactl"):
    for flags in (os.O_RDWR, os.O_RDONLY):
        try:
            os.close(os.open(f"/dev/{name}", flags | os.O_NONBLOCK | os.O_NOCTTY))
            opened.append(name)
        except OSError:
            pass
for path in ("/proc/kcore", "/proc/kmem", "/proc/vmcore", "/proc/kpagecount", "/proc/kallsyms"):
    try:
        with open(path, "rb") as file:
            text = file.read(64)
        if text and not text.startswith(b"0000000000000000"):
            opened.append(path)
    except OSError:
        pass
for descriptor in range(3):
    try:
        # TIOCSTI types on the terminal of whoever started us.
        fcntl.ioctl(descriptor, 0x5412, b"x")
        opened.append(f"terminal {descriptor}")
    except OSError:
        pass
print("opened:", opened)
