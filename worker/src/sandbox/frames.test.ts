import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrameParser, type Frame, ProtocolViolation } from './frames.ts';

const frame = (letter: string, payload: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(5, letter);
  header.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([header, bytes]);
};
const parse = (chunks: Buffer[], totalBytes = 1 << 20) => {
  const frames: Frame[] = [];
  const parser = createFrameParser(totalBytes, (next) => frames.push(next));
  for (const chunk of chunks) parser.push(chunk);
  return { frames, isComplete: parser.isComplete() };
};

/** The bytes cut at the given places. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

describe('the frame parser', () => {
  test('gives the same frames however the bytes are cut', () => {
    const middle = fc.array(
      fc.tuple(fc.constantFrom('O', 'E', 'G', 'F', 'K'), fc.uint8Array({ maxLength: 200 })),
    );
    fc.assert(
      fc.property(middle, fc.array(fc.nat(5000), { maxLength: 30 }), (frames, places) => {
        const bytes = Buffer.concat([
          frame('R', '{}'),
          ...frames.map(([l, p]) => frame(l, p)),
          frame('X', '{}'),
        ]);
        const whole = parse([bytes]);
        expect(whole.isComplete).toBe(true);
        expect(whole.frames.slice(1, -1).map(({ payload }) => payload.toString('hex'))).toEqual(
          frames.map(([, payload]) => Buffer.from(payload).toString('hex')),
        );
        expect(parse(cut(bytes, places))).toEqual(whole);
      }),
    );
  });

  test('parses or refuses any bytes, never throws anything else', () => {
    const almostFrames = fc.array(fc.constantFrom(...Buffer.from('ROEGFKX\0\0\0\0\u0001\u0002')), {
      maxLength: 80,
    });
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), almostFrames);
    fc.assert(
      fc.property(bytes, (hostile) => {
        try {
          const { frames } = parse([frame('R', '{}'), Buffer.from(hostile)], 400);
          expect(frames.reduce((sum, { payload }) => sum + payload.length + 5, 0)).toBeLessThanOrEqual(400);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolViolation);
        }
      }),
    );
  });

  test.each([
    ['an unknown letter', [frame('R', '{}'), frame('Z', '')]],
    ['a first frame that is not ready', [frame('O', 'x')]],
    ['a second ready', [frame('R', '{}'), frame('R', '{}')]],
    ['a frame after the result', [frame('R', '{}'), frame('X', '{}'), frame('O', 'x')]],
    [
      'a frame in the same chunk as the result',
      [Buffer.concat([frame('R', '{}'), frame('X', '{}'), frame('O', 'x')])],
    ],
    ['output larger than a chunk', [frame('R', '{}'), Buffer.from([0x4f, 0, 1, 0, 1])]],
    ['a length of four gigabytes', [frame('R', '{}'), Buffer.from([0x46, 255, 255, 255, 255])]],
  ])('refuses %s', (_what, chunks) => {
    expect(() => parse(chunks)).toThrow(ProtocolViolation);
  });

  test('refuses more bytes in all than the run may send', () => {
    const chunks = [frame('R', '{}'), ...Array.from({ length: 20 }, () => frame('O', Buffer.alloc(1000)))];
    expect(() => parse(chunks, 10_000)).toThrow('more than 10000 bytes');
  });

  test('takes time in proportion to the bytes, also when they come one by one', () => {
    const bytes = Buffer.concat([frame('R', '{}'), frame('F', Buffer.alloc(200_000)), frame('X', '{}')]);
    const { isComplete } = parse(Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)));
    expect(isComplete).toBe(true);
  }, 5000);
});
