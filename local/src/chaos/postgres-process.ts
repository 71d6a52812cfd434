import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { type PostgresOptions, postgresCommand, postgresReady, preparePostgres } from '../postgres.ts';
import { endsWithParent } from '../supervisor.ts';

export interface PostgresProcess {
  start(): Promise<void>;
  /** Ends it in order, or as if its machine had lost power. */
  end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>;
}

/** A throwaway Postgres that can be ended and started again. */
export async function createPostgresProcess(options: PostgresOptions, log: string): Promise<PostgresProcess> {
  await preparePostgres(options);
  let child: ChildProcess | undefined;
  return {
    async start() {
      const file = openSync(log, 'a');
      child = spawn(...endsWithParent(...(await postgresCommand(options)), 'SIGINT'), {
        stdio: ['ignore', file, file],
      });
      await postgresReady(options, 60_000);
    },
    async end(signal) {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}
