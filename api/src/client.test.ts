import { afterAll, beforeAll, expect, test } from 'vitest';
import { pngBytes } from '../testing/pictures.ts';
import { openTestApi, type TestApi, uniquePng } from '../testing/test-api.ts';
import { createClient, uploadPicture } from './client.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const url = 'http://127.0.0.1';
const fetchApp: typeof fetch = async (input, init) => api.app.request(input as string, init);

/** The storage in memory has no address: what is put there is put by hand. */
function storing(status = 200) {
  const put: string[] = [];
  const send: typeof fetch = async (link, init) => {
    const bytes = init?.body as Uint8Array;
    put.push(`${init?.method} ${new Headers(init?.headers).get('content-type')} ${bytes.length}`);
    await api.storage.write(new URL(link as string).pathname.slice(1), bytes, 'image/png');
    return new Response(null, { status });
  };
  return { put, send };
}

async function signedIn() {
  const { token } = await api.person('ann');
  return createClient({ url, token, fetch: fetchApp });
}

test('a typed client that knows only the routes walks from sign-in to results', async () => {
  const open = createClient({ url, fetch: fetchApp });
  const answer = await open.v1.local['sign-in'].$post({ json: { email: 'ann@example.test' } });
  if (!answer.ok) throw new Error('Nobody was signed in.');
  const { token } = await answer.json();
  const client = createClient({ url, token, fetch: fetchApp });

  const { put, send } = storing();
  const content = Uint8Array.from(pngBytes());
  const picture = { name: 'chart.png', mediaType: 'image/png', content } as const;
  const file = await uploadPicture(client, picture, send);
  expect(put).toEqual([`PUT image/png ${content.length}`]);
  const created = await client.v1.jobs.$post({ header: {}, json: { fileId: file.id } });
  if (!created.ok) throw new Error('The job was refused.');
  const job = await created.json();
  const listed = await client.v1.jobs.$get({ query: { limit: '5' } });
  if (!listed.ok) throw new Error('The list was refused.');
  expect((await listed.json()).jobs.map(({ id }) => id)).toEqual([job.id]);
  const results = await client.v1.jobs[':id'].results.$get({ param: { id: job.id } });
  if (!results.ok) throw new Error('The results were refused.');
  expect((await results.json()).attempts).toEqual([]);

  // The same picture again: nothing is sent.
  expect((await uploadPicture(client, picture, send)).id).toBe(file.id);
  expect(put).toHaveLength(1);

  const missing = await client.v1.jobs[':id'].cancel.$post({ param: { id: 'job_none' } });
  expect(missing.status).toBe(404);
  if (!missing.ok) expect((await missing.json()).code).toBe('not_found');
});

test('an upload that is refused says why, by the api or by the storage', async () => {
  const client = await signedIn();
  const { send } = storing(403);
  const tooMuch = { name: 'a.png', mediaType: 'image/png', content: new Uint8Array(20_000_001) } as const;
  await expect(uploadPicture(client, tooMuch, send)).rejects.toThrow(/20,000,000 bytes/);
  const picture = { name: 'a.png', mediaType: 'image/png', content: Uint8Array.from(uniquePng()) } as const;
  await expect(uploadPicture(client, picture, send)).rejects.toThrow('The storage did not take a.png: 403.');
});
