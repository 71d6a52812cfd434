import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Check, ok, weaker, wrong } from './check.ts';

export type Settings = Readonly<Record<string, string>>;
type Env = Readonly<Record<string, string | undefined>>;

const roles = ['VISION', 'REASONING', 'CODE'] as const;

/** The names in `.env.example`, which a test holds against what the processes read. */
export function knownNames(example: string): Set<string> {
  return new Set([...example.matchAll(/^# ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name));
}

/** The settings as the processes will read them, `NAME_FILE` being read, and what is wrong with their form. */
export function readSettings(env: Env, known: ReadonlySet<string>): { values: Settings; checks: Check[] } {
  const values: Record<string, string> = {};
  const checks: Check[] = [];
  for (const [name, given] of Object.entries(env)) {
    if (!given) continue;
    if (known.has(name) && !name.endsWith('_FILE')) values[name] = given;
    else if (!known.has(name)) checks.push(...misspelt(name, known));
  }
  for (const name of known) {
    const path = env[`${name}_FILE`];
    if (!path || values[name] !== undefined) continue;
    try {
      values[name] = readFileSync(path, 'utf8').trimEnd();
      // A folder that others cannot enter closes what is in it.
      if ((statSync(path).mode & 0o077) !== 0 && (statSync(dirname(path)).mode & 0o011) !== 0)
        checks.push(weaker(`${name}_FILE`, `others on this machine can read ${path}`, `chmod 600 ${path}`));
    } catch (error) {
      const { code = 'unknown' } = error as { code?: string };
      const mend = `make that file, or unset ${name}_FILE; make secrets makes the secrets`;
      checks.push(wrong(`${name}_FILE`, `the file ${path} cannot be read (${code})`, mend));
    }
  }
  checks.push(...togetherOrNot(values), ...shapes(values));
  const isFine = checks.every(({ state }) => state !== 'wrong');
  const count = Object.keys(values).length;
  const says = count === 0 ? 'none is set; everything is embedded' : `${count} set, none contradicts another`;
  return { values, checks: isFine ? [ok('settings', says), ...checks] : checks };
}

/** What only works with another setting beside it. */
function togetherOrNot(values: Settings): Check[] {
  const missing = (when: string, names: readonly string[]) =>
    names
      .filter((name) => !values[name])
      .map((name) => wrong(name, `is not set, but ${when} needs it`, `set ${name}`));
  const checks: Check[] = [];
  if (values.S3_ENDPOINT)
    checks.push(...missing('S3_ENDPOINT', ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']));
  else if (values.S3_BUCKET)
    checks.push(
      weaker(
        'S3_BUCKET',
        'is set without S3_ENDPOINT, so the embedded store is used and not that bucket',
        'set S3_ENDPOINT',
      ),
    );
  if (values.AUTH_MODE === 'clerk')
    checks.push(...missing('AUTH_MODE=clerk', ['CLERK_JWT_KEY', 'CLERK_ISSUER']));
  const langfuse = ['LANGFUSE_PUBLIC_KEY', 'LANGFUSE_SECRET_KEY'];
  if (langfuse.some((name) => values[name])) checks.push(...missing('the other key of Langfuse', langfuse));
  return checks;
}

function shapes(values: Settings): Check[] {
  const checks: Check[] = [];
  const urls = ['DATABASE_URL', 'S3_ENDPOINT', 'S3_PUBLIC_ENDPOINT', 'CLERK_ISSUER', 'SENTRY_DSN'];
  for (const name of urls)
    if (values[name] && !URL.canParse(values[name]))
      checks.push(wrong(name, 'is not a URL', `write ${name} with its scheme, as https://…`));
  for (const origin of (values.WEB_ORIGIN ?? '').split(',').filter(Boolean))
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      checks.push(
        wrong('WEB_ORIGIN', `${origin} is not an origin`, 'write it without a path: https://app.example.com'),
      );
  for (const role of roles)
    for (const url of (values[`${role}_BASE_URL`] ?? '').split(',').filter(Boolean))
      if (!URL.canParse(url))
        checks.push(wrong(`${role}_BASE_URL`, 'holds what is not a URL', 'https://…/v1'));
      else if (!/\/v1\/?$/.test(url))
        checks.push(
          weaker(`${role}_BASE_URL`, 'does not end in /v1, as OpenAI-compatible servers want', 'add /v1'),
        );
  return checks;
}

function misspelt(name: string, known: ReadonlySet<string>): Check[] {
  const meant = [...known].find((each) => each.length > 6 && isOneSlipFrom(name, each));
  return meant === undefined
    ? []
    : [weaker(name, `is no setting of Snaprun and is not read; ${meant} is one`, `rename it to ${meant}`)];
}

/** Whether one letter was left out, added, changed or swapped with its neighbour. */
function isOneSlipFrom(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
