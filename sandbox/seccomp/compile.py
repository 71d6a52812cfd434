"""Compile ``sandbox/seccomp.json`` into the programs that bubblewrap loads: ``python3 compile.py [folder]``.

Needs libseccomp and its Python binding (Debian: python3-seccomp). Writes one ``.bpf`` for each architecture
of the profile, and ``compiled.json``, which names the profile and the libseccomp they were made from.
"""

import ctypes
import hashlib
import json
import pathlib
import sys

import seccomp

HERE = pathlib.Path(__file__).parent
PROFILE = HERE.parent / "seccomp.json"
OPERATORS = {
    "SCMP_CMP_NE": seccomp.NE,
    "SCMP_CMP_LT": seccomp.LT,
    "SCMP_CMP_LE": seccomp.LE,
    "SCMP_CMP_EQ": seccomp.EQ,
    "SCMP_CMP_GE": seccomp.GE,
    "SCMP_CMP_GT": seccomp.GT,
}
ARCHITECTURES = {"SCMP_ARCH_X86_64": "x86_64", "SCMP_ARCH_AARCH64": "aarch64"}
EPERM = 1
UNKNOWN = -1
BINARY_TREE = 2


def main(folder: pathlib.Path) -> None:
    text = PROFILE.read_bytes()
    profile = json.loads(text)
    names = [ARCHITECTURES[entry["architecture"]] for entry in profile["archMap"]]
    for name in names:
        with open(folder / f"{name}.bpf", "wb") as file:
            compiled(profile, name).export_bpf(file)
    made_from = {"libseccomp": libseccomp_version(), "profileSha256": hashlib.sha256(text).hexdigest()}
    (folder / "compiled.json").write_text(json.dumps(made_from, indent=2) + "\n", encoding="ascii")


def compiled(profile: dict, architecture: str) -> seccomp.SyscallFilter:
    """The profile's rules for one architecture; calls of any other (32 bit, x32) kill the program."""
    program = seccomp.SyscallFilter(_action(profile["defaultAction"], profile.get("defaultErrnoRet", EPERM)))
    program.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    program.set_attr(seccomp.Attr.CTL_OPTIMIZE, BINARY_TREE)
    wanted = seccomp.Arch(architecture)
    if not program.exist_arch(wanted):
        program.add_arch(wanted)
        program.remove_arch(seccomp.Arch())
    for rule in profile["syscalls"]:
        if unknown := set(rule) - {"names", "action", "errnoRet", "args", "comment"}:
            sys.exit(f"A rule of the profile says {', '.join(sorted(unknown))}, which is not understood here.")
        action = _action(rule["action"], rule.get("errnoRet", EPERM))
        conditions = [_condition(condition) for condition in rule.get("args") or []]
        for name in rule["names"]:
            if seccomp.resolve_syscall(wanted, name) == UNKNOWN:
                sys.exit(f"The profile's system call {name} is unknown to libseccomp {libseccomp_version()}.")
            program.add_rule(action, name, *conditions)
    return program


def libseccomp_version() -> str:
    """Such as 2.5.4; other versions may write the same rules in another order."""

    class Version(ctypes.Structure):
        _fields_ = [(name, ctypes.c_uint) for name in ("major", "minor", "micro")]

    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_version.restype = ctypes.POINTER(Version)
    version = library.seccomp_version().contents
    return f"{version.major}.{version.minor}.{version.micro}"


def _action(name: str, errno: int) -> int:
    if name == "SCMP_ACT_ALLOW":
        return seccomp.ALLOW
    if name == "SCMP_ACT_ERRNO":
        return seccomp.ERRNO(errno)
    sys.exit(f"The profile's action {name} is not understood here.")


def _condition(condition: dict) -> seccomp.Arg:
    if condition["op"] == "SCMP_CMP_MASKED_EQ":
        return seccomp.Arg(
            condition["index"], seccomp.MASKED_EQ, condition["value"], condition.get("valueTwo", 0)
        )
    return seccomp.Arg(condition["index"], OPERATORS[condition["op"]], condition["value"])


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
