import type { JobEvent, NewEvent } from '@snaprun/core/events';
import { describe, expect, test } from 'vitest';
import { applyEvent, noProgress } from './job-progress.ts';

const receipt = {
  modelCalls: 1,
  tokensIn: 1,
  tokensOut: 1,
  modelMs: 1,
  sandboxMs: 1,
  queuedMs: 1,
  totalMs: 1,
  attempts: 1,
  demoModels: true,
};

function numbered(...events: NewEvent[]): JobEvent[] {
  return events.map(
    (event, i) => ({ ...event, seq: i + 1, jobId: 'job_a', at: '2026-01-01T00:00:00.000Z' }) as JobEvent,
  );
}

const story = numbered(
  { type: 'job.queued', data: { instruction: null } },
  { type: 'job.started', data: { workerId: 'w', epoch: 1 } },
  { type: 'step.started', data: { step: 'reason', n: 1 } },
  { type: 'thought', data: { text: 'Look first.', action: 'look' } },
  { type: 'step.finished', data: { step: 'reason', n: 1, durationMs: 12 } },
  { type: 'step.started', data: { step: 'run', n: 2 } },
  { type: 'run.started', data: { attemptId: 'att_1', n: 1, driver: 'bubblewrap', runtime: 'bwrap' } },
  { type: 'run.output', data: { attemptId: 'att_1', stream: 'stdout', text: 'one\n' } },
  { type: 'run.output', data: { attemptId: 'att_1', stream: 'stdout', text: 'two\n' } },
  { type: 'step.finished', data: { step: 'run', n: 2, durationMs: 900 } },
  { type: 'job.succeeded', data: { outcome: 'reproduced', summary: 'Done.', receipt } },
);

const play = (events: JobEvent[], from = noProgress) => events.reduce(applyEvent, from);

describe('applyEvent', () => {
  test('builds the page of a job from its events alone', () => {
    const progress = play(story);
    expect(progress).toMatchObject({ seq: 11, status: 'succeeded', outcome: 'reproduced', summary: 'Done.' });
    expect(progress.steps.map(({ step, durationMs }) => [step, durationMs])).toEqual([
      ['reason', 12],
      ['run', 900],
    ]);
    expect(progress.steps[0]?.happened.map((fact) => fact.type)).toEqual(['thought']);
    expect(progress.output).toEqual({ attemptId: 'att_1', stdout: 'one\ntwo\n', stderr: '' });
  });

  test('a whole replay changes nothing', () => {
    const progress = play(story);
    expect(play(story, progress)).toBe(progress);
  });

  test('a reconnect at any event gives the same page', () => {
    const whole = play(story);
    for (let cut = 0; cut <= story.length; cut += 1) {
      const overlap = Math.max(0, cut - 3);
      expect(play(story.slice(overlap), play(story.slice(0, cut)))).toEqual(whole);
    }
  });

  test('every event twice writes no line of output twice', () => {
    expect(play(story.flatMap((event) => [event, event]))).toEqual(play(story));
  });

  test('a job that moves to another worker shows its open step as interrupted', () => {
    const moved = play([
      ...story.slice(0, 8),
      { seq: 9, jobId: 'job_a', at: '', type: 'job.moved', data: { reason: 'Its worker stopped.' } },
    ]);
    expect(moved.status).toBe('queued');
    expect(moved.moves).toEqual(['Its worker stopped.']);
    expect(moved.steps[1]).toMatchObject({ step: 'run', interrupted: true, durationMs: null });
  });

  test('waiting for a model ends with the next thing that happens', () => {
    const waiting = play(
      numbered(
        { type: 'step.started', data: { step: 'look', n: 1 } },
        { type: 'model.waiting', data: { role: 'vision', reason: 'It is starting.' } },
      ),
    );
    expect(waiting.waiting?.role).toBe('vision');
    const after = applyEvent(waiting, {
      seq: 3,
      jobId: 'job_a',
      at: '',
      type: 'step.finished',
      data: { step: 'look', n: 1, durationMs: 5 },
    });
    expect(after.waiting).toBeNull();
  });

  test('an event of a later version is passed over', () => {
    const later = { seq: 1, jobId: 'job_a', at: '', type: 'job.sang', data: {} } as unknown as JobEvent;
    expect(applyEvent(noProgress, later)).toEqual({ ...noProgress, seq: 1 });
  });
});
