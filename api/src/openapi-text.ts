import { openDatabase } from '@snaprun/core/database';
import { createLog } from '@snaprun/core/log';
import { createS3Storage } from '@snaprun/core/s3-storage';
import { createApp } from './app.ts';
import { usualTiming } from './deps.ts';
import { createEventHub } from './event-hub.ts';
import { openapiDocument } from './openapi-document.ts';
import { createRemovals } from './removals.ts';

/** The content of `openapi.json`: every route, those of local mode included, with nothing behind them connected. */
export async function openapiText(): Promise<string> {
  const nowhere = 'http://nowhere.invalid';
  const log = createLog({}, () => undefined);
  const database = openDatabase('postgres://nowhere.invalid/none');
  const replica = { baseUrls: [], apiKey: null, model: 'none' };
  const app = createApp({
    db: database.db,
    storage: createS3Storage({
      endpoint: nowhere,
      publicEndpoint: nowhere,
      region: 'none',
      bucket: 'none',
      accessKeyId: 'none',
      secretAccessKey: 'none',
    }),
    hub: createEventHub(database.sql, log),
    models: { vision: replica, reasoning: replica, code: replica },
    verifyToken: () => Promise.reject(new Error('Nobody can sign in here.')),
    localIssuer: { publicKey: '', issue: () => Promise.reject(new Error('Nobody can sign in here.')) },
    clerkWebhookSecret: 'none',
    allowPrivateWebhooks: false,
    webOrigins: [],
    adminUserIds: [],
    limits: { activeJobs: 0, jobsPerDay: 0, storedBytes: 0, requestsPerMinute: 0 },
    docsAsset: () => Promise.resolve(null),
    log,
    fetch,
    removals: createRemovals(),
    timing: usualTiming,
  });
  await database.close();
  return `${JSON.stringify(openapiDocument(app), null, 2)}\n`;
}
