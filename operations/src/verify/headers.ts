import { type Check, ok, weaker, wrong } from '../doctor/check.ts';
import { patienceMs, why } from '../doctor/patient.ts';

/** What a page must say, each with what is missing without it. */
const wanted: readonly [header: string, shape: RegExp, purpose: string][] = [
  ['strict-transport-security', /max-age=(\d{7,})/, 'browsers may go back to http'],
  ['content-security-policy', /default-src/, 'a page may load anything'],
  ['x-content-type-options', /^nosniff$/, 'browsers guess types'],
  ['referrer-policy', /^(no-referrer|same-origin|strict-origin.*)$/, 'addresses reach other sites'],
];

/** The page's headers, the way from http, and what the proxy and the servers tell of themselves. */
export async function headerChecks(url: URL): Promise<Check[]> {
  const page = await get(new URL('/sign-in', url));
  if (!(page instanceof Response))
    return [wrong('page', `does not answer (${why(page)})`, 'docker compose ps shows what does not run')];
  if (!page.ok)
    return [wrong('page', `answers ${page.status}`, 'docker compose logs web; docker compose logs traefik')];
  const missing = wanted.filter(([header, shape]) => !shape.test(page.headers.get(header) ?? ''));
  const told = ['server', 'x-powered-by'].filter((header) => page.headers.has(header));
  return [
    ok('page', 'answers'),
    ...missing
      .filter(([header]) => url.protocol === 'https:' || header !== 'strict-transport-security')
      .map(([header, , purpose]) =>
        wrong(
          'headers',
          `without a good ${header} ${purpose}`,
          'traefik/dynamic sets it; is another proxy in front?',
        ),
      ),
    ...(missing.length === 0 ? [ok('headers', wanted.map(([header]) => header).join(', '))] : []),
    ...told.map((header) =>
      weaker('headers', `${header} tells what runs here`, `have the proxy remove ${header}`),
    ),
    ...(url.protocol === 'https:' ? [await redirectCheck(url)] : []),
  ];
}

async function redirectCheck(url: URL): Promise<Check> {
  const plain = new URL(url);
  plain.protocol = 'http:';
  plain.port = '';
  const answer = await get(plain);
  if (!(answer instanceof Response)) return ok('http', 'is closed');
  const to = answer.headers.get('location') ?? '';
  if ([301, 308].includes(answer.status) && to.startsWith('https://')) return ok('http', 'leads to https');
  const mend = 'send it to https with 308 at the proxy';
  return wrong('http', `answers ${answer.status} and does not lead to https`, mend);
}

function get(url: URL): Promise<Response | unknown> {
  const signal = AbortSignal.timeout(patienceMs);
  return fetch(url, { redirect: 'manual', signal }).catch((error: unknown) => error);
}
