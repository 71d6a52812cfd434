import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demultiplex } from './demultiplex.ts';

function frame(stream: number, content: Uint8Array): Buffer {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

async function take(bytes: Buffer, cutAt: (at: number) => number): Promise<{ out: Buffer; err: Buffer }> {
  const complaints: Buffer[] = [];
  const frames = demultiplex((part) => complaints.push(Buffer.from(part)));
  const out = buffer(frames);
  for (let at = 0; at < bytes.length; ) {
    const to = at + Math.max(1, cutAt(at));
    frames.write(bytes.subarray(at, to));
    at = to;
  }
  frames.end();
  return { out: await out, err: Buffer.concat(complaints) };
}

test('both streams come out whole, however the bytes are cut', async () => {
  const parts = fc.array(
    fc.record({ stream: fc.constantFrom(1, 2), content: fc.uint8Array({ maxLength: 40 }) }),
  );
  await fc.assert(
    fc.asyncProperty(parts, fc.integer({ min: 1, max: 30 }), async (sent, piece) => {
      const of = (stream: number) =>
        Buffer.concat(sent.filter((one) => one.stream === stream).map((one) => one.content));
      const bytes = Buffer.concat(sent.map((one) => frame(one.stream, one.content)));
      const { out, err } = await take(bytes, () => piece);
      expect([out, err]).toEqual([of(1), of(2)]);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['a stream there is not', frame(3, Buffer.from('x'))],
  ['a terminal, which has no frames', Buffer.from('hello, this is a terminal')],
  ['a length that no daemon sends', Buffer.from([1, 0, 0, 0, 255, 255, 255, 255])],
])('%s is refused', async (_what, bytes) => {
  await expect(take(bytes, () => bytes.length)).rejects.toThrow('something else than the output');
});

test('ten megabytes in small pieces take no more than linear time', async () => {
  const piece = frame(1, Buffer.alloc(1000, 1));
  const startedAt = performance.now();
  const { out } = await take(Buffer.concat(Array.from({ length: 10_000 }, () => piece)), () => 700);
  expect(out.length).toBe(10_000_000);
  expect(performance.now() - startedAt).toBeLessThan(3000);
});
