import type { Tx } from '@snaprun/core/database';
import type { EventData } from '@snaprun/core/events';
import type { Execution } from '@snaprun/core/execution';
import { type Attempt, attempts } from '@snaprun/core/schema/attempts';
import { jobEvents } from '@snaprun/core/schema/job-events';
import { type Job, jobs } from '@snaprun/core/schema/jobs';
import { and, asc, desc, eq } from 'drizzle-orm';
import { askedCharacters, type Conversation, maxAsked, maxJobs } from './conversation.ts';

export type Reading = EventData<'image.read'> & { fromJobId: string };

/** What there is to know before the first step of a job that came of another one. */
export interface Before {
  conversation: Conversation | null;
  /** What the picture was last read as in the chain. */
  reading: Reading | null;
}

/**
 * Looks up the chain of a job: its parent and that one's own chain, all of the same person. A retry stands in the place
 * of the job that it tries again, so it sees that job's chain and not the job itself.
 */
export async function loadConversation(db: Tx, job: Job): Promise<Before> {
  const repeated = await skipRetries(db, job);
  const isFresh = job.relation === 'retry' && (await parentOf(db, job))?.seed !== job.seed;
  const chain = await chainBefore(db, repeated);
  if (chain.length === 0) {
    const nothing = { asked: [], last: null, isFresh };
    return { conversation: job.relation === null ? null : nothing, reading: null };
  }
  const asked = chain
    .filter(({ relation }) => relation !== 'run') // a run carries its parent's instruction
    .flatMap(({ instruction }) => (instruction === null ? [] : [oneLine(instruction)]))
    .reverse();
  const last = await firstFound(chain, ({ id, attemptId }) => lastProgramOf(db, id, attemptId));
  const reading = await firstFound(chain, ({ id }) => readingOf(db, id));
  return { conversation: { asked: ends(asked), last, isFresh }, reading };
}

/** The first job of a line of retries: the one that they all try again. */
async function skipRetries(db: Tx, job: Job): Promise<Job> {
  let at = job;
  for (let i = 0; i < maxJobs && at.relation === 'retry'; i += 1) {
    const parent = await parentOf(db, at);
    if (parent === null) break;
    at = parent;
  }
  return at;
}

/** The jobs before this one, the nearest first. */
async function chainBefore(db: Tx, job: Job): Promise<Job[]> {
  const chain: Job[] = [];
  let at: Job | null = job;
  while (at !== null && chain.length < maxJobs) {
    const begun: Job = await skipRetries(db, at);
    at = begun.relation === null ? null : await parentOf(db, begun);
    if (at !== null) chain.push(at);
  }
  return chain;
}

async function parentOf(db: Tx, { parentId, userId }: Job): Promise<Job | null> {
  if (parentId === null) return null;
  // An id alone would do; the owner is asked for so that no mistake elsewhere can tell one person of another.
  const [parent] = await db
    .select()
    .from(jobs)
    .where(and(eq(jobs.id, parentId), eq(jobs.userId, userId)));
  return parent ?? null;
}

/** The program that the result was about, or else the last one. */
async function lastProgramOf(db: Tx, jobId: string, attemptId: string | null): Promise<Conversation['last']> {
  const all = await db.select().from(attempts).where(eq(attempts.jobId, jobId)).orderBy(asc(attempts.n));
  const chosen = all.find(({ id }) => id === attemptId) ?? all.at(-1);
  return chosen ? { code: chosen.code, origin: chosen.origin, ending: endingOf(chosen) } : null;
}

function endingOf({ critic, execution }: Attempt): string {
  if (execution === null) return critic?.blocked ? 'The checks did not let it run.' : 'It did not run.';
  return endings[execution.status](execution);
}

const endings: Readonly<Record<Execution['status'], (execution: Execution) => string>> = {
  ok: () => 'It ran well.',
  error: ({ error }) => `It ended with ${error ? `${error.type}: ${oneLine(error.message)}` : 'an error'}.`,
  timeout: () => 'It took too long and was stopped.',
  out_of_memory: () => 'It needed too much memory and was stopped.',
  output_limit: () => 'It printed too much and was stopped.',
  killed: () => 'It was killed.',
};

/** The last of a job's readings: a second look is told with what stays of the first. */
async function readingOf(db: Tx, jobId: string): Promise<Reading | null> {
  const events = await db
    .select({ data: jobEvents.data })
    .from(jobEvents)
    .where(and(eq(jobEvents.jobId, jobId), eq(jobEvents.type, 'image.read')))
    .orderBy(desc(jobEvents.seq))
    .limit(1);
  const last = events[0]?.data as EventData<'image.read'> | undefined;
  // Inherited itself, it says where it was really read.
  return last ? { ...last, fromJobId: last.fromJobId ?? jobId } : null;
}

async function firstFound<T>(chain: readonly Job[], find: (job: Job) => Promise<T | null>) {
  for (const job of chain) {
    const found = await find(job);
    if (found !== null) return found;
  }
  return null;
}

function ends(asked: string[]): string[] {
  const [first] = asked;
  return asked.length <= maxAsked || first === undefined ? asked : [first, ...asked.slice(1 - maxAsked)];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, askedCharacters);
}
