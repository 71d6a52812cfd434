import type { Db } from '@snaprun/core/database';
import type { Execution } from '@snaprun/core/execution';
import { newId } from '@snaprun/core/ids';
import { transitionJob } from '@snaprun/core/jobs';
import { objectKeys } from '@snaprun/core/object-keys';
import { emptyReceipt } from '@snaprun/core/receipt';
import { attempts } from '@snaprun/core/schema/attempts';
import type { Storage } from '@snaprun/core/storage';
import { insertReadyFile } from '@snaprun/core/testing/factories';

/** What a worker does to a job, without a worker. */
export const claim = (db: Db, jobId: string) =>
  transitionJob(db, jobId, {}, { to: 'running', workerId: newId('worker') });

export const finish = (db: Db, jobId: string, attemptId = newId('attempt')) =>
  transitionJob(
    db,
    jobId,
    {},
    {
      to: 'succeeded',
      outcome: 'reproduced',
      attemptId,
      summary: 'All bars agree.',
      fidelity: { verdict: 'reproduced', score: 1, aspects: [], differences: [], unchecked: [] },
      receipt: emptyReceipt,
    },
  );

const execution: Execution = {
  status: 'ok',
  exitCode: 0,
  stdout: 'done\n',
  stderr: '',
  truncated: false,
  durationMs: 900,
  cpuMs: 700,
  peakMemoryBytes: 90_000_000,
  driver: 'bubblewrap',
  runtime: 'none',
  limits: {
    wallMs: 120_000,
    cpus: null,
    memoryBytes: 2_000_000_000,
    processes: 64,
    outputBytes: 1_000_000,
    fileBytes: 50_000_000,
    notEnforced: ['CPU count'],
  },
  error: null,
};

/** One attempt with a figure and a table, rows and objects. */
export async function produce(db: Db, storage: Storage, userId: string, jobId: string) {
  const attemptId = newId('attempt');
  const critic = { blocked: false, findings: [] };
  await db.insert(attempts).values({
    id: attemptId,
    jobId,
    n: 1,
    epoch: 1,
    origin: 'generated',
    code: 'print(1)',
    critic,
    execution,
  });
  const files = [];
  for (const [name, mediaType] of [
    ['figure.png', 'image/png'],
    ['data.csv', 'text/csv'],
  ] as const) {
    const id = newId('file');
    const objectKey = objectKeys.artifact(jobId, 1, id);
    await storage.write(objectKey, new Uint8Array([1, 2, 3]), mediaType);
    files.push(
      await insertReadyFile(db, {
        id,
        userId,
        role: 'artifact',
        jobId,
        attemptId,
        name,
        mediaType,
        objectKey,
      }),
    );
  }
  await storage.write(objectKeys.prepared(jobId, 1, 'input.png'), new Uint8Array([1]), 'image/png');
  return { attemptId, files };
}
