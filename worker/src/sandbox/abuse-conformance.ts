import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { abusePrograms } from './abuse-programs.ts';
import type { SandboxDriver } from './driver.ts';

/** What a run left behind on this machine, by its pid namespace (`pid:[4026531836]`) and a time when it ran, in seconds since the machine started. */
export type Leftovers = (pidNamespace: string, ranAt: number) => string[] | Promise<string[]>;

/** An honest program that looks for anything an earlier one may have left where it can be seen. */
const witness = `
import os, socket
found = sorted(set(os.listdir("/job")) - {"main.py", "out"}) + os.listdir("/job/out")
found += sorted(set(os.listdir("/tmp")) - {"matplotlib", ".snaprun"})
found += [name for folder in ("/dev/shm", "/dev/mqueue", "/var/tmp") if os.path.isdir(folder) for name in os.listdir(folder)]
found += ["process " + name for name in os.listdir("/proc") if name.isdigit() and int(name) not in (1, os.getpid())]
for kind in ("shm", "sem", "msg"):
    try:
        with open("/proc/sysvipc/" + kind) as file:
            found += [kind] * (len(file.readlines()) - 1)
    except OSError:
        pass
try:
    socket.socket(socket.AF_UNIX).bind("\\0snaprun-mark")
except OSError as error:
    found.append(str(error))
print(found)
`;
/** Where the programs' files would lie on this machine, had they been written outside of a box. */
const places = ['/tmp', '/dev/shm', '/dev/mqueue', '/var/tmp', '/run', '/'];
const marks = ['mark', 'dropped', 'escaped', 'escaped.txt', 'hoard'];

/** A daemon tries for ten seconds to kill a container that gVisor keeps up after some calls, then ends its process itself. */
const goneWithinMs = 20_000;

/** Every hostile program, or only the quick ones, ends as its first lines say, nothing of it stays, and the next program is unaffected. */
export function describeAbuse(driver: () => SandboxDriver, leftovers: Leftovers, slowToo: boolean): void {
  const programs = abusePrograms().filter(({ isSlow }) => slowToo || !isSlow);
  const families = Map.groupBy(programs, ({ family }) => family);
  const run = (code: string, limits = {}) =>
    driver().run({ code, inputPng: null, limits }, new AbortController().signal).result;

  describe.each([...families])('against abuse of %s', (_family, programs) => {
    test.each(programs)('holds against $name', async ({ code, limits, expectation }) => {
      const { statuses, says, files: wanted } = expectation(driver().name, driver().runtime);
      const tell =
        'import os, time; print(os.readlink("/proc/self/ns/pid"), time.clock_gettime(time.CLOCK_BOOTTIME), flush=True)\n';
      const { execution, files } = await run(`${tell}${code}`, limits);
      const [told = '', ...rest] = execution.stdout.split(/(?<=\n)/);
      const [namespace = '', ranAt] = told.trim().split(' ');
      const said = rest.join('');
      expect(statuses, JSON.stringify({ error: execution.error, said })).toContain(execution.status);
      if (says) expect(said).toMatch(says);
      expect(said + execution.stderr).not.toContain('ESCAPED');
      expect(files.map((file) => file.name).sort()).toEqual(wanted);
      await expect.poll(() => leftovers(namespace, Number(ranAt)), { timeout: goneWithinMs }).toEqual([]);
    });

    test('after them an honest program runs as if nothing had been, and this machine has no mark', async () => {
      const { execution } = await run(witness);
      expect(execution).toMatchObject({ status: 'ok', stdout: '[]\n', stderr: '' });
      expect(places.flatMap((place) => marks.filter((mark) => existsSync(`${place}/${mark}`)))).toEqual([]);
      expect(readdirSync('/tmp').filter((name) => name.startsWith('core'))).toEqual([]);
    });
  });
}
