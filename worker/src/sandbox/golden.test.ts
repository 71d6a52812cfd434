import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAnswer } from './answer.ts';
import { createFrameParser, encodeJob, type Frame, type FrameKind } from './frames.ts';
import { defaultLimits } from './limits.ts';

const golden = join(import.meta.dirname, '../../../sandbox/protocol/golden');
const read = (name: string) => readFileSync(join(golden, name));
const parsed = (name: string) => JSON.parse(read(name).toString());
const key = Buffer.from(parsed('job.json').keyBase64, 'base64');

interface GoldenFrame {
  letter: string;
  json?: unknown;
  text?: string;
  name?: string;
  contentBase64?: string;
}
const kinds: Record<string, FrameKind> = {
  R: 'ready',
  S: 'started',
  O: 'stdout',
  E: 'stderr',
  F: 'file',
  K: 'skipped',
  G: 'figures',
  X: 'result',
};

test('the worker writes the golden job', () => {
  const { code, inputBase64, limits } = parsed('job.json');
  const bytes = encodeJob(code, Buffer.from(inputBase64, 'base64'), limits, key);
  if (process.env.UPDATE_GOLDEN) writeFileSync(join(golden, 'job.bin'), bytes);
  expect(bytes.equals(read('job.bin'))).toBe(true);
});

test('the worker reads the golden run, frame by frame', () => {
  const frames: Frame[] = [];
  createFrameParser(key, 1 << 20, (frame) => frames.push(frame)).push(read('run.bin'));
  const wanted: GoldenFrame[] = parsed('run.json');
  expect(frames.map((frame) => frame.kind)).toEqual(wanted.map((frame) => kinds[frame.letter]));
  for (const [index, { json, text }] of wanted.entries()) {
    const payload = frames[index]?.payload.toString() ?? '';
    if (json !== undefined) expect(JSON.parse(payload)).toEqual(json);
    else if (text !== undefined) expect(payload).toBe(text);
  }
});

test('the golden run becomes a result with names made anew', () => {
  const answer = createAnswer(defaultLimits, () => undefined);
  createFrameParser(key, 1 << 20, (frame) => answer.take(frame)).push(read('run.bin'));
  const { verdict, files, skipped, figures, stdout } = answer.finish();
  expect(verdict).toMatchObject({ status: 'error', error: { type: 'ValueError', line: 3 } });
  expect(files.map(({ name, bytes, mediaType }) => [name, String(bytes), mediaType])).toEqual([
    ['tables-dätä.csv', 'x,y\n1,2\n', 'text/csv'],
  ]);
  expect(skipped).toEqual([{ name: 'link.png', reason: 'not a regular file', bytes: 11 }]);
  expect(figures).toMatchObject([
    { file: 'tables-dätä.csv', title: 'Sales', axes: [{ xticklabels: ['Jan', 'Feb'] }] },
  ]);
  expect(stdout).toBe('größer ✓\n');
});
