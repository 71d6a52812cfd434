import { describe, expect, test } from 'vitest';
import { createAnswer } from './answer.ts';
import type { OutputChunk } from './driver.ts';
import { type FrameKind, ProtocolViolation } from './frames.ts';
import { defaultLimits } from './limits.ts';

const verdict = { status: 'ok', exitCode: 0, error: null, durationMs: 1, cpuMs: 1, peakMemoryBytes: 1 };
const figure = { file: null, title: '', widthInches: 1, heightInches: 1, axes: [] };

function answerTo(...frames: [FrameKind, unknown][]) {
  const chunks: OutputChunk[] = [];
  const answer = createAnswer({ ...defaultLimits, outputBytes: 10 }, (chunk) => chunks.push(chunk));
  for (const [kind, content] of frames) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    answer.take({ kind, payload: Buffer.from(text) });
  }
  return { ...answer.finish(), chunks };
}

describe('the answer of a sandbox', () => {
  test.each<[string, [FrameKind, unknown]]>([
    ['a verdict with a status of its own', ['result', { ...verdict, status: 'fine' }]],
    ['a verdict with more in it', ['result', { ...verdict, admin: true }]],
    ['a verdict that is not JSON', ['result', 'ok']],
    ['a negative duration', ['result', { ...verdict, durationMs: -1 }]],
    ['a file frame shorter than its name', ['file', '\u0000\u0009abc']],
    ['more output than the limit', ['stdout', 'x'.repeat(11)]],
    ['a skipped file without a reason', ['skipped', { name: 'x' }]],
  ])('%s is a violation', (_what, frame) => {
    expect(() => answerTo(frame)).toThrow(ProtocolViolation);
  });

  test.each([
    ['no JSON', '['],
    ['no finite number', JSON.stringify(figure).replace('1,', '1e999,')],
    ['endless nesting', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['another shape', { ...figure, axes: 'x' }],
  ])('a figure note with %s is dropped, for the program can forge it', (_what, note) => {
    expect(answerTo(['figures', note], ['figures', figure]).figures).toEqual([figure]);
  });

  test('strings that no database takes are mended', () => {
    const error = { type: 'E\u0000', message: '\ud800', line: null, traceback: '' };
    const { verdict: cleaned } = answerTo(['result', { ...verdict, status: 'error', exitCode: 1, error }]);
    expect(cleaned?.error).toEqual({ type: 'E\uFFFD', message: '\uFFFD', line: null, traceback: '' });
  });

  test('a figure points to the file by the name the file was given', () => {
    const { figures, files } = answerTo(
      ['file', '\u0000\u0007a/b.csvx'],
      ['figures', { ...figure, file: 'a/b.csv' }],
      ['figures', { ...figure, file: 'gone.png' }],
    );
    expect(files.map((file) => file.name)).toEqual(['a-b.csv']);
    expect(figures.map((entry) => entry.file)).toEqual(['a-b.csv', null]);
  });
});
