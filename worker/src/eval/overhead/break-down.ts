import type { SentSpan } from './span-sink.ts';

/** Where one job's time went, in ms. */
export interface Breakdown {
  jobId: string;
  /** From being asked for until it had ended. */
  wallMs: number;
  /** The models' own time: from a request that leaves until its answer has been read. */
  modelMs: number;
  /** The programs' own time, as the sandbox's supervisor measured it. */
  programMs: number;
  /** The rest, which is ours. */
  oursMs: number;
  /** What is ours, by the innermost span at each moment; its sum is `oursMs`. */
  parts: Map<string, { ms: number; count: number }>;
}

/** The part of `parts` before a worker takes the job. */
export const queuePart = 'waiting in the queue';

/** Written while the job goes on; where it does wait for them there is a span that says so. */
const behind: ReadonlySet<string> = new Set(['write events', 'write checkpoint', 'write answers']);

/**
 * Breaks down a job that has ended, from all spans of its trace.
 *
 * Each moment belongs to the innermost span that is open, and in equal parts to several that are open side by side; so
 * nothing is counted twice and nothing is left out.
 */
export function breakDown(spans: readonly SentSpan[], queuedAtMs: number): Breakdown | null {
  const job = spans.find(({ name }) => name === 'job');
  const end = spans.find(({ name }) => name === 'end job');
  if (job === undefined || end === undefined) return null;
  const endMs = end.endMs;
  const parts = new Map([[queuePart, { ms: Math.max(0, job.startMs - queuedAtMs), count: 1 }]]);
  const seen = spans.filter(({ name }) => !behind.has(name));
  for (const [name, ms] of innermost(seen, job.startMs, endMs)) parts.set(name, { ms, count: 0 });
  for (const { name } of spans) {
    const part = parts.get(name);
    if (part) part.count += 1;
  }
  const modelMs = parts.get('model request')?.ms ?? 0;
  parts.delete('model request');
  const programMs = spans.reduce(
    (sum, { facts }) => sum + Number(facts['snaprun.sandbox.program_ms'] ?? 0),
    0,
  );
  const sandbox = parts.get('sandbox');
  if (sandbox) sandbox.ms = Math.max(0, sandbox.ms - programMs);
  const wallMs = endMs - Math.min(queuedAtMs, job.startMs);
  const jobId = String(job.facts['snaprun.job.id']);
  return { jobId, wallMs, modelMs, programMs, oursMs: wallMs - modelMs - programMs, parts };
}

/** For each name the ms between `from` and `to` during which a span of it is innermost. */
function innermost(spans: readonly SentSpan[], from: number, to: number): Map<string, number> {
  const inTime = spans.filter(({ startMs, endMs }) => endMs > from && startMs < to);
  const cuts = new Set([from, to]);
  for (const { startMs, endMs } of inTime) {
    cuts.add(Math.max(from, startMs));
    cuts.add(Math.min(to, endMs));
  }
  const times = [...cuts].sort((a, b) => a - b);
  const ms = new Map<string, number>();
  for (const [i, start] of times.entries()) {
    const end = times[i + 1];
    if (end === undefined) break;
    const open = inTime.filter((span) => span.startMs <= start && span.endMs >= end);
    const parents = new Set(open.map(({ parentId }) => parentId));
    const inner = open.filter(({ spanId }) => !parents.has(spanId));
    for (const { name } of inner) ms.set(name, (ms.get(name) ?? 0) + (end - start) / inner.length);
  }
  return ms;
}
