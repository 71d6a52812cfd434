import { availableParallelism } from 'node:os';
import { AppError } from '@snaprun/core/errors';
import type { Log } from '@snaprun/core/log';
import type { Box } from './box.ts';
import { roomForAnotherBox } from './memory-room.ts';
import { createStartTrouble } from './start-trouble.ts';

/** Boxes that are started ahead of the programs they are for; each serves one program. */
export interface Pool {
  /** A box that is ready, else the one that has been starting longest, else one started now. Never waits. */
  take(): Box;
  size(): { ready: number; starting: number };
  /** Ends every box that came from here, also those in use, and settles when all have ended. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Starts a box, with the heavy libraries imported if `warm`. Must not throw: a box that fails has ended. */
  start(warm: boolean): Box;
  /** How many boxes to keep; 0 starts each one when it is needed. */
  target: number;
  /** How many may be starting at a time. */
  startsAtOnce?: number;
  /** A box that has waited about this long is replaced. */
  maxAgeMs?: number;
  /** Whether the machine has memory for one more box. */
  hasRoom?: () => boolean;
  /** CPUs that boxes share. */
  cpus?: number;
  log: Log;
}

interface Waiting {
  box: Box;
  isReady: boolean;
  /** Still good for a program, and replaced as soon as another is ready. */
  isOld: boolean;
  /** Stops watching it. */
  release(): void;
}

/** A box that has not come up after this long never will. */
const readyMs = 60_000;
/** A program that runs longer than this shares its CPUs with the next box's start. */
const patienceMs = 2_000;
const lookAgainMs = 5_000;
const cpusOfOneRun = 2;

/** Keeps `target` boxes ready; a box is started once nobody's program would be slowed by it. */
export function createPool(options: PoolOptions): Pool {
  const { start, target, log, cpus = availableParallelism() } = options;
  const { startsAtOnce = Math.max(1, Math.floor(cpus / 2)), maxAgeMs = 600_000 } = options;
  const { hasRoom = roomForAnotherBox } = options;
  const trouble = createStartTrouble(log);
  const waiting = new Set<Waiting>();
  const inUse = new Set<Box>();
  let patientUntil = 0;
  let isShort = false;
  let isClosed = false;
  let alarm: { timer: NodeJS.Timeout; due: number } | null = null;

  const count = (which: (one: Waiting) => boolean) => [...waiting].filter(which).length;
  const starting = () => count((one) => !one.isReady);

  const fillAt = (due: number) => {
    if (alarm && alarm.due <= due) return;
    clearTimeout(alarm?.timer);
    const ring = () => {
      alarm = null;
      fill();
    };
    alarm = { due, timer: setTimeout(ring, Math.max(0, due - performance.now())).unref() };
  };

  const fill = () => {
    while (!isClosed && count((one) => !one.isOld) < target && starting() < startsNow()) {
      if (trouble.until() > performance.now()) return fillAt(trouble.until());
      if (!findRoom()) return fillAt(performance.now() + lookAgainMs);
      add();
    }
  };

  /** With spare CPUs as many as allowed; else none right after a program began, and then one at a time. */
  const startsNow = (): number => {
    const spare = cpus - cpusOfOneRun * inUse.size;
    if (spare > 0) return Math.min(startsAtOnce, spare);
    if (performance.now() >= patientUntil) return 1;
    fillAt(patientUntil);
    return 0;
  };

  const findRoom = (): boolean => {
    const room = hasRoom();
    if (!room && !isShort) log.warn('Memory is short: no sandbox is kept ready until there is more.');
    isShort = !room;
    return room;
  };

  const add = () => {
    const box = start(true);
    const startedAt = performance.now();
    const onReadable = () => {
      // The end of the stream is announced as readable too, with nothing to read.
      if (box.frames.readableLength === 0) return;
      box.frames.off('readable', onReadable);
      one.isReady = true;
      clearTimeout(late);
      const old = [...waiting].find((other) => other.isOld);
      if (old) retire(old);
      fill();
    };
    const age = () => {
      one.isOld = true;
      if (!hasRoom()) retire(one);
      fill();
    };
    const late = setTimeout(box.kill, readyMs).unref();
    const aged = setTimeout(age, maxAgeMs * (0.8 + 0.4 * Math.random())).unref();
    const one: Waiting = {
      box,
      isReady: false,
      isOld: false,
      release() {
        waiting.delete(one);
        clearTimeout(late);
        clearTimeout(aged);
        box.frames.off('readable', onReadable);
      },
    };
    waiting.add(one);
    box.frames.on('readable', onReadable);
    void box.ended.then(({ complaint, lost = complaint }) => {
      if (!waiting.has(one)) return;
      one.release();
      trouble.ended(performance.now() - startedAt, lost);
      fill();
    });
  };

  /** Ends a box that has waited long. */
  const retire = (one: Waiting) => {
    one.release();
    trouble.over();
    watch(one.box);
    one.box.kill();
  };

  /** Counts the box as in use until it has ended; its CPUs are free again then. */
  const watch = (box: Box) => {
    inUse.add(box);
    void box.ended.then(() => {
      inUse.delete(box);
      patientUntil = 0;
      fill();
    });
  };

  fill();
  return {
    take() {
      if (isClosed)
        throw new AppError('unavailable', 'The sandbox is closing; no program is started any more.');
      const ready = [...waiting].find((one) => one.isReady);
      const one = ready ?? [...waiting][0];
      if (ready) trouble.over();
      one?.release();
      const box = one?.box ?? start(false);
      watch(box);
      patientUntil = performance.now() + patienceMs;
      fill();
      return box;
    },
    size: () => ({ ready: waiting.size - starting(), starting: starting() }),
    async close() {
      isClosed = true;
      clearTimeout(alarm?.timer);
      const boxes = [...inUse, ...[...waiting].map((one) => one.box)];
      for (const one of [...waiting]) one.release();
      for (const box of boxes) box.kill();
      await Promise.all(boxes.map((box) => box.ended));
    },
  };
}
