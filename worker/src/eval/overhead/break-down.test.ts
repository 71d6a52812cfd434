import { expect, test } from 'vitest';
import { breakDown, queuePart } from './break-down.ts';
import { describeBreakdowns, quantile } from './describe.ts';
import type { SentSpan } from './span-sink.ts';

function span(
  name: string,
  [startMs, endMs]: [number, number],
  parentId: string | null,
  more: Partial<SentSpan> = {},
): SentSpan {
  return { traceId: 't', spanId: name, parentId, name, startMs, endMs, facts: {}, ...more };
}

const job = [
  span('job', [110, 600], null, { facts: { 'snaprun.job.id': 'job_1' } }),
  span('look', [120, 320], 'job'),
  span('model request', [130, 310], 'look'),
  span('run', [320, 540], 'job'),
  span('sandbox', [330, 500], 'run', { facts: { 'snaprun.sandbox.program_ms': 150 } }),
  span('write object', [500, 520], 'run'),
  span('write object', [505, 530], 'run', { spanId: 'second' }),
  span('write events', [500, 540], 'run'),
  span('waiting for events', [530, 540], 'run'),
  span('end job', [550, 580], 'job'),
];

test('what is ours is the time from the request to the end without models and program', () => {
  expect(breakDown(job, 100)).toMatchObject({
    jobId: 'job_1',
    wallMs: 480,
    modelMs: 180,
    programMs: 150,
    oursMs: 150,
  });
});

test('each moment of ours belongs to one innermost span, or in equal parts to several', () => {
  const parts = breakDown(job, 100)?.parts;
  expect(Object.fromEntries(parts ?? [])).toEqual({
    [queuePart]: { ms: 10, count: 1 },
    job: { ms: 10 + 10, count: 1 },
    look: { ms: 10 + 10, count: 1 },
    run: { ms: 10, count: 1 },
    sandbox: { ms: 170 - 150, count: 1 },
    'write object': { ms: 30, count: 2 },
    'waiting for events': { ms: 10, count: 1 },
    'end job': { ms: 30, count: 1 },
  });
  expect([...(parts ?? [])].reduce((sum, [, { ms }]) => sum + ms, 0)).toBe(150);
});

test('a job whose end has not arrived yet has no breakdown', () => {
  expect(breakDown(job.slice(0, 3), 100)).toBeNull();
});

test('the text names the largest part first', () => {
  const one = breakDown(job, 100);
  const text = describeBreakdowns(one ? [one] : []);
  expect(text).toContain('| ours | 150 ms | 150 ms | 150 ms |');
  expect(text.indexOf('| write object |')).toBeLessThan(text.indexOf('| look |'));
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
});
