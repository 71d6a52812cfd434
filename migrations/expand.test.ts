import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

/**
 * During a rolling update workers of the last release run on this schema. So a migration only adds, and what it adds
 * must not be required of those who do not know it; what nobody uses any more goes a release later.
 */
const forbidden = [
  /\bdrop\s+(table|column|view|constraint|default)\b/i,
  /\brename\b/i,
  /\balter\s+column\b.*\b(set\s+not\s+null|type|set\s+data\s+type)\b/i,
  /\badd\s+column\b(?!.*\bdefault\b).*\bnot\s+null\b/i,
];

/** Migrations that take something away, and why no worker of the release before could miss it. */
const contractions: Readonly<Record<string, string>> = {
  '0008_webhooks.sql': 'no release had written deliveries yet',
};
/** Everything up to here was made before there was a release. */
const firstRelease = '0007';

const folder = new URL('sql/', import.meta.url);

describe('a migration', async () => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql') && name >= firstRelease);

  test.each(names)('%s leaves the last release working, or says why it may not', async (name) => {
    const statements = (await readFile(new URL(name, folder), 'utf8')).split('--> statement-breakpoint');
    const broken = statements.filter((statement) => forbidden.some((pattern) => pattern.test(statement)));
    if (name in contractions)
      expect(broken, 'it takes nothing away: remove it from the list').not.toEqual([]);
    else expect(broken.map((statement) => statement.trim())).toEqual([]);
  });
});
