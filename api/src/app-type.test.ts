import { hc } from 'hono/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pngBytes, sha256 } from '../testing/pictures.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';
import type { AppType } from './app.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

test('a typed client that knows only AppType walks from sign-in to results', async () => {
  const fetchApp: typeof fetch = async (input, init) => api.app.request(input as string, init);
  const open = hc<AppType>('http://127.0.0.1', { fetch: fetchApp });
  const signedIn = await open.v1.local['sign-in'].$post({ json: { email: 'ann@example.test' } });
  if (!signedIn.ok) throw new Error('Nobody was signed in.');
  const { token } = await signedIn.json();

  const client = hc<AppType>('http://127.0.0.1', {
    fetch: fetchApp,
    headers: { authorization: `Bearer ${token}` },
  });
  const bytes = pngBytes();
  const announced = await client.v1.files.$post({
    header: {},
    json: { name: 'chart.png', mediaType: 'image/png', bytes: bytes.length, sha256: sha256(bytes) },
  });
  if (!announced.ok) throw new Error('The picture was refused.');
  const { file, upload } = await announced.json();
  expect(upload?.method).toBe('PUT');
  await api.storage.write(`inputs/${file.id}`, bytes, file.mediaType);

  const created = await client.v1.jobs.$post({ header: {}, json: { fileId: file.id } });
  if (!created.ok) throw new Error('The job was refused.');
  const job = await created.json();
  const listed = await client.v1.jobs.$get({ query: { limit: '5' } });
  if (!listed.ok) throw new Error('The list was refused.');
  expect((await listed.json()).jobs.map(({ id }) => id)).toEqual([job.id]);
  const results = await client.v1.jobs[':id'].results.$get({ param: { id: job.id } });
  if (!results.ok) throw new Error('The results were refused.');
  expect((await results.json()).attempts).toEqual([]);

  const missing = await client.v1.jobs[':id'].cancel.$post({ param: { id: 'job_none' } });
  expect(missing.status).toBe(404);
  if (!missing.ok) expect((await missing.json()).code).toBe('not_found');
});
