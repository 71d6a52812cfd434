import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../testing/launcher.ts';
import { startTicks } from './data-directory.ts';
import { createSupervisor, endLeftovers, type Service } from './supervisor.ts';

let home: string;
let lines: string[];
const at = (name: string) => join(home, name);
const pidOf = async (name: string) => Number((await readFile(at(`pids/${name}.pid`), 'utf8')).split(' ')[0]);
const supervisor = () =>
  createSupervisor({ logs: at('logs'), pids: at('pids'), say: (line) => lines.push(line) });
const shell = (name: string, script: string, more: Partial<Service> = {}): Service => ({
  name,
  command: '/bin/sh',
  args: ['-c', script],
  env: { PATH: process.env.PATH ?? '', HOME: home },
  ...more,
});
const wrote = (file: string, text: string) => () =>
  until(`${text} in ${file}`, async () => (await readFile(at(file), 'utf8')).includes(text)).then(() => {});

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'snaprun-supervisor-'));
  lines = [];
  for (const folder of ['logs', 'pids']) await mkdir(at(folder));
});
afterEach(() => rm(home, { recursive: true }));

describe('the supervisor', () => {
  test('starts a service that died again, says so with its log, and stops for good', async () => {
    const services = supervisor();
    await services.start(shell('one', 'echo up; exec sleep 60'), wrote('logs/one.log', 'up'));
    const first = await pidOf('one');
    expect(services.pids()).toEqual([first]);
    process.kill(first, 'SIGKILL');
    const second = await until('another process', async () => {
      const pid = await pidOf('one');
      return pid === first ? null : pid;
    });
    expect(lines).toEqual([
      `one ended (SIGKILL); starting it again in 0.25 s. Its log: ${at('logs/one.log')}`,
    ]);
    await services.stop();
    expect(await startTicks(second)).toBeNull();
    expect(services.pids()).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(await readdir(at('pids'))).toEqual([]);
  });

  test('puts a log aside that has grown large, once its service starts again', async () => {
    await writeFile(at('logs/one.log'), Buffer.alloc(10_000_001, 'x'));
    await writeFile(at('logs/one.log.1'), 'older');
    const services = supervisor();
    await services.start(shell('one', 'echo up; exec sleep 60'), wrote('logs/one.log', 'up'));
    await services.stop();
    expect(await readFile(at('logs/one.log'), 'utf8')).toBe('up\n');
    expect((await readFile(at('logs/one.log.1'))).length).toBe(10_000_001);
  });

  test('waits longer each time a service dies at once, and stopping ends the wait', async () => {
    const services = supervisor();
    await services.start(shell('bad', 'exit 7'), async () => {});
    await until('a third start', () => lines.length >= 2);
    await services.stop();
    expect(lines.map((line) => /^bad ended \(exit 7\).* in ([\d.]+) s/.exec(line)?.[1])).toEqual([
      '0.25',
      '0.5',
    ]);
  });

  test('names a program that is not there', async () => {
    const services = supervisor();
    const service = { ...shell('none', ''), command: at('none'), args: [] };
    await services.start(service, () => until('a word about it', () => lines.length > 0).then(() => {}));
    await services.stop();
    expect(lines[0]).toMatch(/^none ended \(/);
  });

  test('ends the last started first', async () => {
    const services = supervisor();
    const script = (name: string) =>
      `trap 'echo ${name} >> $HOME/order; exit 0' TERM; echo up; while :; do sleep 0.02; done`;
    for (const name of ['a', 'b', 'c'])
      await services.start(shell(name, script(name)), wrote(`logs/${name}.log`, 'up'));
    await services.stop();
    expect(await readFile(at('order'), 'utf8')).toBe('c\nb\na\n');
    expect(lines).toEqual([]);
  });

  test('kills what does not want to end', async () => {
    const services = supervisor();
    const stubborn = shell('stubborn', `trap '' TERM; echo up; while :; do sleep 0.05; done`, {
      stopMs: 150,
    });
    await services.start(stubborn, wrote('logs/stubborn.log', 'up'));
    const pid = await pidOf('stubborn');
    await services.stop();
    expect(await startTicks(pid)).toBeNull();
  });

  test('tells whoever waits for a service that it has ended', async () => {
    const services = supervisor();
    const waiting = services.start(shell('short', 'exit 1'), (isAlive) =>
      until('the end of it', () => !isAlive()).then(() => {
        throw new Error('it ended');
      }),
    );
    await expect(waiting).rejects.toThrow('it ended');
    await services.stop();
  });

  test('a stop in the middle of a start leaves no process', async () => {
    const services = supervisor();
    const starting = services.start(shell('late', 'exec sleep 60'), async () => {});
    await services.stop();
    await starting;
    expect(services.pids()).toEqual([]);
    await expect(services.start(shell('later', 'exec sleep 60'), async () => {})).rejects.toThrow(
      'Snaprun is stopping.',
    );
  });
});

describe('what a killed start left behind', () => {
  test('is ended, and a pid that meanwhile belongs to another is left alone', async () => {
    const [left, other] = [spawn('sleep', ['60']), spawn('sleep', ['60'])];
    await writeFile(at('pids/worker-1.pid'), `${left.pid} ${await startTicks(left.pid ?? 0)}\n`);
    await writeFile(at('pids/api.pid'), `${other.pid} 1\n`);
    await writeFile(at('pids/web.pid'), '');
    await endLeftovers(at('pids'));
    expect(await startTicks(left.pid ?? 0)).toBeNull();
    expect(await startTicks(other.pid ?? 0)).not.toBeNull();
    other.kill();
    expect(await readdir(at('pids'))).toEqual([]);
  });
});
