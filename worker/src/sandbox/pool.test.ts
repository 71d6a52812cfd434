import { PassThrough } from 'node:stream';
import { createLog } from '@snaprun/core/log';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Box } from './box.ts';
import { createPool, type PoolOptions } from './pool.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface FakeBox extends Box {
  isWarm: boolean;
  killed: boolean;
  comeUp(): Promise<void>;
  end(complaint?: string): Promise<void>;
}

function fakeBox(isWarm: boolean): FakeBox {
  const frames = new PassThrough();
  let settle: (how: { complaint: string }) => void = () => undefined;
  const ended = new Promise<{ complaint: string }>((resolve) => {
    settle = resolve;
  });
  const box: FakeBox = {
    input: new PassThrough(),
    frames,
    ended,
    isWarm,
    killed: false,
    kill() {
      box.killed = true;
      settle({ complaint: '' });
    },
    async comeUp() {
      frames.write('R');
      await quiet();
    },
    async end(complaint = '') {
      frames.end();
      settle({ complaint });
      await quiet();
    },
  };
  return box;
}

/** Lets streams and promises say what they have to say, without any time passing. */
const quiet = () => vi.advanceTimersByTimeAsync(0);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function setUp(options: Partial<PoolOptions> = {}) {
  const boxes: FakeBox[] = [];
  const lines: string[] = [];
  const pool = createPool({
    start(warm) {
      const box = fakeBox(warm);
      boxes.push(box);
      return box;
    },
    target: 2,
    startsAtOnce: 2,
    cpus: 2,
    hasRoom: () => true,
    log: createLog({}, (line) => lines.push(JSON.parse(line).message)),
    ...options,
  });
  const box = (index: number): FakeBox => {
    const one = boxes[index];
    if (!one) throw new Error(`Only ${boxes.length} boxes were started.`);
    return one;
  };
  return { pool, boxes, box, lines };
}

test('as many boxes as wanted are started, no more at a time than allowed', async () => {
  const { pool, boxes, box } = setUp({ target: 3, startsAtOnce: 1 });
  expect(boxes).toHaveLength(1);
  await box(0).comeUp();
  expect(pool.size()).toEqual({ ready: 1, starting: 1 });
  await box(1).comeUp();
  await box(2).comeUp();
  expect(pool.size()).toEqual({ ready: 3, starting: 0 });
  expect(boxes.every((one) => one.isWarm)).toBe(true);
});

test('a ready box is given before one that is starting, and a cold one when there is neither', async () => {
  const { pool, box } = setUp();
  await box(1).comeUp();
  expect(pool.take()).toBe(box(1));
  expect(pool.take()).toBe(box(0));
  expect(pool.take()).toBe(box(2));
  expect(box(2).isWarm).toBe(false);
});

test('what a box has said while it waited is still there for whoever takes it', async () => {
  const { pool, box } = setUp();
  await box(0).comeUp();
  const frames = pool.take().frames;
  await box(0).end();
  const said: Buffer[] = [];
  for await (const chunk of frames) said.push(chunk);
  expect(Buffer.concat(said).toString()).toBe('R');
});

test('on few CPUs the next box starts when the program has ended', async () => {
  const { pool, boxes, box } = setUp({ target: 1 });
  await box(0).comeUp();
  pool.take();
  await pass(1000);
  expect(boxes).toHaveLength(1);
  await box(0).end();
  expect(boxes).toHaveLength(2);
});

test('on few CPUs a program that runs long does not keep the pool empty', async () => {
  const { pool, boxes, box } = setUp();
  await box(0).comeUp();
  await box(1).comeUp();
  pool.take();
  pool.take();
  await pass(1900);
  expect(boxes).toHaveLength(2);
  await pass(200);
  expect(boxes).toHaveLength(3);
  await box(2).comeUp();
  expect(pool.size()).toEqual({ ready: 1, starting: 1 });
});

test('while one program runs on, the end of another refills the pool', async () => {
  const { pool, boxes, box } = setUp();
  await box(0).comeUp();
  await box(1).comeUp();
  pool.take();
  pool.take();
  await box(1).end();
  expect(boxes.length).toBeGreaterThan(2);
});

test('with CPUs to spare the next box starts at once', async () => {
  const { pool, boxes, box } = setUp({ target: 1, cpus: 8 });
  await box(0).comeUp();
  pool.take();
  expect(boxes).toHaveLength(2);
});

test('a box that ends while it waits is replaced after a second, then ever later, and said once', async () => {
  const { boxes, box, lines, pool } = setUp({ target: 1 });
  await box(0).end('no such runtime');
  expect(boxes).toHaveLength(1);
  await pass(1000);
  await box(1).end();
  await pass(1900);
  expect(boxes).toHaveLength(2);
  await pass(100);
  await box(2).end();
  await pass(3900);
  expect(boxes).toHaveLength(3);
  await pass(100);
  await box(3).comeUp();
  pool.take();
  expect(lines).toEqual([expect.stringContaining('has ended by itself'), 'Sandboxes start again.']);
});

test('the wait between failing starts never passes a minute', async () => {
  const { boxes, box } = setUp({ target: 1 });
  for (let failed = 0; failed < 12; failed += 1) {
    await box(failed).end();
    await pass(60_000);
    expect(boxes).toHaveLength(failed + 2);
  }
});

test('a box that does not come up within a minute is ended and replaced', async () => {
  const { boxes, box } = setUp({ target: 1 });
  await pass(60_000);
  expect(box(0).killed).toBe(true);
  await pass(1000);
  expect(boxes).toHaveLength(2);
});

test('an old box waits on until its successor is ready', async () => {
  const { pool, boxes, box } = setUp({ target: 1, maxAgeMs: 100_000 });
  await box(0).comeUp();
  await pass(79_000);
  expect(boxes).toHaveLength(1);
  await pass(42_000);
  expect(boxes).toHaveLength(2);
  expect(box(0).killed).toBe(false);
  await box(1).comeUp();
  expect(box(0).killed).toBe(true);
  expect(pool.take()).toBe(box(1));
});

test('nothing is started while memory is short, which is said once, and the pool fills when there is more', async () => {
  let room = false;
  const { boxes, lines } = setUp({ target: 1, hasRoom: () => room });
  await pass(30_000);
  expect(boxes).toHaveLength(0);
  expect(lines).toEqual([expect.stringContaining('Memory is short')]);
  room = true;
  await pass(5_000);
  expect(boxes).toHaveLength(1);
});

test('an old box goes at once when memory is short', async () => {
  let room = true;
  const { box } = setUp({ target: 1, maxAgeMs: 100_000, hasRoom: () => room });
  await box(0).comeUp();
  room = false;
  await pass(121_000);
  expect(box(0).killed).toBe(true);
});

test('a target of 0 starts boxes on demand only', async () => {
  const { pool, boxes, box } = setUp({ target: 0 });
  expect(boxes).toHaveLength(0);
  expect(pool.take()).toBe(box(0));
  await box(0).end();
  expect(boxes).toHaveLength(1);
});

test('closing ends every box, waits for them and starts no other', async () => {
  const { pool, boxes, box } = setUp();
  await box(0).comeUp();
  pool.take();
  await pool.close();
  expect(boxes.map((one) => one.killed)).toEqual([true, true]);
  await pass(700_000);
  expect(boxes).toHaveLength(2);
  expect(() => pool.take()).toThrow('closing');
  expect(vi.getTimerCount()).toBe(0);
});
