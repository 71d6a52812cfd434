import { files } from '@snaprun/core/schema/files';
import { insertReadyFile } from '@snaprun/core/testing/factories';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pngBytes, sha256 } from '../../testing/pictures.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi, uniquePng } from '../../testing/test-api.ts';
import { File, FileNegotiation } from '../shapes/file.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

const wanted = (more: Record<string, unknown> = {}) => {
  const bytes = uniquePng();
  return { name: 'chart.png', mediaType: 'image/png', bytes: bytes.length, sha256: sha256(bytes), ...more };
};

describe('POST /v1/files', () => {
  test('answers with a pending file and a one-time upload address', async () => {
    const facts = wanted({ name: '../Графік.png', sha256: 'AB'.repeat(32) });
    const response = await ann.post('/v1/files', facts);
    expect(response.status).toBe(201);
    const { file, upload } = FileNegotiation.parse(await response.json());
    expect(file).toMatchObject({
      name: 'Графік.png',
      mediaType: 'image/png',
      bytes: facts.bytes,
      sha256: 'ab'.repeat(32),
      state: 'pending',
      width: null,
      rejectReason: null,
    });
    expect(file.downloadUrl).toBeUndefined();
    expect(upload?.method).toBe('PUT');
    expect(upload?.url).toContain(`/inputs/${file.id}`);
    expect(Object.keys(upload?.headers ?? {}).sort()).toEqual([
      'content-type',
      'if-none-match',
      'x-amz-checksum-sha256',
    ]);
  });

  test('a picture that this person has ready is answered without an upload; another person uploads it', async () => {
    const bytes = uniquePng();
    const job = await ann.startJob({}, bytes);
    const again = await ann.post('/v1/files', wanted({ sha256: sha256(bytes) }));
    expect(again.status).toBe(200);
    const { file, upload } = FileNegotiation.parse(await again.json());
    expect(file).toMatchObject({ id: job.fileId, state: 'ready' });
    expect(upload).toBeNull();
    const bob = await api.person('bob');
    expect((await bob.post('/v1/files', wanted({ sha256: sha256(bytes) }))).status).toBe(201);
  });

  test.each([
    ['application/pdf', 'PDF'],
    ['image/gif', 'GIF'],
    ['image/webp', 'WebP'],
    ['image/svg+xml', 'SVG'],
    ['text/html', 'neither'],
    ['', 'neither'],
    ['constructor', 'neither'],
    ['__proto__', 'neither'],
  ])('media type %j is a 415 that says what is wanted', async (mediaType, word) => {
    const { detail } = await expectProblem(
      await ann.post('/v1/files', wanted({ mediaType, bytes: 99_000_000 })),
      415,
      'unsupported_media_type',
    );
    expect(detail).toContain(word);
    expect(detail).toContain('PNG or JPEG');
  });

  test('zero bytes and more than 20 MB are a 422 with the limit', async () => {
    const empty = await expectProblem(
      await ann.post('/v1/files', wanted({ bytes: 0 })),
      422,
      'unprocessable',
    );
    expect(empty.detail).toContain('empty');
    const big = await expectProblem(
      await ann.post('/v1/files', wanted({ bytes: 20_000_001 })),
      422,
      'unprocessable',
    );
    expect(big.detail).toContain('20,000,000 bytes');
    expect(big.errors?.[0]?.pointer).toBe('/bytes');
    expect((await ann.post('/v1/files', wanted({ bytes: 20_000_000 }))).status).toBe(201);
  });
});

describe('GET /v1/files/{id}', () => {
  test('a ready picture has a download address that is never shown in place', async () => {
    const { fileId } = await ann.startJob();
    await api.db
      .update(files)
      .set({ thumbnailKey: `thumbnails/${fileId}.webp` })
      .where(eq(files.id, fileId));
    const file = File.parse(await (await ann.get(`/v1/files/${fileId}`)).json());
    expect(file).toMatchObject({ state: 'ready', width: 640, height: 480 });
    expect(file.downloadUrl).toContain('disposition=attachment');
    expect(file.thumbnailUrl).toContain(`thumbnails/${fileId}.webp`);
  });

  test('an artifact that is a PNG is shown in place, everything else is downloaded as a harmless type', async () => {
    const link = async (name: string, mediaType: string) => {
      const file = await insertReadyFile(api.db, { userId: ann.id, role: 'artifact', name, mediaType });
      const shown = File.parse(await (await ann.get(`/v1/files/${file.id}`)).json());
      return new URL(shown.downloadUrl ?? '').searchParams;
    };
    expect((await link('figure.png', 'image/png')).get('disposition')).toBe('inline');
    expect((await link('figure.svg', 'image/svg+xml')).get('disposition')).toBe('attachment');
    const page = await link('page.html', 'text/html');
    expect(page.get('disposition')).toBe('attachment');
    expect(page.get('mediaType')).toBe('application/octet-stream');
  });
});

describe('DELETE /v1/files/{id}', () => {
  test('removes row and object and says how many', async () => {
    const file = await ann.upload(uniquePng());
    const response = await ann.delete(`/v1/files/${file.id}`);
    expect(await response.json()).toEqual({ deleted: { files: 1, objects: 1 } });
    expect(api.storage.objects.has(`inputs/${file.id}`)).toBe(false);
    await expectProblem(await ann.get(`/v1/files/${file.id}`), 404, 'not_found');
  });

  test('is a conflict while a job uses the picture, and for what a job has made', async () => {
    const job = await ann.startJob();
    await expectProblem(await ann.delete(`/v1/files/${job.fileId}`), 409, 'conflict');
    const artifact = await insertReadyFile(api.db, { userId: ann.id, role: 'artifact', jobId: job.id });
    await expectProblem(await ann.delete(`/v1/files/${artifact.id}`), 409, 'conflict');
  });

  test('leaves the file when the storage does not answer', async () => {
    const file = await ann.upload(pngBytes(11, 11));
    const { remove } = api.storage;
    api.storage.remove = () => Promise.reject(Object.assign(new Error('ECONNREFUSED'), { $metadata: {} }));
    try {
      await expectProblem(await ann.delete(`/v1/files/${file.id}`), 503, 'unavailable');
    } finally {
      api.storage.remove = remove;
    }
    expect((await ann.delete(`/v1/files/${file.id}`)).status).toBe(200);
  });
});
