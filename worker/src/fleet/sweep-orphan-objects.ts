import type { Db, Tx } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import { files } from '@snaprun/core/schema/files';
import { sweeps } from '@snaprun/core/schema/fleet';
import type { Storage } from '@snaprun/core/storage';
import { eq, sql } from 'drizzle-orm';

const pageSize = 500;
const pagesAtOnce = 20;
/** What is younger may be waiting for its row: a job works for half an hour at most. */
const oldMs = 60 * 60_000;

/**
 * Holds objects against rows, both ways: removes objects that no row knows, and says which rows miss theirs; returns
 * how many it removed. It goes on where the last one ended, on whichever worker, and only one looks at a time.
 */
export async function sweepOrphanObjects(
  db: Db,
  storage: Storage,
  log: Log,
  signal?: AbortSignal,
): Promise<number> {
  await db.insert(sweeps).values({ name: 'objects' }).onConflictDoNothing();
  let removed = 0;
  for (let pages = 0; pages < pagesAtOnce && !signal?.aborted; pages += 1) {
    const page = await db.transaction((tx) => sweepPage(tx, storage, log, signal));
    removed += page?.removed ?? 0;
    if (page === null || page.isLast) return removed;
  }
  return removed;
}

/** One page of the listing; null while another worker is at it. */
async function sweepPage(tx: Tx, storage: Storage, log: Log, signal?: AbortSignal) {
  const [at] = await tx
    .select({ position: sweeps.position })
    .from(sweeps)
    .where(eq(sweeps.name, 'objects'))
    .for('update', { skipLocked: true });
  if (at === undefined) return null;
  const listed = await storage.page(at.position, pageSize, signal);
  const isLast = listed.length < pageSize;
  const position = isLast ? '' : (listed.at(-1)?.key ?? '');
  const keys = listed
    .filter(({ modifiedAt }) => modifiedAt.getTime() < Date.now() - oldMs)
    .map(({ key }) => key);
  const orphans = await orphansAmong(tx, keys);
  const isForeign = orphans.length > 0 && !(await hasFiles(tx));
  if (isForeign)
    log.error(
      'the storage has objects and the database has no file at all; nothing was removed: do DATABASE_URL and S3_BUCKET belong together?',
      { objects: listed.length },
    );
  else if (orphans.length > 0) await storage.remove(orphans, signal);
  const there = new Set(listed.map(({ key }) => key));
  const missing = (await expectedBetween(tx, at.position, position)).filter(({ key }) => !there.has(key));
  // Nothing is removed for it: whether a backup has the object is for people to find out.
  if (missing.length > 0)
    log.error('files miss their objects in the storage', {
      files: missing.slice(0, 20).map(({ id }) => id),
      count: missing.length,
    });
  await tx.update(sweeps).set({ position, movedAt: sql`now()` }).where(eq(sweeps.name, 'objects'));
  return { removed: isForeign ? 0 : orphans.length, isLast };
}

/** A database that was just made knows no object: beside a bucket that is in use it would be the end of all of them. */
async function hasFiles(tx: Tx): Promise<boolean> {
  return (await tx.select({ id: files.id }).from(files).limit(1)).length > 0;
}

/** The keys that belong to nothing. Places that this sweep does not know are none of its business. */
async function orphansAmong(tx: Tx, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const found = await tx.execute<{ key: string }>(sql`
    select key from (values ${sql.join(
      keys.map((key) => sql`(${key}::text)`),
      sql`, `,
    )}) as o (key)
    where not exists (select from files f where f.object_key = key or f.thumbnail_key = key)
      and case split_part(key, '/', 1)
        when 'inputs' then true
        when 'thumbnails' then not exists (
          select from files f where f.id = split_part(split_part(key, '/', 2), '.', 1))
        when 'jobs' then not exists (
          select from jobs j where j.id = split_part(key, '/', 2)
            and (j.status in ('queued', 'running') or split_part(key, '/', 3) !~ '^e[0-9]+$'))
        else false
      end`);
  return found.map(({ key }) => key);
}

/** The files whose objects should lie between two places of the listing; an empty end is its end. */
async function expectedBetween(tx: Tx, after: string, last: string) {
  return tx.execute<{ id: string; key: string }>(sql`
    select id, object_key as key from files
    where state = 'ready' and created_at < now() - interval '1 hour'
      and object_key collate "C" > ${after}::text
      ${last === '' ? sql`` : sql`and object_key collate "C" <= ${last}::text`}`);
}
