import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { removedObjects } from './schema/files.ts';

/** A link for an upload lives five minutes, and a worker gives a transfer up after two. */
const lateness = sql`interval '10 minutes'`;

/** Has a worker look once more at places (keys, or beginnings of keys that end with a slash) that were just emptied. */
export async function lookAgainAt(tx: Tx, places: readonly string[]): Promise<void> {
  if (places.length === 0) return;
  await tx
    .insert(removedObjects)
    .values(places.map((place) => ({ place, againAt: sql`now() + ${lateness}` })))
    .onConflictDoNothing();
}
