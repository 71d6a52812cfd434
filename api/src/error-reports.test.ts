import { openErrorReports } from '@snaprun/core/error-reports/error-reports';
import { reportingLog } from '@snaprun/core/error-reports/reporting-log';
import { createLog } from '@snaprun/core/log';
import { createMemoryStorage } from '@snaprun/core/testing/memory-storage';
import { startSentryReceiver } from '@snaprun/core/testing/sentry-receiver';
import { expect, test } from 'vitest';
import { openTestApi } from '../testing/test-api.ts';

test('a request that fails by our fault is one event with its id, and no word, token or link of it', async () => {
  const receiver = await startSentryReceiver();
  const reports = await openErrorReports({ dsn: receiver.dsn, environment: 'test', release: null });
  const log = reportingLog(
    createLog({}, () => undefined),
    reports,
    { process: 'api' },
  );
  const storage = createMemoryStorage();
  const link = 'http://store.test/inputs/fil_1?X-Amz-Signature=5a414e5a';
  const api = await openTestApi({
    log,
    storage: {
      ...storage,
      presignPut: () => Promise.reject(new TypeError(`cannot sign ${link} for Zanzibar`)),
    },
  });
  const ann = await api.person('ann');
  const wanted = { name: 'Zanzibar.png', mediaType: 'image/png', bytes: 100, sha256: 'a'.repeat(64) };
  const failed = await ann.post('/v1/files', wanted);
  expect(failed.status).toBe(500);
  // What a caller does wrong is no error of ours.
  expect((await ann.post('/v1/files', { ...wanted, bytes: -1 })).status).toBe(422);
  expect((await ann.get('/v1/jobs/job_Zanzibar')).status).toBe(404);
  await reports?.close();
  expect(receiver.events()).toMatchObject([
    {
      tags: { process: 'api', during: 'a request failed', requestId: failed.headers.get('x-request-id') },
      exception: { values: [{ type: 'TypeError' }, { type: 'AppError', value: 'code=internal' }] },
    },
  ]);
  const all = receiver.received.join('\n');
  for (const piece of ['Zanzibar', ann.token, ann.id, 'X-Amz', 'inputs/', 'ann@'])
    expect(all).not.toContain(piece);
  await api.close();
  await receiver.close();
});
