import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { context, trace } from '@opentelemetry/api';
import { createLog } from '@snaprun/core/log';
import { createTestDatabase } from '@snaprun/core/testing/database';
import { insertQueuedJob, insertReadyFile, insertUser } from '@snaprun/core/testing/factories';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiMetrics } from '../../api/src/metrics.ts';
import { inSpan } from '../../worker/src/telemetry/in-span.ts';
import { createSpanMetrics } from '../../worker/src/telemetry/span-metrics.ts';
import { startSpans } from '../../worker/src/telemetry/start-telemetry.ts';

const here = (name: string) => new URL(name, import.meta.url);
const quiet = createLog({}, () => undefined);

/** Every series that api and worker serve, each with the labels that it has. */
async function exposed(): Promise<Map<string, Set<string>>> {
  const database = await createTestDatabase();
  const user = await insertUser(database.db);
  const file = await insertReadyFile(database.db, { userId: user.id });
  await insertQueuedJob(database.db, { userId: user.id, fileId: file.id });
  const api = createApiMetrics({ db: database.db }, quiet);
  api.observe({ method: 'GET', route: '/v1/jobs', status: 200, durationMs: 5 });
  const worker = createSpanMetrics(() => ({
    slots: 2,
    busy: () => 1,
    pool: () => ({ ready: 1, starting: 0 }),
  }));
  const telemetry = await startSpans([worker.processor], quiet);
  const nothing = () => Promise.resolve();
  await inSpan('look', {}, nothing);
  await inSpan('vision model', { 'snaprun.model.role': 'vision', 'snaprun.model.answer': 'ok' }, nothing);
  await inSpan('sandbox', { 'snaprun.sandbox.driver': 'docker', 'snaprun.sandbox.status': 'ok' }, nothing);
  await inSpan('end job', { 'snaprun.job.outcome': 'reproduced' }, nothing);
  await telemetry.close();
  const text = `${await api.metrics()}\n${await worker.metrics()}`;
  await database.drop();
  const series = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z_0-9]+)(?:\{(.*)\})? \S+$/gm)) {
    const known = series.get(name) ?? new Set<string>();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    series.set(name, known);
  }
  return series;
}

let series: Map<string, Set<string>>;
beforeAll(async () => {
  series = await exposed();
});
afterAll(() => {
  trace.disable();
  context.disable();
});

/** Labels that Prometheus adds by itself. */
const added = ['job', 'instance'];

/** The series that an expression names, with the labels that it selects them by. */
function named(expression: string): { name: string; labels: string[] }[] {
  return [...expression.matchAll(/\b((?:snaprun|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', labels = '']) => ({
      name,
      labels: [...labels.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
    }),
  );
}

/** The labels that an expression groups by. */
const grouped = (expression: string) =>
  [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/));

const unknown = (expressions: readonly string[]) =>
  expressions.flatMap((expression) => {
    const asked = named(expression);
    const labels = new Set([...added, ...asked.flatMap(({ name }) => [...(series.get(name) ?? [])])]);
    return [
      ...asked.filter(({ name }) => !series.has(name)).map(({ name }) => name),
      ...[...asked.flatMap((each) => each.labels), ...grouped(expression)].filter(
        (label) => !labels.has(label),
      ),
    ];
  });

interface Panel {
  type: string;
  targets?: { expr: string }[];
}

describe('what the files about metrics name', () => {
  test('the dashboard shows series and labels that are served', () => {
    const { panels } = JSON.parse(readFileSync(here('dashboard.json'), 'utf8')) as { panels: Panel[] };
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(20);
    expect(unknown(expressions)).toEqual([]);
  });

  test('the alerts ask for series and labels that are served', () => {
    const text = readFileSync(here('alerts.yml'), 'utf8');
    const expressions = text
      .split(/^ {6}- alert: /m)
      .slice(1)
      .map((rule) => /expr: ([\s\S]*?)\n {8}for:/.exec(rule)?.[1] ?? '');
    expect(expressions.length).toBeGreaterThan(10);
    expect(expressions).not.toContain('');
    expect(unknown(expressions)).toEqual([]);
  });

  test('every series of ours is in the dashboard', () => {
    const dashboard = readFileSync(here('dashboard.json'), 'utf8');
    const ours = [...series.keys()]
      .filter((name) => name.startsWith('snaprun_'))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    expect([...new Set(ours)].filter((name) => !dashboard.includes(name))).toEqual([]);
  });
});

const promtool = ['/usr/bin/promtool', '/usr/local/bin/promtool', process.env.PROMTOOL ?? ''].find(
  (path) => path !== '' && existsSync(path),
);
const reason = promtool
  ? ''
  : ' (skipped: no promtool; `apt install prometheus` brings one, or set PROMTOOL)';

describe.skipIf(!promtool)(`promtool${reason}`, () => {
  const run = (...args: string[]) => promisify(execFile)(promtool ?? '', args, { cwd: here('.') });

  test('takes the rules and sees them fire when they should and only then', async () => {
    expect((await run('check', 'rules', 'alerts.yml')).stdout).toContain('SUCCESS');
    expect((await run('test', 'rules', 'alerts.test.yml')).stdout).toContain('SUCCESS');
  });

  test('takes the configuration', async () => {
    expect((await run('check', 'config', 'prometheus.yml')).stdout).toContain('SUCCESS');
  });
});
