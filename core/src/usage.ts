import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { Receipt } from './receipt.ts';
import { usageDays } from './schema/limits.ts';

/** Days are UTC, whatever the session's time zone. */
export const today = sql`(now() at time zone 'utc')::date`;

/** Counts a new job on its owner's day; call it in the transaction that inserts the job. */
export async function countJob(tx: Tx, userId: string): Promise<void> {
  await tx.execute(sql`
    insert into ${usageDays} as u (user_id, day, jobs) values (${userId}, ${today}, 1)
    on conflict (user_id, day) do update set jobs = u.jobs + 1`);
}

/** Adds what a job cost to its owner's day; call it once, in the transaction that ends the job. */
export async function countWork(tx: Tx, userId: string, receipt: Receipt): Promise<void> {
  const { modelCalls, tokensIn, tokensOut, modelMs, sandboxMs } = receipt;
  await tx.execute(sql`
    insert into ${usageDays} as u (user_id, day, model_calls, tokens_in, tokens_out, model_ms, sandbox_ms)
    values (${userId}, ${today}, ${modelCalls}::int, ${tokensIn}::int, ${tokensOut}::int, ${modelMs}::float8, ${sandboxMs}::float8)
    on conflict (user_id, day) do update set
      model_calls = u.model_calls + excluded.model_calls,
      tokens_in = u.tokens_in + excluded.tokens_in,
      tokens_out = u.tokens_out + excluded.tokens_out,
      model_ms = u.model_ms + excluded.model_ms,
      sandbox_ms = u.sandbox_ms + excluded.sandbox_ms`);
}
