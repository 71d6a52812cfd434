import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrameWriter } from './frame-writer.ts';
import { createFrameParser, type Frame, keyBytes, ProtocolViolation } from './frames.ts';

const key = Buffer.alloc(keyBytes, 7);
/** The frames as one run's supervisor writes them. */
const written = (...frames: [string, Uint8Array | string][]): Buffer => {
  const write = createFrameWriter(key);
  return Buffer.concat(frames.map(([letter, payload]) => write(letter, payload)));
};
const ready: [string, string] = ['R', '{}'];
const result: [string, string] = ['X', '{}'];
const parse = (chunks: Buffer[], totalBytes = 1 << 20) => {
  const frames: Frame[] = [];
  const parser = createFrameParser(key, totalBytes, (next) => frames.push(next));
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
        const bytes = written(ready, ...frames, result);
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
          const { frames } = parse([written(ready), Buffer.from(hostile)], 400);
          expect(frames.reduce((sum, { payload }) => sum + payload.length + 5, 0)).toBeLessThanOrEqual(400);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolViolation);
        }
      }),
    );
  });

  test('accepts no frame that was changed, moved, repeated, left out or sealed with another key', () => {
    const frames = fc.array(fc.tuple(fc.constantFrom('O', 'E', 'G'), fc.uint8Array({ maxLength: 40 })), {
      minLength: 2,
      maxLength: 6,
    });
    const attack = fc.record({
      kind: fc.constantFrom('change', 'swap', 'repeat', 'drop', 'forge'),
      place: fc.nat(),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(frames, attack, (sent, { kind, place, mask }) => {
        const write = createFrameWriter(key);
        const pieces = [ready, ...sent, result].map(([letter, payload]) => write(letter, payload));
        const at = 1 + (place % (sent.length - 1));
        const [one, next] = [pieces[at] ?? Buffer.alloc(0), pieces[at + 1] ?? Buffer.alloc(0)];
        if (kind === 'change') {
          const byte = place % one.length;
          one.writeUInt8(one.readUInt8(byte) ^ mask, byte);
        } else if (kind === 'swap') pieces.splice(at, 2, next, one);
        else if (kind === 'repeat') pieces.splice(at, 0, one);
        else if (kind === 'drop') pieces.splice(at, 1);
        else pieces.splice(at, 0, createFrameWriter(Buffer.alloc(keyBytes))('O', 'forged'));
        expect(() => {
          // A changed length may make the parser wait for more; then the answer never becomes whole.
          if (!parse(pieces).isComplete) throw new ProtocolViolation('incomplete');
        }).toThrow(ProtocolViolation);
      }),
    );
  });

  test.each([
    ['an unknown letter', [written(ready, ['Z', ''])]],
    ['a first frame that is not ready', [written(['O', 'x'])]],
    ['a second ready', [written(ready, ready)]],
    ['a frame after the result', [written(ready, result), written(['O', 'x'])]],
    ['a frame in the same chunk as the result', [written(ready, result, ['O', 'x'])]],
    ['output larger than a chunk', [written(ready), Buffer.from([0x4f, 0, 1, 0, 1])]],
    ['a length of four gigabytes', [written(ready), Buffer.from([0x46, 255, 255, 255, 255])]],
  ])('refuses %s', (_what, chunks) => {
    expect(() => parse(chunks)).toThrow(ProtocolViolation);
  });

  test('refuses more bytes in all than the run may send', () => {
    const output = Array.from({ length: 20 }, (): [string, Buffer] => ['O', Buffer.alloc(1000)]);
    expect(() => parse([written(ready, ...output)], 10_000)).toThrow('more than 10000 bytes');
  });

  test('takes time in proportion to the bytes, also when they come one by one', () => {
    const bytes = written(ready, ['F', Buffer.alloc(200_000)], result);
    const { isComplete } = parse(Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)));
    expect(isComplete).toBe(true);
  }, 5000);
});
