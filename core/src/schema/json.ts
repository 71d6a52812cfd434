import { customType } from 'drizzle-orm/pg-core';

/**
 * A jsonb column that takes every string: Postgres refuses NUL and half of a surrogate pair in JSON, and programs,
 * models and pictures bring both. They are kept as U+FFFD.
 */
export const json = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'jsonb',
  toDriver: (value) =>
    JSON.stringify(value, (_key, inner) => (typeof inner === 'string' ? storable(inner) : inner)),
});

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
