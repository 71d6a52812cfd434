import { objectKeys } from '@snaprun/core/object-keys';
import { files } from '@snaprun/core/schema/files';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBench } from '../agent/test-bench.ts';
import { makeThumbnailOf } from './make-thumbnail.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

test('a file gets one thumbnail, and its row says where', async () => {
  const deps = await bench.deps();
  const { fileId } = await bench.job();
  await makeThumbnailOf(deps, fileId);
  const [file] = await bench.database.db.select().from(files).where(eq(files.id, fileId));
  expect(file?.thumbnailKey).toBe(objectKeys.thumbnail(fileId));
  expect(bench.storage.objects.get(objectKeys.thumbnail(fileId))?.mediaType).toBe('image/webp');
});

test('what cannot be decoded, and a file that is gone, get none', async () => {
  const deps = await bench.deps();
  const { fileId } = await bench.job(null, new TextEncoder().encode('no picture'));
  await makeThumbnailOf(deps, fileId);
  await makeThumbnailOf(deps, 'fil_gone');
  expect(bench.storage.objects.has(objectKeys.thumbnail(fileId))).toBe(false);
});
