import { paintOver, type Raster, type Rgb } from './pixels.ts';
import { findRules, type Rule } from './rules.ts';

const fewestRules = 3;
/** Lines of one grid stand further apart than this many pixels. */
const closest = 7;

/** The lines of one grid: about as long as the longest, and of several close together the fullest. */
export function alikeRules(rules: Rule[]): Rule[] {
  const longest = Math.max(0, ...rules.map((r) => r.to - r.from));
  const main = rules.filter((r) => r.to - r.from > 0.85 * longest && r.thickness <= 8);
  // The middle of a row of letters may look like a thin broken line.
  const fullness = (rule: Rule) => rule.covered * rule.thickness;
  const kept: Rule[] = [];
  for (const rule of [...main].sort((a, b) => fullness(b) - fullness(a)))
    if (kept.every((other) => Math.abs(other.at - rule.at) > closest)) kept.push(rule);
  return kept.sort((a, b) => a.at - b.at);
}

/** The picture without the lines between a table's rows, which letters may touch; null where there are none. */
export function withoutRowRules(raster: Raster, page: Rgb): Raster | null {
  const rules = alikeRules(findRules(raster, 'horizontal', raster.width * 0.3));
  if (rules.length < fewestRules) return null;
  const boxes = rules.map(({ at, thickness, from, to }) => ({
    left: from - 2,
    right: to + 2,
    top: Math.floor(at - thickness / 2),
    bottom: Math.ceil(at + thickness / 2),
  }));
  return paintOver(raster, boxes, page);
}
