import { AppError } from '@snaprun/core/errors';
import { eventsAfter } from '@snaprun/core/events';
import {
  apiTokens,
  feedback,
  notifications,
  shares,
  webhookDeliveries,
  webhooks,
} from '@snaprun/core/schema/account';
import { files } from '@snaprun/core/schema/files';
import { usageDays } from '@snaprun/core/schema/limits';
import type { User } from '@snaprun/core/schema/users';
import { and, asc, eq, getTableColumns, gt } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import { presentFile } from '../files.ts';
import { listJobs } from '../job-list.ts';
import { jobResults } from '../job-results.ts';
import { presentDeliveries } from '../webhooks/deliveries.ts';
import { presentMe } from './profile.ts';

type Deps = Pick<AppDeps, 'db' | 'storage' | 'adminUserIds'>;

const page = 100;

/**
 * Everything that is kept of a person as one JSON document, in pieces: it is read from the database as it is sent.
 *
 * Files are links; they live as long as every download link, and `GET /v1/files/{id}` gives new ones. Hashes of tokens
 * and secrets of webhooks stay here.
 */
export async function* exportAccount(deps: Deps, user: User): AsyncGenerator<string> {
  const { db } = deps;
  const json = (value: unknown) => JSON.stringify(value);
  yield `{"exportedAt":${json(new Date())},"me":${json(presentMe(user, deps))},"files":`;
  yield* list(pictures(deps, user.id));
  yield ',"jobs":';
  yield* list(jobs(deps, user.id));
  const mine = { notifications, feedback, tokens: apiTokens, webhooks, shares, usageDays };
  for (const [name, table] of Object.entries(mine)) {
    const rows: Record<string, unknown>[] = await db.select().from(table).where(eq(table.userId, user.id));
    yield `,${json(name)}:${json(rows.map(withoutSecrets))}`;
  }
  yield ',"deliveries":';
  yield* list(deliveries(deps, user.id));
  yield '}\n';
}

function withoutSecrets(row: Record<string, unknown>) {
  const { userId: _, sha256: __, secret: ___, previousSecret: ____, ...rest } = row;
  return rest;
}

async function* list(items: AsyncGenerator<unknown>): AsyncGenerator<string> {
  let lead = '[';
  for await (const item of items) {
    yield lead + JSON.stringify(item);
    lead = ',\n';
  }
  yield lead === '[' ? '[]' : ']';
}

async function* pictures({ db, storage }: Deps, userId: string): AsyncGenerator<unknown> {
  for (let after = ''; ; ) {
    const rows = await db
      .select()
      .from(files)
      .where(and(eq(files.userId, userId), eq(files.role, 'input'), gt(files.id, after)))
      .orderBy(asc(files.id))
      .limit(page);
    for (const row of rows) yield presentFile(storage, row);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

async function* jobs(deps: Deps, userId: string): AsyncGenerator<unknown> {
  for (let cursor: string | undefined; ; ) {
    const found = await listJobs(deps, userId, { limit: page, cursor });
    for (const { id } of found.jobs) {
      const events = [];
      for (let more = await eventsAfter(deps.db, id, 0); more.length > 0; ) {
        events.push(...more);
        more = await eventsAfter(deps.db, id, more.at(-1)?.seq ?? 0);
      }
      const results = await jobResults(deps, userId, id).catch((error: unknown) => {
        // It was removed while the export ran: by the person, or because its time was over.
        if (error instanceof AppError && error.code === 'not_found') return null;
        throw error;
      });
      if (results !== null) yield { ...results, events };
    }
    if (found.nextCursor === null) return;
    cursor = found.nextCursor;
  }
}

async function* deliveries({ db }: Deps, userId: string): AsyncGenerator<unknown> {
  for (let after = ''; ; ) {
    const rows = await db
      .select(getTableColumns(webhookDeliveries))
      .from(webhookDeliveries)
      .innerJoin(webhooks, eq(webhooks.id, webhookDeliveries.webhookId))
      .where(and(eq(webhooks.userId, userId), gt(webhookDeliveries.id, after)))
      .orderBy(asc(webhookDeliveries.id))
      .limit(page);
    yield* await presentDeliveries(db, rows);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
