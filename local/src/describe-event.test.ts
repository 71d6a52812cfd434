import type { JobEvent } from '@snaprun/core/events';
import { expect, test } from 'vitest';
import { describeEvent } from './describe-event.ts';

const spec = { panels: [{ kind: 'bar' }, { kind: 'stacked_bar' }], confidence: 0.974 };

test.each([
  ['job.queued', {}, 'waiting for a worker.'],
  ['job.started', {}, 'a worker has started.'],
  ['job.moved', { reason: 'its worker ended.' }, 'moved to another worker: its worker ended.'],
  ['thought', { text: 'I write a program.' }, 'thinks: I write a program.'],
  ['image.read', { spec, demo: true }, 'saw bar, stacked bar (97 % sure, demo models).'],
  ['image.read', { spec: { panels: [], confidence: 0 }, demo: false }, 'saw nothing it knows (0 % sure).'],
  [
    'image.read',
    { spec: { panels: [], confidence: 0 }, demo: false, findings: [{ message: 'The slices add up to 92.' }] },
    'saw nothing it knows (0 % sure). The slices add up to 92.',
  ],
  ['code.written', { n: 2, origin: 'repaired' }, 'wrote program 2 (repaired).'],
  ['critic.reported', { blocked: false, findings: [] }, 'the critic let it pass, 0 findings.'],
  ['critic.reported', { blocked: true, findings: [{}] }, 'the critic blocked it, 1 finding.'],
  ['run.finished', { execution: { status: 'ok', durationMs: 12.4, error: null } }, 'ran: ok in 12 ms.'],
  [
    'run.finished',
    { execution: { status: 'error', durationMs: 3, error: { type: 'KeyError', message: "'x'" } } },
    "ran: error in 3 ms (KeyError: 'x').",
  ],
  [
    'run.finished',
    {
      execution: {
        status: 'error',
        durationMs: 3,
        error: { type: 'E\u009b2J', message: 'a\r\nb\u001b]0;owned\u0007\u202e.' },
      },
    },
    'ran: error in 3 ms (E: a b.).',
  ],
  [
    'job.judged',
    { fidelity: { verdict: 'reproduced', score: 0.987 } },
    'compared with the picture: reproduced, score 0.99.',
  ],
  ['model.waiting', { role: 'code', reason: 'it warms up.' }, 'waiting for the code model: it warms up.'],
  ['run.output', { text: 'a line' }, null],
  ['step.started', { step: 'look' }, null],
  ['job.succeeded', {}, null],
])('%s %j reads as %j', (type, data, line) => {
  expect(describeEvent({ seq: 1, jobId: 'job_1', at: '', type, data } as unknown as JobEvent)).toBe(line);
});
