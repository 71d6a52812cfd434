import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApi } from '../run/api.ts';
import { startSystem } from '../run/system.ts';
import { type FollowUpRow, runConversations } from './run-conversations.ts';

/** Twenty follow-ups on five charts, through the whole system with the demo models. */
describe('twenty follow-up instructions on five charts', () => {
  let home: string;
  let rows: FollowUpRow[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'snaprun-follow-ups-'));
    const program = fileURLToPath(new URL('../../../../local/src/eval-system.ts', import.meta.url));
    const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
    const said: string[] = [];
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SNAPRUN_PYTHON_HOME: process.env.SNAPRUN_PYTHON_HOME || join(cache, 'snaprun/python-test'),
      SANDBOX_DRIVER: 'bubblewrap',
      EVAL_SYSTEM: JSON.stringify([process.execPath, program]),
    };
    const system = await startSystem(env, join(home, 'data'), (line) => said.push(line)).catch((error) => {
      throw new Error(`The system did not start:\n${said.slice(-20).join('\n')}`, { cause: error });
    });
    rows = await runConversations(openApi(system.url)).finally(() => system.stop());
    process.stderr.write(`${table(rows)}\n`);
  }, 600_000);
  afterAll(() => rm(home, { recursive: true, force: true }));

  test('all were run, and none read the picture again', () => {
    expect(rows).toHaveLength(20);
    expect(rows.filter(({ looked }) => looked)).toEqual([]);
  });

  test('ValidPass is at least 90 %', () => {
    expect(share(rows, 'valid')).toBeGreaterThanOrEqual(0.9);
  });

  test('what was asked for is done in at least 90 %', () => {
    expect(share(rows, 'done')).toBeGreaterThanOrEqual(0.9);
  });

  test('no follow-up takes more than four model calls', () => {
    expect(rows.filter(({ modelCalls }) => modelCalls > 4)).toEqual([]);
  });
});

function share(rows: readonly FollowUpRow[], what: 'valid' | 'done'): number {
  return rows.filter((row) => row[what]).length / rows.length;
}

function table(rows: readonly FollowUpRow[]): string {
  const lines = rows.map(
    ({ chart, instruction, outcome, valid, done, modelCalls, error }) =>
      `| ${chart} | ${instruction} | ${outcome} | ${valid ? 'yes' : 'NO'} | ${done ? 'yes' : 'NO'} | ${modelCalls} | ${error ?? ''} |`,
  );
  const percent = (what: 'valid' | 'done') => `${Math.round(share(rows, what) * 100)} %`;
  return [
    '| chart | instruction | outcome | valid | done | calls | error |',
    '|---|---|---|---|---|---|---|',
    ...lines,
    `ValidPass ${percent('valid')}, done ${percent('done')} of ${rows.length}`,
  ].join('\n');
}
