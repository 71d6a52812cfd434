import { markdownTable } from '../../sandbox/cli/columns.ts';
import { median } from '../../sandbox/cli/median.ts';
import type { CriticFigures, CriticRow } from './measure-critic.ts';

/** What was found and how fast, as Markdown. */
export function describeFigures({ rows, honest }: CriticFigures): string {
  const hasPylint = rows.every(({ pylint }) => pylint !== null);
  const table = markdownTable(
    ['program', 'what is wrong', 'critic', 'pylint', 'bandit'],
    rows.map(({ program, report, pylint, bandit }) => [
      program.name,
      `${program.wrong}${program.stoppedBy === null ? ' (the sandbox has to)' : ''}`,
      `${report.blocked ? '**stops**' : 'passes'} ${blockingRules(report).join(' ')}`.trim(),
      pylint === null ? 'not here' : said(pylint),
      said(bandit),
    ]),
  );
  const caught = markdownTable(
    [
      'of',
      'programs',
      'critic stops',
      'pylint: error',
      'pylint: anything',
      'bandit: high',
      'bandit: anything',
    ],
    (['hostile', 'broken'] as const).map((kind) => {
      const some = rows.filter(({ program }) => program.kind === kind);
      const count = (which: (row: CriticRow) => unknown) => String(some.filter(which).length);
      return [
        kind,
        String(some.length),
        count(({ report }) => report.blocked),
        ...(hasPylint
          ? [count(({ pylint }) => pylint?.grave.length), count(({ pylint }) => pylint?.found.length)]
          : ['not here', 'not here']),
        count(({ bandit }) => bandit.grave.length),
        count(({ bandit }) => bandit.found.length),
      ];
    }),
  );
  const times = markdownTable(
    ['time per program', 'critic, warm', 'pylint', 'bandit', 'critic to both'],
    [timeRow(`median of the ${rows.length}`, rows), timeRow('an honest program', [honest])],
  );
  return `${table}\n\n${caught}\n\n${times}`;
}

/** How many times faster the critic is than the tools that are there, one after the other on the command line. */
export function speedUp(rows: readonly Pick<CriticRow, 'criticMs' | 'pylint' | 'bandit'>[]): number {
  const both = median(rows.map(({ pylint, bandit }) => (pylint?.ms ?? 0) + bandit.ms));
  return both / median(rows.map(({ criticMs }) => criticMs));
}

function timeRow(name: string, rows: readonly Pick<CriticRow, 'criticMs' | 'pylint' | 'bandit'>[]) {
  const hasPylint = rows.every(({ pylint }) => pylint !== null);
  return [
    name,
    ms(median(rows.map(({ criticMs }) => criticMs))),
    hasPylint ? ms(median(rows.map(({ pylint }) => pylint?.ms ?? Number.NaN))) : 'not here',
    ms(median(rows.map(({ bandit }) => bandit.ms))),
    `1/${Math.round(speedUp(rows))}`,
  ];
}

function blockingRules({ findings }: CriticRow['report']): string[] {
  return [...new Set(findings.filter(({ blocking }) => blocking).map(({ rule }) => rule))];
}

/** Grave findings in bold. */
function said({ found, grave }: { found: string[]; grave: string[] }): string {
  if (found.length === 0) return 'nothing';
  return found.map((id) => (grave.includes(id) ? `**${id}**` : id)).join(' ');
}

const ms = (value: number) => `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
