import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAnswer } from './answer.ts';
import type { OutputChunk } from './driver.ts';
import { FigureFacts } from './figure-facts.ts';
import { type FrameKind, ProtocolViolation } from './frames.ts';
import { createOutputFiles } from './output-files.ts';

const limits = { fileBytes: 200, files: 4, outputBytes: 500 };
const series = { label: 'a', x: [1, 2], y: [1, null], count: 2 };
const axes = {
  title: 't',
  lines: [{ ...series, style: '-', marker: 'o' }],
  scatters: [series],
  xlim: [0, 1],
};
const figure = { file: 'a.png', title: '', widthInches: 1, heightInches: 1, axes: [axes] };
const verdict = { status: 'ok', exitCode: 0, error: null, durationMs: 1, cpuMs: 1, peakMemoryBytes: 1 };

/** Texts that stores, terminals and file systems stumble over, beside any others. */
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('\0', '\ud800', '__proto__', 'constructor', '../x', 'CON', '\u202e', 'a'.repeat(600), ''),
);
const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  oddText,
  fc.constantFrom(1e308, -1, 1.5, 2 ** 53, null, [], {}, { length: 1e9 }, [[[[[]]]]]),
);

/** A valid JSON value in which one place, anywhere inside, was replaced by something odd. */
function spoilt(valid: object): fc.Arbitrary<unknown> {
  const places: (string | number)[][] = [];
  const walk = (value: unknown, path: (string | number)[]) => {
    places.push(path);
    if (value !== null && typeof value === 'object')
      for (const key of Object.keys(value)) walk((value as Record<string, unknown>)[key], [...path, key]);
  };
  walk(valid, []);
  return fc.tuple(fc.constantFrom(...places), oddValue).map(([path, odd]) => replaced(valid, path, odd));
}

function replaced(value: unknown, [key, ...rest]: (string | number)[], odd: unknown): unknown {
  if (key === undefined) return odd;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[key] = replaced(copy[key], rest, odd);
  return copy;
}

const json = (value: fc.Arbitrary<unknown>) => value.map((each) => Buffer.from(JSON.stringify(each)));
const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));
const fileFrame = fc.tuple(oddText, bytes).map(([name, content]) => {
  const encoded = Buffer.from(name);
  return Buffer.concat([Buffer.from([encoded.length >> 8, encoded.length & 255]), encoded, content]);
});
const frame: fc.Arbitrary<[FrameKind, Buffer]> = fc.oneof(
  fc.tuple(fc.constantFrom<FrameKind>('stdout', 'stderr'), bytes),
  fc.tuple(fc.constant<FrameKind>('file'), fc.oneof(fileFrame, bytes)),
  fc.tuple(fc.constant<FrameKind>('skipped'), json(spoilt({ name: 'a', reason: 'b', bytes: 1 }))),
  fc.tuple(fc.constant<FrameKind>('figures'), fc.oneof(json(spoilt(figure)), bytes)),
  fc.tuple(fc.constant<FrameKind>('result'), fc.oneof(json(spoilt(verdict)), bytes)),
);

describe('whatever a sandbox answers', () => {
  test('is refused as a violation, or becomes a result within its limits that any store takes', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const chunks: OutputChunk[] = [];
        const answer = createAnswer(limits, (chunk) => chunks.push(chunk));
        try {
          for (const [kind, payload] of frames) answer.take({ kind, payload });
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolViolation);
        }
        const result = answer.finish();
        expect(result.files.length).toBeLessThanOrEqual(limits.files);
        expect(result.files.every((file) => file.bytes.length <= limits.fileBytes)).toBe(true);
        expect(result.figures.length).toBeLessThanOrEqual(24);
        expect(Object.keys(Object.prototype)).toEqual([]);
        const { files: _, ...kept } = result;
        const text = JSON.stringify({ ...kept, chunks });
        expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
    );
  });

  test('any description of a figure is dropped or fits the schema, with finite numbers only', () => {
    fc.assert(
      fc.property(fc.oneof(spoilt(figure), oddValue), (note) => {
        const answer = createAnswer(limits, () => undefined);
        answer.take({ kind: 'figures', payload: Buffer.from(JSON.stringify(note)) });
        const [facts] = answer.finish().figures;
        if (facts) expect(FigureFacts.parse(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
      }),
    );
  });

  test('names of files are unique, short and safe on every system, whatever was sent', () => {
    const names = fc.array(
      fc.oneof(
        oddText.map((stem) => `${stem}.csv`),
        fc.constantFrom('A.csv', 'a.csv', 'a-2.csv', 'A-2.CSV', 'cafe\u0301.csv', 'caf\u00e9.csv', 'nul.csv'),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(names, (sent) => {
        const out = createOutputFiles({ fileBytes: 10, files: 50 });
        for (const name of sent) out.add(name, Buffer.from('x'));
        const made = out.files.map(({ name }) => name);
        expect(new Set(made.map((name) => name.normalize('NFC').toLowerCase())).size).toBe(made.length);
        for (const name of made) {
          expect(name).toMatch(/^[^/\\\p{C}<>:"|?*]{1,130}\.csv$/iu);
          expect(name).not.toMatch(/^(?:[. -]|(?:con|prn|aux|nul|com\d|lpt\d)\.)/i);
        }
      }),
    );
  });
});
