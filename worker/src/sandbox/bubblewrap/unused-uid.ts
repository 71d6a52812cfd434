import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * A uid (used as gid too) that nobody on this machine has, or null where there is none to take.
 *
 * On an ordinary host it comes from a range that neither users nor containers are given; inside a
 * container that maps only some ids it is `nobody`.
 */
export function unusedUid(): number | null {
  const mapped = (map: string, id: number) =>
    map
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .some(([first = 0, , count = 0]) => id >= first && id < first + count);
  const maps = [readFileSync('/proc/self/uid_map', 'utf8'), readFileSync('/proc/self/gid_map', 'utf8')];
  const candidates = [2_000_000_000 + randomInt(100_000_000), 65_534];
  return candidates.find((id) => maps.every((map) => mapped(map, id))) ?? null;
}
