import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { leftCgroups } from './left-cgroups.ts';

const root = mkdtempSync(join(tmpdir(), 'snaprun-cgroups-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const make = (path: string) => mkdirSync(join(root, path), { recursive: true });

test('groups of this process are found beside it, above it and in every tree; those of others are not its own', () => {
  make('memory/jobs/a/snaprun-7-1');
  make('pids/snaprun-7-1');
  make('memory/jobs/snaprun-8-1');
  make('unified/snaprun-77-1');
  const own = '8:pids:/\n4:memory:/jobs/a\n0::/\n';
  expect(leftCgroups(7, root, own).sort()).toEqual([
    `control group ${root}/memory/jobs/a/snaprun-7-1`,
    `control group ${root}/pids/snaprun-7-1`,
  ]);
});

test('a machine without control groups has none left', () => {
  expect(leftCgroups(7, join(root, 'nowhere'), '0::/user\n')).toEqual([]);
});
