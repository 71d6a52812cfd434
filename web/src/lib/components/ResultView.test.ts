import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import type { Attempt, Results } from '../shapes.ts';
import ResultView from './ResultView.svelte';

const attempt = (n: number): Attempt => ({
  id: `att_${n}`,
  n,
  origin: n === 1 ? 'generated' : 'repaired',
  code: `print(${n})`,
  critic: { blocked: false, findings: [] },
  execution: null,
});
const figure = (n: number) => ({
  id: `fil_${n}`,
  attemptId: `att_${n}`,
  name: 'figure.png',
  mediaType: 'image/png',
  bytes: 10,
  width: 4,
  height: 3,
  url: `http://store.test/figure-${n}.png`,
});
const results: Results = {
  job: {
    id: 'job_1',
    name: 'chart.png',
    fileId: 'fil_0',
    parentId: null,
    relation: null,
    instruction: null,
    status: 'succeeded',
    outcome: 'differs',
    error: null,
    summary: null,
    queue: null,
    receipt: null,
    queuedAt: '2026-01-31T12:00:00Z',
    startedAt: null,
    finishedAt: null,
  },
  attemptId: 'att_1',
  attempts: [attempt(1), attempt(2)],
  artifacts: [figure(1), figure(2)],
  fidelity: { verdict: 'differs', score: 0.7, aspects: [], differences: [], unchecked: [] },
};

const figures = () => screen.getAllByRole('img').map((image) => image.getAttribute('src'));
const verdict = () => screen.queryByText('How far it can be trusted');

test('the attempt that the verdict is about is shown, another one when it is chosen', async () => {
  render(ResultView, { results, source: null, description: 'a chart' });
  expect(figures()).toEqual(['http://store.test/figure-1.png']);
  expect(verdict()).not.toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: /Attempt 2/ }));
  expect(figures()).toEqual(['http://store.test/figure-2.png']);
  expect(verdict()).toBeNull();
});

test('without a result the last attempt is shown', () => {
  render(ResultView, { results: { ...results, attemptId: null }, source: null, description: 'a chart' });
  expect(figures()).toEqual(['http://store.test/figure-2.png']);
});
