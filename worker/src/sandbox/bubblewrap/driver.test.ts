import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { createLog } from '@snaprun/core/log';
import { expect, test } from 'vitest';
import { describeConformance } from '../conformance.ts';
import { processesIn } from '../processes-in.ts';
import { createBubblewrapDriver } from './driver.ts';
import { reasonNotToIsolate, runnerDir, testEnvironment } from './test-environment.ts';

const log = createLog({}, () => undefined);
const environment = await testEnvironment();
const create = (pool: number) => createBubblewrapDriver({ ...environment, runnerDir, log, pool });

/** Every process of this machine, zombies too. */
function processes(): { pid: number; parent: number; session: number }[] {
  return readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) && readStat(name);
    if (!stat) return [];
    const [parent = 0, , session = 0] = stat
      .slice(stat.lastIndexOf(')') + 4)
      .split(' ')
      .map(Number);
    return [{ pid: Number(name), parent, session }];
  });
}

function readStat(pid: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null; // it ended meanwhile
  }
}

const reason = await reasonNotToIsolate(() => create(0));
if (reason === null) {
  describeConformance('cold bubblewrap', () => create(0), processesIn);

  test('a warm box answers as a cold one does, one program a box', { timeout: 60_000 }, async () => {
    const driver = await create(1);
    try {
      const programs = [
        'import sys; print("pandas" in sys.modules); open("/tmp/mark", "w")',
        'import os; print(os.listdir("/tmp"))',
      ];
      const said: string[] = [];
      for (const code of programs) {
        const { execution, figures } = await driver.run(
          { code, inputPng: null },
          new AbortController().signal,
        ).result;
        expect(figures).toEqual([]);
        said.push(execution.stdout);
      }
      expect(said[0]).toBe('True\n');
      expect(said[1]).not.toContain('mark');
    } finally {
      await driver.close();
    }
  });

  test('a box closed at any moment of its start is gone at once', { timeout: 60_000 }, async () => {
    // `close` waits until every process that holds the box's pipes has ended: one left behind would hang it.
    for (let moment = 0; moment < 40; moment += 2) {
      const driver = await create(1);
      await setTimeout(moment);
      const closedAt = performance.now();
      await driver.close();
      expect(performance.now() - closedAt, `closed ${moment} ms after its start`).toBeLessThan(1000);
    }
  });

  test('boxes that were closed are collected here, not left as zombies to the first process of the machine', async () => {
    const driver = await create(2);
    await driver.run({ code: 'print(1)', inputPng: null }, new AbortController().signal).result;
    const boxes = processes().filter(({ pid, parent, session }) => parent === process.pid && session === pid);
    expect(boxes.length).toBeGreaterThan(0);
    await driver.close();
    const sessions = boxes.map(({ pid }) => pid);
    expect(processes().filter(({ session }) => sessions.includes(session))).toEqual([]);
  });

  test('trouble of ours rejects with a sentence instead of looking like the program failing', async () => {
    const driver = await createBubblewrapDriver({ ...environment, runnerDir, log, pool: 0 });
    const run = driver.run(
      { code: 'print("x")'.padEnd(2_000_000), inputPng: null },
      new AbortController().signal,
    );
    await expect(run.result).rejects.toThrow('The bubblewrap sandbox could not run the program');
    await driver.close();
  });
} else {
  test.skip(`bubblewrap cannot run here: ${reason}`, () => undefined);
}
