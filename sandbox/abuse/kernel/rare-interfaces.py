# The parts of the kernel that most escapes began with: bpf, io_uring, userfaultfd, keys, perf, pidfds, fanotify.
# expect: ok
# says: ^opened: \[\]$
# says[docker/runsc]: ^opened: \[('io_uring_setup'|'syslog'|, )*\]$
# why[docker/runsc]: these are answered by gVisor itself; its log tells jokes, its io_uring is its own.
import ctypes
import os
import platform

X86 = dict(bpf=321, io_uring_setup=425, userfaultfd=323, perf_event_open=298, add_key=248, request_key=249, keyctl=250, fanotify_init=300,
           kcmp=312, process_vm_readv=310, process_vm_writev=311, open_by_handle_at=304, name_to_handle_at=303, pidfd_getfd=438,
           process_madvise=440, move_pages=279, migrate_pages=256, lookup_dcookie=212, quotactl=179, acct=163, swapon=167, reboot=169,
           init_module=175, finit_module=313, delete_module=176, kexec_load=246, kexec_file_load=320, iopl=172, ioperm=173, syslog=103,
           vhangup=153, nfsservctl=180, landlock=444, memfd_secret=447, mount_setattr=442, fsopen=430, open_tree=428, pivot_root=155, chroot=161)
numbers = X86 if platform.machine() == "x86_64" else {}
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(256)
calls = {
    "bpf": (5, buffer, 120), "io_uring_setup": (1, buffer), "userfaultfd": (0,), "perf_event_open": (buffer, 0, -1, -1, 0),
    "add_key": (b"user", b"snaprun", b"x", 1, -5), "request_key": (b"user", b"snaprun", None, -5), "keyctl": (0, -5, 1), "fanotify_init": (0, 0),
    "kcmp": (1, os.getpid(), 0, 0, 0), "process_vm_readv": (1, buffer, 1, buffer, 1, 0), "process_vm_writev": (1, buffer, 1, buffer, 1, 0),
    "open_by_handle_at": (-100, buffer, 0), "pidfd_getfd": (3, 0, 0), "move_pages": (1, 0, 0, 0, 0, 0), "migrate_pages": (1, 1, buffer, buffer),
    "quotactl": (0, None, 0, None), "acct": (b"/job/main.py",), "swapon": (b"/job/main.py", 0), "reboot": (0xFEE1DEAD, 672274793, 0, None),
    "init_module": (buffer, 256, b""), "delete_module": (b"ext4", 0), "kexec_load": (0, 0, None, 0), "iopl": (3,), "ioperm": (0, 1024, 1),
    "syslog": (3, buffer, 256), "vhangup": (), "memfd_secret": (0,), "mount_setattr": (-100, b"/", 0, buffer, 32), "fsopen": (b"tmpfs", 0),
    "open_tree": (-100, b"/", 1), "pivot_root": (b"/job", b"/job"), "chroot": (b"/job",),
}
opened = [name for name, arguments in calls.items() if name in numbers and libc.syscall(numbers[name], *arguments) >= 0]
print("opened:", opened)
