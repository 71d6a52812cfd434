import { createPublicKey } from 'node:crypto';
import { type Check, ok, weaker, wrong } from './check.ts';
import type { Settings } from './settings.ts';

const dayMs = 86_400_000;
const warnDays = 30;

/** Looks at keys without using them: form, expiry, and those that are still as an example had them. */
export function keyChecks(values: Settings, now: Date = new Date()): Check[] {
  return [...clerkKey(values), ...modelKeys(values, now), ...examples(values)];
}

function clerkKey({ CLERK_JWT_KEY: key }: Settings): Check[] {
  if (!key) return [];
  const name = 'CLERK_JWT_KEY';
  const mend =
    'copy the "PEM public key" of Clerk’s dashboard (API keys → JWT public key); \\n for line breaks is fine';
  try {
    const { asymmetricKeyType } = createPublicKey(key.replaceAll('\\n', '\n'));
    if (asymmetricKeyType === 'rsa') return [ok(name, 'an RSA public key')];
    return [wrong(name, `is a key of type ${asymmetricKeyType}, and Clerk signs with RSA`, mend)];
  } catch {
    return [wrong(name, 'is no public key in PEM', mend)];
  }
}

/** Tokens of hosted endpoints are often JWTs that end after a year. */
function modelKeys(values: Settings, now: Date): Check[] {
  return ['VISION', 'REASONING', 'CODE'].flatMap((role) => {
    const name = `${role}_API_KEY`;
    const expires = expiryOf(values[name] ?? '');
    if (expires === null) return [];
    const days = Math.floor((expires.getTime() - now.getTime()) / dayMs);
    const on = expires.toISOString().slice(0, 10);
    const mend = `make a new token and set ${name}`;
    if (days < 0) return [wrong(name, `expired on ${on}`, mend)];
    if (days < warnDays) return [weaker(name, `expires in ${days} days, on ${on}`, mend)];
    return [ok(name, `valid until ${on}`)];
  });
}

function expiryOf(token: string): Date | null {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token) ?? [];
  if (payload === undefined) return null;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown };
    return typeof exp === 'number' ? new Date(exp * 1000) : null;
  } catch {
    return null; // three parts with dots between them, and no JWT
  }
}

function examples(values: Settings): Check[] {
  return Object.entries(values)
    .filter(([, value]) => /change[ _-]?me/i.test(value))
    .map(([name]) => wrong(name, 'is still what the example has', `set ${name}; make secrets makes secrets`));
}
