import { expect, test } from 'vitest';
import { resultAttempt, resultPaths } from './result-paths.ts';

const job = { id: 'job_1', status: 'succeeded', outcome: 'differs', summary: null, error: null };
const attempts = [1, 2].map((n) => ({ id: `att_${n}`, n, code: `print(${n})` }));
const artifact = (attemptId: string, name: string) => ({ attemptId, name, url: 'http://store.test' });
const paths = (artifacts: ReturnType<typeof artifact>[], attemptId: string | null = 'att_1') =>
  resultPaths({ job, attemptId, attempts, artifacts }).map(({ path }) => path);

test('files of the result lie in the folder, those of other attempts in one each', () => {
  const both = [artifact('att_1', 'data.csv'), artifact('att_2', 'data.csv')];
  expect(paths(both)).toEqual(['data.csv', 'attempt-2/data.csv']);
  expect(paths(both, null)).toEqual(['attempt-1/data.csv', 'data.csv']);
});

test('no file takes the place of another or of the program', () => {
  const names = ['größe.csv', 'GRÖSSE.csv', 'größe.csv', 'Code.py', 'a?b.csv', 'a*b.csv'];
  const found = paths(names.map((name) => artifact('att_1', name)));
  expect(found).toEqual(['größe.csv', 'GRÖSSE.csv', 'größe-2.csv', 'Code-2.py', 'a_b.csv', 'a_b-2.csv']);
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['..', 'artifact'],
  [`${'長'.repeat(99)}.csv`, `${'長'.repeat(50)}.csv`],
  ['.bashrc', 'bashrc'],
  ['a\nb\u202e.csv', 'a_b_.csv'],
])('%j cannot leave the folder: %s', (name, path) => {
  expect(paths([artifact('att_1', name)])).toEqual([path]);
});

test('without a result the last attempt stands for it', () => {
  expect(resultAttempt({ attempts, attemptId: 'att_1' })?.n).toBe(1);
  expect(resultAttempt({ attempts, attemptId: null })?.n).toBe(2);
});
