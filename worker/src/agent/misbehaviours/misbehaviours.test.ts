import { type ModelRole, modelRoles } from '@snaprun/core/config';
import { finalEvents } from '@snaprun/core/events';
import { createLog } from '@snaprun/core/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Critic, createCritic } from '../../critic/critic.ts';
import { markdownTable } from '../../sandbox/cli/columns.ts';
import { createInMemoryDriver } from '../../sandbox/in-memory-driver.ts';
import { runJob } from '../../tasks/run-job.ts';
import { budgets } from '../budgets.ts';
import type { ScriptedReply, ScriptedRequest } from '../models/scripted-model-server.ts';
import { createBench, decides, hasty, seen } from '../test-bench.ts';
import { good, type Misbehaviour, sandboxScript } from './misbehaviour.ts';
import { ofCode } from './of-code.ts';
import { ofEveryRole } from './of-every-role.ts';
import { ofReasoning } from './of-reasoning.ts';
import { ofVision } from './of-vision.ts';

const criticPython = process.env.SNAPRUN_CRITIC_PYTHON;
if (!criticPython)
  process.stdout.write('skipped: misbehaviours.test.ts needs SNAPRUN_CRITIC_PYTHON, a Python with bandit\n');

/** With the patience of this test no case takes longer, on a machine that has other work as well. */
const longestMs = 30_000;
const impatience = { ...hasty, firstByteMs: 1_000, totalMs: 1_200, outageMs: 2_500, longestPauseMs: 1_000 };
const all = [...ofEveryRole, ...ofVision, ...ofReasoning, ...ofCode];
const rows: string[][] = [];

describe.skipIf(!criticPython)('however a model misbehaves', () => {
  let bench: Awaited<ReturnType<typeof createBench>>;
  let critic: Critic;
  let sandbox: Awaited<ReturnType<typeof sandboxScript>>;
  beforeAll(async () => {
    bench = await createBench();
    critic = await createCritic({ criticPython: criticPython ?? '', log: createLog({}, () => undefined) });
    sandbox = await sandboxScript();
  });
  afterAll(async () => {
    await critic.close();
    await bench.close();
    const head = [
      'role',
      'misbehaviour',
      'outcome',
      'what the user is told',
      'calls',
      'requests',
      'ms',
      'next job',
    ];
    process.stdout.write(`\n${markdownTable(head, rows)}\n${rows.length} misbehaviours\n`);
  });

  test.concurrent.each(all.map((one) => [one.role, one.name, one] as const))(
    '%s: %s',
    { timeout: 2 * longestMs },
    async (_role, _name, one) => {
      const ward = wardOf(one);
      const driver = createInMemoryDriver(sandbox);
      const deps = {
        ...(await bench.deps({ models: ward.models, sandbox: driver, patience: impatience })),
        critic,
      };

      const job = await bench.job();
      const startedAt = performance.now();
      await runJob(deps, job.id, 1);
      const ms = Math.round(performance.now() - startedAt);
      const ended = await bench.read(job.id);
      const told = ended.error?.message ?? ended.summary ?? '';
      const requests = deps.server.requests.length;

      ward.heal();
      const next = await bench.job();
      await runJob(deps, next.id, 1);
      const after = await bench.read(next.id);
      rows.push([
        ...[
          one.role,
          one.name,
          ended.outcome ?? String(ended.status),
          told.replace(/\s+/g, ' ').slice(0, 150),
        ],
        ...[String(ended.receipt.modelCalls), String(requests), String(ms), String(after.outcome)],
      ]);

      expect(ended.outcome, told).toBe(one.outcome);
      expect([ended.error?.message, ended.summary].join(' ').trim()).toMatch(one.reason);
      expect(ms).toBeLessThan(longestMs);
      expect(ended.receipt.modelCalls).toBeLessThanOrEqual(budgets.modelCalls);
      const events = await bench.events(job.id);
      expect(events.filter(({ type }) => finalEvents.includes(type))).toHaveLength(1);
      for (const { code } of driver.jobs) expect(code).not.toMatch(hostile);
      expect(after.outcome, `the next job: ${after.error?.message}`).toBe('reproduced');
    },
  );

  test('there are at least forty ways, for each role some', () => {
    expect(all.length).toBeGreaterThanOrEqual(40);
    for (const role of modelRoles) expect(all.filter((one) => one.role === role).length).toBeGreaterThan(12);
  });
});

/** What must not get as far as the sandbox. */
const hostile = /os\.system|subprocess|socket|__import__|__class__|eval|environ/;

/** Scripts of which one role is ill until it is healed. */
function wardOf({ role, script }: Misbehaviour) {
  let isIll = true;
  const asked = { vision: 0, reasoning: 0, code: 0 };
  const healthy: Record<ModelRole, (n: number) => ScriptedReply> = {
    vision: () => seen,
    reasoning: (n) => decides(n === 1 ? 'write_code' : 'finish'),
    code: () => good,
  };
  const model = (name: ModelRole) => (request: ScriptedRequest) => {
    asked[name] += 1;
    const n = asked[name];
    if (!isIll || name !== role) return healthy[name](n);
    return (typeof script === 'function' ? script(request, n) : (script[n - 1] ?? script.at(-1))) ?? 'break';
  };
  return {
    models: { vision: model('vision'), reasoning: model('reasoning'), code: model('code') },
    heal() {
      isIll = false;
      Object.assign(asked, { vision: 0, reasoning: 0, code: 0 });
    },
  };
}
