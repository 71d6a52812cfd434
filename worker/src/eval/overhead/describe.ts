import { markdownTable } from '../../sandbox/cli/columns.ts';
import { type Breakdown, queuePart } from './break-down.ts';

/** What each span's own time is spent on, in words. */
const words: Readonly<Record<string, string>> = {
  [queuePart]: 'from the request until a worker takes the job',
  job: 'claiming the job, between the steps, LangGraph itself',
  'waiting for events': 'the end of each step, and before a model or a program starts',
  'waiting for checkpoints': 'before a model is called',
  'write object': 'pictures for sandbox and vision, what the program made, the judgement',
  prepare: 'decoding the picture, orienting it, encoding both PNGs',
  run: 'decoding and encoding figures, reading the table',
  sandbox: 'everything in the sandbox but the program: start, collecting files, frames',
  'bandit and policy': 'the Python process behind bandit and the AST policy',
};

/** The whole breakdown as a text: medians over the jobs, largest parts first. */
export function describeBreakdowns(all: readonly Breakdown[]): string {
  const of = (pick: (one: Breakdown) => number) => all.map(pick);
  const line = (name: string, values: readonly number[]) => [
    name,
    ms(quantile(values, 0.5)),
    ms(quantile(values, 0.95)),
    ms(Math.max(...values)),
  ];
  const totals = markdownTable(
    ['per job', 'p50', 'p95', 'most'],
    [
      line(
        'wall, from request to end',
        of(({ wallMs }) => wallMs),
      ),
      line(
        'models',
        of(({ modelMs }) => modelMs),
      ),
      line(
        'the program',
        of(({ programMs }) => programMs),
      ),
      line(
        'ours',
        of(({ oursMs }) => oursMs),
      ),
    ],
  );
  const names = [...new Set(all.flatMap(({ parts }) => [...parts.keys()]))];
  const rows = names
    .map((name) => ({
      name,
      ms: quantile(
        of(({ parts }) => parts.get(name)?.ms ?? 0),
        0.5,
      ),
      count: quantile(
        of(({ parts }) => parts.get(name)?.count ?? 0),
        0.5,
      ),
    }))
    .sort((a, b) => b.ms - a.ms);
  const parts = markdownTable(
    ['what is ours, by span', 'p50', 'times', 'what it is'],
    rows.map(({ name, ms: value, count }) => [name, ms(value), String(count), words[name] ?? '']),
  );
  return `${totals}\n\n${parts}`;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
