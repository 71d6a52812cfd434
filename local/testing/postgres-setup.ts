import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../src/ports.ts';
import {
  databaseUrl,
  type PostgresOptions,
  postgresCommand,
  postgresReady,
  preparePostgres,
} from '../src/postgres.ts';

/** Vitest global set-up: one throwaway Postgres whose database `snaprun` is the migrated template of every test file. */
export async function setup(): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'snaprun-test-'));
  const options: PostgresOptions = {
    directory: join(home, 'postgres'),
    port: await freePort(),
    password: 'test',
    throwaway: true,
  };
  await preparePostgres(options);
  const server = spawn(...(await postgresCommand(options)), { stdio: 'ignore' });
  const ended = once(server, 'exit');
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  try {
    await postgresReady(options);
    await migrate(databaseUrl(options));
  } catch (error) {
    await stop();
    throw error;
  }
  process.env.SNAPRUN_TEST_DATABASE_URL = databaseUrl(options);
  return stop;
}

async function migrate(url: string): Promise<void> {
  const script = new URL('../../migrations/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The test database could not be migrated:\n${said}`);
}
