import { afterAll, beforeAll, expect, test } from 'vitest';
import { walks } from '../testing/routes.ts';
import { openTestApi, type Person, type TestApi } from '../testing/test-api.ts';
import { makeThings, missingThings, type Things } from '../testing/things.ts';
import { openapiText } from './openapi-text.ts';
import { JobList } from './shapes/job.ts';

let api: TestApi;
let ann: Person;
let eve: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
  eve = await api.person('eve');
});
afterAll(() => api.close());

/** The answer on a route where `things` stand for its ids; `text` is empty for a stream, which may never end. */
async function ask(route: string, token: string | null, things: Things) {
  const walk = walks[route];
  const [method = '', path = ''] = route.split(' ');
  const id = walk?.of === undefined ? '' : things[walk.of];
  const body = walk?.body?.(id);
  const above = walk?.under === undefined ? [] : [things[walk.under]];
  const address = [...above, id].reduce(
    (left, each) => left.replace(/\{\w+\}/, each),
    path.replace('{role}', 'vision'),
  );
  const response = await api.app.request(`${address}${walk?.query?.(id) ?? ''}`, {
    method: method.toUpperCase(),
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (isStream) await response.body?.cancel();
  const text = isStream ? '' : await response.text();
  return { status: response.status, text: text.replace(/"requestId":"\w+"/, '').replaceAll(id || '\0', '?') };
}

test('the list of routes is that of the OpenAPI document', async () => {
  const { paths } = JSON.parse(await openapiText()) as { paths: Record<string, Record<string, unknown>> };
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(Object.keys(walks).sort(), 'add the route to api/testing/routes.ts').toEqual(routes.sort());
});

test('a stranger cannot find somebody’s jobs by word or parent', async () => {
  const job = await ann.startJob({ name: 'private plans' });
  for (const query of ['', '?q=private', `?parentId=${job.id}`]) {
    const list = JobList.parse(await (await eve.get(`/v1/jobs${query}`)).json());
    expect(list.jobs).toEqual([]);
  }
});

test('a token with read alone is refused on every route that changes something', async () => {
  const made = await ann.post('/v1/tokens', { name: 'reader', scopes: ['read'] });
  const { secret } = (await made.json()) as { secret: string };
  const things = await makeThings(api, ann);
  const changing = Object.entries(walks).filter(([route, { open }]) => !route.startsWith('get ') && !open);
  expect(changing.length).toBeGreaterThan(10);
  for (const [route] of changing) {
    const { status, text } = await ask(route, secret, things);
    expect(status, route).toBe(403);
    expect(text, route).toContain('"code":"forbidden"');
  }
});

test('on every route a stranger gets exactly what a missing id gets, changes nothing, and sees no id of the other', async () => {
  const table: string[][] = [];
  const things = await makeThings(api, ann);
  const everything = async () =>
    JSON.stringify([
      await (await ann.get(`/v1/jobs/${things.endedJob}/results`)).json(),
      await (await ann.get('/v1/jobs')).json(),
      await (await ann.get('/v1/tokens')).json(),
      await (await ann.get('/v1/webhooks')).json(),
      await (await ann.get(`/v1/webhooks/${things.webhook}/deliveries`)).json(),
    ]);
  const before = await everything();
  for (const [route, { of, or, open, strangers = 404 }] of Object.entries(walks)) {
    const nobody = await ask(route, null, things);
    const missing = of === undefined ? null : await ask(route, eve.token, missingThings);
    const others = await ask(route, eve.token, things);
    if (!open) expect(nobody.status, route).toBe(401);
    if (missing !== null) {
      expect(others, route).toEqual(missing);
      expect(others.status, route).toBe(strangers);
      if (of !== undefined && or !== undefined)
        expect(await ask(route, eve.token, { ...things, [of]: things[or] }), route).toEqual(missing);
    }
    for (const id of Object.values(things)) expect(others.text, route).not.toContain(id);
    const cell = (answer: typeof missing) => (answer === null ? '–' : String(answer.status));
    table.push([route, cell(nobody), cell(missing), of === undefined ? '–' : cell(others)]);
  }
  expect(await everything()).toBe(before);

  // Each route on things of its own: many of them delete or end what they are given.
  for (const row of table) {
    const [route = ''] = row;
    const own = walks[route]?.of === undefined ? things : await makeThings(api, ann);
    const { status, text } = await ask(route, ann.token, own);
    expect(status, `${route}: ${text}`).toBe(walks[route]?.own);
    row.push(String(status));
  }
  const head = ['route', 'no token', 'missing', 'other’s', 'own'];
  for (const row of [head, ...table])
    process.stdout.write(`${row.map((cell, n) => cell.padEnd(n === 0 ? 56 : 10)).join('')}\n`);
}, 60_000);
