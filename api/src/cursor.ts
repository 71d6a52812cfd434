import { Buffer } from 'node:buffer';
import { AppError } from '@snaprun/core/errors';
import { type IdKind, idSchema } from '@snaprun/core/ids';
import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** Where a page ends: the time and id of its last row. */
export interface Place {
  time: string;
  id: string;
}

/** A column's time to the microsecond: a Date has milliseconds, and a cursor made of it would lose rows. */
export function exactTime(column: AnyColumn): SQL<string> {
  return sql<string>`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

export function writeCursor({ time, id }: Place): string {
  return Buffer.from(`${time} ${id}`).toString('base64url');
}

/** Reads what `writeCursor` wrote for this kind of row; throws `unprocessable` for anything else. */
export function readCursor(cursor: string, kind: IdKind): Place {
  const [, time = '', id] =
    /^(\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{6}Z) (\S+)$/.exec(
      Buffer.from(cursor, 'base64url').toString(),
    ) ?? [];
  const known = idSchema(kind).safeParse(id);
  if (known.success && isReal(time)) return { time, id: known.data };
  const many = kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
  const detail = `This cursor is not one that a list of ${many} gave out. Start without a cursor.`;
  throw new AppError('unprocessable', detail, {
    details: { errors: [{ in: 'query', pointer: '/cursor', detail }] },
  });
}

/** Date.parse takes the 31st of February for a day in March; Postgres does not. */
function isReal(time: string): boolean {
  const date = new Date(time);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 23) === time.slice(0, 23);
}
