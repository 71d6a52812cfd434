import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { createTestDatabase } from '@snaprun/core/testing/database';
import { describe, expect, test } from 'vitest';

const base = new URL('base/', import.meta.url);
const files = Object.fromEntries(
  readdirSync(base).map((name) => [name, readFileSync(new URL(name, base), 'utf8')]),
);
const example = readFileSync(new URL('example/secrets.yaml', import.meta.url), 'utf8');
const all = Object.values(files).join('\n---\n');

/** Those that the entry points of the processes read besides, and the web app. */
const alsoRead = [
  'HOST',
  'PORT',
  'ORIGIN',
  'PROTOCOL_HEADER',
  'HOST_HEADER',
  'SANDBOX_DRIVER',
  'PUBLIC_CLERK_PUBLISHABLE_KEY',
];

test('every setting in the manifests is one of Snaprun', () => {
  const known = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const names = new Set([
    ...[...all.matchAll(/\{ name: ([A-Z][A-Z0-9_]+)/g)].map(([, name = '']) => name),
    ...[...(files['settings.yaml'] ?? '').matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name = '']) => name),
  ]);
  expect(names.size).toBeGreaterThan(30);
  const isKnown = (name: string) => known.includes(`# ${name.replace(/_FILE$/, '')}=`);
  const unknown = [...names].filter((name) => !alsoRead.includes(name) && !isKnown(name));
  expect(unknown).toEqual([]);
});

test('every secret that a process reads is named in the example', () => {
  const read = new Set([...all.matchAll(/\/run\/secrets\/\w+\/(\w+) \}/g)].map(([, name = '']) => name));
  expect(read.size).toBeGreaterThan(8);
  expect([...read].filter((name) => !new RegExp(`\\b${name}:`).test(example))).toEqual([]);
});

test('no pod is without its limits, its user, or what takes rights from it', () => {
  const pods = all.split(/^---$/m).filter((text) => /^kind: (Deployment|Job)$/m.test(text));
  expect(pods).toHaveLength(4);
  for (const pod of pods)
    for (const wanted of [
      ...['runAsNonRoot: true', 'readOnlyRootFilesystem: true', 'drop: [ALL]', 'RuntimeDefault'],
      ...['allowPrivilegeEscalation: false', 'limits: { memory:', 'automountServiceAccountToken'],
    ])
      expect(pod).toContain(wanted);
});

test('what workers are scaled by is a number that Postgres gives', async () => {
  const query = /query: (.*)/.exec(files['autoscaling.yaml'] ?? '')?.[1] ?? '';
  const database = await createTestDatabase();
  const rows = await database.sql.unsafe(query).values();
  await database.drop();
  expect(rows.map((row) => row.map(Number))).toEqual([[0]]);
});

function why(): string {
  for (const program of ['kustomize', 'kubernetes-validate'])
    try {
      execFileSync(program, [program === 'kustomize' ? 'version' : '--version'], { stdio: 'ignore' });
    } catch {
      return ` (skipped: no ${program} on the path)`;
    }
  return '';
}
const missing = why();

describe.skipIf(missing !== '')(`the rendered example${missing}`, () => {
  test('fits the schemas of Kubernetes', { timeout: 60_000 }, async () => {
    const script = new URL('check.sh', import.meta.url).pathname;
    const { stdout, stderr } = await promisify(execFile)('sh', [script]);
    const passed = `${stdout}${stderr}`.match(/ passed for resource /g) ?? [];
    const [, rendered] = /^(\d+) resources are rendered/m.exec(stdout) ?? [];
    // KEDA's two have no schema there.
    expect(passed.length).toBe(Number(rendered) - 2);
  });
});
