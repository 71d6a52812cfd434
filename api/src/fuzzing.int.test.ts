import { setTimeout as pause } from 'node:timers/promises';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, openGround } from '../testing/contract.ts';
import { fuzz, type Phases } from '../testing/fuzzing/fuzz.ts';
import { claim, finish } from '../testing/job-life.ts';
import { type RunningApi, runtimes } from '../testing/runtimes.ts';
import { privateKey } from '../testing/test-api.ts';

// What it finds hangs on chance: it belongs to whoever can look at it, not to a gate.
const isWanted = process.env.SNAPRUN_SLOWEST === '1';
const program = isWanted ? (process.env.SNAPRUN_SCHEMATHESIS ?? null) : null;
const reason = isWanted ? 'its Python packages cannot be installed here' : 'SNAPRUN_SLOWEST=1 runs it';
const why = program === null ? ` (skipped: ${reason})` : '';

/** For both runtimes together about three minutes. */
const secondsOf: Readonly<Record<Phases, number>> = { 'examples,coverage,fuzzing': 40, stateful: 30 };
const plenty = String(1e9);

describe.skipIf(program === null).each(['node', 'workerd'] as const)(
  `schemathesis on %s${why}`,
  (runtime) => {
    let ground: Ground;
    let api: RunningApi;
    let working: Promise<void>;
    const done = new AbortController();
    beforeAll(async () => {
      ground = await openGround();
      working = work();
      api = await runtimes[runtime]({
        ...ground.settings,
        // On Node the routes of local mode, too.
        ...(runtime === 'node' ? { AUTH_MODE: 'local', LOCAL_AUTH_KEY: privateKey } : {}),
        LIMIT_REQUESTS_PER_MINUTE: plenty,
        LIMIT_ACTIVE_JOBS: plenty,
        LIMIT_JOBS_PER_DAY: plenty,
        LIMIT_STORED_BYTES: String(1e15),
      });
    });
    afterAll(async () => {
      done.abort();
      await working;
      await api?.close();
      await ground?.close();
    });

    /** Stands in for the workers: jobs end soon, and streams of events with them. */
    async function work(): Promise<void> {
      while (!done.signal.aborted) {
        const waiting = await ground.db.select({ id: jobs.id }).from(jobs).where(eq(jobs.status, 'queued'));
        // One that was cancelled or deleted meanwhile is nobody's work.
        for (const { id } of waiting)
          await claim(ground.db, id)
            .then(() => finish(ground.db, id))
            .catch(() => undefined);
        await pause(200, undefined, { signal: done.signal }).catch(() => undefined);
      }
    }

    test.each(Object.entries(secondsOf) as [Phases, number][])(
      'finds nothing (%s)',
      { timeout: 240_000 },
      async (phases, seconds) => {
        const { token } = await ground.person(api, 'fuzzer');
        const found = await fuzz({ program: program ?? '', base: api.base, token, phases, seconds });
        process.stdout.write(`schemathesis on ${runtime}, ${phases}: ${found.cases} cases\n`);
        expect(found.exitCode, found.said).toBe(0);
        expect(found.cases).toBeGreaterThan(20);
      },
    );
  },
);
