import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { createLog } from '@snaprun/core/log';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCritic } from './critic.ts';
import { startPythonHost } from './python-host.ts';

const python = process.env.SNAPRUN_CRITIC_PYTHON ?? '';
if (!python)
  process.stdout.write('skipped: python-host.test.ts needs SNAPRUN_CRITIC_PYTHON, a Python with bandit\n');

const log = createLog({}, () => undefined);

test('a Python that is not there is our own error, with its path', async () => {
  const failed = createCritic({ criticPython: '/nowhere/python3', log });
  await expect(failed).rejects.toThrow(AppError);
  await expect(failed).rejects.toThrow(/\/nowhere\/python3 has to be a Python with bandit installed/);
  await expect(failed).rejects.toMatchObject({ code: 'unavailable' });
});

test('a program that is no Python and ends at once is our own error', async () => {
  await expect(startPythonHost({ python: '/bin/true', log })).rejects.toMatchObject({ code: 'unavailable' });
});

describe.skipIf(!python)('the Python process behind the critic', () => {
  test('is replaced when it is killed, and the next check works', async () => {
    const host = await startPythonHost({ python, log });
    try {
      const first = host.pid() ?? 0;
      process.kill(first, 'SIGKILL');
      expect(await host.check('eval("1")\n')).toMatchObject({ policy: [{ rule: 'SNAP004' }] });
      expect(host.pid()).not.toBe(first);
    } finally {
      await host.close();
    }
  });

  test('is asked again when it dies during a check', async () => {
    const host = await startPythonHost({ python, log });
    try {
      const first = host.pid() ?? 0;
      process.kill(first, 'SIGSTOP');
      const answer = host.check('eval("1")\n');
      process.kill(first, 'SIGKILL');
      expect(await answer).toMatchObject({ policy: [{ rule: 'SNAP004' }] });
    } finally {
      await host.close();
    }
  });

  test('is ended by close, and later checks say so', async () => {
    const host = await startPythonHost({ python, log });
    const pid = host.pid() ?? 0;
    await host.close();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await expect(host.check('x = 1')).rejects.toThrow(/critic has been closed/);
  });

  test('a program that ends it every time may not run, and others are still checked', async () => {
    const host = await startPythonHost({ python, log, script: fragileScript() });
    try {
      expect((await host.check('die')).policy).toMatchObject([{ rule: 'SNAP015' }]);
      expect((await host.check('x = 1')).policy).toEqual([]);
    } finally {
      await host.close();
    }
  });

  test('a program that never gets an answer may not run, and others waiting behind it are checked', async () => {
    const host = await startPythonHost({ python, log, script: fragileScript(), requestTimeoutMs: 300 });
    try {
      const [stuck, other] = await Promise.all([host.check('hang'), host.check('x = 1')]);
      expect(stuck.policy).toMatchObject([{ rule: 'SNAP015' }]);
      expect(other.policy).toEqual([]);
    } finally {
      await host.close();
    }
  });

  test('when no program at all can be checked, that is our own error', async () => {
    const host = await startPythonHost({ python, log, script: fragileScript('True') });
    try {
      await expect(host.check('x = 1')).rejects.toMatchObject({ code: 'unavailable' });
    } finally {
      await host.close();
    }
  });

  test('an answer that is not what was agreed is our own error', async () => {
    const host = await startPythonHost({ python, log, script: fragileScript('False', '{"policy": "none"}') });
    try {
      await expect(host.check('x = 1')).rejects.toMatchObject({ code: 'unavailable' });
    } finally {
      await host.close();
    }
  });
});

/** A host with the same protocol that dies of the program `die` (or of any) and never answers `hang`. */
function fragileScript(diesAlways = 'False', answer = '{"policy": [], "bandit": [], "failed": 0}'): string {
  const folder = mkdtempSync(join(tmpdir(), 'critic-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'host.py');
  writeFileSync(
    script,
    `import json, sys, time
sys.stdin.readline()
print('{"ready": true}', flush=True)
for line in sys.stdin:
    code = json.loads(line)["code"]
    if code == "die" or ${diesAlways}:
        sys.exit(1)
    if code == "hang":
        time.sleep(60)
    print('${answer}', flush=True)
`,
  );
  return script;
}
