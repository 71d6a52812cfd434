import type postgres from 'postgres';

/** The schemas that are Snaprun's: ours, the queue's, the checkpointer's, and the record of migrations. */
const schemas = ['public', 'graphile_worker', 'langgraph', 'drizzle'] as const;

/** A table's rows and a sum over their hashes, which no order changes. */
export interface TableSum {
  rows: number;
  sum: string;
}

/** What is in every table, by names as `public.jobs`, in the snapshot of the transaction that is given. */
export async function tableSums(
  sql: postgres.Sql | postgres.TransactionSql,
): Promise<Record<string, TableSum>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ${sql(schemas)}
    order by 1`;
  const sums: Record<string, TableSum> = {};
  for (const { name } of tables) {
    // Rows as text depend on the session's zone; everything else that they depend on has one value everywhere here.
    const [row] = await sql.unsafe<TableSum[]>(`
      select count(*)::int as rows,
        coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0)::text as sum
      from ${name} t`);
    if (row !== undefined) sums[name] = { rows: row.rows, sum: row.sum };
  }
  return sums;
}

/** Settings of the connections that sums are made on. */
export const sumConnection = {
  max: 1,
  onnotice: () => undefined,
  connection: { TimeZone: 'UTC', DateStyle: 'ISO' },
} as const;
