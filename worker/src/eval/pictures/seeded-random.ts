import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that are the same for the same seed, on every machine. */
export interface Random {
  /** A whole number, both ends included. */
  whole(least: number, most: number): number;
  /** From `least` up to, but without, `most`. */
  real(least: number, most: number): number;
  /** About normal, with mean 0 and deviation 1. */
  normal(): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** `count` different ones, in random order; fewer where there are fewer. */
  sample<T>(from: readonly T[], count: number): T[];
}

export function seededRandom(seed: string): Random {
  const generator = xoroshiro128plus(createHash('sha256').update(seed).digest().readInt32LE(0));
  const whole = (least: number, most: number) => uniformInt(generator, least, most);
  const real = (least: number, most: number) => least + (most - least) * uniformFloat64(generator);
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new Error('There is nothing to pick from.');
    return from[whole(0, from.length - 1)] as T;
  };
  return {
    whole,
    real,
    // The sum of twelve uniform numbers: near enough, and exact in every engine, unlike logarithms and cosines.
    normal: () => Array.from({ length: 12 }, () => real(0, 1)).reduce((sum, one) => sum + one, -6),
    chance: (probability) => real(0, 1) < probability,
    pick,
    sample: (from, count) => {
      const left = [...from];
      return Array.from({ length: Math.min(count, left.length) }, () => {
        return left.splice(whole(0, left.length - 1), 1)[0] as (typeof left)[number];
      });
    },
  };
}
