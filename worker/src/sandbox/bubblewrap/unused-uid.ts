import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * A uid (used as gid too) that nobody on this machine has, or null where there is none to take.
 *
 * On an ordinary host it comes from a range that neither users nor containers are given; inside a
 * container that maps only some ids it is `nobody`.
 */
export function unusedUid(): number | null {
  const maps = ['/proc/self/uid_map', '/proc/self/gid_map'].map(readIdMap);
  const candidates = [2_000_000_000 + randomInt(100_000_000), 65_534];
  return candidates.find((id) => maps.every((map) => outerId(map, id) !== null)) ?? null;
}

/**
 * Whether our root is the machine's: its uid then owns files such as /proc/sys/kernel/core_pattern,
 * which stay writable for it even without any capability.
 */
export function isRealRoot(): boolean {
  return process.getuid?.() === 0 && outerId(readIdMap('/proc/self/uid_map'), 0) === 0;
}

interface IdRange {
  inner: number;
  outer: number;
  count: number;
}

function readIdMap(file: string): IdRange[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [inner = 0, outer = 0, count = 0] = line.trim().split(/\s+/).map(Number);
    return { inner, outer, count };
  });
}

function outerId(map: readonly IdRange[], id: number): number | null {
  const range = map.find(({ inner, count }) => id >= inner && id < inner + count);
  return range ? range.outer + id - range.inner : null;
}
