import type { Fidelity } from '@snaprun/core/fidelity';

/** What a repair can mind at once; the rest has the same cause as a rule. */
const mostDifferences = 6;
/** Aspects that the program is at fault for, worst first. */
const fixable = ['kind', 'series', 'titles'];

/** What the coder is told of a figure that does not show what was read: kind, series and the worst values, no more. */
export function visualProblem({ aspects, differences }: Fidelity): string {
  const wrong = fixable.flatMap((name) =>
    aspects.filter((aspect) => aspect.name === name && aspect.score < 1),
  );
  const worst = differences.slice(0, mostDifferences).map(({ series, x, source, produced }) => {
    const place = [series, `at ${x}`].filter(Boolean).join(' ');
    return `- ${place}: SPEC has ${source ?? 'nothing'}, the figure shows ${produced ?? 'nothing'}`;
  });
  const more = differences.length - worst.length;
  return [
    'The program ran, but its figure differs from SPEC:',
    ...wrong.map(({ note }) => `- ${note}`),
    ...worst,
    ...(more > 0 ? [`- and ${more} more values`] : []),
  ].join('\n');
}
