import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decide } from './bpf-interpreter.ts';
import { seccompFolder, systemCallFilter } from './seccomp.ts';

const compiled = JSON.parse(readFileSync(join(seccompFolder, 'compiled.json'), 'utf8'));
const programs = readdirSync(seccompFolder).filter((name) => name.endsWith('.bpf'));
const systemPython = '/usr/bin/python3';

/** AUDIT_ARCH_* and the numbers of the calls asked about, from the kernel's tables. */
const machines = {
  x64: {
    architecture: 0xc000003e,
    calls: {
      read: 0,
      socket: 41,
      clone: 56,
      execve: 59,
      clone3: 435,
      prctl: 157,
      ptrace: 101,
      mount: 165,
      unshare: 272,
      setns: 308,
      bpf: 321,
      keyctl: 250,
      io_uring_setup: 425,
      perf_event_open: 298,
      userfaultfd: 323,
      process_vm_readv: 310,
      open_by_handle_at: 304,
      personality: 135,
      ioctl: 16,
      setpriority: 141,
      prlimit64: 302,
      sendfile: 40,
      splice: 275,
    },
  },
  arm64: {
    architecture: 0xc00000b7,
    calls: {
      read: 63,
      socket: 198,
      clone: 220,
      execve: 221,
      clone3: 435,
      prctl: 167,
      ptrace: 117,
      mount: 40,
      unshare: 97,
      setns: 268,
      bpf: 280,
      keyctl: 219,
      io_uring_setup: 425,
      perf_event_open: 241,
      userfaultfd: 282,
      process_vm_readv: 270,
      open_by_handle_at: 265,
      personality: 92,
      ioctl: 29,
      setpriority: 140,
      prlimit64: 261,
      sendfile: 71,
      splice: 76,
    },
  },
} as const;
type Call = keyof (typeof machines)['x64']['calls'];

const newUserNamespace = 0x1000_0000n;
const newNetwork = 0x4000_0000n;
const thread = 0x3d_0f00n;
const tiocsti = 0x5412n;

test('the compiled filters were made from the profile as it is now', () => {
  const profile = readFileSync(join(seccompFolder, '../seccomp.json'));
  const stale = 'sandbox/seccomp.json has changed: run /usr/bin/python3 sandbox/seccomp/compile.py';
  expect(compiled.profileSha256, stale).toBe(createHash('sha256').update(profile).digest('hex'));
  expect(programs).toEqual(['aarch64.bpf', 'x86_64.bpf']);
});

test('a machine of an architecture without a filter has none', () => {
  expect(systemCallFilter('x64')).toMatch(/x86_64\.bpf$/);
  expect(systemCallFilter('arm64')).toMatch(/aarch64\.bpf$/);
  expect(systemCallFilter('riscv64')).toBeNull();
});

test.each(['x64', 'arm64'] as const)('the filter for %s decides as the profile says', (name) => {
  const program = readFileSync(systemCallFilter(name) ?? '');
  const { architecture, calls } = machines[name];
  const ask = (call: Call, ...args: bigint[]) => decide(program, { architecture, number: calls[call], args });
  const refused = { errno: 1 };

  for (const call of ['read', 'execve'] as const) expect(ask(call), call).toBe('allow');
  const never: Call[] = ['ptrace', 'mount', 'unshare', 'setns', 'bpf', 'keyctl', 'io_uring_setup'];
  never.push('perf_event_open', 'userfaultfd', 'process_vm_readv', 'open_by_handle_at');
  // They put pages of read-only files into pipes, which is where such pages were overwritten (CVE-2022-0847).
  never.push('splice', 'sendfile');
  for (const call of never) expect(ask(call), call).toEqual(refused);

  expect(ask('clone', thread)).toBe('allow');
  expect(ask('clone', newUserNamespace | 17n)).toEqual(refused);
  expect(ask('clone', newNetwork)).toEqual(refused);
  // glibc falls back to clone, whose flags can be read, only when told that there is no clone3.
  expect(ask('clone3')).toEqual({ errno: 38 });
  expect(ask('socket', 1n)).toBe('allow');
  for (const family of [2n, 10n, 16n, 17n, 38n, 40n])
    expect(ask('socket', family), `family ${family}`).toEqual(refused);
  expect(ask('socket', 0x1_0000_0001n)).toEqual(refused);
  expect(ask('personality', 0n)).toBe('allow');
  expect(ask('personality', 0x0040000n)).toEqual(refused);
  expect(ask('ioctl', 0n, tiocsti)).toEqual(refused);
  const [itself, process1, everyProcessOfTheUser] = [0n, 1n, 2n];
  expect(ask('prlimit64', itself)).toBe('allow');
  expect(ask('prlimit64', process1)).toEqual(refused);
  expect(ask('setpriority', 0n, itself)).toBe('allow');
  expect(ask('setpriority', 0n, process1)).toEqual(refused);
  expect(ask('setpriority', everyProcessOfTheUser, 0n)).toEqual(refused);
});

test('calls of another architecture kill the program', () => {
  const program = readFileSync(systemCallFilter('x64') ?? '');
  const i386 = 0x40000003;
  expect(decide(program, { architecture: i386, number: 3 })).toBe('kill');
  expect(decide(program, { architecture: machines.x64.architecture, number: 0x4000_0000 })).toBe('kill');
  expect(decide(program, { architecture: machines.arm64.architecture, number: 63 })).toBe('kill');
});

function libseccompVersion(): string | null {
  const ask = `import sys; sys.path.insert(0, ${JSON.stringify(seccompFolder)}); import compile; print(compile.libseccomp_version())`;
  try {
    return execFileSync(systemPython, ['-B', '-c', ask], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return null; // no Python there, or no binding
  }
}

const version = libseccompVersion();
if (version === compiled.libseccomp) {
  test('compiling the profile again gives the same bytes', { timeout: 30_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'snaprun-seccomp-'));
    try {
      execFileSync(systemPython, ['-B', join(seccompFolder, 'compile.py'), folder]);
      for (const name of programs)
        expect(
          Buffer.compare(readFileSync(join(folder, name)), readFileSync(join(seccompFolder, name))),
        ).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
} else {
  const here = version === null ? `there is no libseccomp binding` : `libseccomp is ${version}`;
  test.skip(`compiling again needs libseccomp ${compiled.libseccomp}, and here ${here}`, () => undefined);
}
