import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { freePort } from './ports.ts';
import { databaseUrl, postgresCommand, postgresReady, preparePostgres } from './postgres.ts';

test('a cluster is made once, asks for its password, and ends cleanly', async () => {
  const home = await mkdtemp(join(tmpdir(), 'snaprun-postgres-'));
  const options = {
    directory: join(home, 'postgres'),
    port: await freePort(),
    password: 'right',
    throwaway: true,
  };
  try {
    await preparePostgres(options);
    const made = await stat(join(options.directory, 'PG_VERSION'));
    await preparePostgres(options);
    expect((await stat(join(options.directory, 'PG_VERSION'))).ino).toBe(made.ino);
    expect(await readdir(home)).toEqual(['postgres']);

    const server = spawn(...(await postgresCommand(options)), { stdio: 'ignore' });
    const ended = once(server, 'exit');
    await postgresReady(options);
    await postgresReady(options); // finds its database
    const stranger = postgres(databaseUrl({ ...options, password: 'wrong' }), { max: 1 });
    await expect(stranger`select 1`).rejects.toMatchObject({ code: '28P01' });
    server.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    await expect(readFile(join(options.directory, 'postmaster.pid'))).rejects.toThrow('ENOENT');
  } finally {
    await rm(home, { recursive: true });
  }
});
