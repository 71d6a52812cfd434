import type { Check } from './check.ts';

const signs = { ok: '✓', weaker: '~', wrong: '✗' } as const;

/** The diagnosis for people: each check on a line, under it how to mend it, at the end how many are wrong. */
export function describeChecks(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, state, says, mend }) => [
    `${signs[state]} ${name.padEnd(width)}  ${says}`,
    ...(mend === null || state === 'ok' ? [] : [`  ${' '.repeat(width)}  → ${mend}`]),
  ]);
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const end =
    count('wrong') === 0
      ? `Nothing stands in the way${count('weaker') > 0 ? `; ${count('weaker')} could be better` : ''}.`
      : `${count('wrong')} to mend, each marked ✗.`;
  return [...lines, '', end].join('\n');
}
