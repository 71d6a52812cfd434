import { createLog } from '@snaprun/core/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Critic, createCritic } from '../critic.ts';
import { banditOn, offers, pylintOn } from './command-line.ts';
import { isAsExpected } from './critic-bench.ts';
import { describeFigures, speedUp } from './describe-figures.ts';
import { honestProgram } from './honest.ts';
import { benchPrograms, measureCritic } from './measure-critic.ts';

const criticPython = process.env.SNAPRUN_CRITIC_PYTHON;
if (!criticPython)
  process.stdout.write('skipped: critic-bench.test.ts needs SNAPRUN_CRITIC_PYTHON, a Python with bandit\n');

describe.runIf(criticPython)('the programs of the bench', () => {
  const python = criticPython ?? '';
  let critic: Critic;
  beforeAll(async () => {
    critic = await createCritic({ criticPython: python, log: createLog({}, () => undefined) });
  });
  afterAll(() => critic.close());

  test('are thirty, none twice', () => {
    expect(new Set(benchPrograms.map(({ name }) => name)).size).toBe(30);
  });

  test.each(benchPrograms)('$name, which $wrong, is judged as it should be', async (program) => {
    const report = await critic.review(program.code);
    expect(isAsExpected(program, report), JSON.stringify(report.findings)).toBe(true);
  });

  test('beside them an honest program passes without any remark', async () => {
    expect(await critic.review(honestProgram)).toEqual({ blocked: false, findings: [] });
  });

  test('bandit on the command line is timed and its ids are kept; pylint is told missing where it is', async () => {
    const bandit = banditOn(python);
    const figures = await measureCritic({
      critic,
      pylint: null,
      // One real run is enough to know that its answers are understood.
      bandit: async (file, signal) =>
        file.endsWith('p0.py') ? bandit(file, signal) : { ms: 100, found: [], grave: [] },
      rounds: 1,
      say: () => undefined,
      signal: new AbortController().signal,
    });
    expect(figures.rows[0]?.bandit.found).toContain('B605');
    expect(speedUp(figures.rows)).toBeGreaterThan(1);
    const text = describeFigures(figures);
    expect(text).toContain('| hostile | 18 | 17 | not here | not here | 0 | 1 |');
    expect(text).toContain('| broken | 12 | 10 | not here | not here | 0 | 0 |');
    expect(await offers(python, 'pylint')).toBe(false);
    await expect(pylintOn('/no/such/python')('x.py', new AbortController().signal)).rejects.toThrow('ENOENT');
  });
});
