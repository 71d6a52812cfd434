import { existsSync, readdirSync } from 'node:fs';
import { AppError } from '@snaprun/core/errors';
import { createLog } from '@snaprun/core/log';
import { afterAll, describe, expect, test } from 'vitest';
import type { SandboxDriver } from '../driver.ts';
import { cgroupMount, version1, version2 } from './cgroup-hierarchies.ts';
import { createBubblewrapDriver } from './driver.ts';
import { systemCallFilter } from './seccomp.ts';
import { runnerDir, testEnvironment } from './test-environment.ts';

const lines: Array<Record<string, unknown>> = [];
const log = createLog({}, (line) => lines.push(JSON.parse(line)));

async function open(): Promise<SandboxDriver | string> {
  try {
    return await createBubblewrapDriver({ ...(await testEnvironment()), runnerDir, log, pool: 1 });
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return error.message;
    throw error;
  }
}

/** Asks the kernel directly, as no library would, and prints what it answered: 0 or the errno. */
const asking = `
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
x64 = platform.machine() == "x86_64"
def ask(name, numbers, *args):
    ctypes.set_errno(0)
    answer = libc.syscall(numbers[0 if x64 else 1], *[ctypes.c_long(arg) for arg in args])
    print(name, ctypes.get_errno() if answer < 0 else 0)
    return answer
`;

const driver = await open();
if (typeof driver === 'string') {
  test.skip(`bubblewrap cannot run here: ${driver}`, () => undefined);
} else {
  const run = async (code: string) =>
    (await driver.run({ code, inputPng: null }, new AbortController().signal).result).execution;
  const ready = lines.find(({ message }) => message === 'The sandbox is ready.') ?? {};
  afterAll(() => driver.close());

  test('the log names the ways that were chosen', () => {
    expect(ready).toMatchObject({
      driver: 'bubblewrap',
      runtime: expect.stringMatching(/^bwrap \d/),
      pool: 1,
    });
    for (const what of ['memory', 'processes', 'systemCalls', 'uid'])
      expect(ready[what]).toBeTypeOf('string');
  });

  describe.skipIf(systemCallFilter() === null)('the filter of system calls', { timeout: 120_000 }, () => {
    test('refuses what no program needs, and answers as an old kernel for clone3', async () => {
      const { stdout } = await run(`${asking}
ask("unshare", (272, 97), 0)
ask("keyctl", (250, 219), 0, -3, 0)
ask("userfaultfd", (323, 282), 1)
ask("io_uring_setup", (425, 425), 1, 0)
ask("ptrace", (101, 117), 0, 0, 0, 0)
ask("personality", (135, 92), 0x0040000)
ask("internet socket", (41, 198), 2, 1, 0)
ask("netlink socket", (41, 198), 16, 3, 0)
ask("clone3", (435, 435), 0, 0)
NEWUSER, SIGCHLD = 0x10000000, 17
ask("clone into a namespace", (56, 220), NEWUSER | SIGCHLD, 0, 0, 0, 0)
ask("local socket", (41, 198), 1, 1, 0)
`);
      expect(stdout.trim().split('\n')).toEqual([
        'unshare 1',
        'keyctl 1',
        'userfaultfd 1',
        'io_uring_setup 1',
        'ptrace 1',
        'personality 1',
        'internet socket 1',
        'netlink socket 1',
        'clone3 38',
        'clone into a namespace 1',
        'local socket 0',
      ]);
    });

    test('is on in the supervisor and in the program, and leaves no descriptor behind', async () => {
      const { stdout } = await run(
        [
          'import os',
          'print([line.split()[1] for line in open("/proc/self/status") if line.startswith("Seccomp:")])',
          'print(sorted(int(name) for name in os.listdir("/proc/self/fd"))[:3], len(os.listdir("/proc/self/fd")))',
        ].join('\n'),
      );
      // The fourth is the folder being listed.
      expect(stdout).toBe("['2']\n[0, 1, 2] 4\n");
      expect(driver.limits().notEnforced.join()).not.toContain('not filtered');
      expect(ready.systemCalls).toBe('filtered');
    });

    test('lets the libraries do their work', async () => {
      const { stdout, stderr, status } = await run(`
import io, concurrent.futures, subprocess, sys, tempfile, threading, time
import numpy as np, pandas as pd, matplotlib.pyplot as plt, cv2, scipy.linalg, sympy, openpyxl, networkx as nx
from PIL import Image
from skimage import measure, filters
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier
rng = np.random.default_rng(1)
points = rng.normal(size=(400, 400))
assert np.linalg.svd(points @ points.T, compute_uv=False).shape == (400,)
assert scipy.linalg.eigh(points + points.T)[0].shape == (400,)
frame = pd.DataFrame(points[:, :3], columns=list("abc"))
frame.to_csv("out/a.csv"); frame.to_excel("/tmp/a.xlsx")
assert len(pd.read_excel("/tmp/a.xlsx")) == 400
assert set(KMeans(3, n_init=2).fit_predict(points[:, :2])) == {0, 1, 2}
RandomForestClassifier(10, n_jobs=2).fit(points, points[:, 0] > 0)
picture = (rng.random((300, 300, 3)) * 255).astype("uint8")
cv2.imwrite("/tmp/a.png", cv2.GaussianBlur(picture, (5, 5), 0))
edges = cv2.Canny(cv2.imread("/tmp/a.png"), 50, 150)
measure.label(filters.sobel(edges) > 0.1)
Image.fromarray(picture).resize((50, 50)).save("/tmp/b.jpg")
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    assert sum(pool.map(lambda n: int(np.ones(n).sum()), range(100))) == 4950
with tempfile.NamedTemporaryFile() as file:
    file.write(b"x"); file.flush()
assert subprocess.run([sys.executable, "-S", "-c", "print(6*7)"], capture_output=True, text=True).stdout == "42\\n"
assert nx.shortest_path_length(nx.path_graph(5), 0, 4) == 4
assert sympy.integrate(sympy.Symbol("x")) is not None
plt.plot([1, 2]); plt.savefig("out/a.svg"); plt.savefig("out/a.png")
print("all done")
`);
      expect([status, stdout, stderr]).toEqual(['ok', 'all done\n', '']);
    });
  });

  const isHeld = ready.memory === 'cgroup v1' || ready.memory === 'cgroup v2';
  describe.skipIf(!isHeld)(
    'groups of the kernel (skipped where this machine gives none)',
    { timeout: 120_000 },
    () => {
      const hierarchies = () => {
        const limits = { memoryBytes: 1, processes: 1, cpus: 1 };
        return [...version2(cgroupMount(), limits), ...version1(cgroupMount(), limits)];
      };
      const ours = () =>
        hierarchies()
          .flatMap(({ parents }) => parents)
          .filter((parent) => existsSync(parent))
          .flatMap((parent) => readdirSync(parent))
          .filter((name) => name.startsWith(`snaprun-${process.pid}-`));

      test('processes that fill the memory together within a moment are held to it', async () => {
        const { status, peakMemoryBytes } = await run(`
import mmap, os, sys, time
for _ in range(8):
    if os.fork() == 0:
        part = mmap.mmap(-1, 512 * 1024 * 1024, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_POPULATE", 0x8000))
        time.sleep(20)
        os._exit(0)
for _ in range(8):
    if os.waitstatus_to_exitcode(os.wait()[1]) == -9:
        sys.exit(9)
`);
        expect(['out_of_memory', 'error']).toContain(status);
        expect(peakMemoryBytes).toBeLessThan(2.2 * 2 ** 30);
      });

      test('a group is gone as soon as its box is', async () => {
        expect((await run('print(1)')).status).toBe('ok');
        await driver.close();
        expect(ours()).toEqual([]);
      });
    },
  );
}
