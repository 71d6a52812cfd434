import type { JobEvent } from '@snaprun/core/events';
import { createLog } from '@snaprun/core/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Critic, createCritic } from '../../critic/critic.ts';
import { createInMemoryDriver } from '../../sandbox/in-memory-driver.ts';
import { runJob } from '../../tasks/run-job.ts';
import type { ScriptedReply } from '../models/scripted-model-server.ts';
import { createBench, program, seen } from '../test-bench.ts';
import { good, plotting, sandboxScript } from './misbehaviour.ts';

const criticPython = process.env.SNAPRUN_CRITIC_PYTHON;
if (!criticPython)
  process.stdout.write('skipped: planted-faults.test.ts needs SNAPRUN_CRITIC_PYTHON, a Python with bandit\n');

const undefinedName = program('values = [10, 15]\nprint(totl)');

describe.skipIf(!criticPython)('a planted fault', () => {
  let bench: Awaited<ReturnType<typeof createBench>>;
  let critic: Critic;
  beforeAll(async () => {
    bench = await createBench();
    critic = await createCritic({ criticPython: criticPython ?? '', log: createLog({}, () => undefined) });
  });
  afterAll(async () => {
    await critic.close();
    await bench.close();
  });

  async function runWith(code: ScriptedReply[], vision: ScriptedReply[] = [seen]) {
    const sandbox = createInMemoryDriver(await sandboxScript());
    const deps = { ...(await bench.deps({ models: { code, vision }, sandbox })), critic };
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    const [ended, events] = [await bench.read(job.id), await bench.events(job.id)];
    return { ended, path: pathOf(events), asked: deps.server.asked('code'), events };
  }

  test('of an undefined name is blocked by the critic and repaired with its finding', async () => {
    const { ended, path, asked } = await runWith([undefinedName, good]);
    expect(path).toEqual([
      ...['1 generated', '1 blocked: F821 in line 2'],
      ...['2 repaired', '2 passed', '2 run: ok', 'judged: reproduced'],
    ]);
    expect(asked[1]?.text).toContain('line 2: Undefined name `totl`');
    expect(asked[1]?.text).toContain('print(totl)');
    expect(ended).toMatchObject({ outcome: 'reproduced', receipt: { attempts: 2 } });
  });

  test('that raises is run, and repaired with the last lines of its traceback', async () => {
    const { ended, path, asked } = await runWith([plotting('raises'), good]);
    expect(path).toEqual([
      ...['1 generated', '1 passed', '1 run: error ZeroDivisionError in line 2'],
      ...['2 repaired', '2 passed', '2 run: ok', 'judged: reproduced'],
    ]);
    expect(asked[1]?.text).toContain('ZeroDivisionError in line 2: division by zero');
    expect(ended).toMatchObject({ outcome: 'reproduced', receipt: { attempts: 2 } });
  });

  test('that comes back unchanged leads to a fresh sample, which sees nothing of what failed', async () => {
    const { ended, path, asked } = await runWith([plotting('raises'), plotting('raises again'), good]);
    expect(path).toEqual([
      ...['1 generated', '1 passed', '1 run: error ZeroDivisionError in line 2'],
      ...['2 repaired', '2 passed', '2 run: error ZeroDivisionError in line 2'],
      ...['3 resampled', '3 passed', '3 run: ok', 'judged: reproduced'],
    ]);
    expect(asked[2]?.temperature).toBeGreaterThan(asked[0]?.temperature ?? 0);
    expect(asked[2]?.text).not.toContain('PREVIOUS CODE');
    expect(ended).toMatchObject({ outcome: 'reproduced', receipt: { attempts: 3 } });
  });

  test('that the critic finds twice leads to a fresh sample as well', async () => {
    const { path } = await runWith([undefinedName, undefinedName, good]);
    expect(path.filter((step) => /^\d \w+ed$/.test(step))).toEqual([
      ...['1 generated', '2 repaired', '3 resampled', '3 passed'],
    ]);
  });

  test('of another kind each time is repaired twice, and then there is one fresh sample', async () => {
    const { ended, path } = await runWith([undefinedName, plotting('raises'), plotting('never ends'), good]);
    expect(path.filter((step) => /generated|repaired|resampled|run:/.test(step))).toEqual([
      ...['1 generated', '2 repaired', '2 run: error ZeroDivisionError in line 2'],
      ...['3 repaired', '3 run: timeout', '4 resampled', '4 run: ok'],
    ]);
    expect(ended).toMatchObject({ outcome: 'reproduced', receipt: { attempts: 4, modelCalls: 7 } });
  });

  test('of a cold start is waited for, which the timeline says once, and costs no time at work', async () => {
    const starting: ScriptedReply = { status: 503 };
    const { ended, events } = await runWith([good], [starting, starting, seen]);
    const waits = events.filter(({ type }) => type === 'model.waiting');
    expect(waits.map(({ data }) => data)).toMatchObject([
      { role: 'vision', reason: 'The model is not ready yet; it may be starting; it is asked again.' },
    ]);
    expect(ended).toMatchObject({ outcome: 'reproduced', receipt: { modelCalls: 4 } });
  });
});

/** What became of each program, as the events tell it. */
function pathOf(events: readonly JobEvent[]): string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'code.written':
        return [`${event.data.n} ${event.data.origin}`];
      case 'critic.reported': {
        const [worst] = event.data.findings.filter(({ blocking }) => blocking);
        return [`${event.data.n} ${worst ? `blocked: ${worst.rule} in line ${worst.line}` : 'passed'}`];
      }
      case 'run.finished': {
        const { status, error } = event.data.execution;
        return [`${event.data.n} run: ${status}${error ? ` ${error.type} in line ${error.line}` : ''}`];
      }
      case 'job.judged':
        return [`judged: ${event.data.fidelity.verdict}`];
      default:
        return [];
    }
  });
}
