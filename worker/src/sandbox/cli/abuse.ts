import { type AbuseExpectation, type AbuseProgram, abusePrograms } from '../abuse-programs.ts';
import type { SandboxDriver, SandboxResult } from '../driver.ts';
import { columns } from './columns.ts';
import { watchLeftovers } from './leftovers.ts';
import { oneLine } from './printable.ts';
import { nameOf, type Way } from './ways.ts';

export interface AbuseRow {
  program: string;
  /** `docker/runsc`. */
  way: string;
  status: string;
  /** What was not as the program's first lines say, or null. */
  unexpected: string | null;
  ms: number;
  leftovers: string[];
}

export interface AbuseOptions {
  ways: readonly Way[];
  /** Programs to run, by name or family; all when empty. */
  only: readonly string[];
  open: (way: Way) => Promise<SandboxDriver>;
  others: () => Promise<string[]>;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** Runs every hostile program in every way, one at a time, and after each an honest one that must see nothing of it. */
export async function runAbuse({ ways, only, open, others, say, signal }: AbuseOptions): Promise<AbuseRow[]> {
  const programs = abusePrograms().filter(
    ({ name, family }) =>
      only.length === 0 || only.some((each) => name === each || family === each || name.endsWith(`/${each}`)),
  );
  const rows: AbuseRow[] = [];
  for (const way of ways) {
    const driver = await open(way);
    try {
      for (const program of programs) {
        if (signal.aborted) return rows;
        const row = await runOne(driver, way, program, others, signal);
        rows.push(row);
        const left = row.leftovers.length === 0 ? '' : `, left: ${row.leftovers.join(', ')}`;
        say(
          `${row.unexpected === null ? '✓' : '✗'} ${row.way} ${row.program}: ${row.unexpected ?? row.status}, ${row.ms} ms${left}`,
        );
      }
    } finally {
      await driver.close();
    }
  }
  return rows;
}

async function runOne(
  driver: SandboxDriver,
  way: Way,
  { name, code, limits, expectation }: AbuseProgram,
  others: () => Promise<string[]>,
  signal: AbortSignal,
): Promise<AbuseRow> {
  const watch = watchLeftovers(others);
  const startedAt = performance.now();
  const row = { program: name, way: nameOf(way) };
  let status = 'trouble of ours';
  let unexpected: string | null;
  let ms = 0;
  try {
    const result = await driver.run({ code, inputPng: null, limits }, signal).result;
    ms = Math.round(performance.now() - startedAt);
    status = result.execution.status;
    unexpected = whatIsWrong(result, expectation(driver.name, driver.runtime));
  } catch (error) {
    ms = Math.round(performance.now() - startedAt);
    unexpected = oneLine(error instanceof Error ? error.message : String(error));
  }
  const leftovers = await watch.found();
  unexpected ??= await next(driver, signal);
  return { ...row, status, unexpected, ms, leftovers };
}

/** What differs from what must come of the program, in a few words; null when nothing does. */
export function whatIsWrong({ execution, files }: SandboxResult, wanted: AbuseExpectation): string | null {
  const { status, stdout, error } = execution;
  if (!wanted.statuses.includes(status)) {
    const why = error === null ? '' : ` (${oneLine(`${error.type}: ${error.message}`, 120)})`;
    return `${status}${why} instead of ${wanted.statuses.join(' or ')}`;
  }
  if (wanted.says !== null && !wanted.says.test(stdout))
    return `said ${JSON.stringify(oneLine(stdout.slice(-400), 200))}`;
  const names = files.map((file) => file.name).sort();
  if (names.join('\n') !== wanted.files.join('\n'))
    return `left ${names.join(', ') || 'no file'} instead of ${wanted.files.join(', ') || 'none'}`;
  return null;
}

async function next(driver: SandboxDriver, signal: AbortSignal): Promise<string | null> {
  const code = 'import os\nprint(sorted(os.listdir("/job")), os.listdir("/job/out"), os.listdir("/dev/shm"))';
  const { execution } = await driver.run({ code, inputPng: null }, signal).result;
  if (execution.status === 'ok' && execution.stdout === "['main.py', 'out'] [] []\n") return null;
  return `the next program saw: ${oneLine(execution.stdout || execution.stderr, 120)}`;
}

/** A row a program, a column a way. */
export function abuseTable(rows: readonly AbuseRow[]): string {
  const ways = [...new Set(rows.map((row) => row.way))];
  const lines = [...Map.groupBy(rows, (row) => row.program)].map(([program, of]) => [
    program,
    ...ways.flatMap((way) => {
      const row = of.find((each) => each.way === way);
      return row
        ? [row.unexpected === null ? row.status : '✗', `${row.ms} ms`, `${row.leftovers.length}`]
        : ['', '', ''];
    }),
  ]);
  return columns(['program', ...ways.flatMap((way) => [way, 'took', 'left'])], lines);
}
