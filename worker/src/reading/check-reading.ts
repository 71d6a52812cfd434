import type { Finding } from '@snaprun/core/critic-report';
import type { Panel, Spec } from '@snaprun/core/spec';
import { checkAxes } from './check-axes.ts';
import { checkTable } from './check-table.ts';
import { checkValues } from './check-values.ts';
import type { Oddity } from './oddity.ts';
import { checkInstructions } from './withhold-instructions.ts';

/** More lines than anybody reads; the rest of a bad reading is no better. */
const maxFindings = 20;

/**
 * What is odd about a reading: texts that read like instructions first, then by plain arithmetic totals, shares, ticks,
 * dates and ranges.
 *
 * A finding is a hint that the reader, or the picture itself, is wrong; it never stops a program.
 */
export function checkReading(spec: Spec): Finding[] {
  const checks = [checkAxes, checkValues, checkTable];
  const odd = spec.panels.flatMap((panel, i) => {
    const where = spec.panels.length > 1 ? ` in ${nameOf(panel, i)}` : '';
    return checks.flatMap((check) => check(panel)).map((oddity) => findingOf(oddity, where));
  });
  return [...checkInstructions(spec).map((oddity) => findingOf(oddity)), ...odd].slice(0, maxFindings);
}

/** A finding of the reader's: it has no place in the program. */
function findingOf({ rule, message }: Oddity, where = ''): Finding {
  return {
    tool: 'reader',
    rule,
    severity: 'warning',
    line: null,
    column: null,
    message: `${message}${where}.`,
    url: null,
    blocking: false,
  };
}

function nameOf(panel: Panel, index: number): string {
  return panel.title === null ? `panel ${index + 1}` : `panel ${index + 1} (“${panel.title.slice(0, 60)}”)`;
}
