import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemdScopes } from './systemd-scope.ts';

const limits = { memoryBytes: 1000, processes: 10, cpus: 2 };
const bus = { XDG_RUNTIME_DIR: '/run/user/7', PATH: '/secret' };

test('a scope carries the limits and becomes the command, which finds the user’s bus', async () => {
  const group = systemdScopes(limits, bus).create();
  const [program, ...args] = group.enter(['/bin/echo', 'a b', '--user']);
  expect(program).toBe('/usr/bin/systemd-run');
  expect(args.slice(0, 4)).toEqual(['--user', '--scope', '--quiet', '--collect']);
  const properties = args.filter((_arg, index) => args[index - 1] === '-p');
  expect(properties).toEqual(['MemoryMax=1000', 'MemorySwapMax=0', 'TasksMax=10', 'KillMode=control-group']);
  expect(args.slice(args.indexOf('--'))).toEqual(['--', '/bin/echo', 'a b', '--user']);
  expect(group.env).toEqual({
    XDG_RUNTIME_DIR: '/run/user/7',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/7/bus',
  });
  expect(await group.close()).toEqual({ outOfMemory: false, peakMemoryBytes: null });
});

test('every box has a scope of its own', () => {
  const scopes = systemdScopes(limits, bus);
  const names = [0, 1].map(() =>
    scopes
      .create()
      .enter(['/bin/true'])
      .find((arg) => arg.startsWith('--unit=')),
  );
  expect(new Set(names).size).toBe(2);
});

test('a manager that takes the limit but does not hold it is found out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'snaprun-systemd-'));
  const pretender = join(folder, 'systemd-run');
  writeFileSync(pretender, '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift; exec "$@"\n', {
    mode: 0o755,
  });
  try {
    const scopes = systemdScopes({ ...limits, memoryBytes: 123_457 }, bus, pretender);
    const [program, ...args] = scopes.create().enter(scopes.trial);
    expect(() => execFileSync(program, args, { stdio: 'pipe' })).toThrow();
    const [works, ...rest] = scopes.create().enter(['/bin/true']);
    expect(() => execFileSync(works, rest, { stdio: 'pipe' })).not.toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
