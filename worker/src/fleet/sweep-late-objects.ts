import type { Db } from '@snaprun/core/database';
import { removedObjects } from '@snaprun/core/schema/files';
import type { Storage } from '@snaprun/core/storage';
import { inArray, lt, sql } from 'drizzle-orm';

const atOnce = 100;

/**
 * Removes objects that arrived after their place had been emptied: by a link for an upload, or by a worker that did not
 * know yet. Returns how many there were; the place is forgotten with that.
 */
export async function sweepLateObjects(db: Db, storage: Storage, signal?: AbortSignal): Promise<number> {
  let swept = 0;
  for (;;) {
    const { places, objects } = await db.transaction(async (tx) => {
      const due = tx
        .select({ place: removedObjects.place })
        .from(removedObjects)
        .where(lt(removedObjects.againAt, sql`now()`))
        .limit(atOnce)
        .for('update', { skipLocked: true });
      const gone = await tx.delete(removedObjects).where(inArray(removedObjects.place, due)).returning();
      // Inside the transaction: when the storage does not answer, the places are still known.
      const found: string[] = [];
      for (const { place } of gone) found.push(...(await objectsAt(storage, place, signal)));
      if (found.length > 0) await storage.remove(found, signal);
      return { places: gone.length, objects: found.length };
    });
    swept += objects;
    if (places < atOnce || signal?.aborted) return swept;
  }
}

async function objectsAt(storage: Storage, place: string, signal?: AbortSignal): Promise<string[]> {
  if (place.endsWith('/')) return storage.list(place, signal);
  return (await storage.head(place, signal)) === null ? [] : [place];
}
