import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sqlState } from '@snaprun/core/errors';
import postgres from 'postgres';
import { type Check, ok, weaker, wrong } from './check.ts';
import type { OtherClock } from './clock.ts';
import { patienceMs, why } from './patient.ts';

const journal = fileURLToPath(new URL('../../../migrations/sql/meta/_journal.json', import.meta.url));
const name = 'database';

/** Looks at the configured Postgres: reachable, new enough, up to date, with connections to give. */
export async function databaseChecks(url: string): Promise<{ checks: Check[]; clock: OtherClock | null }> {
  const sql = postgres(url, { max: 1, connect_timeout: patienceMs / 1000, onnotice: () => undefined });
  try {
    const [facts] = await sql<
      { number: number; version: string; now: Date; connections: number; used: number }[]
    >`select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
      clock_timestamp() as now, current_setting('max_connections')::int as connections,
      (select count(*)::int from pg_stat_activity) as used`;
    if (facts === undefined) throw new Error('Postgres told nothing of itself.');
    const clock = { whose: 'Postgres', theirs: facts.now, ours: new Date() };
    const checks = [
      facts.number >= 150_000
        ? ok(name, `Postgres ${facts.version} answers`)
        : wrong(name, `Postgres ${facts.version} is too old`, 'use Postgres 15 or newer'),
      await migrationsCheck(sql),
    ];
    const free = facts.connections - facts.used;
    if (free < 20)
      checks.push(
        weaker(
          'connections',
          `${free} of ${facts.connections} are free; api and a worker take about 20`,
          'raise max_connections, or run fewer workers',
        ),
      );
    return { checks, clock };
  } catch (error) {
    return { checks: [unreachable(error)], clock: null };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function unreachable(error: unknown): Check {
  switch (sqlState(error)) {
    case '28P01':
    case '28000':
      return wrong(
        name,
        'Postgres refuses this user or password',
        'correct user and password in DATABASE_URL',
      );
    case '3D000':
      return wrong(
        name,
        'Postgres has no such database',
        'create it: createdb NAME, with the name at the end of DATABASE_URL',
      );
    case '53300':
      return wrong(name, 'Postgres has no connection left', 'raise max_connections, or stop what holds them');
    default:
      return wrong(
        name,
        `Postgres does not answer (${why(error)})`,
        'start it, or correct host and port in DATABASE_URL',
      );
  }
}

async function migrationsCheck(sql: postgres.Sql): Promise<Check> {
  const { entries } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
  const mend = 'npm start does it; with compose: docker compose run --rm migrate';
  const [table] = await sql<{ exists: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as exists`;
  if (!table?.exists) return wrong('migrations', 'none was applied: the database is empty', mend);
  const [row] = await sql<{ applied: number }[]>`
    select count(*)::int as applied from drizzle.__drizzle_migrations`;
  const applied = row?.applied ?? 0;
  if (applied < entries.length)
    return wrong('migrations', `${applied} of ${entries.length} are applied`, mend);
  if (applied > entries.length)
    return wrong(
      'migrations',
      `the database is ${applied - entries.length} ahead of this version`,
      'run the version that migrated it, or restore the backup from before',
    );
  return ok('migrations', `all ${applied} are applied`);
}
