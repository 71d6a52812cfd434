import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@snaprun/core/errors';
import { openApi } from '../run/api.ts';
import { startSystem } from '../run/system.ts';
import { type Breakdown, breakDown } from './break-down.ts';
import { openSpanSink } from './span-sink.ts';

export interface MeasureOptions {
  /** A PNG, run again and again. */
  picture: string;
  jobs: number;
  /** Jobs before those that count. */
  warmUps: number;
  dataDir: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** Longer than a job of the demo models takes on any machine. */
const jobMs = 120_000;
/** Spans are sent every few seconds. */
const lastSpansMs = 15_000;

/** Boots the system, runs the same picture job after job on one warm worker, and breaks each job down. */
export async function measureOverhead(options: MeasureOptions): Promise<Breakdown[]> {
  const { picture, jobs, warmUps, dataDir, env, say, signal } = options;
  const bytes = await readFile(picture).catch((cause) => {
    throw new AppError('invalid_request', `The picture ${picture} cannot be read.`, { cause });
  });
  const sink = await openSpanSink();
  const system = await startSystem({ ...env, ...sink.env }, dataDir, say);
  const queuedAt = new Map<string, number>();
  try {
    const api = openApi(system.url);
    const fileId = await api.upload({ name: 'sample.png', mediaType: 'image/png', bytes });
    for (let n = 1; n <= warmUps + jobs; n += 1) {
      signal.throwIfAborted();
      const jobId = await api.startJob(fileId, 'sample.png');
      if (!(await api.waitForEnd(jobId, jobMs)))
        throw new AppError('unavailable', `Job ${jobId} did not end in ${jobMs / 1000} s.`);
      const { job } = await api.results(jobId);
      if (job.status !== 'succeeded')
        throw new AppError(
          'unavailable',
          `Job ${jobId} ${job.status}: ${job.error?.message ?? 'no reason given'}`,
        );
      if (n > warmUps) queuedAt.set(jobId, Date.parse(job.queuedAt));
      // The next box of the pool is made meanwhile, as it is between the jobs of people.
      await delay(betweenMs, undefined, { signal });
    }
    const isWhole = () => breakdowns().length === queuedAt.size;
    for (let waited = 0; waited < lastSpansMs && !isWhole(); waited += 100) await delay(100);
    return breakdowns();
  } finally {
    await system.stop();
    sink.close();
  }

  function breakdowns(): Breakdown[] {
    const roots = sink.spans.filter(
      ({ name, facts }) => name === 'job' && queuedAt.has(String(facts['snaprun.job.id'])),
    );
    return roots
      .map(({ traceId, facts }) =>
        breakDown(
          sink.spans.filter((span) => span.traceId === traceId),
          queuedAt.get(String(facts['snaprun.job.id'])) ?? Number.NaN,
        ),
      )
      .filter((one) => one !== null);
  }
}

const betweenMs = 1_500;
