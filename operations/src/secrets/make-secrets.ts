import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';

/** A secret that was made, was there, or that only a person can fill in. */
export interface MadeSecret {
  name: string;
  state: 'made' | 'kept' | 'to fill';
  /** For one to fill: what belongs into it. */
  hint: string | null;
}

/** What other services give out, so that nothing could be made up for it. */
const fromElsewhere: Readonly<Record<string, string>> = {
  clerk_jwt_key: 'Clerk → API keys → JWT public key, in PEM',
  clerk_secret_key: 'Clerk → API keys → secret key, which begins with sk_',
  clerk_webhook_secret: 'Clerk → Webhooks → endpoint /hooks/clerk → signing secret, which begins with whsec_',
};
/** The demo models take one key for all roles; whoever has models of their own puts their keys here. */
const modelKeys = new Set(['vision_api_key', 'reasoning_api_key', 'code_api_key']);

/** The names under `secrets:` at the end of a compose file, which are files of one folder. */
export function wantedSecrets(compose: string): string[] {
  const [, block = ''] = /^secrets:\n((?:(?: .*|#.*)?\n)+)/m.exec(`${compose}\n`) ?? [];
  const names = [...block.matchAll(/^ {2}([a-z][a-z0-9_]*):/gm)].map(([, name = '']) => name);
  if (names.length === 0)
    throw new AppError('invalid_request', 'The compose file names no secrets; is it that of Snaprun?');
  return names;
}

/**
 * Makes a file for each secret and never changes one that is there.
 *
 * The folder is closed to everybody else on the machine (0700). The files in it are readable (0444), since compose
 * mounts them as they are and each service runs as a user of its own.
 */
export async function makeSecrets(directory: string, names: readonly string[]): Promise<MadeSecret[]> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const made: MadeSecret[] = [];
  // The address of the database holds its password, so that comes first.
  for (const name of [...names].sort((a, b) => Number(a === 'database_url') - Number(b === 'database_url'))) {
    const path = join(directory, name);
    const hint = fromElsewhere[name] ?? null;
    const isThere = existsSync(path);
    if (!isThere)
      await writeFile(path, hint === null ? secretFor(name, directory) : '', { mode: 0o444, flag: 'wx' });
    if (hint !== null && readFileSync(path, 'utf8').trim() === '') {
      // For a person to write into.
      await chmod(path, 0o644);
      made.push({ name, state: 'to fill', hint });
    } else made.push({ name, state: isThere ? 'kept' : 'made', hint: null });
  }
  return made;
}

function secretFor(name: string, directory: string): string {
  const other = (file: string) => {
    const path = join(directory, file);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
  };
  if (name === 'database_url') {
    const password = other('postgres_password');
    if (password === null)
      throw new AppError('invalid_request', 'The compose file wants database_url without postgres_password.');
    return `postgres://snaprun:${encodeURIComponent(password)}@postgres:5432/snaprun`;
  }
  if (modelKeys.has(name))
    for (const sibling of modelKeys) {
      const value = other(sibling);
      if (value) return value;
    }
  // Letters and digits alone: it goes through URLs, shells and YAML unquoted.
  return randomBytes(32).toString('hex');
}
